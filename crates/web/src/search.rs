//! What is called so: pages, what can be done, people, rooms, alarms, API tests, meetings under way
//! and planned. One search for the page, the JSON API and the command line.
//!
//! It stands here because only here all products are known. It looks through what Parfocal knows.
//! Zoom is not asked: a search is pressed often, and the account's quota is not spent on letters.

use ::meetings::{Filter, Kind, Meetings};
use ::people::{Filter as PeopleFilter, People};
use connect::{ConnectionId, Principal};
use monitor::Monitor;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Error, layout, live};

/// Hits of one kind that are given.
pub(crate) const SHOWN: usize = 20;

/// What can be done, and where.
const ACTIONS: &[(&str, &str)] = &[
    ("Schedule a meeting", "/meetings/new"),
    ("Schedule a webinar", "/webinars/new"),
    ("Add somebody to the account", "/people/new"),
    ("Connect a Zoom app", "/zoom"),
    ("Check credentials again", "/zoom"),
    ("Make an API token", "/tokens"),
    ("Run an API test now", "/tests"),
    ("Silence alarms", "/alarms/silences"),
    ("Say who is told of alarms", "/alarms/settings"),
    ("Set thresholds of alarms", "/alarms/thresholds"),
    ("Receive webhooks", "/zoom#webhooks"),
];

/// The services that are looked through.
#[derive(Clone, Copy)]
pub struct Searched<'a> {
    /// API tests, alarms, what is under way, rooms.
    pub monitor: &'a Monitor,
    /// What is planned.
    pub meetings: &'a Meetings,
    /// The people of the account.
    pub people: &'a People,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FoundView {
    /// What was looked for.
    pub q: String,
    /// How many there are in all, those that are not given included.
    pub total: u64,
    /// What was found, kind by kind; a kind without hits is left out.
    pub kinds: Vec<FoundKind>,
}

/// What was found of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FoundKind {
    /// `pages`, `actions`, `tests`, `alarms`, `people`, `rooms`, `live`, `meetings`, `webinars`.
    pub kind: &'static str,
    /// The same in words.
    pub title: &'static str,
    /// At most 20.
    pub hits: Vec<Hit>,
    /// How many more there are.
    pub more: u64,
}

/// Where something is and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hit {
    /// What it is called.
    pub words: String,
    /// What tells it from others of that name.
    pub more: String,
    /// Its page here; none for what only Zoom has a page of.
    pub path: Option<String>,
}

impl FoundKind {
    fn new(kind: &'static str, title: &'static str, mut hits: Vec<Hit>) -> Self {
        let all = hits.len();
        hits.truncate(SHOWN);
        Self::of(kind, title, hits, all)
    }

    fn of(kind: &'static str, title: &'static str, hits: Vec<Hit>, all: usize) -> Self {
        let more = all.saturating_sub(hits.len());
        Self {
            kind,
            title,
            hits,
            more: u64::try_from(more).unwrap_or(u64::MAX),
        }
    }
}

/// Everything that is called `q`, which is not empty.
pub async fn search(
    all: Searched<'_>,
    who: &Principal,
    id: &ConnectionId,
    q: &str,
) -> Result<FoundView, Error> {
    let q = q.trim();
    let small = q.to_lowercase();
    let named = |words: &str| words.to_lowercase().contains(&small);
    let mut kinds = vec![
        FoundKind::new("pages", "Pages", places(&named)),
        FoundKind::new("actions", "Actions", actions(&named)),
        FoundKind::new("tests", "API tests", tests(all.monitor, id, &named).await?),
        FoundKind::new(
            "alarms",
            "Open alarms",
            alarms(all.monitor, id, &named).await?,
        ),
        people(all.people, who, id, q).await?,
        rooms(all.monitor, id, q).await?,
        FoundKind::new(
            "live",
            "Under way",
            under_way(all.monitor, id, &named).await?,
        ),
    ];
    for kind in Kind::ALL {
        let title = match kind {
            Kind::Meeting => "Planned meetings",
            Kind::Webinar => "Planned webinars",
        };
        let planned = planned(all.meetings, who, id, kind, q).await?;
        kinds.push(FoundKind::new(kind.plural(), title, planned));
    }
    kinds.retain(|kind| !kind.hits.is_empty());
    let total = kinds.iter().map(|kind| {
        let given = u64::try_from(kind.hits.len()).unwrap_or(u64::MAX);
        given.saturating_add(kind.more)
    });
    Ok(FoundView {
        q: q.to_owned(),
        total: total.sum(),
        kinds,
    })
}

