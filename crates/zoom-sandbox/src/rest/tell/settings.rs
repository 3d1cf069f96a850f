//! `account.settings_updated` and `user.settings_updated`: what differs, section by section.

use serde_json::{Map, Value, json};

use super::{difference, payload, tell, with_id};
use crate::{call::Call, world::Organisation};

/// The account's settings were changed.
pub(in crate::rest) fn account_settings(
    of: &Organisation,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    call: &Call<'_>,
) {
    let id = Value::from(of.account.id.clone());
    say(of, "account.settings_updated", &id, before, after, call);
}

/// A user's settings were changed.
pub(in crate::rest) fn user_settings(
    of: &Organisation,
    user_id: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    call: &Call<'_>,
) {
    say(
        of,
        "user.settings_updated",
        &user_id.into(),
        before,
        after,
        call,
    );
}

fn say(
    of: &Organisation,
    event: &'static str,
    id: &Value,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    call: &Call<'_>,
) {
    let (changed, was) = difference(before, after);
    if changed.is_empty() && was.is_empty() {
        return;
    }
    let settings = |fields: Map<String, Value>| {
        let mut wrapped = Map::new();
        wrapped.insert("settings".into(), json!(fields));
        with_id(id, wrapped)
    };
    let mut payload = payload(of, call);
    payload.insert("object".into(), settings(changed));
    payload.insert("old_object".into(), settings(was));
    payload.insert("time_stamp".into(), call.now.as_millisecond().into());
    tell(of, call, event, id, payload);
}
