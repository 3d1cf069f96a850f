//! One recording of a job: sent, and found out about when its answer was lost.
//!
//! What is removed or recovered twice is removed or recovered once: Zoom answers the second time
//! that there is none (code 3301). So what became of a row is found out by sending it again, and
//! that answer then means that an earlier call did it. But first the run is read: while Zoom
//! answers nothing, a further call would only be lost as well, and the job rests.

use connect::{ConnectionId, Setback};
use jiff::SignedDuration;
use jobs::bulk::{Done, Open, Outcome as Became, Work};
use store::{StoreError, Tx};
use zoom_client::Error as ZoomError;

use super::{
    RecordingAct, RecordingRef,
    act::{is_none, read, send},
    plan::Wish,
};
use crate::{
    Act, Kind, Meetings,
    audit::{self, RECORDINGS},
    repository::Deed,
    zoom::Zoom,
};

type Outcome = Became<()>;

/// A job rests as long when Zoom did not say whether a recording is still in the trash.
const ASK_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// What a job's recordings are sent with.
#[derive(Debug)]
pub struct Sender {
    pub(super) zoom: Zoom,
    pub(super) meetings: Meetings,
    pub(super) connection: ConnectionId,
    pub(super) act: RecordingAct,
    /// They lay in the trash, and are to be deleted only from there.
    pub(super) in_trash: bool,
    pub(super) made_by: String,
}

impl Work for Sender {
    type Wish = Wish;
    type What = ();

    async fn send(&self, row: &Open<Wish>) -> Outcome {
        let one = RecordingRef::from_word(&row.target);
        let mut named = row.wish.named.clone();
        // Afterwards Zoom would not tell what it was called.
        if named.is_empty() || self.in_trash {
            let found = read(&self.zoom, &one).await;
            if self.in_trash {
                match &found {
                    Ok(Some(found)) if one.stands(found) => {
                        return Became::Same(RecordingAct::RECOVERED.to_owned());
                    }
                    Ok(_) => {}
                    Err(error) => return self.not_asked(error),
                }
            }
            if named.is_empty() {
                named = one.named(found.ok().flatten().as_ref());
            }
        }
        let did = format!("{}: {named}, run {}.", self.act.did(), one.word());
        match send(&self.zoom, self.act, &one).await {
            Ok(()) => done(did),
            Err(error) if is_none(&error) && row.in_doubt => self.after_all(&one, did).await,
            Err(error) if is_none(&error) => Became::Same(self.act.found_none().to_owned()),
            Err(error) => self.failed(self.act.act(one.file.is_some()), &error),
        }
    }

    /// Whether Zoom answers at all; what it says does not matter, for what is in the trash or gone
    /// for good cannot be read.
    async fn settle(&self, row: &Open<Wish>) -> Outcome {
        let again = Became::Again { in_doubt: true };
        let one = RecordingRef::from_word(&row.target);
        match self.zoom.0.recordings().get(&one.run).await {
            Err(error) if error.is_passing() => match self.failed(Act::RecordingFiles, &error) {
                waits @ (Became::Rest(..) | Became::Unclear { .. }) => waits,
                _ => again,
            },
            Ok(_) | Err(_) => again,
        }
    }

    /// What was done goes into the audit.
    async fn keep(&self, tx: &mut Tx, done: &[Done<()>]) -> Result<(), StoreError> {
        for one in done {
            let deed = Deed {
                at: self.meetings.now(),
                who: &self.made_by,
                action: self.act.word(),
                detail: one.said.clone(),
            };
            let connection = self.connection.as_str();
            audit::note_in(tx, connection, RECORDINGS, "recording", &deed).await?;
        }
        Ok(())
    }
}

impl Sender {
    /// Zoom has none, and an earlier call of this row was not answered.
    async fn after_all(&self, one: &RecordingRef, did: String) -> Outcome {
        if self.act != RecordingAct::Recover {
            return done(did);
        }
        // What is not in the trash is recovered, or is deleted for good.
        match read(&self.zoom, one).await {
            Ok(Some(found)) if one.stands(&found) => done(did),
            Ok(_) => Became::Same(self.act.found_none().to_owned()),
            Err(error) => self.failed(Act::RecordingFiles, &error),
        }
    }

    /// Zoom did not say whether it stands: nothing was sent, so nothing is in doubt.
    fn not_asked(&self, error: &ZoomError) -> Outcome {
        match self.failed(Act::RecordingFiles, error) {
            Became::Unclear { said, .. } => Became::Rest(self.meetings.now() + ASK_AGAIN, said),
            other => other,
        }
    }

    fn failed(&self, act: Act, error: &ZoomError) -> Outcome {
        match Setback::after(&act.on(Kind::Meeting), error, self.meetings.now()) {
            Setback::Rest(until, said) => Became::Rest(until, said),
            Setback::Halt(said) => Became::Halt(said),
            Setback::Refused(said) => Became::Refused(said),
            Setback::Unclear(said) => Became::Unclear {
                said,
                zoom_is_there: false,
            },
        }
    }
}

fn done(said: String) -> Outcome {
    Became::Done(Done {
        said,
        zoom_id: String::new(),
        what: (),
    })
}
