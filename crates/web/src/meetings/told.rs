//! What programs are told of a meeting or webinar: as Zoom kept it, with what may not be meant.

use ::meetings::{EventView, Outcome, Overlap, Scheduled};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::words;
use crate::{Error, State, extract::Caller};

/// What came of a creation or a change.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Done {
    /// As Zoom kept it.
    pub(super) event: EventView,
    /// What is worth telling.
    notes: Vec<String>,
    /// What may not be meant; it was done all the same.
    pub(super) warnings: Vec<Warning>,
}

/// Something that may not be meant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingWarning)]
pub(super) struct Warning {
    /// `overlap`: the host has something else at that time.
    code: &'static str,
    /// A sentence.
    message: String,
    /// The page of the other.
    page: String,
    /// The other.
    other: Overlap,
}

/// A meeting or webinar, and what may not be meant about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingWithWarnings)]
pub(super) struct Known {
    #[serde(flatten)]
    pub(super) event: EventView,
    /// What may not be meant.
    pub(super) warnings: Vec<Warning>,
}

pub(super) async fn shown(
    app: &State,
    caller: &Caller,
    event: &Scheduled,
    notes: Vec<String>,
) -> Result<Done, Error> {
    Ok(Done {
        event: EventView::of(event, app.clock.now()),
        notes,
        warnings: warnings(app, caller, event).await?,
    })
}

pub(super) async fn done(
    app: &State,
    caller: &Caller,
    outcome: Outcome,
) -> Result<Json<Done>, Error> {
    let done = shown(app, caller, &outcome.event, outcome.notes).await?;
    Ok(Json(done))
}

pub(super) async fn warnings(
    app: &State,
    caller: &Caller,
    event: &Scheduled,
) -> Result<Vec<Warning>, Error> {
    let overlaps = app.meetings.overlaps(&caller.principal, event).await?;
    let warning = |other: Overlap| {
        let path = words::path(other.kind, &format!("/{}", other.public_id));
        Warning {
            code: "overlap",
            message: other.says(),
            page: app.settings.absolute(&path),
            other,
        }
    };
    Ok(overlaps.into_iter().map(warning).collect())
}