fn places(named: &impl Fn(&str) -> bool) -> Vec<Hit> {
    let nav = layout::nav();
    let places = nav.links().filter(|(words, _)| named(words));
    places.map(|(words, path)| hit(words, "", path)).collect()
}

fn actions(named: &impl Fn(&str) -> bool) -> Vec<Hit> {
    let actions = ACTIONS.iter().filter(|(words, _)| named(words));
    actions.map(|(words, path)| hit(words, "", *path)).collect()
}

async fn tests(
    monitor: &Monitor,
    id: &ConnectionId,
    named: &impl Fn(&str) -> bool,
) -> Result<Vec<Hit>, Error> {
    let tests = monitor.tests(id).await?;
    let tests = tests
        .iter()
        .filter(|test| named(test.title) || named(test.question));
    Ok(tests
        .map(|test| hit(test.title, test.question, format!("/tests/{}", test.id)))
        .collect())
}

async fn alarms(
    monitor: &Monitor,
    id: &ConnectionId,
    named: &impl Fn(&str) -> bool,
) -> Result<Vec<Hit>, Error> {
    let alarms = monitor.open_alarms(id).await?;
    let alarms = alarms
        .iter()
        .filter(|alarm| named(&alarm.title) || named(&alarm.sentence));
    Ok(alarms
        .map(|alarm| hit(&alarm.title, &alarm.sentence, alarm.path()))
        .collect())
}

/// From the directory of everybody.
async fn people(
    people: &People,
    who: &Principal,
    id: &ConnectionId,
    q: &str,
) -> Result<FoundKind, Error> {
    let filter = PeopleFilter {
        q: q.to_owned(),
        page: 1,
        size: u32::try_from(SHOWN).unwrap_or(u32::MAX),
        ..PeopleFilter::default()
    };
    let listing = people.list(who, id, &filter).await?;
    let hits = listing.rows.iter().map(|person| {
        let name = person.name();
        let more = [&person.email, &person.dept].into_iter();
        let more: Vec<&str> = more
            .map(String::as_str)
            .filter(|text| !text.is_empty() && **text != *name)
            .collect();
        hit(&name, &more.join(" · "), crate::people::path(person))
    });
    let all = usize::try_from(listing.total).unwrap_or(usize::MAX);
    Ok(FoundKind::of("people", "People", hits.collect(), all))
}

async fn rooms(monitor: &Monitor, id: &ConnectionId, q: &str) -> Result<FoundKind, Error> {
    let (rooms, all) = monitor.find_rooms(id, q, SHOWN).await?;
    let hits = rooms.into_iter().map(|room| Hit {
        words: room.name,
        more: room.says,
        path: Some("/tests/rooms".to_owned()),
    });
    Ok(FoundKind::of("rooms", "Rooms", hits.collect(), all))
}

async fn under_way(
    monitor: &Monitor,
    id: &ConnectionId,
    named: &impl Fn(&str) -> bool,
) -> Result<Vec<Hit>, Error> {
    let under_way = monitor.live(id).await?.meetings;
    let found = under_way.iter().filter(|one| {
        let host = one.host_name.as_deref().unwrap_or_default();
        let topic = one.topic.as_deref().unwrap_or_default();
        [topic, host, &one.meeting_id].into_iter().any(named)
    });
    Ok(found
        .map(|one| {
            let topic = one.topic.as_deref().unwrap_or("(no topic)");
            let host = one.host_name.as_deref().unwrap_or_default();
            hit(topic, host, live::path(&one.uuid))
        })
        .collect())
}

async fn planned(
    meetings: &Meetings,
    who: &Principal,
    id: &ConnectionId,
    kind: Kind,
    q: &str,
) -> Result<Vec<Hit>, Error> {
    let filter = Filter {
        q: q.to_owned(),
        ..Filter::default()
    };
    let planned = meetings.list(who, id, kind, &filter).await?.rows;
    let hits = planned.into_iter().map(|row| Hit {
        path: row
            .public_id
            .as_ref()
            .map(|id| format!("/{}/{id}", kind.plural())),
        words: row.topic,
        more: row.host,
    });
    Ok(hits.collect())
}

fn hit(words: &str, more: &str, path: impl Into<String>) -> Hit {
    Hit {
        words: words.to_owned(),
        more: more.to_owned(),
        path: Some(path.into()),
    }
}
