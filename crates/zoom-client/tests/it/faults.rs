//! Wrong answers, and what is made of them.

use std::sync::Arc;

use clock::Clock;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use zoom_client::{Endpoints, Error, TokenError};
use zoom_types::{UserId, meetings::MeetingDraft};

use crate::stand_in::{Answer, StandIn, Tokens, client};

const USER: &str = r#"{"id":"KDc","email":"jchill@example.com","type":2}"#;

async fn get_user(stand_in: &StandIn) -> Result<zoom_types::users::User, Error> {
    stand_in.client().users().get("KDc").await
}

#[tokio::test]
async fn a_missing_scope_is_named_from_the_catalogue_with_zooms_words_beside_it() {
    let said =
        "Invalid access token, does not contain scopes:[user:read:user, user:read:user:admin].";
    let zoom = StandIn::with([Answer::json(
        400,
        format!(r#"{{"code":4711,"message":"{said}"}}"#),
    )])
    .await;
    let error = get_user(&zoom).await.unwrap_err();
    let Error::MissingScopes {
        operation,
        granular,
        classic,
        status: 400,
        code: 4711,
        said: words,
        ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(*operation, "GET /users/{userId}");
    assert!(granular.contains(&"user:read:user:admin".to_owned()));
    assert!(classic.contains(&"user:read:admin".to_owned()));
    assert_eq!(words, said);
    assert!(
        error.what_to_do().contains("user:read:user:admin"),
        "{}",
        error.what_to_do()
    );
}

#[tokio::test]
async fn the_events_gateways_broken_json_is_a_missing_scope_too() {
    let body = r#"{"code":104,"message":"Invalid access token, does not contain scopes:["zoom_events_basic:read","zoom_events_basic:read:admin"]"}"#;
    let zoom = StandIn::with([Answer::json(400, body)]).await;
    let error = zoom
        .client()
        .call("GET /zoom_events/events")
        .done()
        .await
        .unwrap_err();
    let Error::MissingScopes {
        granular,
        classic,
        code: 104,
        ..
    } = error
    else {
        panic!("{error}")
    };
    assert!(granular.contains(&"zoom_events:read:list_events:admin".to_owned()));
    assert!(classic.contains(&"zoom_events_basic:read:admin".to_owned()));
}

#[tokio::test]
async fn a_refusal_keeps_zooms_code_words_fields_and_tracking_id() {
    let body = r#"{"code":300,"message":"Validation Failed.","errors":[{"field":"start_time","message":"Invalid field."}]}"#;
    let zoom = StandIn::with([
        Answer::json(400, body).header("x-zm-trackingid", "v=2.0;clid=us02;rid=WEB_1")
    ])
    .await;
    let host = UserId::from("KDc");
    let error = zoom
        .client()
        .meetings()
        .create(&host, &MeetingDraft::default())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(300));
    let text = error.to_string();
    assert!(text.contains("POST /users/{userId}/meetings") && text.contains("start_time: Invalid"));
    let Error::Refused { tracking_id, .. } = error else {
        panic!("{text}")
    };
    assert_eq!(tracking_id.as_deref(), Some("v=2.0;clid=us02;rid=WEB_1"));
}

#[tokio::test]
async fn a_rejected_token_is_replaced_once_and_the_call_made_again() {
    for status in [401, 400] {
        let rejected = || {
            Answer::json(
                status,
                r#"{"code":124,"message":"Access token is expired."}"#,
            )
        };
        let zoom = StandIn::with([rejected(), Answer::json(200, USER)]).await;
        let tokens = Arc::new(Tokens::default());
        let zoom_client = client(
            zoom.endpoints(),
            Clock::system(),
            Arc::clone(&tokens) as Arc<_>,
        );
        let user = zoom_client.users().get("KDc").await.unwrap();
        assert_eq!(user.id.as_str(), "KDc");
        assert_eq!(tokens.replaced(), 1);
        let asked = zoom.asked();
        assert_eq!(asked[0].authorization, "Bearer first-secret");
        assert_eq!(asked[1].authorization, "Bearer second-secret");

        let zoom = StandIn::with([rejected(), rejected(), Answer::json(200, USER)]).await;
        let error = get_user(&zoom).await.unwrap_err();
        assert_eq!(error.code(), Some(124));
        assert_eq!(zoom.left(), 1, "asked twice, not three times");
    }
}

#[tokio::test]
async fn html_is_never_taken_for_an_answer() {
    for status in [200, 302, 502] {
        let zoom = StandIn::with([Answer::html(status)]).await;
        let error = get_user(&zoom).await.unwrap_err();
        let Error::NotJson {
            status: got,
            content_type,
            ..
        } = &error
        else {
            panic!("{error}")
        };
        assert_eq!((*got, content_type.as_str()), (status, "text/html"));
        assert!(error.is_passing());
    }
}

#[tokio::test]
async fn json_of_another_shape_is_reported_without_its_values() {
    let zoom = StandIn::with([
        Answer::json(200, r#"{"email":"jchill@example.com"}"#),
        Answer::json(200, r#"{"id":"KDc","pmi":"a-secret-number"}"#),
        Answer::json(200, ""),
    ])
    .await;
    let text = get_user(&zoom).await.unwrap_err().to_string();
    assert!(text.contains("missing field `id`"), "{text}");
    let text = get_user(&zoom).await.unwrap_err().to_string();
    assert!(
        text.contains("another type") && !text.contains("a-secret-number"),
        "{text}"
    );
    let text = get_user(&zoom).await.unwrap_err().to_string();
    assert!(text.contains("no body"), "{text}");
}

#[tokio::test]
async fn half_an_answer_is_asked_for_again_once_where_that_is_safe() {
    let zoom = StandIn::with([Answer::cut(), Answer::json(200, USER)]).await;
    assert_eq!(get_user(&zoom).await.unwrap().id.as_str(), "KDc");

    let zoom = StandIn::with([Answer::cut(), Answer::cut(), Answer::json(200, USER)]).await;
    let error = get_user(&zoom).await.unwrap_err();
    assert!(matches!(error, Error::Cut { .. }), "{error}");
    assert_eq!(zoom.left(), 1);

    let zoom = StandIn::with([Answer::cut(), Answer::json(201, r#"{"id":1}"#)]).await;
    let host = UserId::from("KDc");
    let error = zoom
        .client()
        .meetings()
        .create(&host, &MeetingDraft::default())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Cut { .. }), "{error}");
    assert_eq!(zoom.left(), 1, "a meeting is never created twice");
    assert!(
        error.what_to_do().contains("look before"),
        "{}",
        error.what_to_do()
    );
}

#[tokio::test]
async fn json_that_ends_early_is_half_an_answer_too() {
    let zoom = StandIn::with([Answer::json(200, r#"{"id":"KDc","email":"#)]).await;
    let error = get_user(&zoom).await.unwrap_err();
    assert!(matches!(error, Error::Cut { .. }), "{error}");
}

#[tokio::test]
async fn a_body_without_end_is_left_after_ten_megabytes() {
    let announced = Answer::json(200, " ".repeat(11 * 1024 * 1024));
    let zoom = StandIn::with([Answer::endless(), announced]).await;
    for _ in 0..2 {
        let error = get_user(&zoom).await.unwrap_err();
        assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    }
}

#[tokio::test]
async fn zoom_down_is_unreachable_and_says_that_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    drop(listener);
    let zoom = client(
        Endpoints::emulated(&base),
        Clock::system(),
        Arc::new(Tokens::default()),
    );
    let error = zoom.users().get("jchill@example.com").await.unwrap_err();
    assert!(
        matches!(error, Error::Unreachable { sent: false, .. }),
        "{error}"
    );
    assert!(!error.to_string().contains("jchill"), "{error}");
}

/// Takes connections and closes the first `broken` of them once a request came.
async fn flaky(broken: usize) -> (Endpoints, tokio::task::JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    let server = tokio::spawn(async move {
        for turn in 0.. {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            if turn >= broken {
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
                let text = format!("{head}content-length: {}\r\n\r\n{USER}", USER.len());
                stream.write_all(text.as_bytes()).await.unwrap();
            }
        }
    });
    (Endpoints::emulated(&base), server)
}

#[tokio::test]
async fn a_broken_connection_is_tried_again_once_for_reads_only() {
    let (endpoints, server) = flaky(1).await;
    let zoom = client(endpoints, Clock::system(), Arc::new(Tokens::default()));
    assert!(zoom.users().get("KDc").await.is_ok());
    server.abort();

    let (endpoints, server) = flaky(2).await;
    let zoom = client(
        endpoints.clone(),
        Clock::system(),
        Arc::new(Tokens::default()),
    );
    let error = zoom.users().get("KDc").await.unwrap_err();
    assert!(
        matches!(error, Error::Unreachable { sent: true, .. }),
        "{error}"
    );
    server.abort();

    let (endpoints, server) = flaky(1).await;
    let zoom = client(endpoints, Clock::system(), Arc::new(Tokens::default()));
    let host = UserId::from("KDc");
    let error = zoom
        .meetings()
        .create(&host, &MeetingDraft::default())
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Unreachable { sent: true, .. }),
        "{error}"
    );
    server.abort();
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    struct NoToken;

    #[async_trait::async_trait]
    impl zoom_client::TokenStore for NoToken {
        async fn token(
            &self,
            _: &'static zoom_catalog::Operation,
            _: Option<&str>,
        ) -> Result<zoom_client::AccessToken, TokenError> {
            Err(TokenError::NotAvailable {
                why: "No app is set up yet.".to_owned(),
            })
        }

        async fn replace(
            &self,
            operation: &'static zoom_catalog::Operation,
            _: &zoom_client::AccessToken,
        ) -> Result<zoom_client::AccessToken, TokenError> {
            self.token(operation, None).await
        }
    }

    let zoom = StandIn::with([]).await;
    let client = client(zoom.endpoints(), Clock::system(), Arc::new(NoToken));
    let error = client.users().get("KDc").await.unwrap_err();
    assert!(
        error.to_string().contains("No app is set up yet."),
        "{error}"
    );
    assert!(zoom.asked().is_empty());
}

#[tokio::test]
async fn a_call_that_cannot_be_put_together_is_not_sent() {
    let zoom = StandIn::with([]).await;
    let client = zoom.client();
    for call in [
        client.call("GET /nothing"),
        client.call("GET /users/{userId}"),
        client.call("GET /users/{userId}").param("userId", ""),
        client.call("GET /users/{userId}").param("userId", ".."),
    ] {
        let error = call.done().await.unwrap_err();
        assert!(matches!(error, Error::BadCall { .. }), "{error}");
    }
    assert!(zoom.asked().is_empty());
}

#[tokio::test]
async fn nothing_printable_holds_the_token() {
    let zoom = StandIn::with([Answer::html(500)]).await;
    let client = zoom.client();
    let call = client.call("GET /users");
    let printed = format!(
        "{client:?} {call:?} {:?}",
        client.users().list().send().await.unwrap_err()
    );
    assert!(!printed.contains("first-secret"), "{printed}");
}
