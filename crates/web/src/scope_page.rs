//! What each scope of the second guide opens here, as a page of the documentation.
//!
//! Why it exists: a list of 49 names says nothing to the person who has to tick them. The page is
//! made from the tables by which the product itself decides (capabilities and Zoom's operations),
//! so it cannot promise what is not there: a scope that no feature needs says so, and names the
//! operations that `parfocal api` reaches with it all the same.

use std::fmt::Write as _;

use connect::{Capability, Need};
use zoom_catalog::{guides, operation, scope};

mod places;

/// Where a capability is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The page.
    pub page: String,
    /// The command, without `parfocal`.
    pub command: String,
    /// Method and path of the JSON API.
    pub api: String,
}

/// Where the capability of this key is found; `None` where nobody has written it down, which a
/// test refuses.
pub fn place(key: &str) -> Option<Place> {
    if let Some(probe) = key.strip_prefix("probe.") {
        return Some(Place {
            page: format!("/tests/{probe}"),
            command: format!("probes run {probe}"),
            api: "POST /api/v1/probes/{probe}/runs".to_owned(),
        });
    }
    let (page, command, api) = match key {
        "meetings.create" => ("/schedule", "meetings create", "POST /api/v1/meetings"),
        "meetings.list" => ("/meetings", "meetings list", "GET /api/v1/meetings"),
        "meetings.read" => (
            "/meetings/{id}",
            "meetings show",
            "POST /api/v1/events/{id}/read",
        ),
        "meetings.change" => (
            "/meetings/{id}",
            "meetings update",
            "PATCH /api/v1/events/{id}",
        ),
        "meetings.delete" => (
            "/meetings/{id}",
            "meetings delete",
            "DELETE /api/v1/events/{id}",
        ),
        "meetings.end" => (
            "/meetings/{id}",
            "meetings end",
            "POST /api/v1/events/{id}/end",
        ),
        "webinars.create" => ("/schedule", "webinars create", "POST /api/v1/webinars"),
        "webinars.list" => ("/webinars", "webinars list", "GET /api/v1/webinars"),
        "webinars.read" => (
            "/webinars/{id}",
            "webinars show",
            "POST /api/v1/events/{id}/read",
        ),
        "webinars.change" => (
            "/webinars/{id}",
            "webinars update",
            "PATCH /api/v1/events/{id}",
        ),
        "webinars.delete" => (
            "/webinars/{id}",
            "webinars delete",
            "DELETE /api/v1/events/{id}",
        ),
        "webinars.end" => (
            "/webinars/{id}",
            "webinars end",
            "POST /api/v1/events/{id}/end",
        ),
        "hosts.list" => ("/schedule", "users list", "GET /api/v1/hosts"),
        other => places::of(other)?,
    };
    Some(Place {
        page: page.to_owned(),
        command: command.to_owned(),
        api: api.to_owned(),
    })
}

/// Whether the scope is one of those any of which meets the need.
fn meets(need: &Need, name: &str) -> bool {
    match need {
        Need::Operation(key) | Need::SubAccount(key) => {
            operation(key).is_some_and(|operation| operation.granular.contains(&name))
        }
        Need::Event(event) | Need::SubAccountEvent(event) => {
            zoom_catalog::event(event).is_some_and(|event| event.granular.contains(&name))
        }
        Need::MeetingSdk => false,
    }
}

/// The page, in Markdown.
pub fn scopes_markdown() -> String {
    let capabilities = crate::capabilities();
    let with_use = guides::second()
        .iter()
        .filter(|row| !features(row.scope, &capabilities).is_empty())
        .count();
    let mut out = format!(
        "# What each scope opens\n\nGenerated from the program. The second guide asks for {} \
         scopes; {with_use} of them open features with pages of their own. What the others open at \
         Zoom is reachable with `parfocal api`, `POST /api/v1/zoom` and the page *API console*, in the \
         same budget and with the same explanations.\n",
        guides::second().len()
    );
    let mut category = "";
    for row in guides::second() {
        if row.category != category {
            category = row.category;
            let _ = write!(out, "\n## {category}\n");
        }
        let _ = write!(
            out,
            "\n### `{}`\n\n{}: {}.\n\n",
            row.scope, row.heading, row.caption
        );
        one(&mut out, row.scope, &capabilities);
    }
    out
}

