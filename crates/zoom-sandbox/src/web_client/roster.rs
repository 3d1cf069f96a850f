//! Who is in a run, as one client sees it, and what changed since it looked last.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::wire::base64;
use crate::world::{Organisation, Session, Who, visitor_number};

/// One person on the list.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, as the wire has them"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    name: String,
    guid: String,
    host: bool,
    guest: bool,
    held: bool,
    camera: bool,
    client: &'static str,
    customer_key: String,
}

/// The list as a client has it.
#[derive(Debug, Default)]
pub(super) struct Roster(BTreeMap<u32, Entry>);

impl Roster {
    /// Brings the list up to `now` as the visitor `own` sees it; the body of the roster event,
    /// unless nothing changed. In the waiting room one sees nobody but oneself; only a host sees
    /// who waits.
    pub(super) fn look(
        &mut self,
        of: &Organisation,
        run: &Session,
        own: usize,
        now: i64,
    ) -> Option<Value> {
        let seen = people(of, run, own, now);
        let (mut add, mut update, mut remove) = (Vec::new(), Vec::new(), Vec::new());
        for (number, entry) in &seen {
            match self.0.get(number) {
                None => add.push(entry.whole(*number)),
                Some(before) if before != entry => update.push(entry.since(before, *number)),
                Some(_) => {}
            }
        }
        for number in self.0.keys().filter(|number| !seen.contains_key(number)) {
            remove.push(json!({ "id": number }));
        }
        self.0 = seen;
        let nothing = add.is_empty() && update.is_empty() && remove.is_empty();
        // All three, always: the client walks through each.
        (!nothing).then(|| json!({ "add": add, "update": update, "remove": remove }))
    }
}

fn people(of: &Organisation, run: &Session, own: usize, now: i64) -> BTreeMap<u32, Entry> {
    let visit = of.visits.get(own);
    let waits = visit.is_some_and(|visit| visit.waits(now));
    let sees_door = visit.is_some_and(|visit| visit.visitor.host);
    let mut seen = BTreeMap::new();
    if !waits {
        let by_visitor = of.hosted_by_visitor(run, now);
        let stays = of.attendances(run, now);
        for stay in stays.iter().filter(|stay| now < stay.leave) {
            let who = of.who(stay);
            let number = who.number;
            let visit = of
                .visits
                .to(run)
                .find(|(at, _)| visitor_number(*at) == number);
            let own_host = visit.is_some_and(|(_, visit)| visit.visitor.host);
            let entry = Entry {
                name: who.name,
                guid: guid(of, run, number),
                host: own_host || (!by_visitor && stay.who == Who::User(run.host)),
                guest: who.user_id.is_none(),
                held: false,
                camera: stay.video,
                client: stay.client.platform,
                customer_key: visit
                    .map(|(_, visit)| visit.visitor.customer_key.clone())
                    .unwrap_or_default(),
            };
            seen.insert(number, entry);
        }
    }
    for (at, visit) in of.visits.to(run) {
        let listed = at == own || (sees_door && !waits);
        if listed && visit.waits(now) {
            let number = visitor_number(at);
            let entry = Entry {
                name: visit.visitor.name.clone(),
                guid: guid(of, run, number),
                host: false,
                guest: true,
                held: true,
                camera: false,
                client: "web",
                customer_key: visit.visitor.customer_key.clone(),
            };
            seen.insert(number, entry);
        }
    }
    seen
}

/// A participant's own id within the run, in Zoom's form.
fn guid(of: &Organisation, run: &Session, number: u32) -> String {
    let mut chance = of
        .root
        .of(0x901d)
        .of(run.meeting)
        .at(run.slot)
        .of(u64::from(number));
    let (high, low) = (chance.bits(), chance.bits());
    format!(
        "{:08X}-{:04X}-{:04X}-{:04X}-{:012X}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

impl Entry {
    fn whole(&self, number: u32) -> Value {
        json!({
            "id": number,
            "zoomID": base64(&self.guid),
            "userGUID": self.guid,
            "dn2": base64(&self.name),
            "role": u8::from(self.host),
            "bCoHost": false,
            "isGuest": self.guest,
            "bGuest": self.guest,
            "bHold": self.held,
            "bVideoOn": self.camera,
            // Nobody speaks here: there is no media.
            "muted": true,
            "audio": "",
            "caps": 5,
            "os": self.client,
            "customerKey": self.customer_key,
        })
    }

    fn since(&self, before: &Self, number: u32) -> Value {
        let (Value::Object(now), Value::Object(then)) = (self.whole(number), before.whole(number))
        else {
            return Value::Null;
        };
        let changed = now
            .into_iter()
            .filter(|(name, value)| name == "id" || then.get(name) != Some(value));
        Value::Object(changed.collect::<Map<_, _>>())
    }
}
