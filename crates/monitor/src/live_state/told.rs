//! From an event to the pieces that it adds.
//!
//! Pure: what an event says depends on its bytes alone. What it does to the state is the merge's
//! business, so there is no order in here.

use super::{
    account_changes,
    account_log::{self, Logged},
    happened::Occurred,
    instance::Instance,
    lattice::{Earliest, Last, Latest, Marks},
    links::without_links,
    person::Person,
    presence::Sign,
    view::InstanceKind,
    wire::{Body, Object, Participant, Text},
};

/// What an event says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// About an instance and maybe somebody in it.
    pub(crate) piece: Option<Piece>,
    /// Whose comings and goings it tells: an app that is sent these need not ask.
    pub(crate) tells: Option<InstanceKind>,
    /// The line it is in the list of events.
    pub(crate) occurred: Option<Occurred>,
    /// The row it is behind the figures about users and the account.
    pub(crate) logged: Option<Logged>,
    /// What it says of somebody's being there.
    pub(crate) sign: Option<(String, Sign)>,
}

/// A piece of an instance's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) uuid: String,
    pub(crate) instance: Instance,
    pub(crate) person: Option<(String, Person)>,
}

/// Reads an event. `fallback` (microseconds) is its time where Zoom gives none. The error is a
/// sentence: such an event can never be applied.
pub(crate) fn told(event: &str, body: &[u8], fallback: i64) -> Result<Told, String> {
    let Some((family, what)) = event.split_once('.') else {
        return Ok(Told::default());
    };
    if !matches!(
        family,
        "meeting" | "webinar" | "recording" | "user" | "account" | "group"
    ) {
        return Ok(Told::default());
    }
    let moves = moves_state(family, what);
    let read: Body = match serde_json::from_slice(body) {
        Ok(read) => read,
        Err(error) if moves => {
            return Err(format!("The event {event} cannot be read: {error}."));
        }
        // Another shape than we know, of an event that moves nothing: counted, no more.
        Err(_) => return Ok(Told::default()),
    };
    let object = &read.payload.object;
    let at = event_time(&read).unwrap_or(fallback);
    if matches!(family, "user" | "account" | "group") {
        let occurred = account_changes::occurred(event, what, at, object, body);
        return Ok(Told {
            logged: account_log::logged(event, at, &read, body),
            sign: Sign::of(event, at, object),
            occurred,
            ..Told::default()
        });
    }
    let piece = if moves {
        instance_piece(event, family, what, at, object)?
    } else {
        None
    };
    let occurred = is_listed(what).then(|| line(event, at, object, piece.as_ref()));
    let comes_or_goes = matches!(
        what,
        "started" | "ended" | "participant_joined" | "participant_left"
    );
    let tells = match family {
        "meeting" if comes_or_goes => Some(InstanceKind::Meeting),
        "webinar" if comes_or_goes => Some(InstanceKind::Webinar),
        _ => None,
    };
    Ok(Told {
        piece,
        tells,
        occurred,
        ..Told::default()
    })
}

/// The event's own time in microseconds. Zoom gives milliseconds, and some examples have seconds;
/// where there is no stamp one of the times in the body has to do.
fn event_time(body: &Body) -> Option<i64> {
    if let Some(stamp) = body.event_ts.number().filter(|stamp| *stamp > 0) {
        let millis = if stamp < 100_000_000_000 {
            stamp * 1000
        } else {
            stamp
        };
        return millis.checked_mul(1000);
    }
    let object = &body.payload.object;
    let of_participant = object.participant.as_ref().and_then(|one| {
        let times = [&one.join_time, &one.leave_time, &one.date_time];
        times.into_iter().find_map(Text::instant)
    });
    of_participant
        .or_else(|| object.end_time.instant())
        .or_else(|| object.start_time.instant())
}

/// Whether the event says something about an instance under way.
fn moves_state(family: &str, what: &str) -> bool {
    match family {
        "recording" => matches!(what, "started" | "stopped" | "paused" | "resumed"),
        "meeting" | "webinar" => {
            matches!(
                what,
                "started" | "ended" | "sharing_started" | "sharing_ended"
            ) || matches!(what, "live_streaming_started" | "live_streaming_stopped")
                || (what.starts_with("participant_") && !OF_NO_STATE.contains(&what))
        }
        _ => false,
    }
}

/// About participants, and yet nothing about who is in.
const OF_NO_STATE: &[&str] = &["participant_bind", "participant_feedback"];

/// What people write to each other and how a call-out rings is nobody's list of events.
fn is_listed(what: &str) -> bool {
    !what.starts_with("chat_")
        && !what.contains("callout")
        && !OF_NO_STATE.contains(&what)
        && what != "device_tested"
}

