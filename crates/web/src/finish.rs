//! A request is carried out to its end, also when its browser hangs up.
//!
//! A handler asks Zoom and then keeps what Zoom answered: the meeting it scheduled, the pair of
//! tokens that works only once. The server drops a handler whose browser closed the connection or
//! loaded the page again; dropped between the two, Zoom would have done what nobody here knows
//! of. So each runs as a task of its own, which nobody drops.

use axum::{
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tracing::Instrument as _;

/// Runs what follows to its end, whoever waits for the answer.
pub(crate) async fn to_its_end(request: Request, next: Next) -> Response {
    let task = async move { next.run(request).await }.in_current_span();
    match tokio::spawn(task).await {
        Ok(response) => response,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The program is being stopped.
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}
