//! Zoom Events: the events the organisation puts on, their speakers and their access links.
//!
//! A Business account has a few from the start; only speakers are changed over the API.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Organisation,
    chance::Chance,
    directory::Directory,
    names, new_id,
    when::{DAY, HOUR},
};

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StageEvent {
    pub(crate) id: String,
    pub(crate) hub: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// `CONFERENCE`, `SIMPLE_EVENT`.
    pub(crate) kind: String,
    /// `PUBLISHED`, `DRAFT`, `CANCELLED`.
    pub(crate) status: String,
    pub(crate) host: u32,
    pub(crate) start: i64,
    pub(crate) end: i64,
    /// Each with its `speaker_id`, in Zoom's fields.
    pub(crate) speakers: Vec<Map<String, Value>>,
    /// Each: id, name, and whether it is the event's own.
    pub(crate) links: Vec<(String, String, bool)>,
}

const TITLES: [(&str, &str, &str, i64, i64); 5] = [
    ("Kestrel Summit", "CONFERENCE", "PUBLISHED", 21, 16),
    ("Product evening", "SIMPLE_EVENT", "PUBLISHED", 6, 2),
    ("Field notes live", "SIMPLE_EVENT", "PUBLISHED", -40, 2),
    ("Partner day", "CONFERENCE", "DRAFT", 60, 8),
    ("Open laboratory", "SIMPLE_EVENT", "CANCELLED", 12, 3),
];

impl StageEvent {
    /// Whether it is over.
    pub(crate) fn is_past(&self, now: i64) -> bool {
        self.end <= now
    }
}

/// A new id of Zoom Events' form.
pub(crate) fn stage_id(chance: &mut Chance) -> String {
    new_id(chance).into_string()
}

/// The events from the start: the second published one is an admin's, the rest the owner's.
pub(crate) fn seeded(root: Chance, people: &Directory, opened: i64) -> Vec<StageEvent> {
    let mut chance = root.of(0x57a6e);
    let hub = stage_id(&mut chance);
    let morning = opened.div_euclid(DAY) * DAY + 9 * HOUR;
    let admin = people
        .all()
        .find(|(_, user)| user.role == super::Role::Admin);
    let admin = admin.map_or(0, |(index, _)| index);
    (0_usize..)
        .zip(TITLES)
        .map(|(number, (name, kind, status, days, hours))| {
            let start = morning + days * DAY;
            let speakers = (0..3).map(|_| speaker(&mut chance)).collect();
            StageEvent {
                id: stage_id(&mut chance),
                hub: hub.clone(),
                name: name.to_owned(),
                description: format!("{name}, held by {}.", names::COMPANY),
                kind: kind.to_owned(),
                status: status.to_owned(),
                host: if number == 1 { admin } else { 0 },
                start,
                end: start + hours * HOUR,
                speakers,
                links: vec![
                    (stage_id(&mut chance), "Registration".to_owned(), true),
                    (stage_id(&mut chance), "Partners".to_owned(), false),
                ],
            }
        })
        .collect()
}

fn speaker(chance: &mut Chance) -> Map<String, Value> {
    let first = chance.pick(&names::FIRST);
    let last = chance.pick(&names::LAST);
    let mut fields = Map::new();
    fields.insert("speaker_id".into(), stage_id(chance).into());
    fields.insert("name".into(), format!("{first} {last}").into());
    let tag = chance.below(10_000);
    fields.insert("email".into(), format!("speaker{tag}@guild.example").into());
    fields.insert("job_title".into(), chance.pick(&names::TITLES).into());
    fields.insert("company_name".into(), "Guild".into());
    fields
}

impl Organisation {
    /// An event by its id.
    pub(crate) fn stage_event(&self, id: &str) -> Option<&StageEvent> {
        self.stage.iter().find(|event| event.id == id)
    }

    /// The same, to be changed.
    pub(crate) fn stage_event_mut(&mut self, id: &str) -> Option<&mut StageEvent> {
        self.stage.iter_mut().find(|event| event.id == id)
    }
}
