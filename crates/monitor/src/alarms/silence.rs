//! Maintenance silences: a window in which nobody is told.
//!
//! A silence hides nothing. Alarms are judged and written down as ever, and the pages show them with
//! the silence that keeps them quiet; only mails and webhooks wait. What opened within the window and
//! still holds at its end is told then, and what cleared within it is never told. A silence that is
//! over stays in the list, with who made it and why.

use connect::{ConnectionId, Principal};
use jiff::Timestamp;
use serde::Serialize;
use store::{Db, Row, args};
use utoipa::ToSchema;

use super::{
    new_silence::{NewSilence, Window},
    rules::EVERY,
    view::{Delivery, Happening},
};
use crate::{
    Error, Monitor, history::instant, measure as measure_named, probe as probe_named, probe::Layer,
    probes::probes,
};

/// The most silences that are on or to come.
const MOST: usize = 100;

/// What a silence is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    All,
    Layer(Layer),
    Test(&'static str),
    /// A measure, and its descriptor's value or [`EVERY`].
    Measure(&'static str, String),
}

const LAYERS: [(&str, Layer); 5] = [
    ("service", Layer::Service),
    ("account", Layer::Account),
    ("users", Layer::Users),
    ("meetings", Layer::Meetings),
    ("phone", Layer::Phone),
];

impl Scope {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == "all" {
            return Some(Self::All);
        }
        let (kind, what) = text.split_once(':')?;
        match kind {
            "layer" => {
                let (_, layer) = LAYERS.into_iter().find(|(key, _)| *key == what)?;
                Some(Self::Layer(layer))
            }
            "test" => Some(Self::Test(probe_named(what)?.id)),
            "measure" => {
                let (name, label) = what.split_once('/').unwrap_or((what, EVERY));
                Some(Self::Measure(measure_named(name)?.1.name, label.to_owned()))
            }
            _ => None,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::All => "every alarm".to_owned(),
            Self::Layer(layer) => format!("the layer {}", layer.title()),
            Self::Test(id) => {
                let title = probe_named(id).map_or(*id, |probe| probe.title);
                format!("the API test {title}")
            }
            Self::Measure(name, label) => {
                let title = measure_named(name).map_or(*name, |(_, measure)| measure.title);
                if label == EVERY {
                    format!("the figure {title}")
                } else {
                    format!("the figure {title}, {label}")
                }
            }
        }
    }

    /// Whether an alarm of this test and figure falls under it. What belongs to no test (credentials,
    /// the event subscription) falls only under all.
    fn covers(&self, probe: Option<&str>, measure: Option<&str>, label: &str) -> bool {
        match self {
            Self::All => true,
            Self::Layer(layer) => probe
                .and_then(probe_named)
                .is_some_and(|probe| probe.layer == *layer),
            Self::Test(id) => probe == Some(id),
            Self::Measure(name, of) => measure == Some(name) && (of == EVERY || of == label),
        }
    }
}

/// Everything a silence can be about, as it is written and as it is called.
pub fn silence_scopes() -> Vec<(String, String)> {
    let mut scopes = vec!["all".to_owned()];
    scopes.extend(LAYERS.iter().map(|(key, _)| format!("layer:{key}")));
    for probe in probes() {
        scopes.push(format!("test:{}", probe.id));
        let judged = probe.measures.iter();
        let judged = judged.filter(|measure| measure.threshold.is_some());
        scopes.extend(judged.map(|measure| format!("measure:{}", measure.name)));
    }
    let named = scopes.into_iter().filter_map(|key| {
        let words = Scope::parse(&key)?.words();
        Some((key, words))
    });
    named.collect()
}

/// How a silence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SilencePhase {
    /// It begins later.
    ToCome,
    /// Nobody is told now.
    On,
    /// It is over.
    Over,
}

