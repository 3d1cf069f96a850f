//! What an operation of the API is, read off its description: whom it lets in and how it can
//! refuse. One place for both, so that the document and the door cannot disagree.
//!
//! The right is judged here, before a handler looks at the body: whoever may not do a thing learns
//! nothing of how it is asked for. Where the body decides (an order that deletes for good, all
//! alarms silenced) the handler asks for more.
//!
//! What this refuses: a refusal in the document that the operation cannot give. Nobody could
//! prepare for it, and a test that holds the answers against the document would prove nothing.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{FromRequestParts as _, MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use connect::{
    ConnectionId,
    access::{Action, Resource, Rights, needed},
};
use serde_json::{Value, json};

use crate::{
    Error, State,
    extract::{Caller, Connected},
};

/// What an operation is about.
type About = fn(ConnectionId) -> Resource;

/// What each room of the API is about.
const ROOMS: &[(&str, About)] = &[
    ("account", Resource::Account),
    ("alarms", Resource::Probes),
    ("credentials", Resource::Credentials),
    ("doctor", Resource::Credentials),
    ("events", Resource::Events),
    ("join", Resource::Meetings),
    ("live", Resource::Probes),
    ("meetings", Resource::Meetings),
    ("people", Resource::Account),
    ("probes", Resource::Probes),
    ("recordings", Resource::Meetings),
    ("sdk", installation),
    ("search", Resource::Probes),
    ("spending", connections),
    ("tokens", installation),
    ("zoom", Resource::Zoom),
    ("zoom events", Resource::Account),
];

/// Where the room and the method do not tell what is done.
const OTHERWISE: &[(&str, Action, About)] = &[
    ("GET /api/v1/doctor", Action::Run, Resource::Credentials),
    ("GET /api/v1/webhook", Action::Run, Resource::Credentials),
    ("PUT /api/v1/webhook", Action::Change, Resource::Credentials),
    (
        "POST /api/v1/credentials/{set}/check",
        Action::Run,
        Resource::Credentials,
    ),
    (
        "GET /api/v1/meetings/{id}/invitation",
        Action::Change,
        Resource::Meetings,
    ),
    // Who is told of alarms, and by which servers, is the installation's.
    (
        "POST /api/v1/alarms/recipients",
        Action::Change,
        installation,
    ),
    (
        "DELETE /api/v1/alarms/recipients/{address}",
        Action::Change,
        installation,
    ),
    (
        "POST /api/v1/alarms/recipients/{address}/test",
        Action::Change,
        installation,
    ),
    ("POST /api/v1/alarms/webhooks", Action::Change, installation),
    (
        "DELETE /api/v1/alarms/webhooks/{id}",
        Action::Change,
        installation,
    ),
    (
        "POST /api/v1/alarms/webhooks/{id}/test",
        Action::Change,
        installation,
    ),
    // To explain a call is not to make it.
    (
        "POST /api/v1/zoom/plan",
        Action::Read,
        Resource::Credentials,
    ),
    // Which it is, the body says; both need the same.
    ("POST /api/v1/zoom", Action::Read, Resource::Zoom),
];

/// Rooms whose operations ask Zoom while the caller waits.
const AT_ZOOM: &[&str] = &[
    "account",
    "meetings",
    "people",
    "recordings",
    "zoom",
    "zoom events",
];

/// What is answered in those rooms from what is kept here.
const KEPT_HERE: &[&str] = &[
    "GET /api/v1/account/audit",
    "GET /api/v1/account/changes",
    "GET /api/v1/account/chat",
    "PUT /api/v1/account/chat",
    "GET /api/v1/account/obstacles",
    "GET /api/v1/account/subscriptions",
    "GET /api/v1/events/{id}",
    "GET /api/v1/events/{id}/audit",
    "GET /api/v1/obstacles",
    "GET /api/v1/people",
    "GET /api/v1/people-jobs",
    "GET /api/v1/people-jobs/{job}",
    "GET /api/v1/people-jobs/{job}/rows",
    "GET /api/v1/people-obstacles",
    "GET /api/v1/people-standing",
    "GET /api/v1/people/{person}/audit",
    "GET /api/v1/recordings/audit",
    "GET /api/v1/recordings-jobs",
    "GET /api/v1/recordings-jobs/{job}",
    "GET /api/v1/recordings-jobs/{job}/rows",
    "POST /api/v1/recordings-jobs/{job}/start",
    "POST /api/v1/recordings-jobs/{job}/stop",
    "POST /api/v1/people-jobs/{job}/start",
    "POST /api/v1/people-jobs/{job}/stop",
    "POST /api/v1/zoom/plan",
];

