//! `GET /report/activities`: who signed in and out, newest first.

use serde::Serialize;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::{page::Page, scene::Answer, window::Window},
    world::{World, time},
};

#[derive(Serialize)]
struct Activities {
    from: String,
    to: String,
    page_size: usize,
    next_page_token: String,
    activity_logs: Vec<Activity>,
}

#[derive(Serialize)]
struct Activity {
    email: String,
    time: String,
    #[serde(rename = "type")]
    kind: &'static str,
    ip_address: String,
    client_type: &'static str,
    version: &'static str,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::paid(&of)?;
    let page = Page::of(call, 30, 300)?;
    let window = Window::of(call)?;
    let now = scene::now(call);
    let mut found = of.signed_in(window.from, window.to.min(now + 1));
    found.sort_unstable_by(|a, b| b.cmp(a));
    let slice = page.cut(found.into_iter());
    let activity_logs = slice
        .rows
        .into_iter()
        .filter_map(|(at, index, signed_in)| {
            let user = of.people.get(index)?;
            let client = user.client()?;
            Some(Activity {
                email: user.email.to_string(),
                time: time::utc(at),
                kind: if signed_in { "Sign in" } else { "Sign out" },
                ip_address: format!("{}.{}", user.place().network, 10 + index % 240),
                client_type: client.device,
                version: client.version,
            })
        })
        .collect();
    Ok(Reply::ok(&Activities {
        from: window.first.to_string(),
        to: window.last.to_string(),
        page_size: page.size,
        next_page_token: slice.next,
        activity_logs,
    }))
}
