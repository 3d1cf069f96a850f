//! What every part of the product says alike, by example of one act.

use zoom_client::{Error as ZoomError, TokenError};

use super::{Act, Cause, Meaning, Refusal, ZoomWords};
use crate::{Capability, Feature, FeatureState, Need};

struct Creating;

const TABLE: &[Capability] = &[Capability {
    key: "meetings.create",
    title: "Schedule meetings",
    what: "Schedule a meeting.",
    product: "meetings",
    needs: &[Need::Operation("POST /users/{userId}/meetings")],
}];

impl Act for Creating {
    fn table() -> &'static [Capability] {
        TABLE
    }

    fn key(&self) -> &'static str {
        "meetings.create"
    }

    fn doing(&self) -> String {
        "Scheduling a meeting".to_owned()
    }

    fn meaning(&self, said: &ZoomWords) -> Option<Meaning> {
        (said.code == 1001)
            .then(|| Meaning::new(Cause::NoSuchHost, "Nobody of that name.", "Choose another."))
    }
}

fn after(error: &ZoomError) -> Refusal {
    Refusal::after(&Creating, error)
}

fn refused(status: u16, code: i64) -> ZoomError {
    ZoomError::Refused {
        operation: "POST /users/{userId}/meetings",
        status,
        code,
        message: "Zoom's words.".into(),
        tracking_id: Some("v=2.0;rid=WEB_1".into()),
        errors: vec![zoom_types::FieldError {
            field: "topic".into(),
            message: "Too long.".into(),
        }],
    }
}

#[test]
fn a_code_means_what_the_act_says_and_zooms_words_are_kept() {
    let known = after(&refused(404, 1001));
    assert_eq!(known.cause, Cause::NoSuchHost);
    assert_eq!(
        known.to_string(),
        "Nobody of that name. topic: Too long. Zoom answered 404 with code 1001: Zoom's words. \
         Choose another."
    );
    let other = after(&refused(400, 300));
    assert_eq!(other.cause, Cause::Refused);
    assert_eq!(other.title, "Scheduling a meeting was refused by Zoom.");
    assert_eq!(other.to_do, "Correct what Zoom names, and send it again.");
    let down = after(&refused(503, 1001));
    assert_eq!(down.cause, Cause::ZoomDown, "a broken Zoom means nothing");
    assert_eq!(down.zoom.expect("its words").code, 1001);
}

#[test]
fn a_missing_scope_names_the_one_an_account_app_adds_before_and_after_alike() {
    let after = after(&ZoomError::MissingScopes {
        operation: "POST /users/{userId}/meetings",
        granular: vec![
            "meeting:write:meeting".into(),
            "meeting:write:meeting:admin".into(),
        ],
        classic: vec!["meeting:write".into(), "meeting:write:admin".into()],
        status: 400,
        code: 4711,
        said: "Invalid access token, does not contain scopes:[…].".into(),
        tracking_id: None,
    });
    let state = FeatureState::NeedsScopes {
        granular: vec!["meeting:write:meeting:admin".into()],
        classic: vec!["meeting:write:admin".into()],
    };
    let feature = Feature {
        capability: TABLE[0],
        state,
    };
    let before = Refusal::before(&Creating, &feature).expect("it lacks a scope");
    let said =
        "Zoom answered 400 with code 4711: Invalid access token, does not contain scopes:[…].";
    assert!(after.to_string().contains(said), "{after}");
    let to_do = &before.to_do;
    assert!(to_do.starts_with("Add meeting:write:meeting:admin to the app"));
    let zoom = after.zoom.clone();
    assert_eq!(after, Refusal { zoom, ..before });
}

#[test]
fn the_hosts_hundred_is_told_from_other_limits() {
    let limited = |message: &str| {
        after(&ZoomError::RateLimited {
            operation: "POST /users/{userId}/meetings",
            daily: true,
            until: "2026-11-22T00:00:00Z".parse().unwrap(),
            message: message.into(),
        })
    };
    let host = limited(
        "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests \
         permitted for this particular user.",
    );
    assert_eq!(host.cause, Cause::HostLimit);
    assert_eq!(host.until.unwrap().to_string(), "2026-11-22T00:00:00Z");
    let account = limited("You have reached the maximum daily rate limit for this API.");
    assert_eq!(account.cause, Cause::RateLimited);
    assert_eq!(account.until, host.until);
}

#[test]
fn html_half_an_answer_and_silence_are_zooms_trouble_not_the_forms() {
    let operation = "POST /users/{userId}/meetings";
    for error in [
        ZoomError::NotJson {
            operation,
            status: 503,
            content_type: "text/html".into(),
        },
        ZoomError::Cut {
            operation,
            why: "end of file".into(),
        },
        ZoomError::Unreachable {
            operation,
            sent: false,
            why: "connection refused".into(),
        },
        ZoomError::TooLarge { operation },
    ] {
        let refusal = after(&error);
        assert_eq!(refusal.cause, Cause::ZoomDown);
        assert_eq!(refusal.to_do, error.what_to_do());
    }
}

#[test]
fn the_networks_words_end_before_the_advice_begins() {
    let said = after(&ZoomError::Unreachable {
        operation: "POST /users/{userId}/meetings",
        sent: false,
        why: "Connection refused".to_owned(),
    });
    let said = said.to_string();
    assert!(said.contains("Connection refused. Check that"), "{said}");
}

#[test]
fn an_id_that_no_address_can_hold_is_the_askers_mistake_and_not_zooms_trouble() {
    let said = after(&ZoomError::BadCall {
        call: "GET /users/{userId}".into(),
        why: "the path needs a value for userId".into(),
    });
    assert_eq!(said.cause, Cause::Refused);
    let title = "Scheduling a meeting was not sent to Zoom: the path needs a value for userId.";
    assert_eq!(said.title, title);
}

#[test]
fn what_is_not_set_up_is_said_once() {
    let why = "No credentials are entered. Enter some.";
    let said = after(&ZoomError::Token {
        operation: "POST /users/{userId}/meetings",
        source: TokenError::NotAvailable {
            why: why.to_owned(),
        },
    });
    let said = said.to_string();
    assert_eq!(said.matches(why).count(), 1, "{said}");
}

#[test]
fn what_cannot_be_told_is_asked_in_the_middle_of_a_sentence() {
    let feature = Feature {
        capability: TABLE[0],
        state: FeatureState::Unknown {
            why: "Zoom was not reached.".into(),
        },
    };
    let refusal = Refusal::before(&Creating, &feature).expect("unknown");
    assert_eq!(
        refusal.title,
        "Whether scheduling a meeting works cannot be told now."
    );
}
