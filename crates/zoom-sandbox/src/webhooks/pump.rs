//! From the world to the lanes.
//!
//! Time is told in whole seconds that are over. A command and the pump take turns, so that what a
//! command does to a second is done before the second is told.

use std::{collections::HashSet, sync::Arc};

use jiff::Timestamp;

use super::{bodies, bodies::Event, lane::Lane};
use crate::{
    Sandbox,
    marketplace::{App, Reach},
};

/// The most that is told in one go.
const SLICE: i64 = 3_600;

/// Who wants to hear.
struct Listener {
    subscription: String,
    lane: Arc<Lane>,
    events: HashSet<&'static str>,
    /// Those of them it may hear from sub-accounts.
    master: HashSet<&'static str>,
    since: i64,
    /// Apps and subscriptions of single users hear of these only.
    only: Option<Vec<String>>,
}

impl Listener {
    fn wants(&self, event: &Event) -> bool {
        let may = if event.of_sub_account {
            &self.master
        } else {
            &self.events
        };
        may.contains(event.name)
            && event.at.as_millisecond() >= self.since
            && self
                .only
                .as_ref()
                .is_none_or(|users| users.contains(&event.concerns))
    }
}

/// Tells the next slice; true when there is more to tell.
pub(super) fn slice(sandbox: &Sandbox) -> bool {
    let hub = sandbox.webhooks();
    let _turn = sandbox.turn_of_the_pump();
    let listeners = listeners(sandbox);
    let world = sandbox.world();
    if listeners.is_empty() {
        world.listen(false);
        world.take_told();
        world.take_told_of_subs();
        hub.set_cursor(None);
        return false;
    }
    world.listen(true);
    let now = sandbox.now().as_second();
    // Somebody may have turned the clock back.
    let from = hub.cursor().map_or(now, |at| at.min(now));
    let until = now.min(from + SLICE);
    let wanted = |name: &str| listeners.iter().any(|one| one.events.contains(name));
    let mut events = Vec::new();
    if until == now {
        events.extend(world.take_told().into_iter().map(Event::of_command));
        for (sub, told) in world.take_told_of_subs() {
            let told = told.into_iter().map(Event::of_command);
            events.extend(told.map(|event| event.in_sub_account(&sub)));
        }
    }
    if from < until {
        let (from, until) = (instant(from), instant(until));
        let runs = world.happenings(from, until);
        events.extend(
            runs.iter()
                .filter(|one| wanted(bodies::name(one)))
                .map(Event::of_run),
        );
        events.extend(
            world
                .asides(from, until, &wanted)
                .into_iter()
                .map(Event::of_command),
        );
        if wanted("user.signed_in") || wanted("user.signed_out") {
            events.extend(world.signings(from, until).iter().map(Event::of_signing));
        }
        if wanted("user.presence_status_updated") {
            events.extend(world.presences(from, until).iter().map(Event::of_presence));
        }
    }
    // Stable: within one second commands come first, for they may be told before it is over.
    events.sort_by_key(|event| event.at.as_second());
    let account = world.account_id();
    for event in &events {
        let mut body = None;
        for listener in listeners.iter().filter(|one| one.wants(event)) {
            let body = body.get_or_insert_with(|| event.body(&account));
            let seed = sandbox.config().seed;
            let fault = hub
                .faults
                .next(seed, &listener.subscription, event.name, body);
            listener.lane.put(sandbox.now(), event.name, body, fault);
        }
    }
    hub.set_cursor(Some(until));
    until < now
}

fn listeners(sandbox: &Sandbox) -> Vec<Listener> {
    sandbox.apps().look(|apps| {
        apps.iter()
            .filter(|app| app.hears())
            .flat_map(|app| {
                app.features
                    .subscriptions
                    .iter()
                    .filter(|subscription| subscription.enabled)
                    .map(|subscription| {
                        let events = heard(app, &subscription.events);
                        Listener {
                            master: match subscription.reach {
                                Reach::User(_) => HashSet::new(),
                                Reach::Account | Reach::MasterAccount => events
                                    .iter()
                                    .copied()
                                    .filter(|event| over_sub_accounts(app, event))
                                    .collect(),
                            },
                            lane: sandbox.webhooks().lane(&subscription.id),
                            subscription: subscription.id.clone(),
                            events,
                            since: subscription
                                .enabled_at
                                .map_or(i64::MIN, |at| at.as_second() * 1_000),
                            only: match &subscription.reach {
                                Reach::User(users) => Some(users.clone()),
                                Reach::Account | Reach::MasterAccount => users_of(app),
                            },
                        }
                    })
            })
            .collect()
    })
}

fn heard(app: &App, wanted: &[String]) -> HashSet<&'static str> {
    wanted
        .iter()
        .filter(|event| app.may_subscribe(event))
        .filter_map(|event| zoom_catalog::event(event).map(|event| event.name))
        .collect()
}

/// Whether an app holds the scope that lets a primary account hear this of its sub-accounts.
fn over_sub_accounts(app: &App, event: &str) -> bool {
    zoom_catalog::event(event).is_some_and(|event| {
        let scopes = event.granular.iter().chain(&event.classic);
        let mut master = scopes.filter(|scope| scope.ends_with(":master"));
        master.any(|scope| app.scopes.contains(scope))
    })
}

fn users_of(app: &App) -> Option<Vec<String>> {
    (!app.kind.acts_on_account()).then(|| {
        app.installs
            .iter()
            .map(|install| install.user_id.clone())
            .collect()
    })
}

fn instant(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or_default()
}
