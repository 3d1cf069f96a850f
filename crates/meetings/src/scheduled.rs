//! A meeting or webinar as Parfocal holds it: what Zoom confirmed, and who may see what.

use jiff::Timestamp;
use serde::Serialize;
use zoom_types::{Hidden, MeetingId};

use crate::{
    Difference, Draft, Form, Kept, Kind, Level, Options, Viewer, draft::end_of, join::Door,
    zone::Zone,
};

/// The address of a public page: 22 random letters and digits, about 131 bits, so that nobody
/// finds a page by guessing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct PublicId(pub String);

impl PublicId {
    /// A new one.
    pub(crate) fn draw(random: &clock::Random) -> Self {
        Self(random.letters(22))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PublicId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where it stands in its life, as far as it was told; see [`Scheduled::phase`] for the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Planned at Zoom.
    Scheduled,
    /// Ended by somebody here.
    Ended,
    /// Deleted, here or at Zoom.
    Cancelled,
}

impl State {
    /// In the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Ended => "ended",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state whose [`word`](Self::word) this is.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Scheduled, Self::Ended, Self::Cancelled]
            .into_iter()
            .find(|state| state.word() == word)
    }
}

/// Where it stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// It starts later.
    Upcoming,
    /// Between its start and its end by the plan.
    Live,
    /// Over.
    Ended,
    /// Called off.
    Cancelled,
}

impl Phase {
    /// For a page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Upcoming => "Upcoming",
            Self::Live => "Under way",
            Self::Ended => "Ended",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// A meeting or webinar as Parfocal holds it.
#[derive(Clone, PartialEq)]
pub struct Scheduled {
    /// The address of its public page.
    pub public_id: PublicId,
    /// The connection it belongs to.
    pub connection: connect::ConnectionId,
    /// Meeting or webinar.
    pub kind: Kind,
    /// Zoom's number.
    pub zoom_id: MeetingId,
    /// Zoom's UUID, empty where Zoom gave none.
    pub zoom_uuid: String,
    /// The host's id at Zoom.
    pub host_id: String,
    /// The host's mail address; for the administration only.
    pub host_email: String,
    /// The host's name, for the public page; may be empty.
    pub host_name: String,
    /// The topic.
    pub topic: String,
    /// The agenda.
    pub agenda: String,
    /// When it starts.
    pub start: Timestamp,
    /// The zone it is held in.
    pub zone: Zone,
    /// Minutes.
    pub duration: u16,
    /// The passcode, if it has one.
    pub passcode: Option<Hidden>,
    /// The link people join by, if Zoom gave one.
    pub join_url: Option<Hidden>,
    /// The switches as Zoom kept them.
    pub options: Options,
    /// What Zoom says about who gets in.
    pub door: Door,
    /// Who sees the join link.
    pub join_link: Level,
    /// Who sees the passcode.
    pub passcode_shown: Level,
    /// What Zoom changed when it was last written.
    pub differences: Vec<Difference>,
    /// What was worth telling when it was last written.
    pub notes: Vec<String>,
    /// Where it stands.
    pub state: State,
    /// Counts its changes from 0; also the SEQUENCE of its calendar file.
    pub revision: u32,
    /// When it was scheduled here.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When somebody here ended it.
    pub ended_at: Option<Timestamp>,
}

impl Scheduled {
    /// What was asked for, before Zoom's answer is [taken](Self::take).
    pub(crate) fn new(
        public_id: PublicId,
        connection: connect::ConnectionId,
        asked: &Draft,
        who: &str,
        now: Timestamp,
    ) -> Self {
        Self {
            public_id,
            connection,
            kind: asked.kind,
            zoom_id: MeetingId(0),
            zoom_uuid: String::new(),
            host_id: String::new(),
            host_email: String::new(),
            host_name: String::new(),
            topic: asked.topic.clone(),
            agenda: asked.agenda.clone(),
            start: asked.start,
            zone: asked.zone.clone(),
            duration: asked.duration,
            passcode: None,
            join_url: None,
            options: asked.options,
            door: Door::default(),
            join_link: asked.join_link,
            passcode_shown: asked.passcode_shown,
            differences: Vec::new(),
            notes: Vec::new(),
            state: State::Scheduled,
            revision: 0,
            created_at: now,
            created_by: who.to_owned(),
            updated_at: now,
            ended_at: None,
        }
    }

    /// When it ends by the plan.
    pub fn end(&self) -> Timestamp {
        end_of(self.start, self.duration)
    }

    /// Where it stands at `now`.
    pub fn phase(&self, now: Timestamp) -> Phase {
        match self.state {
            State::Cancelled => Phase::Cancelled,
            State::Scheduled if now < self.start => Phase::Upcoming,
            State::Scheduled if now < self.end() => Phase::Live,
            State::Scheduled | State::Ended => Phase::Ended,
        }
    }

    /// The join link, if this viewer may see it and there is still something to join.
    pub fn join_for(&self, viewer: Viewer) -> Option<&str> {
        (self.join_link.shows_to(viewer) && self.state == State::Scheduled)
            .then(|| self.join_url.as_ref().map(Hidden::reveal))
            .flatten()
    }

    /// The passcode, if this viewer may see it and there is still something to join.
    pub fn passcode_for(&self, viewer: Viewer) -> Option<&str> {
        (self.passcode_shown.shows_to(viewer) && self.state == State::Scheduled)
            .then(|| self.passcode.as_ref().map(Hidden::reveal))
            .flatten()
    }

