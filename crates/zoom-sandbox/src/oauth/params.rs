//! A token request's parameters, wherever the client put them.
//!
//! Published clients send a form, or the query string with an empty body, or the query string
//! with `Content-Type: application/json` and an empty body. All of them are read.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, header::AUTHORIZATION};

/// Parameters from the query and the form together; the form wins.
#[derive(Debug)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn read(query: Option<&str>, body: &[u8]) -> Self {
        let mut pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body)
            .ok()
            .filter(|_| !body.trim_ascii_start().starts_with(b"{"))
            .unwrap_or_default();
        pairs.extend(
            serde_urlencoded::from_str::<Vec<(String, String)>>(query.unwrap_or_default())
                .unwrap_or_default(),
        );
        Self(pairs)
    }

    /// A parameter that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }
}

/// The client id and secret of `Authorization: Basic`.
pub(crate) fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{Params, basic};

    #[test]
    fn parameters_are_found_in_form_and_query_and_the_form_wins() {
        let params = Params::read(Some("grant_type=a&account_id=q"), b"grant_type=b");
        assert_eq!(params.get("grant_type"), Some("b"));
        assert_eq!(params.get("account_id"), Some("q"));
        assert_eq!(params.get("code"), None);
    }

    #[test]
    fn a_json_body_is_not_a_form() {
        assert_eq!(
            Params::read(None, br#"{"grant_type":"x"}"#).get("grant_type"),
            None
        );
    }

    #[test]
    fn basic_credentials_are_read_and_rubbish_is_not() {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_static("basic YTpiOmM="));
        assert_eq!(basic(&headers), Some(("a".into(), "b:c".into())));
        headers.insert("authorization", HeaderValue::from_static("Basic %%%"));
        assert_eq!(basic(&headers), None);
    }
}
