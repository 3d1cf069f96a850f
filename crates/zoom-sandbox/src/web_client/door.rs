//! Who may come to a meeting's door, and who gets through it.
//!
//! Two judgements, as with Zoom: [`judge`] reads what `POST /api/v1/wc/info` was sent and decides
//! whether this person may try; [`enter`] runs when the websocket opens and knows what only the
//! running meeting can say: locked, full, waiting room. Both are pure but for the world they are
//! handed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::Value;
use zoom_types::meeting_sdk::{self, Claims};

use super::{refusal::Refusal, tickets::Ticket};
use crate::{
    marketplace::Registry,
    rest::read_zak,
    world::{Guest, GuestList, Meeting, Organisation, Session, Visitor, World},
};

/// What somebody sends who wants to join.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) passcode: String,
    pub(super) email: String,
    pub(super) signature: String,
    /// The client id beside the signature; empty where none was sent.
    pub(super) key: String,
    /// The SDK's version.
    pub(super) version: String,
    /// A registrant's token.
    pub(super) registrant: String,
    pub(super) zak: String,
    pub(super) customer_key: String,
}

/// Somebody who may try.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) ticket: Ticket,
    pub(super) topic: String,
    pub(super) webinar: bool,
    /// The run's UUID, or that of the plan.
    pub(super) uuid: String,
    /// Whether there is something to enter, or they may begin it.
    pub(super) open: bool,
}

/// What Zoom calls somebody who gave no name.
const NAMELESS: &str = "Guest";
/// Longest customer key Zoom takes.
const LONGEST_KEY: usize = 36;

/// Judges a request to join.
pub(super) fn judge(
    world: &World,
    apps: &Registry,
    asked: &Asked,
    oldest: &str,
    now: Timestamp,
) -> Result<Judged, Refusal> {
    if older(&asked.version, oldest) {
        return Err(Refusal::TooOld);
    }
    let claims = signed(apps, asked, now)?;
    let digits = |text: &str| {
        let plain =
            (9..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<u64>().ok()).flatten()
    };
    let id = digits(&asked.number).ok_or(Refusal::MeetingNumber)?;
    if claims.mn != asked.number {
        return Err(Refusal::MeetingNumber);
    }
    if claims.role > 1 {
        return Err(Refusal::Role);
    }
    let ends = Timestamp::from_second(claims.exp).map_err(|_| Refusal::Signature)?;
    let second = now.as_second();
    let main = world.main();
    let (of, other_account) = match plan(&main, id, second) {
        Err(Refusal::NoMeeting) if world.subs().any(|sub| sub.book.contains_key(&id)) => {
            (None, true)
        }
        Err(refusal) => return Err(refusal),
        Ok(meeting) => (Some(meeting), false),
    };
    let Some(meeting) = of else {
        // Nothing of another account's meeting is looked at: the socket says why.
        let visitor = visitor(asked, None, false);
        return Ok(Judged {
            ticket: ticket(id, visitor, other_account, ends),
            topic: "Zoom Meeting".to_owned(),
            webinar: false,
            uuid: main.uuid(id, second),
            open: true,
        });
    };
    let user = match asked.zak.as_str() {
        "" => None,
        zak => Some(read_zak(&main, zak, second).ok_or(Refusal::Zak)?),
    };
    let host = claims.role == 1;
    if host {
        let user = user.ok_or(Refusal::Role)?;
        if !hosts(&main, &meeting, user) {
            return Err(Refusal::NotHost);
        }
    }
    if main
        .people
        .get(meeting.host)
        .is_none_or(|host| !host.reachable(second))
    {
        return Err(Refusal::HostInactive);
    }
    if meeting.is_webinar() && asked.email.trim().is_empty() {
        return Err(Refusal::Mail);
    }
    let list = main.guests(id);
    let guest = list.and_then(|list| guest(list, asked, &meeting, second));
    if !host && meeting.asks_registration() && guest.is_none() {
        return Err(Refusal::Registration);
    }
    if !host && !meeting.password.is_empty() && asked.passcode != meeting.password {
        return Err(Refusal::Passcode);
    }
    let mut visitor = visitor(asked, user, host);
    introduce(&mut visitor, guest);
    let run = main.live_run(id, second);
    if run.is_some_and(|run| main.visits.banned(&run, &visitor)) {
        return Err(Refusal::Removed);
    }
    Ok(Judged {
        ticket: ticket(id, visitor, false, ends),
        topic: meeting.topic.clone(),
        webinar: meeting.is_webinar(),
        uuid: main.uuid(id, run.map_or(meeting.since, |run| run.slot)),
        open: run.is_some() || host || before_host(&main, &meeting, second),
    })
}

