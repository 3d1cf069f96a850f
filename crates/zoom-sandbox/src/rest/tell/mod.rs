//! What a command tells the webhooks: the view REST shows, before and after.
//!
//! Events of plans, users and settings are made from the very structures that `GET` answers
//! with, so that an event and the state it announces cannot disagree. While no subscription
//! listens none of this is worked out.

mod plans;
mod recordings;
mod registrants;
mod settings;
mod users;

use serde_json::{Map, Value};

pub(super) use self::{
    plans::{created, deleted, plan, recovered, updated},
    recordings::recording,
    registrants::{registered, registrant_changed},
    settings::{account_settings, user_settings},
    users::{user, user_changed, user_created, user_did},
};
use crate::{
    call::Call,
    world::{Organisation, Told},
};

/// What REST shows of a thing at an instant; nothing where nobody listens.
pub(super) type Seen = Option<Map<String, Value>>;

/// The beginning of a payload: whose account, and who did it.
fn payload(of: &Organisation, call: &Call<'_>) -> Map<String, Value> {
    let mut payload = Map::new();
    payload.insert("account_id".into(), of.account.id.clone().into());
    if let Some((_, user)) = of.people.find(&call.caller.user_id) {
        payload.insert("operator".into(), user.email.to_string().into());
        payload.insert("operator_id".into(), user.id.to_string().into());
    }
    payload
}

fn tell(
    of: &Organisation,
    call: &Call<'_>,
    event: &'static str,
    concerns: &Value,
    payload: Map<String, Value>,
) {
    of.outbox.tell(|| Told {
        at: call.now,
        event,
        payload,
        concerns: concerns.as_str().unwrap_or_default().to_owned(),
        download_token: None,
    });
}

/// The fields of these names, in their order, as far as they are there.
fn pick(seen: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), seen.get(*name)?.clone())))
        .collect()
}

/// What differs: the new values and the old ones, objects within compared field by field.
fn difference(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> (Map<String, Value>, Map<String, Value>) {
    let (mut new, mut old) = (Map::new(), Map::new());
    for (name, value) in after {
        match (before.get(name), value) {
            (Some(was), now) if was == now => {}
            (Some(Value::Object(was)), Value::Object(now)) => {
                let (inner_new, inner_old) = difference(was, now);
                new.insert(name.clone(), inner_new.into());
                old.insert(name.clone(), inner_old.into());
            }
            (was, now) => {
                new.insert(name.clone(), now.clone());
                if let Some(was) = was {
                    old.insert(name.clone(), was.clone());
                }
            }
        }
    }
    for (name, was) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        old.insert(name.clone(), was.clone());
    }
    (new, old)
}

/// `fields` behind an `id`.
fn with_id(id: &Value, fields: Map<String, Value>) -> Value {
    let mut object = Map::new();
    object.insert("id".into(), id.clone());
    object.extend(fields);
    object.into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::difference;

    fn object(value: &Value) -> serde_json::Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn only_what_differs_is_told_also_within() {
        let before = object(&json!({"a": 1, "s": {"x": true, "y": 2}, "gone": 1}));
        let after = object(&json!({"a": 1, "s": {"x": false, "y": 2}, "new": 3}));
        let (new, old) = difference(&before, &after);
        assert_eq!(Value::from(new), json!({"s": {"x": false}, "new": 3}));
        assert_eq!(Value::from(old), json!({"s": {"x": true}, "gone": 1}));
    }
}
