//! What page, JSON API and command line show: the same structs for all three.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Revision,
    alarms::Limits,
    grade::Grade,
    outcome::Outcome,
    probe::{Column, Direction, Layer},
    reading::Cell,
    unit::Unit,
};

/// How a test stands, all considered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = TestState)]
pub enum State {
    /// Switched off.
    Off,
    /// Switched on, not run yet.
    Waiting,
    /// It reads; every judged figure is normal.
    Good,
    /// It reads; a figure is worth a look.
    Fair,
    /// It reads; a figure is felt by people.
    Poor,
    /// It reads; a figure says something is broken.
    Bad,
    /// It reads, and there is nothing to show, or the figures are old.
    NoData,
    /// Nothing is broken: it would run with more scopes.
    Available,
    /// Nothing is broken: no app that opens it is set up yet.
    NotSetUp,
    /// The account's plan lacks what it reads.
    NeedsPlan,
    /// It pauses: the budget is spent or Zoom asked to wait.
    Paused,
    /// It was set up and does not work.
    Broken,
}

impl State {
    /// A few words for a column.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Waiting => "not run yet",
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
            Self::Bad => "bad",
            Self::NoData => "no data",
            Self::Available => "available with more scopes",
            Self::NotSetUp => "not set up yet",
            Self::NeedsPlan => "needs another plan",
            Self::Paused => "paused",
            Self::Broken => "does not work",
        }
    }
}

/// One test of one connection.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TestView {
    /// The probe's id.
    pub id: &'static str,
    /// Its name.
    pub title: &'static str,
    /// Where it looks.
    pub layer: Layer,
    /// The question it answers.
    pub question: &'static str,
    /// Whether it is switched on.
    pub on: bool,
    /// How often it was asked to run, in seconds.
    pub period_seconds: u32,
    /// What an edit of these two sends back, so that it is not saved over another's.
    pub revision: Revision,
    /// How often it really runs: stretched where the budget does not allow more.
    pub effective_seconds: u32,
    /// Why it runs less often than asked, if it does.
    pub stretched: Option<String>,
    /// Whether its figures are of this moment, and therefore polled.
    pub live: bool,
    /// Since when an event subscription feeds it, if one does: then its figures are pushed and the
    /// run only compares.
    #[schema(value_type = Option<String>)]
    pub pushed_since: Option<Timestamp>,
    /// How it stands.
    pub state: State,
    /// The same in one or two sentences.
    pub words: String,
    /// The figure to show first.
    pub key: Option<FigureView>,
    /// The figure to show beside it, if any.
    pub beside: Option<FigureView>,
    /// The last run.
    pub last_run: Option<RunView>,
    /// When it last read something.
    #[schema(value_type = Option<String>)]
    pub last_ok_at: Option<Timestamp>,
    /// When it runs next.
    #[schema(value_type = Option<String>)]
    pub next_run: Option<Timestamp>,
}

/// One value of one series, judged.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FigureView {
    /// The measure's name on the page.
    pub title: &'static str,
    /// The descriptor's value; empty without one.
    pub label: String,
    /// The value in the measure's unit.
    pub value: f64,
    /// The value as a person reads it.
    pub said: String,
    /// How it stands.
    pub grade: Grade,
    /// The instant it stands for.
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// One measure with its latest values.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MeasureView {
    /// Its name, also in `/metrics`.
    pub name: &'static str,
    /// Its name on the page.
    pub title: &'static str,
    /// The unit.
    #[serde(flatten)]
    pub unit: Unit,
    /// What it means.
    pub meaning: &'static str,
    /// What is normal, in words.
    pub normal: Option<String>,
    /// Which way is better.
    pub direction: Direction,
    /// Where it stops being normal.
    pub threshold: Option<Limits>,
    /// What splits it.
    pub label: Option<&'static str>,
    /// The worst of its values; no data without any.
    pub grade: Grade,
    /// Its latest values, one per series.
    pub values: Vec<FigureView>,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RunView {
    /// Its id.
    pub id: String,
    /// The probe's id.
    pub probe: String,
    /// `schedule` or `person`.
    pub asked_by: String,
    /// When it began.
    #[schema(value_type = String)]
    pub started_at: Timestamp,
    /// How long it took, in milliseconds.
    pub milliseconds: i64,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The same in words.
    pub words: String,
    /// Requests it sent to Zoom.
    pub requests: i64,
    /// Values kept.
    pub samples: i64,
    /// Diagnosis rows there were.
    pub rows: i64,
}

/// An operation a test reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReadView {
    /// The operation.
    pub operation: &'static str,
    /// What for.
    pub why: &'static str,
    /// Whether the test cannot run without it.
    pub required: bool,
    /// Any one of these granular scopes opens it.
    pub granular: Vec<&'static str>,
    /// Or any one of these classic scopes.
    pub classic: Vec<&'static str>,
    /// How much a request weighs, in Zoom's word.
    pub rate: String,
}

/// The detailed diagnosis.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DiagnosisView {
    /// The run the rows are from.
    pub run: String,
    /// When that was.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// How many rows there were; more than `rows` holds when they were cut.
    pub total: i64,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, cells in the order of the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// Everything about one test.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TestDetail {
    /// The test as the list shows it.
    pub test: TestView,
    /// Its measures.
    pub measures: Vec<MeasureView>,
    /// What it reads.
    pub reads: Vec<ReadView>,
    /// What is lost on a plan without dashboards.
    pub without_dashboards: Option<&'static str>,
    /// What to know before trusting the figures.
    pub caveats: Vec<&'static str>,
    /// The latest runs, newest first.
    pub runs: Vec<RunView>,
}

/// One point of a history; a gap has no value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Point {
    /// When the first reading of the bucket was made; of a gap, where one was due.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// The mean over the bucket; none where nothing was read.
    pub value: Option<f64>,
    /// The lowest in the bucket.
    pub low: Option<f64>,
    /// The highest in the bucket.
    pub high: Option<f64>,
}

/// One line of a history.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Line {
    /// The descriptor's value; empty without one.
    pub label: String,
    /// Its points in order of time.
    pub points: Vec<Point>,
}

/// The history of one measure.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SeriesView {
    /// The measure's name.
    pub measure: &'static str,
    /// Its name on the page.
    pub title: &'static str,
    /// The unit.
    #[serde(flatten)]
    pub unit: Unit,
    /// From when.
    #[schema(value_type = String)]
    pub from: Timestamp,
    /// Until when.
    #[schema(value_type = String)]
    pub to: Timestamp,
    /// How many seconds one point stands for.
    pub bucket_seconds: i64,
    /// The lines.
    pub lines: Vec<Line>,
}
