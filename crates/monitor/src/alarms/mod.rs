//! Alarms: what is wrong reaches a person, once.
//!
//! A figure past its threshold, an API test that does not work or reads nothing, credentials that
//! Zoom refuses, a subscription from which nothing comes any more: each is a *subject* with at most
//! one open alarm. A state flips only when N of the last M readings agree, a subject that comes
//! back soon after it cleared is the same alarm, and nobody is told twice of the same thing.
//!
//! What this module refuses: to call no data good, to forget a notification when the process dies
//! (it is written with the change, in one transaction, and sent from there), and to put a secret,
//! a name of a participant or a join link into a mail.

mod acknowledge;
#[cfg(test)]
mod behaviour;
mod deliver;
mod evaluate;
pub(crate) mod facts;
mod hook;
mod hysteresis;
mod judge;
mod letter;
mod new_silence;
mod outbox;
mod pushed;
mod read;
mod reporting;
mod rules;
mod settings;
mod silence;
mod storage;
mod story;
mod subscription;
pub(crate) mod tables;
#[cfg(test)]
pub(crate) mod telling;
mod thresholds;
mod view;
mod watch;

pub(crate) use self::{
    pushed::Growth,
    rules::{Override, Rule, rule},
    storage::{direction_key, overrides},
};

pub use self::{
    acknowledge::NOTE,
    deliver::Tried,
    new_silence::{NewSilence, SILENCE_DAYS, SILENCE_REASON},
    pushed::{PushHealth, Pushed},
    read::ALARMS_LISTED,
    reporting::Reporting,
    rules::{EVERY, Limits, MOST_READINGS, Policy},
    settings::{AlarmSettings, MadeWebhook, MailView, RECIPIENTS, RecipientView, WebhookView},
    silence::{SilencePhase, SilenceView, silence_scopes},
    storage::ALARMS_KEPT_DAYS,
    thresholds::ThresholdView,
    view::{
        Acknowledged, AlarmDetail, AlarmKind, AlarmView, Delivery, EventView, Happening, Level,
        ToldView,
    },
};
