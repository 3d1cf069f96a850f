//! What this room refuses and says, by example.

use jiff::Timestamp;

use super::{Cause, Notice, ZoomError};
use crate::{Act, Kind};

fn now() -> Timestamp {
    "2026-11-21T22:15:00Z".parse().unwrap()
}

fn after(kind: Kind, error: &ZoomError) -> Notice {
    Notice::after(Act::Create, kind, error, now())
}

fn refused(code: i64, message: &str) -> ZoomError {
    ZoomError::Refused {
        operation: "POST /users/{userId}/webinars",
        status: 400,
        code,
        message: message.into(),
        tracking_id: Some("v=2.0;rid=WEB_1".into()),
        errors: Vec::new(),
    }
}

#[test]
fn each_refusal_has_its_cause_and_keeps_zooms_words() {
    for (code, message, cause) in [
        (
            200,
            "Webinar plan is missing. You must subscribe to the webinar plan",
            Cause::MissingPlan,
        ),
        (
            200,
            "Only available for Paid account: x.",
            Cause::MissingPlan,
        ),
        (200, "No permission.", Cause::Refused),
        (
            3161,
            "Your user account is not allowed",
            Cause::HostNotAllowed,
        ),
        (1001, "User does not exist: x.", Cause::NoSuchHost),
        (3001, "Meeting does not exist: 1.", Cause::Gone),
        (300, "Validation Failed.", Cause::Refused),
    ] {
        let notice = after(Kind::Webinar, &refused(code, message));
        assert_eq!(notice.cause, cause, "{code} {message}");
        let words = notice.zoom.unwrap();
        assert_eq!((words.code, words.message.as_str()), (code, message));
        assert!(!notice.to_do.is_empty());
    }
}

#[test]
fn a_missing_scope_names_the_one_an_account_app_adds() {
    let error = ZoomError::MissingScopes {
        operation: "POST /users/{userId}/meetings",
        granular: vec![
            "meeting:write:meeting".into(),
            "meeting:write:meeting:admin".into(),
        ],
        classic: vec!["meeting:write".into(), "meeting:write:admin".into()],
        said: "Invalid access token, does not contain scopes:[…].".into(),
    };
    let notice = after(Kind::Meeting, &error);
    assert_eq!(notice.granular, ["meeting:write:meeting:admin"]);
    assert_eq!(notice.classic, ["meeting:write:admin"]);
    assert!(
        notice
            .to_do
            .starts_with("Add meeting:write:meeting:admin to the app")
    );
    assert!(notice.text.contains("does not contain scopes"));
}

#[test]
fn the_hosts_hundred_is_told_from_other_limits_and_ends_at_midnight_utc() {
    let limited = |message: &str| ZoomError::RateLimited {
        operation: "POST /users/{userId}/meetings",
        daily: true,
        until: "2026-11-22T00:00:00Z".parse().unwrap(),
        message: message.into(),
    };
    let host = after(
        Kind::Meeting,
        &limited(
            "You have exceeded the daily rate limit (100) of Meeting Create/Update API \
             requests permitted for this particular user.",
        ),
    );
    assert_eq!(host.cause, Cause::HostLimit);
    assert_eq!(host.until.unwrap().to_string(), "2026-11-22T00:00:00Z");
    let account = after(
        Kind::Meeting,
        &limited("You have reached the maximum daily rate limit for this API."),
    );
    assert_eq!(account.cause, Cause::RateLimited);
    assert_eq!(super::next_utc_midnight(now()), host.until.unwrap());
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
        let notice = after(Kind::Meeting, &error);
        assert_eq!(notice.cause, Cause::ZoomDown);
        assert_eq!(notice.to_do, error.what_to_do());
    }
}

#[test]
fn the_networks_words_end_before_the_advice_begins() {
    let error = ZoomError::Unreachable {
        operation: "PUT /meetings/{meetingId}/status",
        sent: false,
        why: "Connection refused".to_owned(),
    };
    let said = Notice::after(Act::End, Kind::Meeting, &error, now()).to_string();
    assert!(said.contains("Connection refused. Check that"), "{said}");
}

#[test]
fn what_is_not_set_up_is_said_once() {
    let why = "No credentials are entered. Enter some.";
    let error = ZoomError::Token {
        operation: "GET /users",
        source: zoom_client::TokenError::NotAvailable {
            why: why.to_owned(),
        },
    };
    let said = Notice::after(Act::Hosts, Kind::Meeting, &error, now()).to_string();
    assert_eq!(said.matches(why).count(), 1, "{said}");
}
