//! Watching a Zoom account.
//!
//! *Probes* are scheduled readings ("API tests" in the words of the set-up guide). Each is data:
//! the operations it needs, its period, its measures with unit, meaning and threshold, the columns
//! of its detailed diagnosis. From that one table come the schedule, the scope check, the pages,
//! `/metrics` and the reference. A run goes: schedule, lease (one node polls), probe, budget, Zoom,
//! then samples and rows in one transaction.
//!
//! What this crate refuses: to spend past the budget, to call a probe broken whose scopes nobody
//! added, to show no data as good, to make a series per person or meeting, and to know HTML.

mod accounts;
mod alarms;
mod attention;
#[cfg(test)]
mod behaviour;
mod capabilities;
mod claims;
mod connected;
mod docs;
mod edits;
mod error;
mod exposition;
mod grade;
mod history;
mod live_state;
#[cfg(test)]
mod loop_behaviour;
mod monitor;
mod outcome;
mod outside;
mod plan;
mod present;
mod probe;
mod probes;
mod reading;
mod rooms;
mod run;
mod run_loop;
mod scrape;
#[cfg(test)]
mod simulated_day;
mod size;
mod sources;
mod spending;
mod storage;
#[cfg(test)]
mod testing;
mod unit;
mod view;

pub use self::{
    alarms::{
        ALARMS_KEPT_DAYS, ALARMS_LISTED, Acknowledged, AlarmDetail, AlarmKind, AlarmSettings,
        AlarmView, Delivery, EVERY, EventView, Happening, Level, Limits, MOST_READINGS,
        MadeWebhook, MailView, NOTE, NewSilence, Policy, PushHealth, Pushed, RECIPIENTS,
        RecipientView, Reporting, SILENCE_DAYS, SILENCE_REASON, SilencePhase, SilenceView,
        ThresholdView, ToldView, Tried, WebhookView, silence_scopes,
    },
    attention::{AttentionView, NeedsYou, Reason, ReasonKind},
    capabilities::capabilities,
    docs::reference,
    edits::Revision,
    error::Error,
    grade::{Grade, grade},
    history::POINTS,
    live_state::{
        Happened, InstanceKind, InstanceView, LiveMeeting, LiveSource, LiveStale, LiveTotals,
        LiveView, Presence, RECENT,
    },
    monitor::{LEAST_PERIOD_SECONDS, MOST_PERIOD_SECONDS, Monitor, RUNS_LISTED},
    outcome::Outcome,
    present::every,
    probe::{
        Calls, Column, ColumnKind, Descriptor, Direction, Layer, Measure, Need, Probe, Threshold,
    },
    probes::{measure, probe, probes},
    reading::{Cell, ROWS_KEPT, Reading, Sample},
    rooms::KnownRoom,
    spending::{
        DaySpender, DayView, HostView, LabelView, QuotaView, SPENDING_DAYS_KEPT, SpenderView,
        SpendingView, SpentLabel, StretchedView,
    },
    storage::{MIGRATIONS, RUNS_KEPT_DAYS, SAMPLES_KEPT_DAYS},
    unit::{Unit, duration, thousands},
    view::{
        DiagnosisView, FigureView, Line, MeasureView, Point, ReadView, RunView, SeriesView, State,
        TestDetail, TestView,
    },
};
