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
    Act, Error, Kind, Meetings,
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
        let found = read(zoom, one).await;
        let named = one.named(found.as_ref().ok().and_then(Option::as_ref));
        let fate = |state, said: String, refusal| Fate {
            of: one.clone(),
            named: named.clone(),
            state,
            said,
            refusal,
        };
        let refused = |act: Act, error: &ZoomError| {
            let refusal = Refusal::after(&act.on(Kind::Meeting), error);
            fate(FateState::Refused, refusal.to_string(), Some(refusal))
        };
        if order.in_trash {
            match &found {
                Ok(Some(found)) if one.stands(found) => {
                    let said = RecordingAct::RECOVERED.to_owned();
                    return Ok(fate(FateState::Recovered, said, None));
                }
                Ok(_) => {}
                Err(error) => return Ok(refused(Act::RecordingFiles, error)),
            }
        }
        match send(zoom, act, one).await {
            Ok(()) => {
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
            Err(error) => Ok(refused(act.act(one.file.is_some()), &error)),
        }
    }
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

/// What Zoom shows of its run; nothing of what is in the trash or gone for good.
pub(super) async fn read(zoom: &Zoom, one: &RecordingRef) -> Result<Option<Recorded>, ZoomError> {
    match zoom.0.recordings().get(&one.run).await {
        Ok(found) => Ok(Some(found.into())),
        Err(error) if is_none(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

impl RecordingRef {
    /// Whether it, or anything of it, is among what stands of its run.
    pub(super) fn stands(&self, found: &Recorded) -> bool {
        let mut files = found.files.iter();
        files.any(|file| self.file.as_ref().is_none_or(|id| file.id == *id))
    }

    /// What it is called, for people and for the audit; its ids where Zoom does not tell, as of
    /// what is in the trash.
    pub(super) fn named(&self, found: Option<&Recorded>) -> String {
        let Some(found) = found else {
            return format!("recording {}", self.word());
        };
        let Some(id) = &self.file else {
            return found.named();
        };
        match found.files.iter().find(|file| file.id == *id) {
            Some(file) => found.file_named(file),
            None => format!("file {id} of {}", found.named()),
        }
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
