//! The meeting's websocket: from the door to the end.
//!
//! The connection never holds the meeting's state. It looks at the world when something was
//! commanded and twice a second, and tells its client what changed since it looked last; so
//! whatever ends a stay (the client, the host, the admin API, the hour) reaches it the same way.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{
    extract::{Query, State, WebSocketUpgrade},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{
    Back, TICK,
    connection::{Connection, Gone},
    door,
    refusal::Refusal,
    roster::Roster,
    tickets::Ticket,
    wire::{self, Reason, Received},
};
use crate::world::{Organisation, Parting, Session, World, visitor_number};

/// How long a client that was let in has to come back over its next connection.
const COMES_BACK: Duration = Duration::from_mins(1);

/// `GET /wc/api/{meeting}` as a websocket.
pub(super) async fn meet(
    State(back): State<Back>,
    Query(query): Query<HashMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade.on_upgrade(move |socket| async move { Connection::new(back, socket).run(&query).await })
}

/// A stay that goes on.
struct Stay {
    world: Arc<World>,
    run: Session,
    visit: usize,
    host: bool,
    /// In the waiting room.
    held: bool,
    roster: Roster,
}

/// What a look at the world shows.
enum Look {
    /// Nothing, or a change of the list.
    Here(Option<Value>),
    Out(Reason),
}

impl Connection {
    async fn run(mut self, query: &HashMap<String, String>) {
        let auth = query.get("auth").map(String::as_str).unwrap_or_default();
        let ticket = self
            .back
            .state()
            .tickets
            .find(auth, self.back.sandbox.now());
        let Some(ticket) = ticket else {
            return self.refuse(Refusal::NoTicket).await;
        };
        // Without a name the client only prepares: it waits for the host, or shows its preview.
        if !query.contains_key("dn2") && self.prepare().await.is_err() {
            return;
        }
        match self.enter(auth, &ticket) {
            Ok(stay) => self.stay(stay, auth).await,
            Err(refusal) => self.refuse(refusal).await,
        }
    }

    /// Keeps the connection until the client wants in.
    async fn prepare(&mut self) -> Result<(), Gone> {
        let preview = json!({
            "conID": self.connection_id(),
            "confID": "",
            "reportDomain": "",
            "enableWebTransport": false,
            "supportLocalAB": false,
        });
        self.send(wire::PREVIEW, preview).await?;
        let mut closing = self.back.state().closing();
        loop {
            tokio::select! {
                received = self.receive() => match received?.evt {
                    wire::KEEP_ALIVE => self.send(wire::KEEP_ALIVE, json!({})).await?,
                    wire::WANTS_IN => return Ok(()),
                    _ => {}
                },
                _ = closing.changed() => return Err(Gone { goodbye: false }),
            }
        }
    }

    /// Through the door, or on with a stay that began in the waiting room.
    fn enter(&self, auth: &str, ticket: &Ticket) -> Result<Stay, Refusal> {
        let world = self.back.sandbox.world();
        let goes_on = self.back.state().tickets.take_visit(auth);
        let entered = self.back.sandbox.command(&world, |of, now| {
            let again = goes_on.and_then(|visit| {
                let stays = of
                    .visits
                    .get(visit)
                    .is_some_and(|visit| visit.left.is_none());
                let run = of.live_run(ticket.meeting, now)?;
                stays.then_some((run, visit))
            });
            let (run, visit) = match again {
                Some(again) => again,
                None => door::enter(of, ticket, now)?,
            };
            let held = of.visits.get(visit).is_some_and(|visit| visit.waits(now));
            Ok((run, visit, held))
        });
        let (run, visit, held) = entered?;
        Ok(Stay {
            world,
            run,
            visit,
            host: ticket.visitor.host,
            held,
            roster: Roster::default(),
        })
    }

    async fn stay(mut self, mut stay: Stay, auth: &str) {
        let outcome = self.converse(&mut stay).await;
        let parting = match outcome {
            Ok(Reason::LetIn) => {
                self.back.state().tickets.go_on(auth, stay.visit);
                self.hang_up().await;
                return expect_back(self.back, &stay, auth).await;
            }
            Ok(Reason::Removed | Reason::Over) => {
                self.close().await;
                Parting::Left
            }
            Err(Gone { goodbye: true }) => Parting::Left,
            Err(Gone { goodbye: false }) => Parting::Dropped,
        };
        let (visit, end) = (stay.visit, stay.run.end);
        let part = |of: &mut Organisation, now: i64| of.part(visit, parting, now.min(end));
        self.back.sandbox.command(&stay.world, part);
    }

    /// The stay, until something ends it.
    async fn converse(&mut self, stay: &mut Stay) -> Result<Reason, Gone> {
        let (joined, topic) = self.joined(stay);
        self.send(wire::JOINED, joined).await?;
        if stay.held {
            self.send(wire::HELD, json!({ "bHold": true, "bInitial": true }))
                .await?;
        }
        let mut changes = self.back.state().changes();
        let mut closing = self.back.state().closing();
        let mut locked = None;
        loop {
            match self.look(stay) {
                Look::Here(Some(roster)) => self.send(wire::ROSTER, roster).await?,
                Look::Here(None) => {}
                Look::Out(reason) => {
                    self.send(wire::ENDED, reason.body()).await?;
                    return Ok(reason);
                }
            }
            let lock = stay.world.main().visits.is_locked(&stay.run);
            if locked.replace(lock) != Some(lock) && !stay.held {
                let attributes = json!({ "bLock": lock, "meetingTopic": topic });
                self.send(wire::ATTRIBUTES, attributes).await?;
            }
            let clock = self.back.sandbox.config().clock.clone();
            tokio::select! {
                received = self.receive() => self.heed(stay, received?).await?,
                _ = changes.changed() => {}
                () = clock.sleep(TICK) => {}
                _ = closing.changed() => {
                    self.send(wire::ENDED, Reason::Over.body()).await?;
                    return Ok(Reason::Over);
                }
            }
        }
    }

