//! The runs of meetings and webinars: which are held when, which go on now, and which one an id or
//! a UUID names.
//!
//! Planned ones and ad-hoc ones are told alike; commands (an end, a start by hand, a host who was
//! deleted) are taken into account here and nowhere else.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    life::{self, LONGEST},
    meeting::{self, Meeting, Rhythm},
    organisation::Organisation,
    session::{Session, Topic},
    when::{self, DAY},
};

impl Organisation {
    /// The sessions that start within `[from, to)`, in order of starting.
    pub(crate) fn sessions(&self, from: i64, to: i64) -> Vec<Session> {
        self.sessions_that(from, to, |_| true)
    }

    /// The same of those that a look at their plan lets through: what is settled later only ends
    /// a session earlier.
    fn sessions_that(&self, from: i64, to: i64, may: impl Fn(&Session) -> bool) -> Vec<Session> {
        let mut found = Vec::new();
        for day in when::day_number(from)..=when::day_number(to - 1) {
            let day = self.diary.day(self.root, &self.people, day);
            found.extend(day.iter().filter(|session| may(session)).copied());
        }
        for meeting in self.book.values() {
            self.runs(meeting, (from - DAY, to), &mut found);
        }
        let mut kept: Vec<Session> = found
            .into_iter()
            .filter(|session| (from..to).contains(&session.start))
            .filter_map(|session| self.settle(session))
            .collect();
        kept.sort_by_key(|session| (session.start, session.meeting));
        kept
    }

    /// The runs of one meeting of the book within a window of starts.
    fn runs(&self, meeting: &Meeting, window: (i64, i64), into: &mut Vec<Session>) {
        let plans = meeting
            .former
            .iter()
            .map(|old| (old.host, &old.occurrences, (old.since, old.until)))
            .chain(std::iter::once((
                meeting.host,
                &meeting.occurrences,
                (meeting.since, meeting.deleted_at.unwrap_or(i64::MAX)),
            )));
        for (host, occurrences, stood) in plans {
            into.extend(
                occurrences
                    .iter()
                    .filter(|one| (window.0..window.1).contains(&one.start))
                    .filter_map(|one| {
                        life::held(self.root, &self.people, meeting, host, one, stood)
                    }),
            );
        }
        into.extend(life::floating(self.root, &self.people, meeting, window));
        let by_hand = meeting
            .started
            .iter()
            .filter(|at| (window.0..window.1).contains(*at))
            .filter_map(|at| self.settle(life::by_hand(self.root, &self.people, meeting, *at)));
        let by_hand: Vec<Session> = by_hand.collect();
        if !by_hand.is_empty() {
            // What is planned does not begin while it is held already: the host came early.
            into.retain(|session| {
                session.meeting != meeting.id || !by_hand.iter().any(|run| run.live(session.start))
            });
        }
        into.extend(by_hand);
    }

    /// Takes commands into account: an end by command, a host who was gone by then.
    fn settle(&self, mut session: Session) -> Option<Session> {
        let host = self.people.get(session.host)?;
        if !host.reachable(session.start) {
            return None;
        }
        if let Some(left) = host.gone_after(session.start) {
            session.end = session.end.min(left);
        }
        if session.topic == Topic::Book
            && let Some(meeting) = self.book.get(&session.meeting)
        {
            session.habits = meeting.had_habits(session.start);
        }
        session.waiting_room = !session.is_webinar() && self.waits(&session);
        if let Some(ended) = self.ended.get(&(session.meeting, session.slot)) {
            session.end = session.end.min(*ended);
        }
        (session.end > session.start).then_some(session)
    }

    /// Whether guests of a run wait to be let in: as the meeting or the account had it when the
    /// run started.
    fn waits(&self, session: &Session) -> bool {
        let own = match session.topic {
            Topic::Book => self
                .book
                .get(&session.meeting)
                .is_some_and(|meeting| meeting.had_waiting_room(session.start)),
            Topic::AdHoc(_) => session.begun_with_waiting_room(),
        };
        let forced = self.policy().waiting_room;
        own || meeting::then(&self.waiting_rooms, session.start, forced)
    }

    /// Who signed in and out within `[from, to)`, in order: the instant, the user's place, and
    /// whether it was in or out.
    pub(crate) fn signed_in(&self, from: i64, to: i64) -> Vec<(i64, u32, bool)> {
        (when::day_number(from)..=when::day_number(to - 1))
            .flat_map(|day| {
                let all = self.signed_in.day(self.root, &self.people, day);
                let first = all.partition_point(|(at, ..)| *at < from);
                let last = all.partition_point(|(at, ..)| *at < to);
                all[first..last.max(first)].to_vec()
            })
            .collect()
    }

    /// What is going on at `now`.
    pub(crate) fn live(&self, now: i64) -> Vec<Session> {
        // Of a large organisation's thousands a day few are going on.
        let mut running = self.sessions_that(now - LONGEST, now + 1, |session| session.live(now));
        running.retain(|session| session.live(now));
        running
    }

