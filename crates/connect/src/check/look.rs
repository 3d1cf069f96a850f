//! What can be seen in the values themselves, without asking Zoom.

use secrecy::ExposeSecret;

use crate::{
    Connect, CredentialSet, Finding, Result, SetKind, SetState,
    stored::{Field, Stored},
};

/// The key of what is said of one app's pair in two blocks.
const SAME_APP: &str = "same_app_twice";
/// The key of what is said of a pair that does not look like one of Zoom's.
pub(crate) const SHAPE_UNUSUAL: &str = "shape_unusual";
/// Zoom's Client Secrets have this many characters, letters and digits.
const SECRET_LENGTH: usize = 32;
/// Zoom's Client IDs have this many.
const ID_LENGTH: usize = 22;
/// Zoom's Client IDs have 22 characters; far shorter ones were cut when they were copied.
const SHORTEST_ID: usize = 16;
/// Zoom's Secret Tokens have this many.
const SECRET_TOKEN_LENGTH: usize = 22;

impl Connect {
    /// Looks at a set by itself.
    pub(super) fn look(&self, stored: &Stored) -> Result<Vec<Finding>> {
        let kind = stored.set.kind;
        let mut findings = Vec::new();
        findings.extend(self.same_values(stored)?);
        if kind == SetKind::Monitoring {
            findings.extend(self.redirect(stored));
        }
        Ok(findings
            .into_iter()
            .map(|finding| finding.of(kind))
            .collect())
    }

    /// The same value in two fields of one block, or a secret of the wrong shape.
    fn same_values(&self, stored: &Stored) -> Result<Option<Finding>> {
        let Some(secret) = self.open(stored, Field::ClientSecret)? else {
            return Ok(None);
        };
        let secret = secret.expose_secret();
        let token = self.open(stored, Field::SecretToken)?;
        let same = |other: &str| secret == other;
        Ok(if token.is_some_and(|token| same(token.expose_secret())) {
            Some(
                    Finding::problem(
                        "secret_is_secret_token",
                        "The Client Secret and the Secret Token are the same value.",
                    )
                    .then("Copy the Client Secret from the app's credentials, and the Secret Token from its Feature page."),
                )
        } else if same(&stored.set.client_id) {
            Some(
                Finding::problem(
                    "secret_is_client_id",
                    "The Client Secret is the Client ID once more.",
                )
                .then("Copy the Client Secret from the app's credentials."),
            )
        } else if stored.set.account_id.as_deref() == Some(&stored.set.client_id) {
            Some(
                    Finding::problem(
                        "account_id_is_client_id",
                        "The Account ID and the Client ID are the same value.",
                    )
                    .then("Copy both again from the app's credentials page; they stand there one below the other."),
                )
        } else {
            short_id(&stored.set)
                .or_else(|| swapped(&stored.set.client_id, secret))
                .or_else(|| shape(secret))
        })
    }

    /// The redirect URL against the one at which this installation listens.
    fn redirect(&self, stored: &Stored) -> Option<Finding> {
        let entered = stored.set.redirect_url.as_deref()?;
        let ours = self.redirect_url().to_string();
        if entered == ours {
            return None;
        }
        if entered.trim_end_matches('/') == ours.trim_end_matches('/') {
            return Some(
                Finding::hint(
                    "redirect_slash",
                    format!("The redirect URL differs from this installation's ({ours}) by the slash at its end, and Zoom compares letter by letter."),
                )
                .then("Enter the same redirect URL here and in the Marketplace."),
            );
        }
        Some(
            Finding::hint(
                "redirect_elsewhere",
                format!("The redirect URL is not this installation's ({ours}), so the authorization code does not come back by itself."),
            )
            .then("Paste the code, or the whole address of the page to which Zoom sends you, below."),
        )
    }
}

