//! The HTTP client webhooks are sent with.

use std::time::Duration;

/// Makes it: redirects are not followed, as Zoom follows none, and it asks no proxy.
///
/// # Errors
/// A sentence, when the system's certificates cannot be used.
pub fn http_client() -> Result<reqwest::Client, String> {
    // Installed already by an earlier call: the same provider, so nothing is lost.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent("Zoom Marketplace/1.0a")
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .pool_max_idle_per_host(8)
        // A backstop in real time; the limit that counts is the sandbox's own.
        .timeout(Duration::from_secs(30))
        .build()
        .map_err(|error| format!("The client for webhooks cannot be made: {error}."))
}