    /// The sessions that were over by `now` and started on the days from `from` to `to`.
    pub(crate) fn past(&self, from: i64, to: i64, now: i64) -> Vec<Session> {
        let mut over = self.sessions(from, to.min(now + 1));
        over.retain(|session| session.end <= now);
        over
    }

    /// The run of a meeting that is going on at `now`.
    pub(crate) fn live_run(&self, id: u64, now: i64) -> Option<Session> {
        self.runs_of(id, now - LONGEST, now + 1, now)
            .into_iter()
            .rev()
            .find(|session| session.live(now))
    }

    /// The runs of one meeting, planned or ad hoc, started within a window and not after `now`.
    pub(crate) fn runs_of(&self, id: u64, from: i64, to: i64, now: i64) -> Vec<Session> {
        let mut found = Vec::new();
        if let Some(meeting) = self.book.get(&id) {
            self.runs(meeting, (from - DAY, to), &mut found);
        } else if let Some(day) = life::ad_hoc_day(id, now) {
            let sessions = self.diary.day(self.root, &self.people, day);
            found.extend(sessions.iter().filter(|session| session.meeting == id));
        }
        let window = from..to.min(now + 1);
        let mut kept: Vec<Session> = found
            .into_iter()
            .filter(|session| window.contains(&session.start))
            .filter_map(|session| self.settle(session))
            .collect();
        kept.sort_by_key(|session| session.start);
        kept.dedup_by_key(|session| session.slot);
        kept
    }

    /// The run a meeting id or a UUID names: for an id the latest one started by `now`.
    pub(crate) fn run(&self, id_or_uuid: &str, now: i64) -> Option<Session> {
        if let Ok(id) = id_or_uuid.parse::<u64>() {
            // A year is as far back as Zoom tells of past meetings.
            return self.runs_of(id, now - 365 * DAY, now + 1, now).pop();
        }
        let (id, slot) = self.read_uuid(id_or_uuid)?;
        self.runs_of(id, slot - DAY, slot + DAY, now)
            .into_iter()
            .find(|session| session.slot == slot)
    }

    /// The run a meeting id or a UUID names, if it is over: for an id the last one that is.
    pub(crate) fn past_run(&self, id_or_uuid: &str, now: i64) -> Option<Session> {
        if let Ok(id) = id_or_uuid.parse::<u64>() {
            let runs = self.runs_of(id, now - 365 * DAY, now + 1, now);
            return runs.into_iter().rev().find(|session| session.end <= now);
        }
        self.run(id_or_uuid, now)
            .filter(|session| session.end <= now)
    }

    /// A running session as a meeting: the book's own, or an ad-hoc one put in its form.
    pub(crate) fn as_meeting(&self, session: &Session) -> Meeting {
        if let Some(meeting) = self.meeting(session.meeting) {
            let mut meeting = meeting.clone();
            if meeting.floats() || meeting.repeats() {
                meeting.occurrences = vec![session.occurrence()];
            }
            return meeting;
        }
        let mut chance = self.root.of(session.meeting);
        let zone = self
            .people
            .get(session.host)
            .map(|host| host.zone_name().to_owned());
        Meeting {
            id: session.meeting,
            host: session.host,
            created_at: session.start,
            kind: session.kind,
            topic: self.topic(session).to_owned(),
            agenda: None,
            timezone: zone.unwrap_or_else(|| "UTC".into()),
            duration: 60,
            password: super::passcode(&mut chance),
            settings: session.begun_settings(),
            recurrence: None,
            tracking_fields: Vec::new(),
            pre_schedule: false,
            from_api: false,
            rhythm: Rhythm::Quiet,
            occurrences: vec![session.occurrence()],
            since: session.start,
            former: Vec::new(),
            deleted_at: None,
            started: Vec::new(),
            waiting_rooms: Vec::new(),
            former_habits: Vec::new(),
        }
    }

    /// The UUID of a run, as Zoom writes it (base64, which may hold `/`).
    pub(crate) fn uuid(&self, meeting: u64, slot: i64) -> String {
        STANDARD.encode(meeting::uuid_bytes(self.root, meeting, slot))
    }

    fn read_uuid(&self, text: &str) -> Option<(u64, i64)> {
        // Clients encode it twice where it holds a slash; the path was decoded once.
        let decoded = percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .ok()?;
        let bytes: [u8; 16] = STANDARD.decode(decoded.as_bytes()).ok()?.try_into().ok()?;
        Some(meeting::from_uuid_bytes(self.root, bytes))
    }

    /// A session's topic.
    pub(crate) fn topic(&self, session: &Session) -> &str {
        match session.topic {
            Topic::AdHoc(index) => super::names::TOPICS[index % super::names::TOPICS.len()],
            Topic::Book => self
                .book
                .get(&session.meeting)
                .map_or("Zoom Meeting", |meeting| meeting.topic.as_str()),
        }
    }
}
