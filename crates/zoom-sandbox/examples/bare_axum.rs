//! The ceiling of the benchmark: axum answering one fixed body of a user's size, with no token, no
//! scopes, no limits and no world. Prints its address and serves until it is stopped.

use axum::{Router, routing::get};

const BODY: &str = r#"{"id":"KDcuGIm1QgePTO8WbOqwIQ","first_name":"Ada","last_name":"Byron","display_name":"Ada Byron","email":"ada.byron@example.com","type":2,"role_name":"Member","pmi":5551112222,"use_pmi":false,"personal_meeting_url":"https://example.com/j/5551112222","timezone":"Europe/Lisbon","verified":1,"dept":"Engineering","created_at":"2024-02-01T08:00:00Z","last_login_time":"2026-11-20T09:12:00Z","language":"en-US","status":"active","role_id":"2"}"#;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new().route(
        "/v2/users/{id}",
        get(|| async { ([("content-type", "application/json")], BODY) }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, app).await
}
