//! Each of the second guide's scopes: with it what it opens works, and without exactly it the
//! feature is greyed out with its name and Zoom refuses with its own words. Made from the tables,
//! so a capability that is added is covered by being there.

use connect::{FeatureState, Need, Principal, SetKind};
use zoom_catalog::{
    Level, Operation,
    access::{Target, check},
    guides, level_of, operation, scope,
};
use zoom_client::{Error, Written};
use zoom_types::ScopeSet;

use crate::{site::Site, tokens::connected};

/// Zoom gives it no operation and no event.
const WITHOUT_USE: &str = "account:update:options:admin";
/// Of the own account their `:master` twins open the same, so without one of two nothing is closed:
/// `each_scope` takes both away.
const OWN_TWINS: [&str; 2] = [
    "account:read:account_setting:admin",
    "account:update:settings:admin",
];

fn all() -> ScopeSet {
    guides::second().iter().map(|row| row.scope).collect()
}

fn without(name: &str) -> ScopeSet {
    guides::second()
        .iter()
        .map(|row| row.scope)
        .filter(|scope| *scope != name)
        .collect()
}

/// For a `:master` scope a sub-account is asked, for any other the own account.
fn target(name: &str) -> Target {
    match level_of(name) {
        Level::Master => Target::SubAccount,
        _ => Target::Own,
    }
}

/// The operation, about nothing that is there: whether the scope opens it is decided before.
fn call(operation: &Operation, target: Target) -> Written {
    let account = if target == Target::Own {
        "me"
    } else {
        "AnotherAccountOfOurs12"
    };
    let path: Vec<&str> = operation
        .path
        .split('/')
        .map(|part| match part {
            "{accountId}" => account,
            part if part.starts_with('{') => "1",
            part => part,
        })
        .collect();
    Written::read(operation.method.as_str(), &path.join("/")).expect("a call")
}

/// The app has these now, and its next token brings them.
pub(crate) async fn grant(site: &Site, id: &connect::ConnectionId, scopes: ScopeSet) {
    let pair = site.sandbox.ready().server_to_server.expect("an app");
    let marketplace = site.sandbox.marketplace();
    let app = marketplace
        .app_by_client_id(&pair.client_id)
        .expect("the app");
    marketplace.set_scopes(&app.id, scopes).expect("granted");
    let who = Principal::CommandLine;
    site.connect
        .check(id, &who, SetKind::ServerToServer)
        .await
        .expect("checked");
}

/// Whether of the 49 this scope alone meets the need; `rest` are the others.
fn is_opened_by(need: &Need, name: &str, rest: &ScopeSet) -> bool {
    match need {
        Need::Operation(key) | Need::SubAccount(key) => {
            let operation = operation(key).expect("an operation");
            let of = match need {
                Need::SubAccount(_) => Target::SubAccount,
                _ => Target::Own,
            };
            check(operation, &all(), of).is_ok() && check(operation, rest, of).is_err()
        }
        Need::Event(event) => {
            let event = zoom_catalog::event(event).expect("an event");
            event.granular.contains(&name)
                && !event.granular.iter().any(|other| rest.contains(other))
        }
        Need::SubAccountEvent(event) => {
            let event = zoom_catalog::event(event).expect("an event");
            let mut masters = event.granular.iter().filter(|one| one.ends_with(":master"));
            masters.clone().any(|one| *one == name) && !masters.any(|one| rest.contains(one))
        }
        Need::MeetingSdk => false,
    }
}

/// Of the own account the `:admin` twin is named, also where the guide has only `:master`.
fn is_it_or_its_twin(named: &str, name: &str) -> bool {
    named == name || named.replace(":admin", ":master") == name
}

