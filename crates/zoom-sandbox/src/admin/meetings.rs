//! Meetings that are going on, from outside: what a host does, without a host.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::refusal::{Body, Refusal};
use crate::{
    Sandbox,
    world::{Door, Organisation, Parting, Session, Visit, visitor_number},
};

/// A meeting or webinar of the book, or an ad-hoc one that is going on.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: u64,
    topic: String,
    webinar: bool,
    /// Empty where it has none.
    passcode: String,
    host_id: String,
    /// How many may be in it at a time.
    capacity: u32,
    /// Whether visitors in the waiting room stay there until they are admitted.
    admit_by_hand: bool,
    /// The run that is going on.
    run: Option<Run>,
}

#[derive(Debug, Serialize)]
struct Run {
    uuid: String,
    started_at: Timestamp,
    ends_at: Timestamp,
    locked: bool,
    /// Everybody who is in it.
    in_meeting: usize,
    /// Who came by themselves, the first one first.
    visitors: Vec<Visitor>,
}

#[derive(Debug, Serialize)]
struct Visitor {
    /// What `admit` and `remove` ask for.
    visit: usize,
    /// Zoom's `user_id` within the run.
    user_id: u32,
    name: String,
    email: String,
    customer_key: String,
    host: bool,
    /// `waiting`, `in` or `left`.
    state: &'static str,
    arrived_at: Timestamp,
    left_at: Option<Timestamp>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Change {
    locked: Option<bool>,
    capacity: Option<u32>,
    admit_by_hand: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Meant {
    /// One visitor; everybody when absent.
    visit: Option<usize>,
}

pub(crate) async fn list(State(sandbox): State<Sandbox>) -> Json<serde_json::Value> {
    let world = sandbox.world();
    let of = world.main();
    let now = sandbox.now().as_second();
    let runs = of.live(now);
    let shown: Vec<Shown> = runs
        .iter()
        .map(|run| shown(&of, run.meeting, Some(*run), now))
        .collect();
    Json(serde_json::json!({ "meetings": shown }))
}

pub(crate) async fn get(
    State(sandbox): State<Sandbox>,
    Path(id): Path<u64>,
) -> Result<Json<Shown>, Refusal> {
    known(&sandbox, id).map(Json)
}

pub(crate) async fn change(
    State(sandbox): State<Sandbox>,
    Path(id): Path<u64>,
    Body(change): Body<Change>,
) -> Result<Json<Shown>, Refusal> {
    known(&sandbox, id)?;
    sandbox.command(&sandbox.world(), |of, now| {
        let before = of.visits.door(id);
        let door = Door {
            capacity: change.capacity.or(before.capacity),
            by_hand: change.admit_by_hand.unwrap_or(before.by_hand),
        };
        of.set_door(id, door);
        if let Some(locked) = change.locked {
            let run = going_on(of, id, now)?;
            of.lock(&run, locked);
        }
        Ok::<_, Refusal>(())
    })?;
    known(&sandbox, id).map(Json)
}

pub(crate) async fn start(
    State(sandbox): State<Sandbox>,
    Path(id): Path<u64>,
) -> Result<Json<Shown>, Refusal> {
    known(&sandbox, id)?;
    if !sandbox.start_meeting(id) {
        let sentence = format!("The meeting {id} is going on already, or is not in the book.");
        return Err(Refusal::bad(&sentence));
    }
    known(&sandbox, id).map(Json)
}

pub(crate) async fn end(
    State(sandbox): State<Sandbox>,
    Path(id): Path<u64>,
) -> Result<StatusCode, Refusal> {
    sandbox.command(&sandbox.world(), |of, now| {
        let run = going_on(of, id, now)?;
        of.end(&run, now);
        Ok::<_, Refusal>(())
    })?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn admit(
    State(sandbox): State<Sandbox>,
    Path(id): Path<u64>,
    Body(meant): Body<Meant>,
) -> Result<Json<Shown>, Refusal> {
    each(&sandbox, id, &meant, "waits", |of, visit, now| {
        of.let_in(visit, now)
    })
}

pub(crate) async fn remove(
    State(sandbox): State<Sandbox>,
    Path(id): Path<u64>,
    Body(meant): Body<Meant>,
) -> Result<Json<Shown>, Refusal> {
    each(&sandbox, id, &meant, "is there", |of, visit, now| {
        of.part(visit, Parting::Removed, now)
    })
}

/// Does something to one visitor of the run that is going on, or to all of them.
fn each(
    sandbox: &Sandbox,
    id: u64,
    meant: &Meant,
    what: &str,
    act: impl Fn(&mut Organisation, usize, i64) -> bool,
) -> Result<Json<Shown>, Refusal> {
    let done = sandbox.command(&sandbox.world(), |of, now| {
        let run = going_on(of, id, now)?;
        let there: Vec<usize> = of.visits.to(&run).map(|(number, _)| number).collect();
        let wanted = |number: &usize| meant.visit.is_none_or(|visit| visit == *number);
        let mut done = false;
        for number in there.into_iter().filter(wanted) {
            done |= act(of, number, now);
        }
        Ok::<_, Refusal>(done)
    })?;
    if !done {
        let sentence = format!("Nobody who is meant {what} at the meeting {id}.");
        return Err(Refusal::missing(&sentence));
    }
    known(sandbox, id).map(Json)
}

fn known(sandbox: &Sandbox, id: u64) -> Result<Shown, Refusal> {
    let world = sandbox.world();
    let of = world.main();
    let now = sandbox.now().as_second();
    let run = of.live_run(id, now);
    if run.is_none() && of.meeting(id).is_none() {
        return Err(Refusal::missing(&format!("There is no meeting {id}.")));
    }
    Ok(shown(&of, id, run, now))
}

fn going_on(of: &Organisation, id: u64, now: i64) -> Result<Session, Refusal> {
    of.live_run(id, now)
        .ok_or_else(|| Refusal::missing(&format!("The meeting {id} is not going on.")))
}

fn shown(of: &Organisation, id: u64, run: Option<Session>, now: i64) -> Shown {
    let meeting = match run {
        Some(run) => Some(of.as_meeting(&run)),
        None => of.meeting(id).cloned(),
    };
    let host = meeting
        .as_ref()
        .and_then(|meeting| of.people.get(meeting.host));
    let door = of.visits.door(id);
    Shown {
        id,
        topic: meeting
            .as_ref()
            .map(|meeting| meeting.topic.clone())
            .unwrap_or_default(),
        webinar: meeting
            .as_ref()
            .is_some_and(crate::world::Meeting::is_webinar),
        passcode: meeting
            .as_ref()
            .map(|meeting| meeting.password.clone())
            .unwrap_or_default(),
        host_id: host.map(|host| host.id.to_string()).unwrap_or_default(),
        capacity: of.capacity(id),
        admit_by_hand: door.by_hand,
        run: run.map(|run| shown_run(of, &run, now)),
    }
}

fn shown_run(of: &Organisation, run: &Session, now: i64) -> Run {
    let stays = of.attendances(run, now);
    Run {
        uuid: of.uuid(run.meeting, run.slot),
        started_at: instant(run.start),
        ends_at: instant(run.end),
        locked: of.visits.is_locked(run),
        in_meeting: stays.iter().filter(|stay| now < stay.leave).count(),
        visitors: of
            .visits
            .to(run)
            .map(|(number, visit)| shown_visitor(number, visit, now))
            .collect(),
    }
}

fn shown_visitor(number: usize, visit: &Visit, now: i64) -> Visitor {
    Visitor {
        visit: number,
        user_id: visitor_number(number),
        name: visit.visitor.name.clone(),
        email: visit.visitor.email.clone(),
        customer_key: visit.visitor.customer_key.clone(),
        host: visit.visitor.host,
        state: match (visit.left.is_some(), visit.waits(now)) {
            (true, _) => "left",
            (false, true) => "waiting",
            (false, false) => "in",
        },
        arrived_at: instant(visit.arrived),
        left_at: visit.left.map(instant),
    }
}

fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or_default()
}
