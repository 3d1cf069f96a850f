//! `/v2`: from a request to its operation, through the doors Zoom has in between.
//!
//! The order is: fault, token, path, scopes, role, limits, validation, operation. A door that
//! refuses answers; nothing behind it is counted or changed.

use std::{borrow::Cow, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use zoom_catalog::{Method, access::Target};

use super::{
    Http, event_subscriptions, faults, headers, operations::Slot, refusal::Refusal, validation,
};
use crate::{
    call::{Call, Caller, Reply},
    limits::Standing,
    oauth::Known,
};

/// More than any request of Zoom's API needs.
pub(crate) const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// Answers one request to `/v2`.
pub(crate) async fn answer(State(http): State<Arc<Http>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let fault = http.sandbox.faults().next(parts.uri.path());
    if let Some(response) = fault.as_ref().and_then(faults::instead) {
        return response;
    }
    let (reply, standing) = match read(body, &parts.headers).await {
        Ok(body) => handle(&http, &parts, &body).await,
        Err(refusal) => (refusal.reply(), None),
    };
    let mut response = respond(reply);
    if let Some(standing) = standing {
        standing.write(response.headers_mut());
    }
    headers::add(response.headers_mut(), &http.ids, http.sandbox.now());
    match fault {
        Some(fault) => faults::spoil(&http.sandbox, fault, response).await,
        None => response,
    }
}

/// A reply as a response.
pub(crate) fn respond(reply: Reply) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() =
        http::StatusCode::from_u16(reply.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    if reply.status != 204 {
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json;charset=UTF-8"),
        );
    }
    response
}

async fn read(body: Body, headers: &HeaderMap) -> Result<Bytes, Refusal> {
    let nothing = !headers.contains_key(header::TRANSFER_ENCODING)
        && headers
            .get(header::CONTENT_LENGTH)
            .is_none_or(|length| length.as_bytes() == b"0");
    // HTTP/2 bodies come without a length; the body itself knows whether it is at its end.
    if nothing && axum::body::HttpBody::is_end_stream(&body) {
        return Ok(Bytes::new());
    }
    to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|_| Refusal::TooLarge)
}

async fn handle(
    http: &Http,
    parts: &http::request::Parts,
    body: &Bytes,
) -> (Reply, Option<Standing>) {
    match through_the_doors(http, parts, body) {
        Ok(Passed::Answered(reply, standing)) => (reply, standing),
        Ok(Passed::OfTheApp(asked, standing)) => {
            let call = Call {
                key: asked.key,
                params: &asked.params,
                query: &asked.query,
                body,
                caller: &asked.known.caller,
                now: http.sandbox.now(),
            };
            let reply = event_subscriptions::answer(&http.sandbox, &call).await;
            http.sandbox.touch();
            (reply, standing)
        }
        Err(refusal) => (refusal.reply(), None),
    }
}

/// What became of a request that was let in.
enum Passed {
    Answered(Reply, Option<Standing>),
    /// About the app's own subscriptions: a new address is asked over HTTP, which takes its time.
    OfTheApp(Asked, Option<Standing>),
}

struct Asked {
    key: &'static str,
    params: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
    known: Arc<Known>,
}

fn through_the_doors(
    http: &Http,
    parts: &http::request::Parts,
    body: &Bytes,
) -> Result<Passed, Refusal> {
    let sandbox = &http.sandbox;
    let now = sandbox.now();
    let known = authenticate(http, &parts.headers)?;
    if now >= known.expires_at {
        return Err(Refusal::TokenExpired);
    }
    let path = parts.uri.path();
    let path = path.strip_prefix("/v2").unwrap_or(path);
    let method = parts
        .method
        .as_str()
        .parse::<Method>()
        .map_err(|_| Refusal::UnknownPath)?;
    let route = zoom_catalog::route(method, path).ok_or(Refusal::UnknownPath)?;
    let slot = http.slots.of(route.operation);
    let world = sandbox.world();
    let param = |name: &str| {
        let found = route.params.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| value.as_str())
    };
    check_scopes(slot, &known, param("accountId"))?;
    check_reach(&world, &known.caller, param("userId"))?;
    check_role(&world, slot, &known.caller)?;
    let host = slot
        .counts_for_host
        .then(|| host(&world, &known.caller, &param))
        .flatten();
    let standing = sandbox.limiter().take(slot.lane, host.as_deref(), now);
    if let Some(refused) = standing.as_ref().and_then(Standing::refusal) {
        return Ok(Passed::Answered(refused, standing));
    }
    let query = query(parts.uri.query());
    if slot.of_the_app {
        let asked = Asked {
            key: slot.key,
            params: route.params,
            query,
            known,
        };
        return Ok(Passed::OfTheApp(asked, standing));
    }
    let Some(modelled) = slot.modelled else {
        let refusal = Refusal::NotModelled { key: slot.key };
        return Ok(Passed::Answered(refusal.reply(), standing));
    };
    let mut call = Call {
        key: slot.key,
        params: &route.params,
        query: &query,
        body,
        caller: &known.caller,
        now,
    };
    let tidied;
    match validation::check(slot.operation, &call) {
        Err(refused) => return Ok(Passed::Answered(refused, standing)),
        Ok(Cow::Borrowed(_)) => {}
        Ok(Cow::Owned(body)) => {
            tidied = body;
            call.body = &tidied;
        }
    }
    if let Some(refused) = registrants(sandbox, &call) {
        return Ok(Passed::Answered(refused, standing));
    }
    if method == Method::Get {
        return Ok(Passed::Answered((modelled.run)(&world, &call), standing));
    }
    let turn = sandbox.turn_of_a_command();
    // The webhooks may have been told up to this second while the doors were passed.
    call.now = sandbox.now();
    let reply = (modelled.run)(&world, &call);
    drop(turn);
    sandbox.touch();
    sandbox.webhooks().ring_for_command();
    Ok(Passed::Answered(reply, standing))
}

