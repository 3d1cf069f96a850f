//! `user.created`, `.updated`, `.deleted`, `.disassociated`, `.activated`, `.deactivated`.

use serde_json::{Map, Value, json};

use super::{Seen, difference, payload, pick, tell, with_id};
use crate::{
    call::Call,
    rest::{scene, users::view},
    world::Organisation,
};

/// The fields whose change is told. Zoom tells a host key as well; the sandbox does not.
const WATCHED: [&str; 13] = [
    "first_name",
    "last_name",
    "display_name",
    "email",
    "type",
    "company",
    "pmi",
    "use_pmi",
    "timezone",
    "role",
    "dept",
    "language",
    "custom_attributes",
];

/// What REST shows of a user.
pub(in crate::rest) fn user(of: &Organisation, index: u32, web: &str, call: &Call<'_>) -> Seen {
    if !of.outbox.listens() {
        return None;
    }
    let user = of.people.get(index)?;
    match serde_json::to_value(view::alone(of, user, web, scene::now(call))) {
        Ok(Value::Object(seen)) => Some(seen),
        _ => None,
    }
}

/// A user came, by one of the four actions.
pub(in crate::rest) fn user_created(
    of: &Organisation,
    index: u32,
    action: &str,
    web: &str,
    call: &Call<'_>,
) {
    let Some(seen) = user(of, index, web, call) else {
        return;
    };
    let mut payload = payload(of, call);
    payload.insert("creation_type".into(), action.into());
    let object = named(
        &seen,
        &[
            "id",
            "first_name",
            "last_name",
            "display_name",
            "email",
            "type",
        ],
    );
    payload.insert("object".into(), object);
    tell(of, call, "user.created", &seen["id"], payload);
}

/// A user was changed.
pub(in crate::rest) fn user_changed(
    of: &Organisation,
    index: u32,
    before: Seen,
    web: &str,
    call: &Call<'_>,
) {
    let (Some(before), Some(after)) = (before, user(of, index, web, call)) else {
        return;
    };
    let (changed, was) = difference(&pick(&before, &WATCHED), &pick(&after, &WATCHED));
    if changed.is_empty() && was.is_empty() {
        return;
    }
    let mut payload = payload(of, call);
    payload.insert("object".into(), with_id(&after["id"], changed));
    payload.insert("old_object".into(), with_id(&after["id"], was));
    payload.insert("time_stamp".into(), call.now.as_millisecond().into());
    tell(of, call, "user.updated", &after["id"], payload);
}

/// A user went, was switched off or on: `event` says which, `seen` how they stood.
pub(in crate::rest) fn user_did(
    of: &Organisation,
    seen: Seen,
    event: &'static str,
    call: &Call<'_>,
) {
    let Some(seen) = seen else { return };
    let mut payload = payload(of, call);
    let object = named(&seen, &["id", "first_name", "last_name", "email", "type"]);
    payload.insert("object".into(), object);
    tell(of, call, event, &seen["id"], payload);
}

/// Names are always there, empty where REST leaves them out.
fn named(seen: &Map<String, Value>, names: &[&str]) -> Value {
    names
        .iter()
        .map(|name| {
            let value = seen.get(*name).cloned().unwrap_or_else(|| json!(""));
            ((*name).to_owned(), value)
        })
        .collect::<Map<String, Value>>()
        .into()
}
