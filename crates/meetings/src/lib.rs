//! Running meetings and webinars.

pub mod calendar;
mod check;
mod draft;
mod form;
mod kind;
mod start;
mod visibility;
mod zone;

pub use self::{
    check::{AGENDA_MAX, DURATION_MAX, PASSCODE_MAX, Purpose, TOPIC_MAX},
    draft::{Draft, Options, Recording, end_of},
    form::{FieldProblem, Form, FormProblems, Offer},
    kind::Kind,
    start::{Fold, Start, StartError},
    visibility::{Level, Viewer},
    zone::{ZOOM_ZONES, Zone, ZoneChoice},
};
pub use zone::choices as zone_choices;
