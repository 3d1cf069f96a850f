//! The meetings and webinars the organisation has from the start.

use serde_json::Map;

use super::{
    chance::Chance,
    directory::Directory,
    meeting::{Meeting, Rhythm},
    names::{DEPARTMENTS, MARKETING, OPERATIONS, SUPPORT},
    recurrence::Recurrence,
    when::{self, DAY},
};

/// The most standing meetings of a very large organisation.
const MOST_TEAMS: u32 = 2_000;
/// Half a year back: Zoom's reports reach no further.
const BACK: i64 = 183 * DAY;

struct Founder<'a> {
    root: Chance,
    people: &'a Directory,
    opened: i64,
    made: Vec<Meeting>,
}

/// What a founded meeting is.
struct Wish {
    host: u32,
    kind: u8,
    topic: String,
    /// Local hour of the host, and Zoom's weekday, 1 = Sunday.
    hour: i8,
    weekday: i64,
    minutes: i64,
    rhythm: Rhythm,
}

impl Wish {
    fn weekly(host: u32, topic: String, hour: i8, weekday: i64, minutes: i64) -> Self {
        Self {
            host,
            kind: 8,
            topic,
            hour,
            weekday,
            minutes,
            rhythm: Rhythm::Quiet,
        }
    }
}

/// Everything that was in the book when the world opened.
pub(crate) fn meetings(
    root: Chance,
    people: &Directory,
    opened: i64,
    webinars: bool,
) -> Vec<Meeting> {
    let mut founder = Founder {
        root,
        people,
        opened,
        made: Vec::new(),
    };
    let hosts: Vec<u32> = people
        .all()
        .filter(|(_, user)| user.kind == 2 && user.present(opened))
        .map(|(index, _)| index)
        .collect();
    let Some(&owner) = hosts.first() else {
        return founder.made;
    };
    let host_in = |department: usize| {
        let there = |host: &&u32| {
            let user = people.get(**host);
            user.is_some_and(|user| user.dept == DEPARTMENTS[department])
        };
        hosts.iter().find(there).copied().unwrap_or(owner)
    };

    let bridge = Wish::weekly(host_in(SUPPORT), "Support bridge".into(), 0, 2, 480);
    founder.book(Wish {
        kind: 3,
        rhythm: Rhythm::RoundTheClock,
        ..bridge
    });
    let floor = Wish::weekly(host_in(OPERATIONS), "Factory floor".into(), 0, 2, 480);
    founder.book(Wish {
        kind: 3,
        rhythm: Rhythm::RoundTheClock,
        ..floor
    });
    founder.book(Wish::weekly(owner, "All hands".into(), 16, 5, 45));
    for (number, department) in DEPARTMENTS.iter().enumerate() {
        let day = 2 + i64::try_from(number % 4).unwrap_or_default();
        let topic = format!("{department} weekly");
        founder.book(Wish::weekly(host_in(number), topic, 10, day, 50));
    }
    let teams = u32::try_from(hosts.len()).unwrap_or(u32::MAX).div_ceil(5);
    for team in 0..teams.min(MOST_TEAMS) {
        let mut chance = root.of(0x7ea).of(u64::from(team));
        let (host, hour) = (chance.pick(&hosts), chance.pick(&[9, 9, 11, 13, 14, 15]));
        let topic = format!("Team {} stand-up", team + 1);
        founder.book(Wish::weekly(host, topic, hour, chance.between(2, 7), 25));
    }
    if webinars {
        let mut licensed = people.all().filter(|(_, user)| user.webinar);
        let show = licensed.find(|(_, user)| user.dept == DEPARTMENTS[MARKETING]);
        let host = show.map_or(owner, |(index, _)| index);
        let clinic = Wish::weekly(host, "Instrument clinic".into(), 15, 5, 60);
        founder.book(Wish { kind: 9, ..clinic });
        let tour = Wish::weekly(host, "Live product tour".into(), 0, 2, 30);
        founder.book(Wish {
            kind: 6,
            rhythm: Rhythm::Every(6),
            ..tour
        });
    }
    founder.made
}

impl Founder<'_> {
    fn book(&mut self, wish: Wish) {
        let Some(user) = self.people.get(wish.host) else {
            return;
        };
        let number = u64::try_from(self.made.len()).unwrap_or_default();
        let mut chance = self.root.of(0xb00c).of(number);
        let zone = &user.place().zone;
        let first_day = when::wall(self.opened - BACK + DAY, zone).date();
        let minute = chance.pick(&[0, 0, 30, 15]);
        let first = when::local(first_day.at(wish.hour, minute, 0, 0), zone);
        let recurrence = matches!(wish.kind, 8 | 9).then(|| Recurrence {
            kind: 2,
            repeat_interval: Some(if wish.kind == 9 { 2 } else { 1 }),
            weekly_days: Some(wish.weekday.to_string()),
            end_times: Some(60),
            ..Recurrence::default()
        });
        let mut settings = Map::new();
        // Every third has a waiting room; the support bridge, which is the first, too.
        if matches!(wish.kind, 3 | 8) && number % 3 == 0 {
            settings.insert("waiting_room".into(), true.into());
        }
        let mut meeting = Meeting {
            // 8…: apart from the ad-hoc meetings (9…) and those made over the API (7…).
            id: 80_000_000_000 + chance.below(1_000_000) * 10_000 + number,
            host: wish.host,
            created_at: self.opened - BACK,
            kind: wish.kind,
            topic: wish.topic,
            agenda: None,
            timezone: user.zone_name().to_owned(),
            duration: wish.minutes,
            password: super::passcode(&mut chance),
            settings,
            recurrence,
            tracking_fields: Vec::new(),
            pre_schedule: false,
            from_api: false,
            rhythm: wish.rhythm,
            occurrences: Vec::new(),
            since: self.opened - BACK,
            former: Vec::new(),
            deleted_at: None,
            started: Vec::new(),
            waiting_rooms: Vec::new(),
            former_habits: Vec::new(),
        };
        meeting.lay(first);
        self.made.push(meeting);
    }
}