fn installation(_: ConnectionId) -> Resource {
    Resource::Installation
}

fn connections(_: ConnectionId) -> Resource {
    Resource::Connections
}

/// What the description of an operation tells.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact that stands for itself"
)]
pub(super) struct Operation {
    /// Anybody may ask.
    open: bool,
    action: Action,
    about: About,
    asks_zoom: bool,
    /// The path names one of several things, or the query a sub-account.
    names_one: bool,
    has_query: bool,
    has_body: bool,
    reads: bool,
}

impl Operation {
    /// Of this method and path, as described.
    pub(super) fn of(method: &str, path: &str, described: &Value) -> Self {
        let key = format!("{} {path}", method.to_uppercase());
        let room = described["tags"][0].as_str().unwrap_or_default();
        let reads = method.eq_ignore_ascii_case("get");
        let otherwise = OTHERWISE.iter().find(|(other, ..)| *other == key);
        let known = ROOMS.iter().find(|(name, _)| *name == room);
        let by_room = (
            if reads { Action::Read } else { Action::Change },
            // A room that nobody named is nobody's but the administrator's.
            known.map_or(installation as About, |(_, about)| *about),
        );
        let (action, about) = otherwise.map_or(by_room, |(_, action, about)| (*action, *about));
        let parameters = described["parameters"].as_array();
        let stands_in = |place: &str| {
            let mut all = parameters.into_iter().flatten();
            all.any(|one| one["in"] == place)
        };
        let asks_zoom = AT_ZOOM.contains(&room) && !KEPT_HERE.contains(&&*key);
        Self {
            open: is_open(described),
            action,
            about,
            asks_zoom,
            names_one: stands_in("path") || (asks_zoom && names_a_sub_account(parameters)),
            has_query: stands_in("query"),
            has_body: described["requestBody"].is_object(),
            reads,
        }
    }

    /// The least right of a token that may call it; none where anybody may.
    pub(super) fn right(&self) -> Option<Rights> {
        let about = (self.about)(ConnectionId(String::new()));
        (!self.open).then(|| needed(self.action, &about))
    }

    /// As OpenAPI says who may.
    pub(super) fn security(&self) -> Option<Value> {
        Some(json!([{ "bearer": [self.right()?.key()] }]))
    }

    /// How it can refuse, whatever its handler does: the status and what it means.
    pub(super) fn refusals(&self) -> Vec<(&'static str, &'static str)> {
        let changes = !self.reads && !self.open;
        let right = self.right();
        let takes = self.has_body || self.has_query || self.names_one;
        let all = [
            (
                takes,
                "400",
                "The address, its query or the body cannot be read.",
            ),
            (!self.open, "401", "No token, or one that is not known."),
            (
                changes || self.asks_zoom || right > Some(Rights::Read),
                "403",
                if self.asks_zoom {
                    "The token's right does not reach so far, or the app at Zoom lacks a scope \
                     that is named, or the account a plan."
                } else {
                    "The token's right does not reach so far."
                },
            ),
            (self.names_one, "404", "There is no such thing here."),
            (
                self.has_body,
                "408",
                "The rest of the body did not arrive in time.",
            ),
            (
                self.asks_zoom,
                "409",
                "No app is set up, or it stands against what is there now.",
            ),
            (
                self.asks_zoom && (self.names_one || self.has_body),
                "410",
                "It was called off here, or Zoom no longer has it.",
            ),
            (self.has_body, "413", "More than 2 MB."),
            (
                self.has_body,
                "415",
                "The body is not declared as JSON (`Content-Type: application/json`).",
            ),
            (
                self.has_body || self.has_query || self.asks_zoom,
                "422",
                if self.asks_zoom {
                    "It was read, and refused: here, or by Zoom in its words and code."
                } else {
                    "It was read, and refused."
                },
            ),
            (
                self.asks_zoom,
                "429",
                "Zoom's limit, or Parfocal's own share of it, is reached.",
            ),
            (
                self.asks_zoom,
                "502",
                "Zoom is in trouble, or could not be asked.",
            ),
            (true, "503", "The database does not answer just now."),
        ];
        let those = all.into_iter().filter(|(can, ..)| *can);
        those.map(|(_, status, says)| (status, says)).collect()
    }
}