/// Lets the holder of a ticket through, or to the waiting room: the run and the visit's number.
pub(super) fn enter(
    of: &mut Organisation,
    ticket: &Ticket,
    now: i64,
) -> Result<(Session, usize), Refusal> {
    if ticket.other_account {
        return Err(Refusal::OtherAccount);
    }
    let visitor = &ticket.visitor;
    let run = running(of, ticket, now)?;
    if of.visits.banned(&run, visitor) {
        return Err(Refusal::Removed);
    }
    if !visitor.host && of.visits.is_locked(&run) {
        return Err(Refusal::Locked);
    }
    let stays = of.attendances(&run, now);
    let inside = stays.iter().filter(|stay| now < stay.leave).count();
    if !visitor.host && u32::try_from(inside).is_ok_and(|inside| inside >= of.capacity(run.meeting))
    {
        return Err(Refusal::Full);
    }
    let waits = visitor.user.is_none() && run.waiting_room;
    let number = of.arrive(&run, visitor.clone(), waits, now);
    Ok((run, number))
}

/// The run to enter; a host begins one, and so does whoever may come before the host.
fn running(of: &mut Organisation, ticket: &Ticket, now: i64) -> Result<Session, Refusal> {
    if let Some(run) = of.live_run(ticket.meeting, now) {
        return Ok(run);
    }
    let meeting = plan(of, ticket.meeting, now)?;
    if ticket.visitor.host {
        of.begin_by_visitor(ticket.meeting, now);
    } else if before_host(of, &meeting, now) {
        of.start_by_hand(ticket.meeting, now);
    } else {
        return Err(Refusal::NotStarted);
    }
    of.live_run(ticket.meeting, now)
        .ok_or(Refusal::HostInactive)
}

/// Whether a meeting is on, for those who wait for its host.
pub(super) fn is_on(world: &World, id: u64, now: i64) -> bool {
    world.main().live_run(id, now).is_some()
}

/// The claims of a signature that holds.
fn signed(apps: &Registry, asked: &Asked, now: Timestamp) -> Result<Claims, Refusal> {
    let key = app_key(&asked.signature)?;
    if !asked.key.is_empty() && asked.key != key {
        return Err(Refusal::Key);
    }
    let app = apps
        .by_client_id(&key)
        .filter(|app| app.meeting_sdk)
        .ok_or(Refusal::Key)?;
    let claims = meeting_sdk::verify(&asked.signature, app.client_secret.reveal())
        .ok_or(Refusal::Signature)?;
    let now = now.as_second();
    if !claims.life_is_valid() || claims.iat > now {
        return Err(Refusal::Signature);
    }
    if claims.exp <= now || claims.token_exp <= now {
        return Err(Refusal::Expired);
    }
    Ok(claims)
}

/// The client id a signature names: whose secret it has to be checked with.
fn app_key(signature: &str) -> Result<String, Refusal> {
    let payload = signature.split('.').nth(1).ok_or(Refusal::Signature)?;
    let bytes = URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|_| Refusal::Signature)?;
    let claims: Value = serde_json::from_slice(&bytes).map_err(|_| Refusal::Signature)?;
    let key = claims.get("appKey").and_then(Value::as_str);
    key.map(str::to_owned).ok_or(Refusal::Key)
}

