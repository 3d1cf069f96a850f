//! What a person enters, and what is wrong with it before Zoom is asked.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use crate::{CredentialSet, FormProblems, Preset};

/// The block *monitoring*: the first guide's four names, and the webhook tokens.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MonitoringForm {
    /// The app's name in the Marketplace.
    pub app_name: String,
    /// Client ID.
    pub client_id: String,
    /// Client Secret; blank keeps the saved one.
    pub client_secret: SecretString,
    /// Authorization Code, bare or as the whole URL; blank when it will come back by itself.
    pub authorization_code: SecretString,
    /// Redirect URL, letter by letter as in the Marketplace; blank means ours.
    pub redirect_url: String,
    /// Secret Token; blank keeps the saved one.
    pub secret_token: SecretString,
    /// Verification Token; blank keeps the saved one.
    pub verification_token: SecretString,
    /// The list of scopes to follow.
    pub preset: Option<Preset>,
}

/// The block *Server-to-Server*.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ServerToServerForm {
    /// The app's name in the Marketplace.
    pub app_name: String,
    /// Account ID.
    pub account_id: String,
    /// Client ID.
    pub client_id: String,
    /// Client Secret; blank keeps the saved one.
    pub client_secret: SecretString,
    /// Secret Token; blank keeps the saved one.
    pub secret_token: SecretString,
    /// Verification Token; blank keeps the saved one.
    pub verification_token: SecretString,
    /// The list of scopes to follow.
    pub preset: Option<Preset>,
}

/// The block *Meeting SDK*.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MeetingSdkForm {
    /// The app's name in the Marketplace.
    pub app_name: String,
    /// Client ID.
    pub client_id: String,
    /// Client Secret; blank keeps the saved one.
    pub client_secret: SecretString,
}

/// What was saved. It is not checked yet: call [`check`](crate::Connect::check).
#[derive(Debug, Clone)]
pub struct Saved {
    /// The set as it is kept now.
    pub set: CredentialSet,
}

/// A Client ID, Account ID or the like: trimmed, one word.
pub(crate) fn word(errors: &mut FormProblems, field: &str, label: &str, text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        errors.add(
            field,
            format!("Enter the {label}; copy it from the app's page in Zoom's Marketplace."),
        );
    } else if !is_word(text) {
        errors.add(
            field,
            format!("The {label} has characters that Zoom never uses (spaces or line breaks?): copy it again."),
        );
    }
    text.to_owned()
}

/// A secret: blank keeps what is saved.
pub(crate) fn secret(
    errors: &mut FormProblems,
    field: &str,
    label: &str,
    text: &SecretString,
) -> Option<SecretString> {
    let text = text.expose_secret().trim();
    if text.is_empty() {
        return None;
    }
    if !is_word(text) {
        errors.add(
            field,
            format!("The {label} has characters that Zoom never uses (spaces, line breaks or dots of a hidden field?): copy it again."),
        );
    }
    Some(SecretString::from(text))
}

/// A redirect URL: absolute, http or https, without a fragment. Kept letter by letter.
pub(crate) fn redirect(errors: &mut FormProblems, field: &str, text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    match Url::parse(text) {
        // A parser of addresses overlooks line breaks, and Zoom compares letter by letter.
        Ok(url)
            if matches!(url.scheme(), "http" | "https")
                && url.fragment().is_none()
                && text.len() <= 2048
                && !text.chars().any(|c| c.is_control() || c.is_whitespace()) => {}
        _ => errors.add(
            field,
            "The redirect URL must be a whole address that begins with https:// (or http:// for this machine), without a #.",
        ),
    }
    Some(text.to_owned())
}

pub(crate) fn name(errors: &mut FormProblems, text: &str) -> String {
    let text = text.trim();
    if text.chars().count() > 100 {
        errors.add("app_name", "The app's name is longer than 100 characters.");
    } else if text.chars().any(char::is_control) {
        errors.add(
            "app_name",
            "The app's name has characters that cannot be seen: type it again.",
        );
    }
    text.to_owned()
}

fn is_word(text: &str) -> bool {
    text.len() <= 512 && text.bytes().all(|byte| byte.is_ascii_graphic())
}