fn features<'c>(name: &str, capabilities: &'c [Capability]) -> Vec<&'c Capability> {
    let needs = |one: &&Capability| one.needs.iter().any(|need| meets(need, name));
    capabilities.iter().filter(needs).collect()
}

fn one(out: &mut String, name: &str, capabilities: &[Capability]) {
    let features = features(name, capabilities);
    if !features.is_empty() {
        out.push_str("| feature | page | command | API |\n|---|---|---|---|\n");
        for feature in &features {
            let at = place(feature.key);
            let cell =
                |text: Option<String>| text.map_or("-".to_owned(), |text| format!("`{text}`"));
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                feature.title,
                cell(at.as_ref().map(|at| at.page.clone())),
                cell(at.as_ref().map(|at| format!("parfocal {}", at.command))),
                cell(at.map(|at| at.api)),
            );
        }
        out.push('\n');
    }
    let Some(info) = scope(name) else { return };
    let used = |key: &str| {
        let is = |need: &Need| *need == Need::Operation(operation(key).map_or("", |op| op.key()));
        features.iter().any(|feature| feature.needs.iter().any(is))
    };
    let bare: Vec<&str> = info
        .operations
        .iter()
        .copied()
        .filter(|key| !used(key))
        .collect();
    if !bare.is_empty() {
        let all: Vec<String> = bare
            .iter()
            .map(|key| format!("`parfocal api {key}`"))
            .collect();
        let lead = if features.is_empty() {
            "No feature needs it yet."
        } else {
            "Besides:"
        };
        let _ = writeln!(out, "{lead} {}.\n", all.join(", "));
    }
    if !info.events.is_empty() {
        let all: Vec<String> = info
            .events
            .iter()
            .map(|event| format!("`{event}`"))
            .collect();
        let _ = writeln!(
            out,
            "Events that an app with it may subscribe to: {}.\n",
            all.join(", ")
        );
    }
    if info.operations.is_empty() && info.events.is_empty() {
        let twin = name.replace(":admin", ":master");
        let twin = scope(&twin).filter(|twin| !twin.operations.is_empty());
        let _ = match twin {
            Some(twin) => writeln!(
                out,
                "Opens no operation and no event of Zoom's. Only its twin `{}` does ({}), in a \
                 primary account with sub accounts; `parfocal doctor` says so.\n",
                twin.name,
                twin.operations.join(", ")
            ),
            None => writeln!(out, "Opens no operation and no event of Zoom's.\n"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{place, scopes_markdown};

    #[test]
    fn every_capability_has_a_page_a_command_and_a_path_of_the_api() {
        let document = crate::openapi();
        for capability in crate::capabilities() {
            let key = capability.key;
            let at = place(key).unwrap_or_else(|| panic!("say in `place` where {key} is found"));
            let (method, path) = at.api.split_once(' ').expect("method and path");
            let operation = &document["paths"][path][method.to_lowercase()];
            assert!(operation.is_object(), "{key}: {} is no operation", at.api);
        }
    }

    #[test]
    fn the_page_has_all_49_and_is_honest_about_those_that_open_nothing() {
        let page = scopes_markdown();
        assert_eq!(page.matches("\n### `").count(), 49);
        let section = |name: &str| {
            let rest = page
                .split(&format!("### `{name}`"))
                .nth(1)
                .expect("a section");
            rest.split("\n### ").next().unwrap_or_default().to_owned()
        };
        assert!(section("meeting:write:meeting:admin").contains("`parfocal meetings create`"));
        assert!(section("account:update:options:admin").contains("account:update:options:master"));
        assert!(section("webinar:read:participant:admin").contains("webinar.participant_joined"));
        assert!(section("account:update:owner:master").contains("`parfocal account owner`"));
    }
}
