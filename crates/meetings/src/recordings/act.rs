//! Does what was ordered, one after the other, and says what became of each.
//!
//! A refusal that concerns one recording leaves the others their turn; one that would meet all of
//! them (a missing scope, a spent quota, a Zoom that does not answer) ends the order, and the rest
//! is told as not tried. What was gone already is no failure: an order sent twice does no harm.

use connect::{Cause, ConnectionId, Principal, Refusal};
use serde::Serialize;
use zoom_client::Error as ZoomError;
use zoom_types::recordings::RecordingRemoval;

use super::{Order, Recorded, RecordingAct, RecordingRef, job::may_do};
use crate::{
    Error, Kind, Meetings,
    audit::{self, RECORDINGS},
    repository::Deed,
    zoom::Zoom,
};

/// What became of one recording or file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Fate {
    /// Which.
    #[serde(flatten)]
    pub of: RecordingRef,
    /// What it is called, as far as Zoom told.
    pub named: String,
    /// What became of it.
    pub state: FateState,
    /// The same in a sentence.
    pub said: String,
    /// Zoom's refusal, scopes and words included.
    pub refusal: Option<Refusal>,
}

/// What became of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FateState {
    /// As ordered.
    Done,
    /// Zoom had it no longer.
    Gone,
    /// It was to be deleted from the trash, and was recovered meanwhile.
    Recovered,
    /// Zoom refused.
    Refused,
    /// The order ended before its turn.
    NotTried,
}

impl Meetings {
    /// Does it, each in its turn.
    pub async fn order_recordings(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        order: &Order,
    ) -> Result<Vec<Fate>, Error> {
        may_do(who, order.act, connection)?;
        order.check_whole()?;
        let zoom = self.zoom(connection).await?;
        let mut fates = Vec::with_capacity(order.recordings.len());
        let mut ended: Option<Refusal> = None;
        for one in &order.recordings {
            if let Some(refusal) = &ended {
                fates.push(Fate {
                    of: one.clone(),
                    named: one.word(),
                    state: FateState::NotTried,
                    said: format!(
                        "Not tried, because of the refusal before: {}",
                        refusal.title
                    ),
                    refusal: None,
                });
                continue;
            }
            let fate = self.carry_out(who, connection, &zoom, order, one).await?;
            if fate.refusal.as_ref().is_some_and(meets_all) {
                ended.clone_from(&fate.refusal);
            }
            fates.push(fate);
        }
        Ok(fates)
    }

    async fn carry_out(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        zoom: &Zoom,
        order: &Order,
        one: &RecordingRef,
    ) -> Result<Fate, Error> {
        let act = order.act;
        let named = named(zoom, one).await;
        let fate = |state, said: String, refusal| Fate {
            of: one.clone(),
            named: named.clone(),
            state,
            said,
            refusal,
        };
        match send_unless_recovered(zoom, order, one).await {
            Ok(false) => {
                let said = RecordingAct::RECOVERED.to_owned();
                Ok(fate(FateState::Recovered, said, None))
            }
            Ok(true) => {
                let done = act.did();
                let deed = Deed {
                    at: self.now(),
                    who: who.name(),
                    action: act.word(),
                    detail: format!("{done}: {named}, run {}.", one.word()),
                };
                audit::note(
                    &self.db,
                    connection.as_str(),
                    RECORDINGS,
                    "recording",
                    &deed,
                )
                .await?;
                Ok(fate(FateState::Done, format!("{done}."), None))
            }
            Err(error) if is_none(&error) => {
                Ok(fate(FateState::Gone, act.found_none().to_owned(), None))
            }
            Err(error) => {
                let act = act.act(one.file.is_some());
                let refusal = Refusal::after(&act.on(Kind::Meeting), &error);
                let said = refusal.to_string();
                Ok(fate(FateState::Refused, said, Some(refusal)))
            }
        }
    }
}

/// Sends it, unless it was to be deleted from the trash and stands again; whether it was sent.
async fn send_unless_recovered(
    zoom: &Zoom,
    order: &Order,
    one: &RecordingRef,
) -> Result<bool, ZoomError> {
    if order.is_from_trash() && stands(zoom, one).await? {
        return Ok(false);
    }
    send(zoom, order.act, one).await?;
    Ok(true)
}

pub(super) async fn send(
    zoom: &Zoom,
    act: RecordingAct,
    one: &RecordingRef,
) -> Result<(), ZoomError> {
    let recordings = zoom.0.recordings();
    let how = match act {
        RecordingAct::Trash => RecordingRemoval::Trash,
        RecordingAct::Delete => RecordingRemoval::Delete,
        RecordingAct::Recover => {
            return match &one.file {
                Some(file) => recordings.recover_file(&one.run, file).await,
                None => recordings.recover(&one.run).await,
            };
        }
    };
    match &one.file {
        Some(file) => recordings.remove_file(&one.run, file, &how).await,
        None => recordings.remove(&one.run, &how).await,
    }
}

/// Whether it stands, or anything of it, outside the trash.
pub(super) async fn stands(zoom: &Zoom, one: &RecordingRef) -> Result<bool, ZoomError> {
    match zoom.0.recordings().get(&one.run).await {
        Ok(found) => {
            let mut files = found.recording_files.into_iter().flatten();
            Ok(files.any(|file| one.file.is_none() || file.id == one.file))
        }
        Err(error) if is_none(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What it is called, for people and for the audit; its ids where Zoom does not tell, as of what
/// is in the trash.
pub(super) async fn named(zoom: &Zoom, one: &RecordingRef) -> String {
    let Ok(answer) = zoom.0.recordings().get(&one.run).await else {
        return format!("recording {}", one.word());
    };
    let recorded = Recorded::from(answer);
    let file = one.file.as_ref().and_then(|id| {
        let mut files = recorded.files.iter();
        files.find(|file| file.id == *id)
    });
    match (&one.file, file) {
        (Some(_), Some(file)) => recorded.file_named(file),
        (Some(id), None) => format!("file {id} of {}", recorded.named()),
        (None, _) => recorded.named(),
    }
}

/// Code 3301: there is no such recording.
pub(super) fn is_none(error: &ZoomError) -> bool {
    error.code() == Some(3301)
}

fn meets_all(refusal: &Refusal) -> bool {
    match refusal.cause {
        Cause::MissingScopes
        | Cause::MissingPlan
        | Cause::HostLimit
        | Cause::RateLimited
        | Cause::ZoomDown
        | Cause::NotSetUp
        | Cause::Unknown => true,
        Cause::HostNotAllowed
        | Cause::NoSuchHost
        | Cause::NoSuchPerson
        | Cause::NoSeat
        | Cause::Exists
        | Cause::Gone
        | Cause::Refused => false,
    }
}
