//! From Zoom's answer at the token endpoint to a sentence a person can act on.

use zoom_client::TokenError;

use crate::{Finding, SetKind};

/// What the token endpoint was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A token for a Server-to-Server app.
    AccountToken,
    /// To exchange an authorization code.
    Code,
    /// To refresh.
    Refresh,
}

/// The finding for a token that was not granted.
pub(crate) fn diagnose(kind: SetKind, asked: Asked, error: &TokenError) -> Finding {
    match error {
        TokenError::Refused { reason, error, .. } => {
            refused(asked, error, reason.as_deref().unwrap_or_default())
        }
        TokenError::Unreachable { sent: false, why } => {
            unsure(format!("Zoom could not be reached ({why})."))
        }
        TokenError::Unreachable { sent: true, why } => {
            unsure(format!("Zoom's answer did not arrive whole ({why})."))
        }
        TokenError::Cut { .. } => unsure("Zoom's answer broke off half-way.".to_owned()),
        TokenError::TooLarge => unsure(
            "What answered in Zoom's place sent more than 10 MB, which was not read.".to_owned(),
        ),
        TokenError::NotJson { status, .. } if *status >= 500 => unsure(format!(
            "Zoom is in trouble: its token endpoint answered HTTP {status}."
        )),
        TokenError::NotJson {
            status,
            content_type,
            ..
        } => unsure(format!(
            "What answered was not Zoom's token endpoint: HTTP {status} with {content_type} \
             instead of a token (a proxy, a firewall or a maintenance page?)."
        )),
        TokenError::RateLimited { until, .. } => unsure(match until {
            Some(until) => format!("Zoom asks to come back after {until} (HTTP 429)."),
            None => "Zoom asks for fewer requests just now (HTTP 429).".to_owned(),
        }),
        TokenError::NotAvailable { why } => Finding::problem("not_available", why.clone()),
    }
    .of(kind)
}

fn unsure(says: String) -> Finding {
    Finding::unsure("could_not_be_checked", says).then(
        "What you entered is kept. Check again once Zoom answers; its status page and this \
         machine's network and proxy are the places to look.",
    )
}

fn refused(asked: Asked, error: &str, reason: &str) -> Finding {
    let lower = reason.to_ascii_lowercase();
    let finding = if lower.contains("disabled") {
        Finding::problem("not_activated", "The app is not activated.")
            .then("Open the app in the Marketplace, go to Activation and press Activate your app.")
    } else if error == "invalid_client" {
        Finding::problem(
            "pair_wrong",
            "Zoom does not know this pair of Client ID and Client Secret.",
        )
        .then(
            "Copy both again from the same app's page in the Marketplace. The Client Secret is \
             not the Secret Token, and a regenerated secret ends the old one.",
        )
    } else if lower.contains("redirect") {
        Finding::problem(
            "redirect_mismatch",
            "The redirect URL entered here is not the one the app sent the code to: Zoom compares \
             them letter by letter, with the slash at the end.",
        )
        .then("Copy the app's redirect URL here, exactly, then press Add again: the code is spent.")
    } else if asked == Asked::Code && error.starts_with("invalid_") {
        Finding::problem(
            "code_spent",
            "Zoom does not accept this authorization code: it was used already, it is older than \
             five minutes, or it belongs to another app.",
        )
        .then("Press Add again, then Allow, and use the new code at once.")
    } else if error == "unsupported_grant_type" && asked == Asked::AccountToken {
        Finding::problem(
            "account_or_app_wrong",
            "Zoom does not give this app a token for this Account ID.",
        )
        .then(
            "Copy the Account ID from the app's credentials page, make sure that the app is of \
             the type Server-to-Server OAuth, and that it is activated.",
        )
    } else if error == "unsupported_grant_type" {
        Finding::problem(
            "wrong_kind_of_app",
            "This app cannot be authorised with a code: it is of another type, for instance \
             Server-to-Server OAuth.",
        )
        .then("Enter the Client ID and Client Secret of the account-level OAuth app of the guide.")
    } else if asked == Asked::Refresh {
        Finding::problem(
            "refresh_refused",
            "Zoom no longer renews this authorization.",
        )
        .then("Press Renew: the same connection goes on with its history.")
    } else {
        Finding::problem("token_refused", "Zoom refused a token.")
            .then("Compare the app's page in the Marketplace with what is entered here.")
    };
    finding.zoom(zoom_words(error, reason))
}

/// Zoom's words, without the code that some of them quote.
fn zoom_words(error: &str, reason: &str) -> String {
    let reason = match (reason.find('['), reason.rfind(']')) {
        (Some(open), Some(close)) if open < close => {
            format!("{}[…]{}", &reason[..open], &reason[close + 1..])
        }
        _ => reason.to_owned(),
    };
    let words = if reason.is_empty() {
        error.to_owned()
    } else {
        format!("{reason} ({error})")
    };
    words
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Severity;

    fn key(asked: Asked, error: &str, reason: &str) -> String {
        let refused = TokenError::Refused {
            status: 400,
            reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()),
            error: error.to_owned(),
            server_date: None,
        };
        let finding = diagnose(SetKind::Monitoring, asked, &refused);
        assert_eq!(finding.severity, Severity::Problem);
        assert!(!finding.what_to_do.is_empty());
        finding.key
    }

    #[test]
    fn each_of_zooms_refusals_has_its_own_sentence() {
        let pair = "Invalid client_id or client_secret";
        assert_eq!(key(Asked::Code, "invalid_client", pair), "pair_wrong");
        let disabled = "The app has been disabled";
        assert_eq!(
            key(Asked::AccountToken, "invalid_client", disabled),
            "not_activated"
        );
        let grant = "unsupported grant type";
        let key_of_grant = |asked| key(asked, "unsupported_grant_type", grant);
        assert_eq!(key_of_grant(Asked::AccountToken), "account_or_app_wrong");
        assert_eq!(key_of_grant(Asked::Code), "wrong_kind_of_app");
        let code = "Invalid authorization code [abc]";
        assert_eq!(key(Asked::Code, "invalid_grant", code), "code_spent");
        assert_eq!(key(Asked::Code, "invalid_request", code), "code_spent");
        assert_eq!(key(Asked::Code, "invalid_grant", ""), "code_spent");
        let redirect = "Redirect URI mismatch.";
        assert_eq!(
            key(Asked::Code, "invalid_grant", redirect),
            "redirect_mismatch"
        );
        assert_eq!(
            key(Asked::Refresh, "invalid_grant", "Invalid Token!"),
            "refresh_refused"
        );
    }

    #[test]
    fn a_code_that_zoom_quotes_is_not_repeated() {
        let words = zoom_words("invalid_grant", "Invalid authorization code [s3cret]");
        assert_eq!(words, "Invalid authorization code […] (invalid_grant)");
    }

    #[test]
    fn when_zoom_cannot_be_asked_nothing_is_called_wrong() {
        for error in [
            TokenError::TooLarge,
            TokenError::Cut { why: String::new() },
            TokenError::Unreachable {
                sent: false,
                why: "refused".to_owned(),
            },
            TokenError::NotJson {
                status: 200,
                content_type: "text/html".to_owned(),
                server_date: None,
            },
            TokenError::RateLimited {
                until: None,
                server_date: None,
            },
        ] {
            let finding = diagnose(SetKind::ServerToServer, Asked::AccountToken, &error);
            assert_eq!(finding.severity, Severity::Unsure, "{error}");
        }
    }
}