/// Only a Meeting SDK pair is judged by its looks: of any other Zoom says whether it knows it.
fn short_id(set: &CredentialSet) -> Option<Finding> {
    let id = &set.client_id;
    if set.kind == SetKind::MeetingSdk && id.len() < SHORTEST_ID {
        return Some(
            Finding::hint(
                SHAPE_UNUSUAL,
                format!(
                    "The Client ID has {}; Zoom's have 22.",
                    characters(id.len())
                ),
            )
            .then("Copy it again from the app's credentials, with its first and last character."),
        );
    }
    None
}

/// An ID has the length of a Secret Token, so each in the other's field must be seen first.
fn swapped(id: &str, secret: &str) -> Option<Finding> {
    let looks_swapped = id.len() == SECRET_LENGTH && secret.len() == ID_LENGTH;
    looks_swapped.then(|| {
        Finding::hint(
            SHAPE_UNUSUAL,
            "The Client ID has the length of a Client Secret (32 characters), and the Client \
             Secret that of a Client ID (22): they look swapped.",
        )
        .then("Enter each in the other's field.")
    })
}

fn shape(secret: &str) -> Option<Finding> {
    let ordinary =
        secret.len() == SECRET_LENGTH && secret.bytes().all(|b| b.is_ascii_alphanumeric());
    if ordinary {
        None
    } else if secret.len() == SECRET_TOKEN_LENGTH {
        Some(
            Finding::hint(
                SHAPE_UNUSUAL,
                "The Client Secret has the length of a Secret Token (22 characters).",
            )
            .then("If Zoom does not know the pair: copy the Client Secret from the app's credentials, not from its Feature page."),
        )
    } else {
        Some(
            Finding::hint(
                SHAPE_UNUSUAL,
                format!(
                    "The Client Secret has {}; Zoom's have 32, letters and digits only.",
                    characters(secret.len())
                ),
            )
            .then(
                "If Zoom does not know the pair: copy it again, with its first and last character.",
            ),
        )
    }
}

fn characters(n: usize) -> String {
    match n {
        1 => "1 character".to_owned(),
        n => format!("{n} characters"),
    }
}

/// Lays over each set what only shows beside the others: one app's pair in two blocks. Not kept
/// with a set's report, because it changes when the *other* set does. A block to which Zoom gave a
/// token holds its own app's pair; the other one is at fault.
pub(crate) fn together(sets: &mut [CredentialSet]) {
    let ids: Vec<(SetKind, String)> = sets
        .iter()
        .map(|set| (set.kind, set.client_id.clone()))
        .collect();
    for set in sets {
        let proven = set.state == SetState::Works && set.kind != SetKind::MeetingSdk;
        let twin = ids
            .iter()
            .find(|(kind, id)| !proven && *kind != set.kind && *id == set.client_id)
            .map(|(kind, _)| same_app(set.kind, *kind));
        let Some(report) = &mut set.report else {
            continue;
        };
        report.findings.retain(|known| known.key != SAME_APP);
        let Some(finding) = twin else { continue };
        if set.kind == SetKind::MeetingSdk {
            let why = finding.says.clone();
            set.state = SetState::Refused { why };
            report
                .findings
                .retain(|known| known.key != "sdk_not_checkable");
        }
        report.findings.insert(0, finding);
    }
}

fn same_app(here: SetKind, there: SetKind) -> Finding {
    let finding = Finding::problem(
        SAME_APP,
        format!(
            "The Client ID of the {here} is also entered as that of the {there}: one of the two blocks holds the other app's pair."
        ),
    );
    match here {
        SetKind::MeetingSdk => finding.then(
            "A Meeting SDK signature needs the pair of the General app on whose Embed page Meeting SDK is switched on; the Server-to-Server pair signs nothing that Zoom accepts.",
        ),
        SetKind::ServerToServer => finding.then(
            "Copy Account ID, Client ID and Client Secret from the Server-to-Server OAuth app.",
        ),
        SetKind::Monitoring => finding.then(
            "Copy Client ID and Client Secret from the account-level OAuth app.",
        ),
    }
    .of(here)
}
