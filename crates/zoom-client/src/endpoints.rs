//! Where Zoom is, and the one HTTP client that may talk to it.

use std::time::Duration;

use url::Url;

/// The addresses of a Zoom, the real one or an emulated one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Up to `/v2`, without a trailing slash.
    pub api: Url,
    /// Up to `/oauth`, without a trailing slash.
    pub oauth: Url,
    /// The status page's root; its JSON is at `/api/v2/summary.json` below it.
    pub status: Url,
}

impl Endpoints {
    /// The real Zoom.
    pub fn zoom() -> Self {
        let url = |text: &str| Url::parse(text).expect("the address is a constant and well formed");
        Self {
            api: url("https://api.zoom.us/v2"),
            oauth: url("https://zoom.us/oauth"),
            status: url("https://status.zoom.us"),
        }
    }

    /// The emulated Zoom at `base` (e.g. `http://127.0.0.1:8471`).
    pub fn emulated(base: &Url) -> Self {
        Self {
            api: join(base, "v2"),
            oauth: join(base, "oauth"),
            status: join(base, "status"),
        }
    }

    /// Whether this is the real Zoom.
    pub fn is_zoom(&self) -> bool {
        *self == Self::zoom()
    }

    /// Where an administrator is sent to allow the app.
    pub fn authorize(
        &self,
        client_id: &str,
        redirect_uri: &str,
        state: &str,
        code_challenge: Option<&str>,
    ) -> Url {
        let mut url = join(&self.oauth, "authorize");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("state", state);
        if let Some(challenge) = code_challenge {
            url.query_pairs_mut()
                .append_pair("code_challenge", challenge)
                .append_pair("code_challenge_method", "S256");
        }
        url
    }

    /// The address of a path below `api`; the path's segments are encoded already. Paths of SCIM
    /// stand beside `/v2`.
    pub(crate) fn api_path(&self, path: &str) -> Url {
        let mut url = self.api.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        let beside = path.starts_with("/scim2/");
        let base = if beside {
            base.trim_end_matches("/v2")
        } else {
            &base
        };
        url.set_path(&format!("{base}{path}"));
        url
    }
}

/// `base` with one more path below it.
pub(crate) fn join(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url.set_query(None);
    url
}

/// The HTTP client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made: {why}")]
pub struct HttpClientError {
    /// The TLS or certificate library's words.
    pub why: String,
}

/// Makes the HTTP client every call goes through: redirects are not followed (a token must not
/// travel to where Zoom never sent it), a connection may take 10 seconds, an answer 60, no more
/// than 20 between two pieces. `ca` is a PEM certificate to trust besides the system's.
pub fn http_client(ca: Option<&[u8]>) -> Result<reqwest::Client, HttpClientError> {
    // Installed already by an earlier call: the same provider, so nothing is lost.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let failed = |error: reqwest::Error| HttpClientError {
        why: causes(&error),
    };
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("Parfocal/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(Duration::from_secs(20))
        .timeout(Duration::from_mins(1));
    if let Some(pem) = ca {
        let certificates = reqwest::Certificate::from_pem_bundle(pem).map_err(failed)?;
        builder = builder.tls_certs_merge(certificates);
    }
    builder.build().map_err(failed)
}

/// What an error comes down to: its innermost cause, in the system's words without its number.
/// The layers above it only say that a request was sent.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    let text = innermost.to_string();
    match text.rsplit_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_joined_without_losing_a_prefix() {
        let endpoints = Endpoints::emulated(&"http://127.0.0.1:8471/".parse().unwrap());
        assert_eq!(endpoints.api.as_str(), "http://127.0.0.1:8471/v2");
        assert_eq!(
            endpoints.api_path("/users/a%2Fb").as_str(),
            "http://127.0.0.1:8471/v2/users/a%2Fb"
        );
        assert_eq!(
            endpoints.api_path("/scim2/Users").as_str(),
            "http://127.0.0.1:8471/scim2/Users"
        );
        assert!(Endpoints::zoom().is_zoom());
    }

    #[test]
    fn the_authorize_address_carries_state_and_challenge() {
        let url = Endpoints::zoom().authorize("id", "https://a.example/cb", "s/1", Some("ch"));
        assert_eq!(
            url.as_str(),
            "https://zoom.us/oauth/authorize?response_type=code&client_id=id&\
             redirect_uri=https%3A%2F%2Fa.example%2Fcb&state=s%2F1&code_challenge=ch&\
             code_challenge_method=S256"
        );
    }
}