/// Counts registrations and changes of registrants, of which Zoom allows each few a day.
fn registrants(sandbox: &crate::Sandbox, call: &Call<'_>) -> Option<Reply> {
    let changes = match call.key.split_once(' ')? {
        (_, path) if path.contains("/recordings/") => return None,
        ("POST", path) if path.ends_with("/registrants") => false,
        ("PUT", path) if path.ends_with("/registrants/status") => true,
        _ => return None,
    };
    let body: serde_json::Value = call.body().ok()?;
    let meeting = [call.param("meetingId"), call.param("webinarId")].concat();
    let one = std::slice::from_ref(&body);
    let all = match body["registrants"].as_array() {
        Some(all) if changes => all.as_slice(),
        _ => one,
    };
    let refused = all.iter().find_map(|one| {
        let who = one["id"].as_str().or(one["email"].as_str())?;
        let limiter = sandbox.limiter();
        limiter.take_registrant(&meeting, who, changes, call.now)
    });
    refused.map(|refused| refused.reply())
}

fn authenticate(http: &Http, headers: &HeaderMap) -> Result<Arc<Known>, Refusal> {
    let value = headers.get(header::AUTHORIZATION);
    let text = value.and_then(|value| value.to_str().ok());
    let (scheme, token) = text
        .and_then(|text| text.split_once(' '))
        .ok_or(Refusal::TokenInvalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::TokenInvalid);
    }
    http.sandbox
        .tokens()
        .find(token.trim())
        .ok_or(Refusal::TokenInvalid)
}

fn check_scopes(slot: &Slot, known: &Known, account: Option<&str>) -> Result<(), Refusal> {
    let own = account.is_none_or(|id| id == "me" || *id == *known.caller.account_id);
    let target = if own { Target::Own } else { Target::SubAccount };
    zoom_catalog::access::check(slot.operation, &known.scopes, target).map_err(|missing| {
        let classic = missing.granular.is_empty();
        let scopes = if classic {
            missing.classic
        } else {
            missing.granular
        };
        if slot.events_gateway {
            Refusal::EventsScopes { scopes }
        } else {
            Refusal::Scopes { scopes, classic }
        }
    })
}

/// A user-managed app reaches its own user only; Zoom takes its token as invalid elsewhere.
fn check_reach(
    world: &crate::world::World,
    caller: &Caller,
    user: Option<&str>,
) -> Result<(), Refusal> {
    let Some(user) = user.filter(|user| !caller.acts_on_account && *user != "me") else {
        return Ok(());
    };
    let own = *user == *caller.user_id
        || world
            .person(&caller.user_id)
            .is_some_and(|person| person.email.eq_ignore_ascii_case(user));
    if own {
        Ok(())
    } else {
        Err(Refusal::TokenInvalid)
    }
}

/// The role of the user behind an account-level token must carry one of the permissions.
fn check_role(world: &crate::world::World, slot: &Slot, caller: &Caller) -> Result<(), Refusal> {
    let permissions = &slot.operation.role_permissions;
    let refused = caller.acts_on_account
        && !permissions.is_empty()
        && !permissions
            .iter()
            .any(|permission| world.may(&caller.user_id, permission));
    if refused {
        Err(Refusal::Role {
            permissions: permissions.clone(),
        })
    } else {
        Ok(())
    }
}

fn host<'a>(
    world: &crate::world::World,
    caller: &Caller,
    param: &impl Fn(&str) -> Option<&'a str>,
) -> Option<String> {
    if let Some(user) = param("userId") {
        if user == "me" {
            return Some(caller.user_id.to_string());
        }
        return world.person(user).map(|person| person.id);
    }
    let id = param("meetingId").or_else(|| param("webinarId"))?;
    world.host_of(id.parse().ok()?)
}

fn query(text: Option<&str>) -> Vec<(String, String)> {
    text.filter(|text| !text.is_empty())
        .map(|text| url::form_urlencoded::parse(text.as_bytes()).into_owned())
        .into_iter()
        .flatten()
        .collect()
}