#[tokio::test]
async fn each_scope_opens_what_it_opens_and_without_it_exactly_that_is_refused() {
    let site = Site::signed_in().await;
    let id = connected(&site).await;
    let capabilities = web::capabilities();
    let pair = site.sandbox.ready().server_to_server.expect("an app");
    let app = || {
        site.sandbox
            .marketplace()
            .app_by_client_id(&pair.client_id)
            .expect("the app")
    };
    let (mut calls, mut features, mut events) = (0, 0, 0);
    for row in guides::second() {
        let name = row.scope;
        let info = scope(name).expect("a scope of the catalogue");
        let target = target(name);
        let rest = without(name);
        // What this scope alone opens among the 49.
        let operations: Vec<&Operation> = info
            .operations
            .iter()
            .filter_map(|key| operation(key))
            .filter(|operation| check(operation, &rest, target).is_err())
            .collect();
        let waiting: Vec<&str> = capabilities
            .iter()
            .filter(|one| one.needs.iter().any(|need| is_opened_by(need, name, &rest)))
            .map(|one| one.key)
            .collect();

        assert!(
            !waiting.is_empty() || OWN_TWINS.contains(&name) || name == WITHOUT_USE,
            "{name} opens nothing that a person can do"
        );
        for has_it in [true, false] {
            grant(&site, &id, if has_it { all() } else { rest.clone() }).await;
            let client = site.connect.client(&id).await.expect("a client");
            for operation in &operations {
                let answer = client.written(&call(operation, target)).send().await;
                let refused = match &answer {
                    Err(Error::MissingScopes { said, .. }) => Some(said),
                    _ => None,
                };
                assert_eq!(refused.is_none(), has_it, "{name}: {operation} {answer:?}");
                if let Some(said) = refused {
                    assert!(said.contains(name), "{operation}: Zoom said {said}");
                    calls += 1;
                }
            }
            let states = site
                .connect
                .what_works(&id, &capabilities)
                .await
                .expect("told");
            for feature in states
                .iter()
                .filter(|one| waiting.contains(&one.capability.key))
            {
                let key = feature.capability.key;
                match &feature.state {
                    FeatureState::NeedsScopes { granular, .. } if !has_it => {
                        assert!(
                            granular.iter().any(|one| is_it_or_its_twin(one, name)),
                            "{key}: {granular:?}"
                        );
                        features += 1;
                    }
                    // Another need of it is in no guide: it waits for that in both cases.
                    FeatureState::NeedsScopes { granular, .. } => {
                        assert!(
                            granular.iter().all(|one| one != name),
                            "{key}: {granular:?}"
                        );
                    }
                    state => assert!(
                        has_it && matches!(state, FeatureState::Works { .. }),
                        "{key}, with {name}: {has_it}, {state:?}"
                    ),
                }
            }
            for event in &info.events {
                let known = zoom_catalog::event(event).expect("an event");
                if !known.granular.iter().any(|other| rest.contains(other)) {
                    assert_eq!(app().allows_event(event).is_ok(), has_it, "{name}: {event}");
                    events += usize::from(!has_it);
                }
            }
        }
        let nothing = info.operations.is_empty() && info.events.is_empty();
        assert_eq!(nothing, name == WITHOUT_USE, "{name}");
    }
    assert!(
        calls >= 40 && features >= 12 && events >= 25,
        "{calls} {features} {events}"
    );
}

#[tokio::test]
async fn with_exactly_the_49_the_doctor_is_content_and_explains_the_one_without_use() {
    let site = Site::signed_in().await;
    let id = connected(&site).await;
    grant(&site, &id, all()).await;
    let sdk = meeting_sdk::Sdk::new(
        site.files.path().join("meeting-sdk"),
        meeting_sdk::Source::Files,
    );
    let report = web::doctor(
        &site.connect,
        &site.inbox,
        &sdk,
        &site.state.meetings,
        &id,
        clock::Clock::system().now(),
    )
    .await
    .expect("a report");
    assert_eq!(report.exit_code(), 0, "{:?}", report.findings);
    let said = report
        .findings
        .iter()
        .find(|finding| finding.key == "scope_without_use")
        .expect("said");
    for word in [
        "account:update:options:admin",
        "account:update:options:master",
        "PATCH /accounts/{accountId}/options",
    ] {
        assert!(said.says.contains(word), "{said:?}");
    }
    let waiting = |key: &str| {
        let feature = report.features.iter().find(|one| one.capability.key == key);
        matches!(
            feature.map(|one| &one.state),
            Some(FeatureState::NeedsScopes { .. })
        )
    };
    assert!(waiting("webinars.list"), "no list scope is among the 49");
    assert!(!waiting("webinars.create"));
}