fn names_a_sub_account(parameters: Option<&Vec<Value>>) -> bool {
    let mut all = parameters.into_iter().flatten();
    all.any(|one| one["in"] == "query" && one["name"] == "account")
}

fn is_open(described: &Value) -> bool {
    let schemes = described["security"].as_array();
    schemes.is_some_and(|schemes| schemes.contains(&json!({})))
}

/// All operations, as the router knows them.
#[derive(Debug, Clone)]
pub(super) struct Door(Arc<HashMap<(Method, String), Operation>>);

impl Door {
    /// To what this document describes.
    pub(super) fn to(document: &Value) -> Self {
        let mut all = HashMap::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, described) in item.as_object().into_iter().flatten() {
                if let Ok(named) = method.to_uppercase().parse::<Method>() {
                    let operation = Operation::of(method, path, described);
                    all.insert((named, path.clone()), operation);
                }
            }
        }
        Self(Arc::new(all))
    }

    fn operation(&self, request: &Request) -> Option<&Operation> {
        let path = request.extensions().get::<MatchedPath>()?;
        let method = match request.method() {
            &Method::HEAD => Method::GET,
            method => method.clone(),
        };
        self.0.get(&(method, path.as_str().to_owned()))
    }

    /// Lets in whoever may, and tells the handler who that is.
    pub(super) async fn pass(self, app: State, request: Request, next: Next) -> Response {
        let Some(&operation) = self.operation(&request).filter(|one| !one.open) else {
            return next.run(request).await;
        };
        let (mut parts, body) = request.into_parts();
        let judged: Result<(), Error> = async {
            let caller = Caller::from_request_parts(&mut parts, &app).await?;
            let at = Connected::from_request_parts(&mut parts, &app).await?;
            let resource = (operation.about)(at.id.clone());
            app.may(&caller.principal, operation.action, &resource)?;
            parts.extensions.insert(caller);
            parts.extensions.insert(at);
            Ok(())
        }
        .await;
        match judged {
            Ok(()) => next.run(Request::from_parts(parts, body)).await,
            Err(error) => error.into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use connect::access::Rights;
    use serde_json::{Value, json};

    use super::{KEPT_HERE, OTHERWISE, Operation, ROOMS};

    fn statuses(method: &str, path: &str, described: &Value) -> Vec<&'static str> {
        let operation = Operation::of(method, path, described);
        let all = operation.refusals().into_iter();
        all.map(|(status, _)| status).collect()
    }

    #[test]
    fn an_operation_promises_the_refusals_that_it_can_give_and_no_others() {
        let kept = json!({ "tags": ["alarms"] });
        assert_eq!(statuses("get", "/api/v1/alarms/x", &kept), ["401", "503"]);
        let one = json!({ "tags": ["live"], "parameters": [{ "in": "path" }] });
        assert_eq!(
            statuses("get", "/x/{id}", &one),
            ["400", "401", "404", "503"]
        );
        let at_zoom = json!({ "tags": ["people"] });
        assert_eq!(
            statuses("get", "/api/v1/people-seats", &at_zoom),
            ["401", "403", "409", "422", "429", "502", "503"]
        );
        let open = json!({ "tags": ["public"], "security": [{}] });
        assert_eq!(statuses("get", "/x", &open), ["503"]);
    }

    #[test]
    fn what_nobody_named_is_for_administrators_and_every_room_and_exception_is_there() {
        let unnamed = json!({ "tags": ["a new room"] });
        let unnamed = Operation::of("get", "/x", &unnamed);
        assert_eq!(unnamed.right(), Some(Rights::Administer));
        let document = crate::openapi();
        let paths = document["paths"].as_object().unwrap();
        let mut keys = Vec::new();
        for (path, item) in paths {
            for (method, described) in item.as_object().unwrap() {
                let room = described["tags"][0].as_str().unwrap();
                let known = room == "public" || ROOMS.iter().any(|(name, _)| *name == room);
                assert!(known, "{room}");
                keys.push(format!("{} {path}", method.to_uppercase()));
            }
        }
        let exceptions = OTHERWISE.iter().map(|(key, ..)| key);
        for key in exceptions.chain(KEPT_HERE) {
            assert!(keys.iter().any(|one| one == key), "{key} is no operation");
        }
    }
}
