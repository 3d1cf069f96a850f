//! One recording of a job: sent, and found out about when its answer was lost.
//!
//! What is removed or recovered twice is removed or recovered once: Zoom answers the second time
//! that there is none (code 3301). So what became of a row is found out by sending it again, and
//! that answer then means that an earlier call did it. But first the run is read: while Zoom
//! answers nothing, a further call would only be lost as well, and the job rests.

use connect::{ConnectionId, Setback};
use jobs::bulk::{Done, Open, Outcome as Became, Work};
use store::{StoreError, Tx};
use zoom_client::Error as ZoomError;

use super::{
    RecordingAct, RecordingRef,
    act::{is_none, named, send, stands},
    plan::Wish,
};
use crate::{
    Act, Kind, Meetings,
    audit::{self, RECORDINGS},
    repository::Deed,
    zoom::Zoom,
};

type Outcome = Became<()>;

/// What a job's recordings are sent with.
#[derive(Debug)]
pub struct Sender {
    pub(super) zoom: Zoom,
    pub(super) meetings: Meetings,
    pub(super) connection: ConnectionId,
    pub(super) act: RecordingAct,
    pub(super) made_by: String,
}

impl Work for Sender {
    type Wish = Wish;
    type What = ();

    async fn send(&self, row: &Open<Wish>) -> Outcome {
        let one = RecordingRef::from_word(&row.target);
        // Afterwards Zoom would not tell what it was called.
        let named = if row.wish.named.is_empty() {
            named(&self.zoom, &one).await
        } else {
            row.wish.named.clone()
        };
        if row.wish.in_trash {
            match stands(&self.zoom, &one).await {
                Ok(true) => return Became::Same(RecordingAct::RECOVERED.to_owned()),
                Ok(false) => {}
                Err(error) => return self.failed(Act::RecordingFiles, &error),
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
        match stands(&self.zoom, one).await {
            Ok(true) => done(did),
            Ok(false) => Became::Same(self.act.found_none().to_owned()),
            Err(error) => self.failed(Act::RecordingFiles, &error),
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