    /// What the world says of this stay now.
    fn look(&self, stay: &mut Stay) -> Look {
        let now = self.now();
        let of = stay.world.main();
        let Some(visit) = of.visits.get(stay.visit) else {
            return Look::Out(Reason::Over);
        };
        if visit.left.is_some() {
            let removed = visit.parting == Parting::Removed;
            return Look::Out(if removed {
                Reason::Removed
            } else {
                Reason::Over
            });
        }
        // The run as it stands now: somebody may have ended it.
        let Some(run) = of
            .runs_of(stay.run.meeting, stay.run.slot, stay.run.start + 1, now)
            .pop()
        else {
            return Look::Out(Reason::Over);
        };
        stay.run = run;
        if run.end <= now {
            return Look::Out(Reason::Over);
        }
        if stay.held && !visit.waits(now) {
            return Look::Out(Reason::LetIn);
        }
        Look::Here(stay.roster.look(&of, &run, stay.visit, now))
    }

    /// Does what the client asks for.
    async fn heed(&mut self, stay: &Stay, received: Received) -> Result<(), Gone> {
        let sandbox = self.back.sandbox.clone();
        let flag = |name: &str| {
            received
                .body
                .get(name)
                .and_then(Value::as_bool)
                .unwrap_or(false)
        };
        match received.evt {
            wire::KEEP_ALIVE => self.send(wire::KEEP_ALIVE, json!({})).await,
            wire::LEAVE => {
                sandbox.command(&stay.world, |of, now| {
                    of.part(stay.visit, Parting::Left, now)
                });
                self.answer(wire::LEAVE_ANSWER).await?;
                Err(Gone { goodbye: true })
            }
            wire::CAMERA if means(&received, stay.visit) => {
                let on = !flag("bOn");
                sandbox.command(&stay.world, |of, _| of.set_camera(stay.visit, on));
                Ok(())
            }
            wire::END if stay.host => {
                sandbox.command(&stay.world, |of, now| of.end(&stay.run, now));
                self.answer(wire::END_ANSWER).await
            }
            wire::LOCK if stay.host => {
                let on = flag("bLock");
                sandbox.command(&stay.world, |of, _| of.lock(&stay.run, on));
                self.answer(wire::LOCK_ANSWER).await
            }
            wire::EXPEL | wire::HOLD | wire::ADMIT_ALL if stay.host => {
                let decide = |of: &mut Organisation, now| {
                    host_decides(of, &stay.run, &received, now);
                };
                sandbox.command(&stay.world, decide);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The answer to joining, and the topic.
    fn joined(&self, stay: &Stay) -> (Value, String) {
        let of = stay.world.main();
        let number = visitor_number(stay.visit);
        let uuid = of.uuid(stay.run.meeting, stay.run.slot);
        let topic = wire::base64(of.topic(&stay.run));
        let key = STANDARD.encode(self.back.sandbox.config().random.bytes::<32>());
        let body = json!({
            "res": 0,
            "userID": number,
            "participantID": number,
            "participantIDStr": number.to_string(),
            "zoomID": wire::base64(&number.to_string()),
            "conID": self.connection_id(),
            "confID": uuid,
            "svcUrl": "rwg.zoom.us",
            "mn": stay.run.meeting.to_string(),
            "role": u8::from(stay.host),
            "encType": 1,
            "encryptKey": key,
            "elapsed": self.now() - stay.run.start,
            "meetingTopic": topic,
            "useWBAudio": false,
            "useWBVideo": false,
        });
        (body, topic)
    }

    fn connection_id(&self) -> String {
        wire::base64(&self.back.sandbox.config().random.letters(16))
    }

    async fn refuse(&mut self, refusal: Refusal) {
        let said = self
            .send(wire::JOINED, json!({ "res": refusal.res() }))
            .await;
        if said.is_ok() {
            self.close().await;
        }
    }
}

/// Who was let in and does not come back has left.
async fn expect_back(back: Back, stay: &Stay, auth: &str) {
    back.sandbox.config().clock.sleep(COMES_BACK).await;
    if back.state().tickets.take_visit(auth) == Some(stay.visit) {
        let part = |of: &mut Organisation, now| of.part(stay.visit, Parting::Dropped, now);
        back.sandbox.command(&stay.world, part);
    }
}

/// Whether a message is about the visitor who sends it; a host's may be about others.
fn means(received: &Received, visit: usize) -> bool {
    let named = received.body.get("id").and_then(Value::as_u64);
    named.is_none_or(|id| id == 0 || id == u64::from(visitor_number(visit)))
}

/// A host removes somebody, or opens the waiting room.
fn host_decides(of: &mut Organisation, run: &Session, received: &Received, now: i64) {
    let named = received.body.get("id").and_then(Value::as_u64);
    let there: Vec<usize> = of.visits.to(run).map(|(number, _)| number).collect();
    let meant = |number: &usize| named == Some(u64::from(visitor_number(*number)));
    match received.evt {
        wire::EXPEL => {
            if let Some(number) = there.into_iter().find(meant) {
                of.part(number, Parting::Removed, now);
            }
        }
        wire::HOLD => {
            if let Some(number) = there.into_iter().find(meant) {
                of.let_in(number, now);
            }
        }
        _ => {
            for number in there {
                of.let_in(number, now);
            }
        }
    }
}