/// One silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SilenceView {
    /// Its id.
    pub id: String,
    /// What it is about, as it is written: `all`, `layer:…`, `test:…`, `measure:…`.
    pub scope: String,
    /// The same in words.
    pub about: String,
    /// From when.
    #[schema(value_type = String)]
    pub from: Timestamp,
    /// Until when; where somebody ended it earlier, when they did.
    #[schema(value_type = String)]
    pub until: Timestamp,
    /// The IANA time zone in which it was meant.
    pub zone: String,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub made_by: String,
    /// Who ended it before its time, if anybody.
    pub ended_by: Option<String>,
    /// How it stands.
    pub phase: SilencePhase,
}

/// The silences that are on at one moment.
#[derive(Debug, Default)]
pub(crate) struct Silences(Vec<(Scope, SilenceView)>);

impl Silences {
    /// The one that keeps such an alarm quiet for the longest.
    pub(crate) fn over(
        &self,
        probe: Option<&str>,
        measure: Option<&str>,
        label: &str,
    ) -> Option<&SilenceView> {
        let covering = self.0.iter();
        let covering = covering.filter(|(scope, _)| scope.covers(probe, measure, label));
        covering.map(|(_, view)| view).max_by_key(|view| view.until)
    }
}

const COLUMNS: &str = "id, scope, from_at, until_at, zone, reason, made_by, ended_by";

/// Those that are on at `now`.
pub(crate) async fn on(db: &Db, connection: &str, now: i64) -> store::Result<Silences> {
    let sql = format!(
        "SELECT {COLUMNS} FROM monitor_silences
         WHERE connection = $1 AND from_at <= $2 AND until_at > $2"
    );
    let rows = db
        .rows(store::AssertSqlSafe(sql), args![connection, now])
        .await?;
    let views: Vec<SilenceView> = rows
        .iter()
        .map(|row| view(row, now))
        .collect::<store::Result<_>>()?;
    let parsed = views.into_iter().filter_map(|view| {
        // A test or measure of another version: nothing of it is judged here.
        Some((Scope::parse(&view.scope)?, view))
    });
    Ok(Silences(parsed.collect()))
}

fn view(row: &Row, now: i64) -> store::Result<SilenceView> {
    let (from, until) = (row.i64("from_at")?, row.i64("until_at")?);
    let scope = row.text("scope")?;
    Ok(SilenceView {
        id: row.text("id")?,
        about: Scope::parse(&scope).map_or_else(|| scope.clone(), |scope| scope.words()),
        scope,
        from: instant(from),
        until: instant(until),
        zone: row.text("zone")?,
        reason: row.text("reason")?,
        made_by: row.text("made_by")?,
        ended_by: row.opt_text("ended_by")?,
        phase: if now >= until {
            SilencePhase::Over
        } else if now >= from {
            SilencePhase::On
        } else {
            SilencePhase::ToCome
        },
    })
}

