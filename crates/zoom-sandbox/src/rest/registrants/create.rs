//! `POST /meetings/{meetingId}/registrants` and the webinars' own.
//!
//! `approval_type` decides: 0 lets everybody in at once, 1 leaves it to the host, unless an
//! administrator sends `auto_approve`. Who registers twice is one registrant. While somebody
//! waits they have no link.

use serde::Serialize;

use super::{answers, view};
use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer, Sent},
        tell,
    },
    world::{Meeting, Standing, World, time},
};

#[derive(Serialize)]
struct Registered<'a> {
    registrant_id: &'a str,
    id: u64,
    topic: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    join_url: Option<String>,
    participant_pin_code: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    occurrences: Vec<serde_json::Value>,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let mut body = Sent::of(call)?;
    let mut of = scene::write(world, call)?;
    let now = scene::now(call);
    let meeting = super::target(&of, call)?.clone();
    let read = answers::read(&mut body, of.guests(meeting.id));
    let application = answers::settled(body, read)?;
    required(&meeting)?;
    super::still_to_come(&meeting, now)?;
    let host = of.people.get(meeting.host);
    if meeting.is_webinar()
        && host.is_some_and(|host| host.email.eq_ignore_ascii_case(&application.email))
    {
        return Err(Reply::error(400, 3027, "Host cannot register."));
    }
    let occurrences = wanted(&meeting, call, now)?;
    let known = of
        .guests(meeting.id)
        .into_iter()
        .flat_map(crate::world::GuestList::standing)
        .any(|one| one.email.eq_ignore_ascii_case(&application.email));
    if !known {
        super::room_for(&of, &meeting, 1)?;
    }
    let standing = standing(&meeting, application.auto_approve);
    let registrant = of.register(
        meeting.id,
        &application.email,
        application.answers,
        occurrences,
        standing,
        now,
    );
    if !known {
        tell::registered(&of, &meeting, &registrant, &web, call);
    }
    Ok(Reply::created(&Registered {
        registrant_id: &registrant.id,
        id: meeting.id,
        topic: &meeting.topic,
        start_time: meeting.next(now).map(|one| time::utc(one.start)),
        join_url: view::join_url(&of, &meeting, &registrant, &web),
        participant_pin_code: registrant.pin,
        occurrences: view::occurrences(&meeting, &registrant),
    }))
}

/// What a new registrant is to begin with.
pub(super) fn standing(meeting: &Meeting, auto_approve: bool) -> Standing {
    if meeting.approval() == 0 || auto_approve {
        Standing::Approved
    } else {
        Standing::Pending
    }
}

/// Refuses where nobody has to register, in this operation's own words.
fn required(meeting: &Meeting) -> Result<(), Reply> {
    if meeting.asks_registration() {
        return Ok(());
    }
    let id = meeting.id;
    Err(if meeting.is_webinar() {
        let words = format!("This webinar does not have registration as required: {id}.");
        Reply::error(400, 3000, &words)
    } else {
        let words = format!("Registration has not been enabled for this meeting: {id}.");
        Reply::error(400, 404, &words)
    })
}

/// The repeats somebody registers for. `registration_type` 1 is for all of them; under 2 and 3
/// they are named, and who names none means the next.
fn wanted(meeting: &Meeting, call: &Call<'_>, now: i64) -> Result<Vec<i64>, Reply> {
    if !meeting.repeats() {
        return Ok(Vec::new());
    }
    let kind = meeting
        .settings
        .get("registration_type")
        .and_then(serde_json::Value::as_i64);
    let named = call.query("occurrence_ids").unwrap_or_default();
    let named: Vec<&str> = named
        .split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .collect();
    let all = named.iter().map(|id| {
        let found = meeting.occurrence(id).filter(|one| !one.deleted);
        found
            .map(|one| one.id)
            .ok_or_else(|| Reply::error(400, 300, "Invalid parameter: `occurrence_ids`."))
    });
    let all = all.collect::<Result<Vec<i64>, Reply>>()?;
    Ok(match kind {
        Some(2 | 3) if all.is_empty() => meeting.next(now).map(|one| one.id).into_iter().collect(),
        Some(2 | 3) => all,
        _ => Vec::new(),
    })
}