    /// The draft that would give it: what an edit starts from and is compared with.
    pub fn draft(&self) -> Draft {
        Draft {
            kind: self.kind,
            topic: self.topic.clone(),
            agenda: self.agenda.clone(),
            host: if self.host_email.is_empty() {
                self.host_id.clone()
            } else {
                self.host_email.clone()
            },
            start: self.start,
            zone: self.zone.clone(),
            duration: self.duration,
            passcode: self.passcode.as_ref().map(|code| code.reveal().to_owned()),
            options: self.options,
            join_link: self.join_link,
            passcode_shown: self.passcode_shown,
            notes: Vec::new(),
        }
    }

    /// The form of an edit that names only what it changes: everything else stands as it is.
    /// Without a `revision` of its own the edit goes over whatever stands now.
    pub fn form_with(
        &self,
        changes: serde_json::Map<String, serde_json::Value>,
    ) -> Result<Form, serde_json::Error> {
        let form = Form {
            revision: self.revision.to_string(),
            ..self.draft().to_form()
        };
        let mut whole = serde_json::to_value(form)?;
        if let Some(fields) = whole.as_object_mut() {
            fields.extend(changes);
        }
        serde_json::from_value(whole)
    }

    /// Takes over what Zoom kept. `asked` gives what Zoom left out, and the zone: Zoom may know
    /// it by another name of its list, or be told UTC for want of one.
    pub(crate) fn take(&mut self, kept: &Kept, asked: &Draft) {
        self.zoom_id = kept.zoom_id;
        keep(&mut self.zoom_uuid, kept.uuid.as_ref());
        keep(&mut self.host_id, kept.host_id.as_ref());
        keep(&mut self.host_email, kept.host_email.as_ref());
        self.topic = kept.topic.clone().unwrap_or_else(|| asked.topic.clone());
        self.agenda = kept.agenda.clone().unwrap_or_else(|| asked.agenda.clone());
        self.start = kept.start.unwrap_or(asked.start);
        self.duration = kept.duration.unwrap_or(asked.duration);
        let told = asked.zone.for_zoom(asked.start).unwrap_or("UTC");
        self.zone = match kept.rules() {
            Some(zone) if kept.zone.as_deref() != Some(told) => zone,
            _ => asked.zone.clone(),
        };
        self.passcode.clone_from(&kept.passcode);
        if kept.join_url.is_some() {
            self.join_url.clone_from(&kept.join_url);
        }
        self.options = kept.options.over(&asked.options);
        self.door.clone_from(&kept.door);
        self.join_link = asked.join_link;
        self.passcode_shown = asked.passcode_shown;
    }
}

impl std::fmt::Debug for Scheduled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scheduled")
            .field("public_id", &self.public_id)
            .field("kind", &self.kind)
            .field("zoom_id", &self.zoom_id)
            .field("topic", &self.topic)
            .field("start", &self.start)
            .field("state", &self.state)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

fn keep(field: &mut String, word: Option<&String>) {
    if let Some(word) = word {
        field.clone_from(word);
    }
}

#[cfg(test)]
mod tests {
    use super::Phase;
    use crate::{
        Kind, Level, Viewer,
        testing::{draft, kept, scheduled},
    };

    #[test]
    fn it_is_upcoming_then_under_way_then_over() {
        let one = scheduled(&draft(Kind::Meeting));
        for (now, phase) in [
            ("2026-12-03T15:59:59Z", Phase::Upcoming),
            ("2026-12-03T16:00:00Z", Phase::Live),
            ("2026-12-03T16:59:59Z", Phase::Live),
            ("2026-12-03T17:00:00Z", Phase::Ended),
        ] {
            assert_eq!(one.phase(now.parse().unwrap()), phase, "{now}");
        }
    }

    #[test]
    fn the_join_link_and_the_passcode_follow_their_own_levels() {
        let mut asked = draft(Kind::Meeting);
        asked.passcode = Some("123456".into());
        let mut one = scheduled(&asked);
        assert!(one.join_for(Viewer::Visitor).is_some());
        assert_eq!(one.passcode_for(Viewer::Visitor), None);
        assert_eq!(one.passcode_for(Viewer::Administration), Some("123456"));
        one.join_link = Level::Nobody;
        assert_eq!(one.join_for(Viewer::Registered), None);
        assert!(!format!("{one:?}").contains("123456"));
    }

    #[test]
    fn the_zone_a_person_chose_stays_when_zoom_knows_it_by_another_name() {
        let mut asked = draft(Kind::Meeting);
        asked.zone = crate::zone::Zone::parse("Pacific/Chatham").unwrap();
        let mut answer = kept(&asked);
        answer.zone = Some("UTC".into());
        let mut one = scheduled(&asked);
        one.take(&answer, &asked);
        assert_eq!(one.zone.name(), "Pacific/Chatham");
        answer.zone = Some("Asia/Tokyo".into());
        one.take(&answer, &asked);
        assert_eq!(one.zone.name(), "Asia/Tokyo");
    }

    #[test]
    fn an_unchanged_edit_asks_for_what_is_there() {
        let asked = draft(Kind::Webinar);
        let one = scheduled(&asked);
        assert_eq!(one.draft(), asked);
    }
}