impl Monitor {
    /// The silences of a connection, those that end last first; over ones for as long as alarms are
    /// kept.
    pub async fn silences(&self, connection: &ConnectionId) -> Result<Vec<SilenceView>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM monitor_silences WHERE connection = $1
             ORDER BY until_at DESC, id LIMIT 500"
        );
        let db = &self.0.db;
        let rows = db.rows(store::AssertSqlSafe(sql), args![connection.as_str()]);
        let now = self.0.clock.now_micros();
        let views = rows
            .await?
            .iter()
            .map(|row| view(row, now))
            .collect::<store::Result<_>>();
        Ok(views?)
    }

    /// Tells nobody of what `new` covers while it lasts.
    pub async fn silence(
        &self,
        connection: &ConnectionId,
        who: &Principal,
        new: &NewSilence,
    ) -> Result<SilenceView, Error> {
        let now = self.0.clock.now();
        let Window { scope, from, until } = new.read(now)?;
        let mut ahead = self.silences(connection).await?;
        ahead.retain(|one| one.phase != SilencePhase::Over);
        // The same form sent twice is one silence.
        let is_same = |one: &&SilenceView| {
            let begins = if new.from.trim().is_empty() {
                one.phase == SilencePhase::On
            } else {
                one.from == from
            };
            begins
                && one.until == until
                && one.scope == new.scope.trim()
                && one.reason == new.reason.trim()
                && one.made_by == who.name()
        };
        if let Some(same) = ahead.iter().find(is_same) {
            return Ok(same.clone());
        }
        if ahead.len() >= MOST {
            return Err(Error::Alarms(format!(
                "There are {MOST} silences already. End one first."
            )));
        }
        self.check_value(connection, &scope).await?;
        let id = self.ulid(now);
        self.0
            .db
            .execute(
                "INSERT INTO monitor_silences
                 (id, connection, scope, from_at, until_at, zone, reason, made_by, made_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                args![
                    &id,
                    connection.as_str(),
                    new.scope.trim(),
                    from.as_microsecond(),
                    until.as_microsecond(),
                    new.zone.trim(),
                    new.reason.trim(),
                    who.name(),
                    now.as_microsecond()
                ],
            )
            .await?;
        tracing::info!(who = who.name(), "{} is silenced", scope.words());
        self.one_silence(connection, &id).await
    }

    /// Ends a silence now; what still holds is told. One that has not begun never does.
    pub async fn end_silence(
        &self,
        connection: &ConnectionId,
        who: &Principal,
        id: &str,
    ) -> Result<SilenceView, Error> {
        let now = self.0.clock.now_micros();
        let until = self.one_silence(connection, id).await?.until;
        let mut tx = self.0.db.begin().await?;
        let ended = tx
            .execute(
                "UPDATE monitor_silences SET until_at = $3, ended_by = $4,
                     from_at = CASE WHEN from_at > $3 THEN $3 ELSE from_at END
                 WHERE connection = $1 AND id = $2 AND until_at > $3",
                args![connection.as_str(), id, now, who.name()],
            )
            .await?;
        if ended == 0 {
            return Err(Error::Alarms("This silence is over already.".to_owned()));
        }
        // That an alarm cleared, which whoever knew of it was to hear at its end.
        tx.execute(
            "UPDATE monitor_alarm_outbox SET due_at = $3
             WHERE connection = $1 AND state = $4 AND what = $5 AND due_at = $2",
            args![
                connection.as_str(),
                until.as_microsecond(),
                now,
                Delivery::Waiting.key(),
                Happening::Cleared.key()
            ],
        )
        .await?;
        tx.commit().await?;
        self.0.run_bell.notify_one();
        self.one_silence(connection, id).await
    }

    /// A value that was never read is most likely misspelt, and nothing would be silenced.
    async fn check_value(&self, connection: &ConnectionId, scope: &Scope) -> Result<(), Error> {
        let Scope::Measure(name, value) = scope else {
            return Ok(());
        };
        if value == EVERY {
            return Ok(());
        }
        let rows = self
            .0
            .db
            .rows(
                "SELECT DISTINCT label FROM monitor_samples
                 WHERE connection = $1 AND measure = $2 AND label <> '' ORDER BY label",
                args![connection.as_str(), *name],
            )
            .await?;
        let known: Vec<String> = rows
            .iter()
            .map(|row| row.text("label"))
            .collect::<store::Result<_>>()?;
        if known.contains(value) {
            return Ok(());
        }
        let title = measure_named(name).map_or(*name, |(_, measure)| measure.title);
        let why = if known.is_empty() {
            format!(
                "The figure {title} has no values of its own yet, so there is none called \
                 “{value}”. Silence the whole figure: measure:{name}."
            )
        } else {
            format!(
                "The figure {title} has no value “{value}”. It has {}.",
                known.join(", ")
            )
        };
        Err(Error::Fields(vec![("scope", why)]))
    }

    async fn one_silence(&self, connection: &ConnectionId, id: &str) -> Result<SilenceView, Error> {
        let all = self.silences(connection).await?;
        let found = all.into_iter().find(|one| one.id == id);
        found.ok_or_else(|| Error::Alarms(format!("There is no silence “{id}”.")))
    }
}
