//! The meetings and webinars the organisation has from the start.

use serde_json::Map;

use super::{
    chance::Chance,
    directory::Directory,
    meeting::{Meeting, Occurrence, Rhythm},
    names::{DEPARTMENTS, MARKETING, SUPPORT},
    recurrence::Recurrence,
    when::{self, DAY},
};

/// The most standing meetings of a very large organisation.
const MOST_TEAMS: u32 = 2_000;

/// Everything that was in the book when the world opened.
pub(crate) fn meetings(
    root: Chance,
    people: &Directory,
    opened: i64,
    webinars: bool,
) -> Vec<Meeting> {
    let mut made = Vec::new();
    let hosts: Vec<u32> = people
        .all()
        .filter(|(_, user)| user.kind == 2 && user.present(opened))
        .map(|(index, _)| index)
        .collect();
    let Some(&owner) = hosts.first() else {
        return made;
    };
    let host_in = |department: usize| {
        let wanted = DEPARTMENTS[department];
        let found = hosts
            .iter()
            .find(|host| people.get(**host).is_some_and(|user| user.dept == wanted));
        found.copied().unwrap_or(owner)
    };
    let mut book = |host: u32, kind: u8, topic: String, hour: i8, weekday: i64, minutes: i64| {
        let Some(user) = people.get(host) else {
            return;
        };
        let number = u64::try_from(made.len()).unwrap_or_default();
        let mut chance = root.of(0xb00c).of(number);
        // Half a year back: Zoom's reports reach no further.
        let first_day = when::wall(opened - 182 * DAY, &user.place().zone).date();
        let first = when::local(
            first_day.at(hour, chance.pick(&[0, 0, 30, 15]), 0, 0),
            &user.place().zone,
        );
        let recurrence = matches!(kind, 8 | 9).then(|| Recurrence {
            kind: 2,
            repeat_interval: Some(if kind == 9 { 2 } else { 1 }),
            weekly_days: Some(weekday.to_string()),
            end_times: Some(60),
            ..Recurrence::default()
        });
        let mut meeting = Meeting {
            // 8…: apart from the ad-hoc meetings (9…) and those made over the API (7…).
            id: 80_000_000_000 + chance.below(10_000_000) * 1_000 + number % 1_000,
            host,
            created_at: opened - 183 * DAY,
            kind,
            topic,
            agenda: None,
            timezone: user.zone_name().to_owned(),
            duration: minutes,
            password: super::passcode(&mut chance),
            settings: Map::new(),
            recurrence,
            tracking_fields: Vec::new(),
            pre_schedule: false,
            from_api: false,
            rhythm: Rhythm::Quiet,
            occurrences: Vec::<Occurrence>::new(),
            since: opened - 183 * DAY,
            former: Vec::new(),
            deleted_at: None,
            started: Vec::new(),
        };
        meeting.lay(first);
        made.push(meeting);
    };

    book(host_in(SUPPORT), 3, "Support bridge".into(), 0, 2, 480);
    book(owner, 8, "All hands".into(), 16, 5, 45);
    for (number, department) in DEPARTMENTS.iter().enumerate() {
        let day = 2 + i64::try_from(number % 4).unwrap_or_default();
        book(
            host_in(number),
            8,
            format!("{department} weekly"),
            10,
            day,
            50,
        );
    }
    let teams = u32::try_from(hosts.len())
        .unwrap_or(u32::MAX)
        .div_ceil(5)
        .min(MOST_TEAMS);
    for team in 0..teams {
        let mut chance = root.of(0x7ea).of(u64::from(team));
        let host = chance.pick(&hosts);
        let hour = chance.pick(&[9, 9, 11, 13, 14, 15]);
        let weekday = chance.between(2, 7);
        book(
            host,
            8,
            format!("Team {} stand-up", team + 1),
            hour,
            weekday,
            25,
        );
    }
    if webinars {
        let show = people
            .all()
            .find(|(_, user)| user.webinar && user.dept == DEPARTMENTS[MARKETING]);
        let host = show.map_or(owner, |(index, _)| index);
        book(host, 9, "Instrument clinic".into(), 15, 5, 60);
        book(host, 6, "Live product tour".into(), 0, 2, 30);
    }
    for meeting in &mut made {
        meeting.rhythm = match meeting.kind {
            3 => Rhythm::RoundTheClock,
            6 => Rhythm::Every(6),
            _ => Rhythm::Quiet,
        };
    }
    made
}
