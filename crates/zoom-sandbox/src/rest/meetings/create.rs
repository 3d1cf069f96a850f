//! `POST /users/{userId}/meetings`.
//!
//! A start in the past, or none, is now; a passcode is made when the account asks for one; the
//! answer shows what was kept, which need not be what was sent.

use crate::{
    call::{Call, Reply},
    rest::{
        meetings::{
            draft::{Draft, Family},
            view,
        },
        scene::{self, Answer, Sent},
        tell,
    },
    world::{Meeting, Organisation, Rhythm, World, passcode},
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let body = Sent::of(call)?;
    let mut of = scene::write(world, call)?;
    let (host, user) = scene::user(&of, call)?;
    if !user.may_host() {
        return Err(Reply::error(
            400,
            3161,
            "Your user account is not allowed meeting hosting and scheduling capabilities.",
        ));
    }
    let draft = Draft::read(body, Family::Meeting, user.zone_name())?;
    let id = lay_down(&mut of, host, draft, Family::Meeting, scene::now(call))?;
    tell::created(&of, id, &web, call);
    let meeting = of
        .meeting(id)
        .ok_or_else(|| super::no_meeting(&id.to_string()))?;
    Ok(Reply::created(&view::whole(&of, meeting, &web, call, None)))
}

/// Puts a new meeting or webinar into the book and tells its number.
pub(in crate::rest) fn lay_down(
    of: &mut Organisation,
    host: u32,
    draft: Draft,
    family: Family,
    now: i64,
) -> Result<u64, Reply> {
    let kind = draft.kind.unwrap_or(family.usual());
    let host = draft.meant_for(of, kind)?.unwrap_or(host);
    if draft.pre_schedule == Some(true) && !matches!(kind, 2 | 3) {
        return Err(Reply::error(
            400,
            3000,
            "Prescheduling is only available for scheduled meetings (type 2) and recurring meetings with no fixed time (type 3).",
        ));
    }
    if matches!(kind, 8 | 9) && draft.recurrence.is_none() {
        return Err(Reply::invalid(&[crate::call::FieldRefusal {
            field: "recurrence".into(),
            message: "Missing field.".into(),
        }]));
    }
    let password = passcode_for(of, &draft);
    let timezone = draft.timezone.unwrap_or_else(|| {
        let zone = of.people.get(host).map(|user| user.zone_name().to_owned());
        zone.unwrap_or_else(|| "UTC".into())
    });
    let mut chance = of.fresh();
    // 7…: apart from the organisation's own (8…) and the ad-hoc ones (9…).
    let mut id = 70_000_000_000 + chance.below(10_000_000_000);
    while of.book.contains_key(&id) {
        id = 70_000_000_000 + chance.below(10_000_000_000);
    }
    let title = match family {
        Family::Meeting => "Zoom Meeting",
        Family::Webinar => "Zoom Webinar",
    };
    let mut meeting = Meeting {
        id,
        host,
        created_at: now,
        kind,
        topic: draft.topic.unwrap_or_else(|| title.into()),
        agenda: draft.agenda,
        timezone,
        duration: draft.duration.unwrap_or(60),
        password,
        settings: draft.settings,
        recurrence: draft.recurrence.filter(|_| matches!(kind, 3 | 6 | 8 | 9)),
        tracking_fields: draft.tracking_fields.unwrap_or_default(),
        pre_schedule: draft.pre_schedule.unwrap_or(false),
        from_api: true,
        rhythm: Rhythm::Quiet,
        occurrences: Vec::new(),
        since: now,
        former: Vec::new(),
        deleted_at: None,
        started: Vec::new(),
        waiting_rooms: Vec::new(),
        former_habits: Vec::new(),
    };
    meeting.lay(
        draft
            .start
            .filter(|start| *start > now && kind != 1)
            .unwrap_or(now),
    );
    of.add_meeting(meeting);
    Ok(id)
}

/// The passcode to keep: the one sent; else one of the account's making where it is wanted.
fn passcode_for(of: &mut Organisation, draft: &Draft) -> String {
    let sent = draft.password.clone().unwrap_or_default();
    let wanted = of.policy().passcode || (draft.password.is_none() && draft.default_password);
    if sent.is_empty() && wanted {
        return passcode(&mut of.fresh());
    }
    sent
}
