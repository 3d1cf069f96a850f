//! What the sandbox models and what it does not, operation by operation.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::{call::Depth, http::Slots};

/// How one operation of the catalogue is modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Covered {
    /// The catalogue's key.
    pub operation: &'static str,
    /// Zoom's product it belongs to.
    pub product: &'static str,
    /// Stateful, synthetic or absent.
    pub state: Depth,
    /// Whether its scopes are assumed: Zoom's documents list none.
    pub scopes_assumed: bool,
    /// Whether its rate label is assumed.
    pub label_assumed: bool,
}

/// What stands beside the operations of the catalogue.
const BESIDE: &str = "
## Beside the operations

| part | state |
|---|---|
| authorize with consent page, PKCE (`S256`, `plain`) | modelled |
| token: `account_credentials`, `authorization_code`, `refresh_token` | modelled |
| token: `client_credentials`, `device_code`, `jwt-bearer` | absent: answered as an unsupported grant |
| revoke, RFC 8414 metadata | modelled |
| rate limits: second, minute, UTC day, 100 creates and updates per host and day, 3 registrations and 10 changes per registrant and day | modelled |
| rate limits: calls at the same time | absent |
| status page (`/status/api/v2/*.json`) | set by the admin API only |
| webhooks: validation, revalidation, signature, retries, disabling, log, replay, faults | modelled |
| webhooks: own-header modes (Basic, OAuth, custom header), `app_deauthorized`, WebSockets | absent |
| joining in a browser with the Meeting SDK 6.2.0 (Client View): signature, refusals by code, roster, waiting room, registrants and invite links (`tk`), host start, removal, end | modelled as measured |
| joining: sound, pictures, chat, Component View | absent |
| SCIM (`/scim2`) | absent: 404 |
| public clients without a secret, file uploads | absent |
";

/// Every operation of the catalogue, in its order.
pub fn coverage() -> Vec<Covered> {
    Slots::new()
        .iter()
        .map(|slot| Covered {
            operation: slot.key,
            product: slot.operation.products.first().copied().unwrap_or_default(),
            state: slot.depth(),
            scopes_assumed: slot.operation.granular_assumed,
            label_assumed: slot.operation.label_assumed,
        })
        .collect()
}

/// The coverage table as Markdown: a count by product, then what is modelled.
pub fn coverage_markdown() -> String {
    let all = coverage();
    let mut products: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for covered in &all {
        products.entry(covered.product).or_default()[column(covered.state)] += 1;
    }
    let count = |state| all.iter().filter(|covered| covered.state == state).count();
    let mut text = String::from("# What the sandbox models\n\n");
    let _ = writeln!(
        text,
        "Made from the sandbox's own table; do not edit. Of {} operations {} are *stateful* \
         (they read and write the living organisation), {} *synthetic* (they answer from rules \
         and do not remember) and {} *absent*: those check token, scopes, role and limits like \
         the others, then answer 501 with the words \"The sandbox does not model this operation \
         yet\".\n",
        all.len(),
        count(Depth::Stateful),
        count(Depth::Synthetic),
        count(Depth::Absent),
    );
    text.push_str("| product | stateful | synthetic | absent |\n|---|---:|---:|---:|\n");
    for (product, [stateful, synthetic, absent]) in &products {
        let _ = writeln!(text, "| {product} | {stateful} | {synthetic} | {absent} |");
    }
    text.push_str("\n## Modelled operations\n\n| operation | state |\n|---|---|\n");
    for covered in all.iter().filter(|covered| covered.state != Depth::Absent) {
        let _ = writeln!(
            text,
            "| `{}` | {} |",
            covered.operation,
            word(covered.state)
        );
    }
    text.push_str(BESIDE);
    text.push_str(&events());
    text.push_str(
        "\n## Assumed\n\nZoom's documents list no granular scope or no rate label for these; \
         the sandbox assumes them.\n\n| operation | assumed |\n|---|---|\n",
    );
    for covered in &all {
        let what = match (covered.scopes_assumed, covered.label_assumed) {
            (true, true) => "scope, rate label",
            (true, false) => "scope",
            (false, true) => "rate label",
            (false, false) => continue,
        };
        let _ = writeln!(text, "| `{}` | {what} |", covered.operation);
    }
    text
}

/// What stands before the list of events.
const EVENTS: &str = "
## Events

Every event of Zoom's documents can be subscribed to where the app has a scope for it. These come, \
from the same world that the operations read:
";

/// What stands behind it.
const NO_EVENTS: &str = "
The others never come: sharing, polls, breakout rooms, phone, rooms, groups and Zoom Events tell \
nothing. What is commanded in a sub-account is told to apps with the event's `:master` scope; what its \
people do by themselves is not.

Assumed: the dashboards have one line for somebody's waiting and the stay that follows, \
`in_waiting_room` first and `in_meeting` then; who is let in has `participant_admitted` and `participant_joined` and no \
`participant_left_waiting_room`; a retry has a new `x-zm-request-id`; a user who is removed takes \
their meetings with them as `meeting.deleted`; a presence is `In_Meeting` in a meeting or webinar, \
`Available` for nine hours from a sign-in and `Away` else, for nobody sets one by hand.
";

fn events() -> String {
    let mut text = EVENTS.to_owned();
    text.push('\n');
    for event in crate::webhooks::produced() {
        let _ = writeln!(text, "- `{event}`");
    }
    text.push_str(NO_EVENTS);
    text
}

fn column(state: Depth) -> usize {
    match state {
        Depth::Stateful => 0,
        Depth::Synthetic => 1,
        Depth::Absent => 2,
    }
}

fn word(state: Depth) -> &'static str {
    match state {
        Depth::Stateful => "stateful",
        Depth::Synthetic => "synthetic",
        Depth::Absent => "absent",
    }
}

#[cfg(test)]
mod tests {
    use super::coverage;
    use crate::rest;

    #[test]
    fn every_operation_is_covered_and_every_handler_has_its_operation() {
        assert_eq!(coverage().len(), 1219);
        let strangers: Vec<&str> = rest::table()
            .iter()
            .map(|entry| entry.key)
            .filter(|key| zoom_catalog::operation(key).is_none())
            .collect();
        assert!(strangers.is_empty(), "in no document: {strangers:#?}");
    }
}
