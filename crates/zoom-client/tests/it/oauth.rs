//! The token endpoint.

use secrecy::SecretString;
use zoom_client::{Answered, Endpoints, TokenEndpoint, TokenError, http_client};
use zoom_types::oauth::TokenAnswer;

use crate::stand_in::{Answer, StandIn};

const GRANTED: &str = r#"{"access_token":"eyJ.a.b","token_type":"bearer","expires_in":3599,"scope":"user:read:user:admin user:read:list_users:admin","api_url":"https://api-eu.zoom.us"}"#;

fn endpoint(endpoints: Endpoints) -> TokenEndpoint {
    TokenEndpoint::new(http_client(None).unwrap(), endpoints)
}

fn secret(text: &str) -> SecretString {
    text.to_owned().into()
}

async fn account(zoom: &StandIn) -> Result<Answered<TokenAnswer>, TokenError> {
    endpoint(zoom.endpoints())
        .account_credentials("id", &secret("s3cret"), "AbC_-")
        .await
}

#[tokio::test]
async fn each_grant_is_asked_for_as_zoom_documents_it() {
    let zoom = StandIn::with((0..3).map(|_| Answer::json(200, GRANTED))).await;
    let endpoint = endpoint(zoom.endpoints());
    let answer = account(&zoom).await.unwrap();
    assert_eq!(answer.value.scopes().len(), 2);
    assert_eq!(answer.value.expires_in, 3599);
    assert!(
        answer.server_date.is_some(),
        "the server's clock, for the check of ours"
    );
    assert!(!format!("{answer:?}").contains("eyJ.a.b"));

    let (id, s) = ("id", secret("s3cret"));
    let verifier = secret("v-1");
    let code = secret("c/1");
    let redirect = "https://a.example/zoom/callback";
    endpoint
        .authorization_code(id, &s, &code, redirect, Some(&verifier))
        .await
        .unwrap();
    endpoint.refresh(id, &s, &secret("r+1")).await.unwrap();

    let asked = zoom.asked();
    for asked in &asked {
        assert_eq!(
            (asked.method.as_str(), asked.path.as_str()),
            ("POST", "/oauth/token")
        );
        assert_eq!(asked.authorization, "Basic aWQ6czNjcmV0");
        assert_eq!(asked.content_type, "application/x-www-form-urlencoded");
        assert_eq!(asked.query, "");
    }
    assert_eq!(
        asked[0].body,
        "grant_type=account_credentials&account_id=AbC_-"
    );
    assert_eq!(
        asked[1].body,
        "grant_type=authorization_code&code=c%2F1&\
         redirect_uri=https%3A%2F%2Fa.example%2Fzoom%2Fcallback&code_verifier=v-1"
    );
    assert_eq!(
        asked[2].body,
        "grant_type=refresh_token&refresh_token=r%2B1"
    );
}

#[tokio::test]
async fn a_token_is_revoked() {
    let zoom = StandIn::with([Answer::json(200, r#"{"status":"success"}"#)]).await;
    endpoint(zoom.endpoints())
        .revoke("id", &secret("s"), &secret("tok"))
        .await
        .unwrap();
    assert_eq!(zoom.asked()[0].path, "/oauth/revoke");
    assert_eq!(zoom.asked()[0].body, "token=tok");
}

#[tokio::test]
async fn a_refusal_keeps_zooms_words_and_says_what_to_do() {
    for (body, hint) in [
        (
            r#"{"reason":"Invalid client_id or client_secret","error":"invalid_client"}"#,
            "Client ID",
        ),
        (
            r#"{"reason":"unsupported grant type","error":"unsupported_grant_type"}"#,
            "Account ID",
        ),
        (
            r#"{"reason":"Invalid Token!","error":"invalid_grant"}"#,
            "refresh token",
        ),
        (
            r#"{"reason":"Invalid authorization code [x]","error":"invalid_grant"}"#,
            "five minutes",
        ),
        (
            r#"{"reason":"Redirect URI mismatch.","error":"invalid_request"}"#,
            "slash at its end",
        ),
        (r#"{"error":"invalid_grant"}"#, "Allow again"),
    ] {
        let zoom = StandIn::with([Answer::json(400, body)]).await;
        let error = account(&zoom).await.unwrap_err();
        assert!(error.is_refusal() && !error.may_have_been_redeemed());
        assert!(error.what_to_do().contains(hint), "{}", error.what_to_do());
        assert!(error.server_date().is_some());
    }
}

#[tokio::test]
async fn whatever_else_comes_back_is_told_apart() {
    let zoom = StandIn::with([
        Answer::html(503),
        Answer::html(200),
        Answer::json(200, r#"{"hello":1}"#),
        Answer::cut(),
        Answer::endless(),
        Answer::json(429, "{}").header("retry-after", "2026-11-22T00:00:00Z"),
    ])
    .await;
    let error = account(&zoom).await.unwrap_err();
    assert!(
        matches!(error, TokenError::NotJson { status: 503, .. }),
        "{error}"
    );
    let error = account(&zoom).await.unwrap_err();
    assert!(
        matches!(error, TokenError::NotJson { status: 200, .. }),
        "{error}"
    );
    let error = account(&zoom).await.unwrap_err();
    assert!(error.to_string().contains("unknown shape"), "{error}");
    let error = account(&zoom).await.unwrap_err();
    assert!(
        matches!(error, TokenError::Cut { .. }) && error.may_have_been_redeemed(),
        "{error}"
    );
    let error = account(&zoom).await.unwrap_err();
    assert_eq!(error, TokenError::TooLarge);
    let error = account(&zoom).await.unwrap_err();
    assert!(
        error.to_string().contains("2026-11-22T00:00:00Z"),
        "{error}"
    );
}

#[tokio::test]
async fn a_token_endpoint_that_is_down_has_redeemed_nothing() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    drop(listener);
    let endpoint = endpoint(Endpoints::emulated(&base));
    let error = endpoint
        .refresh("id", &secret("s"), &secret("r"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, TokenError::Unreachable { sent: false, .. }),
        "{error}"
    );
    assert!(!error.may_have_been_redeemed());
}
