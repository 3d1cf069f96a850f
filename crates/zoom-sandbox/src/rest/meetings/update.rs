//! `PATCH /meetings/{meetingId}`, or of one occurrence. A start in the past is ignored.

use crate::{
    call::{Call, Reply},
    rest::{
        meetings::{
            self,
            draft::{Draft, Family},
        },
        scene::{self, Answer, Sent},
        tell,
    },
    world::{Organisation, World},
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let body = Sent::of(call)?;
    let mut of = scene::write(world, call)?;
    let meeting = meetings::in_book(&of, call)?;
    let id = meeting.id;
    let draft = Draft::read(body, Family::Meeting, &meeting.timezone)?;
    apply(&mut of, id, draft, &world.web(), call)
}

/// Changes a meeting or webinar of the book and tells what differs.
pub(in crate::rest) fn apply(
    of: &mut Organisation,
    id: u64,
    draft: Draft,
    web: &str,
    call: &Call<'_>,
) -> Answer {
    let before = tell::plan(of, id, web, call);
    let reply = change(of, id, draft, call)?;
    tell::updated(of, id, before, web, call);
    Ok(reply)
}

fn change(of: &mut Organisation, id: u64, draft: Draft, call: &Call<'_>) -> Answer {
    let now = scene::now(call);
    let meeting = of
        .meeting(id)
        .ok_or_else(|| meetings::no_meeting(&id.to_string()))?;
    let kind = draft.kind.unwrap_or(meeting.kind);
    let host = draft.meant_for(of, kind)?;
    let start = draft.start.filter(|start| *start > now);
    if let Some(wanted) = call.query("occurrence_id") {
        let Some(one) = meeting.occurrence(wanted).copied() else {
            return Err(Reply::error(
                400,
                300,
                "Invalid parameter: `occurrence_id`.",
            ));
        };
        of.change_meeting(id, now, |meeting| {
            for planned in meeting
                .occurrences
                .iter_mut()
                .filter(|planned| planned.id == one.id)
            {
                planned.start = start.unwrap_or(planned.start);
                planned.duration = draft.duration.unwrap_or(planned.duration);
            }
            meeting.occurrences.sort_by_key(|planned| planned.start);
        });
        return Ok(Reply::no_content());
    }
    if matches!(kind, 8 | 9) && draft.recurrence.is_none() && meeting.recurrence.is_none() {
        return Err(Reply::invalid(&[crate::call::FieldRefusal {
            field: "recurrence".into(),
            message: "Missing field.".into(),
        }]));
    }
    // An account that asks for passcodes does not let one be taken away.
    let password = draft
        .password
        .filter(|password| !password.is_empty() || !of.policy().passcode);
    of.change_meeting(id, now, |meeting| {
        let relaid = start.is_some() || draft.recurrence.is_some() || kind != meeting.kind;
        let first = start.or(meeting.start()).unwrap_or(now);
        meeting.kind = kind;
        meeting.host = host.unwrap_or(meeting.host);
        if let Some(topic) = draft.topic {
            meeting.topic = topic;
        }
        if draft.agenda.is_some() {
            meeting.agenda = draft.agenda;
        }
        if let Some(timezone) = draft.timezone {
            meeting.timezone = timezone;
        }
        if let Some(password) = password {
            meeting.password = password;
        }
        if let Some(fields) = draft.tracking_fields {
            meeting.tracking_fields = fields;
        }
        if let Some(flag) = draft.pre_schedule {
            meeting.pre_schedule = flag;
        }
        if draft.recurrence.is_some() {
            meeting.recurrence = draft.recurrence;
        }
        meeting.settings.extend(draft.settings);
        if let Some(duration) = draft.duration {
            meeting.duration = duration;
            for planned in &mut meeting.occurrences {
                planned.duration = duration;
            }
        }
        if relaid {
            meeting.lay(first);
        }
    });
    Ok(Reply::no_content())
}