fn instance_piece(
    event: &str,
    family: &str,
    what: &str,
    at: i64,
    object: &Object,
) -> Result<Option<Piece>, String> {
    let Some(uuid) = object.uuid.take() else {
        // People may wait for a host before the run has a UUID.
        if what.starts_with("participant_jbh") {
            return Ok(None);
        }
        return Err(format!(
            "The event {event} names no instance: payload.object.uuid is missing."
        ));
    };
    let mut instance = described(family, at, object);
    let alive = Last(Some(at));
    match what {
        "started" if family != "recording" => {
            instance.seen = alive;
            instance.start_told = alive;
            instance.started = Earliest(Some(object.start_time.instant().unwrap_or(at)));
        }
        "ended" => instance.ended = Last(Some(object.end_time.instant().unwrap_or(at))),
        _ => {
            if let Some((feature, on)) = feature(family, what) {
                instance
                    .features
                    .insert(feature.to_owned(), Latest::said(at, on));
            }
            if is_sign_of_life(what) {
                instance.seen = alive;
            }
            if !what.starts_with("participant_jbh") {
                instance.start_hint = Earliest(object.start_time.instant());
            }
        }
    }
    let person = match (&object.participant, what.starts_with("participant_")) {
        (Some(participant), true) => person(what, at, participant),
        _ => None,
    };
    if let (Some(participant), Some(host)) = (&object.participant, object.host_id.get())
        && participant.user().as_deref() == Some(host)
    {
        instance.host_name = Latest::text(at, participant.user_name.take());
    }
    Ok(Some(Piece {
        uuid,
        instance,
        person,
    }))
}

/// What every event about an instance says of it.
fn described(family: &str, at: i64, object: &Object) -> Instance {
    Instance {
        meeting_id: Latest::text(at, object.id.take()),
        webinar: match family {
            "webinar" => Latest::said(at, true),
            "meeting" => Latest::said(at, false),
            _ => Latest::default(),
        },
        topic: Latest::text(at, topic(object)),
        host_id: Latest::text(at, object.host_id.take()),
        host_email: Latest::text(at, object.host_email.take()),
        told: Last(Some(at)),
        ..Instance::default()
    }
}

/// Its topic as it may be shown.
fn topic(object: &Object) -> Option<String> {
    object.topic.get().map(without_links)
}

fn feature(family: &str, what: &str) -> Option<(&'static str, bool)> {
    match (family, what) {
        ("recording", "started" | "resumed") => Some(("recording", true)),
        ("recording", _) => Some(("recording", false)),
        (_, "sharing_started") => Some(("screen share", true)),
        (_, "sharing_ended") => Some(("screen share", false)),
        (_, "live_streaming_started") => Some(("live stream", true)),
        (_, "live_streaming_stopped") => Some(("live stream", false)),
        _ => None,
    }
}

/// What can only happen in a run that is under way. A leave or a stop can be its last breath.
fn is_sign_of_life(what: &str) -> bool {
    matches!(
        what,
        "started"
            | "resumed"
            | "sharing_started"
            | "live_streaming_started"
            | "participant_joined"
            | "participant_joined_waiting_room"
            | "participant_put_in_waiting_room"
            | "participant_admitted"
            | "participant_jbh_waiting"
            | "participant_jbh_joined"
            | "participant_joined_breakout_room"
            | "participant_role_changed"
    )
}

fn person(what: &str, at: i64, participant: &Participant) -> Option<(String, Person)> {
    let what = what.strip_prefix("participant_")?;
    // In a breakout room they have another number, and stay in the meeting.
    if what.ends_with("_breakout_room") {
        return None;
    }
    let mut person = Person {
        name: Latest::text(at, participant.user_name.take()),
        email: Latest::text(at, participant.email.take()),
        user: Latest::text(at, participant.user()),
        number: Latest::text(at, participant.user_id.take()),
        ..Person::default()
    };
    let shown = |time: Option<i64>| Marks::one(at, time.unwrap_or(at));
    let date = participant.date_time.instant();
    let now = Last(Some(at));
    match what {
        "joined" => person.joins = shown(participant.join_time.instant().or(date)),
        "left" => {
            person.leaves = shown(participant.leave_time.instant().or(date));
            person.reason = Latest::text(at, reason(participant));
        }
        "joined_waiting_room" => person.waits = now,
        "put_in_waiting_room" => {
            person.waits = now;
            person.leaves = shown(date);
        }
        "left_waiting_room" | "admitted" => person.waited = now,
        "jbh_waiting" => person.early = now,
        "jbh_waiting_left" | "jbh_joined" => person.early_ended = now,
        "role_changed" => person.role = Latest::text(at, participant.new_role.take()),
        _ => return None,
    }
    Some((participant.key()?, person))
}

/// Zoom's reason without the sentence around it: `Jill left the meeting.<br>Reason: Host ended
/// the meeting.`
fn reason(participant: &Participant) -> Option<String> {
    let said = participant.leave_reason.get()?;
    let why = match said.rsplit_once("Reason:") {
        Some((_, why)) => why,
        // The sentence alone says no more than that somebody left.
        None if said
            .trim()
            .trim_end_matches('.')
            .ends_with(" left the meeting") =>
        {
            return None;
        }
        None => said,
    };
    let why = why.replace("<br>", " ");
    Some(why.trim().trim_end_matches('.').to_owned())
}

fn line(event: &str, at: i64, object: &Object, piece: Option<&Piece>) -> Occurred {
    let participant = object.participant.as_ref();
    let person = piece.and_then(|piece| piece.person.as_ref());
    let about = person.map(|(key, _)| key.clone());
    Occurred {
        at,
        event: event.to_owned(),
        uuid: object.uuid.take().unwrap_or_default(),
        about: about
            .or_else(|| participant.and_then(Participant::key))
            .or_else(|| object.id.take())
            .unwrap_or_default(),
        topic: topic(object),
        who: participant.and_then(|one| one.user_name.take().or_else(|| one.email.take())),
        detail: participant
            .and_then(|one| one.new_role.take().or_else(|| reason(one)))
            .or_else(|| object.issues.0.clone()),
    }
}