/// The meeting of a number: in the book, or an ad-hoc one that is going on.
fn plan(of: &Organisation, id: u64, now: i64) -> Result<Meeting, Refusal> {
    if let Some(meeting) = of.book.get(&id) {
        let there = meeting.deleted_at.is_none();
        return there.then(|| meeting.clone()).ok_or(Refusal::Gone);
    }
    if let Some(run) = of.live_run(id, now) {
        return Ok(of.as_meeting(&run));
    }
    match of.run(&id.to_string(), now) {
        Some(_) => Err(Refusal::Gone),
        None => Err(Refusal::NoMeeting),
    }
}

/// Whether a user is the meeting's host or one of its alternative hosts.
fn hosts(of: &Organisation, meeting: &Meeting, user: u32) -> bool {
    let others = meeting
        .settings
        .get("alternative_hosts")
        .and_then(Value::as_str);
    let mut others = others.unwrap_or_default().split([';', ',']).map(str::trim);
    meeting.host == user
        || others.any(|name| of.people.find(name).is_some_and(|(index, _)| index == user))
}

/// Whoever is expected with this `tk`. Who registered for some repeats comes to those only.
fn guest<'l>(list: &'l GuestList, asked: &Asked, meeting: &Meeting, now: i64) -> Option<Guest<'l>> {
    let found = list.holder(&asked.registrant, now)?;
    let expected = match found {
        Guest::Registrant(registrant) if meeting.repeats() => meeting
            .next(now)
            .is_none_or(|one| registrant.comes_to(one.id)),
        Guest::Registrant(_) | Guest::Invited(_) => true,
    };
    expected.then_some(found)
}

/// A registrant is known by the address they gave then, an invited person by the name on the link.
fn introduce(visitor: &mut Visitor, guest: Option<Guest<'_>>) {
    match guest {
        Some(Guest::Registrant(registrant)) => {
            visitor.registrant.clone_from(&registrant.id);
            visitor.email.clone_from(&registrant.email);
            if visitor.name == NAMELESS {
                visitor.name = registrant.name();
            }
        }
        Some(Guest::Invited(invited)) => visitor.name.clone_from(&invited.name),
        None => {}
    }
}

fn flag(meeting: &Meeting, name: &str) -> bool {
    meeting
        .settings
        .get(name)
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

/// Whether somebody may begin the meeting before its host comes, at this instant.
fn before_host(of: &Organisation, meeting: &Meeting, now: i64) -> bool {
    let allowed = flag(meeting, "join_before_host")
        && !meeting.is_webinar()
        && !meeting.has_waiting_room()
        && !of.policy().waiting_room;
    let minutes = meeting
        .settings
        .get("jbh_time")
        .and_then(Value::as_i64)
        .unwrap_or(0);
    let in_time = minutes == 0
        || meeting.floats()
        || meeting.occurrences.iter().any(|one| {
            let from = one.start - minutes * 60;
            !one.deleted && (from..one.start + one.duration * 60).contains(&now)
        });
    allowed && in_time
}

fn visitor(asked: &Asked, user: Option<u32>, host: bool) -> Visitor {
    let name: String = asked.name.trim().chars().take(64).collect();
    Visitor {
        name: if name.is_empty() {
            NAMELESS.to_owned()
        } else {
            name
        },
        email: asked.email.trim().to_owned(),
        customer_key: asked.customer_key.chars().take(LONGEST_KEY).collect(),
        user,
        host,
        registrant: String::new(),
    }
}

fn ticket(meeting: u64, visitor: Visitor, other_account: bool, ends: Timestamp) -> Ticket {
    Ticket {
        meeting,
        visitor,
        other_account,
        ends,
        goes_on: None,
    }
}

/// Whether a version is older than another, number by number; a version that is none is oldest.
fn older(version: &str, oldest: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> {
        let parts = text.split('.').map(|part| part.parse().unwrap_or(0));
        parts.collect()
    };
    numbers(version) < numbers(oldest)
}

#[cfg(test)]
mod tests {
    use super::older;

    #[test]
    fn versions_are_compared_by_number() {
        assert!(older("6.2.0", "6.10.0"));
        assert!(older("", "5.0.0"));
        assert!(!older("6.2.0", "6.2.0"));
        assert!(!older("7.0.0", "6.10.0"));
    }
}
