//! A world on a clock the test moves, asked the way the HTTP layer asks.

#![expect(dead_code, reason = "each test file uses its part of the stage")]

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use clock::{Clock, ManualClock, Random};
use serde_json::Value;
use zoom_sandbox::{
    call::{Call, Caller, Reply},
    rest,
    world::{World, WorldConfig},
};

/// A Wednesday, 10:30 in Amsterdam.
pub(crate) const START: &str = "2026-11-18T09:30:00Z";

pub(crate) struct Stage {
    pub(crate) world: Arc<World>,
    pub(crate) clock: Clock,
    hand: ManualClock,
    caller: Caller,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn code(&self) -> i64 {
        self.json()["code"].as_i64().unwrap_or_default()
    }
}

impl Stage {
    pub(crate) fn new(users: u32) -> Self {
        Self::of(1, users, "business", START)
    }

    pub(crate) fn of(seed: u64, users: u32, plan: &str, start: &str) -> Self {
        let (clock, hand) = Clock::manual(start.parse().expect("a time"));
        let world = World::new(WorldConfig {
            seed,
            users,
            plan: plan.into(),
            clock: clock.clone(),
            random: Random::seeded(seed),
        });
        let caller = Caller {
            account_id: world.account_id().into(),
            user_id: world.owner().id.into(),
            client_id: "client".into(),
            acts_on_account: true,
            server_to_server: true,
        };
        Self {
            world: Arc::new(world),
            clock,
            hand,
            caller,
        }
    }

    /// The same world, asked by an app that acts for its own user only.
    pub(crate) fn as_user_app(&self) -> Self {
        Self {
            world: self.world.clone(),
            clock: self.clock.clone(),
            hand: self.hand.clone(),
            caller: Caller {
                acts_on_account: false,
                ..self.caller.clone()
            },
        }
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.hand.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn get(
        &self,
        key: &'static str,
        params: &[(&'static str, &str)],
        query: &[(&str, &str)],
    ) -> Answer {
        self.raw(key, params, query, b"")
    }

    pub(crate) fn send(
        &self,
        key: &'static str,
        params: &[(&'static str, &str)],
        query: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        self.raw(key, params, query, body.to_string().as_bytes())
    }

    /// An operation on the caller's own account.
    pub(crate) fn account_get(&self, key: &'static str, query: &[(&str, &str)]) -> Answer {
        self.get(key, &[("accountId", "me")], query)
    }

    pub(crate) fn raw(
        &self,
        key: &'static str,
        params: &[(&'static str, &str)],
        query: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let params: Vec<_> = params
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        let query: Vec<_> = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let body = Bytes::copy_from_slice(body);
        let call = Call {
            key,
            params: &params,
            query: &query,
            body: &body,
            caller: &self.caller,
            now: self.clock.now(),
        };
        let Reply { status, body } =
            rest::answer(&self.world, &call).expect("a modelled operation");
        Answer { status, body }
    }

    /// Id and mail address of the licensed, active members.
    pub(crate) fn hosts(&self) -> Vec<(String, String)> {
        let list = self.get("GET /users", &[], &[("page_size", "2000")]).json();
        let users = list["users"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        users
            .iter()
            .filter(|user| user["type"] == 2 && user["role_id"] == "2")
            .map(|user| (text(&user["id"]), text(&user["email"])))
            .collect()
    }
}

/// The rows of a list.
pub(crate) fn rows<'a>(body: &'a Value, name: &str) -> &'a [Value] {
    body[name].as_array().map_or(&[], Vec::as_slice)
}

/// All pages of a list.
pub(crate) fn all(
    stage: &Stage,
    key: &'static str,
    params: &[(&'static str, &str)],
    query: &[(&str, &str)],
    name: &str,
) -> Vec<Value> {
    let mut found = Vec::new();
    let mut token = String::new();
    loop {
        let mut query = query.to_vec();
        query.push(("page_size", "300"));
        query.push(("next_page_token", &token));
        let body = stage.get(key, params, &query).json();
        found.extend_from_slice(rows(&body, name));
        assert!(
            body["total_records"]
                .as_u64()
                .is_none_or(|total| total >= found.len() as u64)
        );
        token = text(&body["next_page_token"]);
        if token.is_empty() {
            return found;
        }
    }
}

/// A JSON text; empty when it is none.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// All meetings and webinars going on.
pub(crate) fn live(stage: &Stage) -> Vec<Value> {
    let mut found = all(
        stage,
        "GET /metrics/meetings",
        &[],
        &[("type", "live")],
        "meetings",
    );
    found.extend(all(
        stage,
        "GET /metrics/webinars",
        &[],
        &[("type", "live")],
        "webinars",
    ));
    found
}
