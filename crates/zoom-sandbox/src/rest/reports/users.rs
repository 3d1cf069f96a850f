//! `GET /report/users`: active hosts and what they hosted, or hosts who held nothing.

use serde::Serialize;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::{meetings::minutes, page::Page, scene::Answer, window::Window},
    world::{Status, World},
};

#[derive(Serialize)]
struct Hosts<'a> {
    from: String,
    to: String,
    page_count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_number: Option<usize>,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    total_meetings: usize,
    total_participants: usize,
    total_meeting_minutes: i64,
    users: Vec<Host<'a>>,
}

#[derive(Serialize)]
struct Host<'a> {
    id: &'a str,
    user_name: String,
    email: &'a str,
    #[serde(rename = "type")]
    kind: u8,
    dept: &'a str,
    meetings: usize,
    participants: usize,
    meeting_minutes: i64,
}

#[derive(Default, Clone, Copy)]
struct Held {
    meetings: usize,
    participants: usize,
    minutes: i64,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::paid(&of)?;
    let page = Page::of(call, 30, 300)?;
    let window = Window::of(call)?;
    let now = scene::now(call);
    let mut held: Vec<Held> = Vec::new();
    of.held((window.from, window.to), now, minutes, |run| {
        if run.webinar {
            return;
        }
        let host = usize::try_from(run.host).unwrap_or_default();
        if host >= held.len() {
            held.resize(host + 1, Held::default());
        }
        let one = &mut held[host];
        one.meetings += 1;
        one.participants += run.participants;
        one.minutes += run.minutes;
    });
    let of_host = |index: u32| {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        held.get(index).copied().unwrap_or_default()
    };
    let inactive = call.query("type") == Some("inactive");
    let hosts: Vec<_> = of
        .people
        .all()
        .filter(|(_, user)| user.status == Status::Active && user.may_host())
        .map(|(index, user)| (user, of_host(index)))
        .filter(|(_, held)| (held.meetings == 0) == inactive)
        .collect();
    let sum = hosts.iter().fold(Held::default(), |all, (_, one)| Held {
        meetings: all.meetings + one.meetings,
        participants: all.participants + one.participants,
        minutes: all.minutes + one.minutes,
    });
    let slice = page.cut(hosts.into_iter());
    Ok(Reply::ok(&Hosts {
        from: window.first.to_string(),
        to: window.last.to_string(),
        page_count: slice.pages,
        page_number: (!page.by_token).then_some(page.number),
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        total_meetings: sum.meetings,
        total_participants: sum.participants,
        total_meeting_minutes: sum.minutes,
        users: slice
            .rows
            .into_iter()
            .map(|(user, held)| Host {
                id: &user.id,
                user_name: user.name().into_owned(),
                email: &user.email,
                kind: user.kind,
                dept: &user.dept,
                meetings: held.meetings,
                participants: held.participants,
                meeting_minutes: held.minutes,
            })
            .collect(),
    }))
}
