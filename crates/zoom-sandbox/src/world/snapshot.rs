//! The world on disk: the seed and what was commanded, nothing that can be worked out.

use std::{collections::BTreeMap, ops::Deref};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    GuestList, Meeting, Organisation, StageEvent, User, account::Plan, recording::Archive,
    visit::Visits,
};

/// Raised when the form changes so that an older file cannot be read.
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    version: u32,
    seed: u64,
    users: u32,
    plan: Plan,
    opened: i64,
    main: Part,
    /// The first sub-account.
    sub: Part,
    /// The others; none in a file from before there were any.
    #[serde(default)]
    more_subs: Vec<Part>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Part {
    users: Vec<(u32, User)>,
    meetings: Vec<Meeting>,
    settings: Map<String, Value>,
    #[serde(default)]
    waiting_rooms: Vec<(i64, bool)>,
    ended: Vec<(u64, i64, i64)>,
    #[serde(default)]
    visits: Visits,
    #[serde(default)]
    guest_lists: BTreeMap<u64, GuestList>,
    #[serde(default)]
    archive: Archive,
    /// None in a file from before there were any.
    #[serde(default)]
    stage: Option<Vec<StageEvent>>,
    #[serde(default)]
    options: Map<String, Value>,
    given: u64,
}

/// The state as JSON.
pub(crate) fn take(main: &Organisation, subs: &[impl Deref<Target = Organisation>]) -> Value {
    let mut subs = subs.iter().map(|sub| part(sub));
    let saved = Saved {
        version: VERSION,
        seed: main.seed,
        users: main.people.seeded,
        plan: main.account.plan,
        opened: main.opened,
        main: part(main),
        sub: subs.next().unwrap_or_default(),
        more_subs: subs.collect(),
    };
    serde_json::to_value(saved).unwrap_or_default()
}

fn part(of: &Organisation) -> Part {
    let touched = of.touched.iter().filter_map(|id| of.book.get(id));
    let mut ended: Vec<_> = of
        .ended
        .iter()
        .map(|((id, slot), at)| (*id, *slot, *at))
        .collect();
    ended.sort_unstable();
    Part {
        users: of
            .people
            .changed()
            .map(|(index, user)| (index, user.clone()))
            .collect(),
        meetings: touched.cloned().collect(),
        settings: of.settings.clone(),
        waiting_rooms: of.waiting_rooms.clone(),
        ended,
        visits: of.visits.clone(),
        guest_lists: of.guest_lists.clone(),
        archive: of.archive.clone(),
        stage: Some(of.stage.clone()),
        options: of.options.clone(),
        given: of.given,
    }
}

/// The organisations a snapshot holds.
pub(crate) fn put_back(snapshot: &Value) -> Result<(Organisation, Vec<Organisation>), String> {
    let saved = Saved::deserialize(snapshot)
        .map_err(|error| format!("The world's snapshot cannot be read: {error}."))?;
    if saved.version != VERSION {
        return Err(format!(
            "The world's snapshot has version {}, this program reads version {VERSION}.",
            saved.version
        ));
    }
    let (mut main, mut subs) = super::open(saved.seed, saved.users, saved.plan, saved.opened);
    fill(&mut main, saved.main);
    let parts = std::iter::once(saved.sub).chain(saved.more_subs);
    for (sub, part) in subs.iter_mut().zip(parts) {
        fill(sub, part);
    }
    Ok((main, subs))
}

fn fill(of: &mut Organisation, part: Part) {
    for (index, user) in part.users {
        of.people.put_back(index, user);
    }
    for meeting in part.meetings {
        of.add_meeting(meeting);
    }
    of.settings = part.settings;
    of.waiting_rooms = part.waiting_rooms;
    of.ended = part
        .ended
        .into_iter()
        .map(|(id, slot, at)| ((id, slot), at))
        .collect();
    of.visits = part.visits;
    of.guest_lists = part.guest_lists;
    of.archive = part.archive;
    if let Some(stage) = part.stage {
        of.stage = stage;
    }
    of.options = part.options;
    of.given = part.given;
}
