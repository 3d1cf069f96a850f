//! The fields of each block, under the names that the guides and the Marketplace use.
//!
//! A saved secret is never sent to the browser: its field stays empty and says that it is kept.

use std::collections::BTreeMap;

use connect::{CredentialSet, SetKind};
use ui::{Field, FieldGroup, Html};

/// What was typed (without secrets) and what is wrong with it, by field.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// Values by field name, as sent.
    pub values: BTreeMap<String, String>,
    /// A sentence by field name.
    pub errors: BTreeMap<String, String>,
}

/// The name a field has on the page: three forms share it, so each has its prefix.
pub(super) fn on_page(kind: SetKind, field: &str) -> String {
    format!("{}-{field}", kind.key())
}

struct Fields<'a> {
    kind: SetKind,
    set: Option<&'a CredentialSet>,
    typed: Option<&'a Typed>,
}

impl Fields<'_> {
    fn text(&self, field: &str, label: &str, saved: Option<&str>, hint: impl Into<Html>) -> Field {
        let typed = self
            .typed
            .and_then(|typed| typed.values.get(field).map(String::as_str));
        Field::text(on_page(self.kind, field), label)
            .value(typed.or(saved).unwrap_or_default())
            .hint(hint)
            .mono()
            .attribute("autocomplete", "off")
            .error(self.error(field))
    }

    fn secret(&self, field: &str, label: &str, kept: bool, hint: &str) -> Field {
        let hint = if kept {
            format!("Saved, and not shown again. Leave it empty to keep it. {hint}")
        } else {
            hint.to_owned()
        };
        Field::secret(on_page(self.kind, field), label)
            .hint(hint.trim())
            .mono()
            .attribute("placeholder", if kept { "kept as it is" } else { "" })
            .error(self.error(field))
    }

    fn error(&self, field: &str) -> Option<String> {
        self.typed?.errors.get(field).cloned()
    }

    fn app_name(&self) -> Field {
        let saved = self.set.map(|set| set.app_name.as_str());
        self.text(
            "app_name",
            "App name",
            saved,
            "What the app is called in the Marketplace, so that look-alike pairs are told apart.",
        )
    }

    fn client_id(&self) -> Field {
        self.text(
            "client_id",
            "Client ID",
            self.set.map(|set| set.client_id.as_str()),
            "",
        )
        .required()
    }

    fn client_secret(&self) -> Field {
        let kept = self.set.is_some_and(|set| set.has_secret);
        let field = self.secret("client_secret", "Client Secret", kept, "");
        if kept { field } else { field.required() }
    }

    fn tokens(&self) -> FieldGroup {
        let has = |of: fn(&CredentialSet) -> bool| self.set.is_some_and(of);
        let (secret, verification) = (
            has(|set| set.has_secret_token),
            has(|set| set.has_verification_token),
        );
        let wrong = self
            .error("secret_token")
            .or(self.error("verification_token"));
        FieldGroup::more("Webhook tokens (optional)", wrong.is_some())
            .with(self.secret(
                "secret_token",
                "Secret Token",
                secret,
                "From the app's Feature page. Signs what Zoom sends when you subscribe to events.",
            ))
            .with(self.secret(
                "verification_token",
                "Verification Token",
                verification,
                "Only for older subscriptions.",
            ))
    }
}

/// The fields of one block in the guide's order. `redirect_url` is the one to enter in the app.
pub(super) fn of(
    kind: SetKind,
    set: Option<&CredentialSet>,
    typed: Option<&Typed>,
    redirect_url: &str,
) -> Html {
    let fields = Fields { kind, set, typed };
    match kind {
        SetKind::Monitoring => {
            let saved = set
                .and_then(|set| set.redirect_url.as_deref())
                .unwrap_or(redirect_url);
            ui::all![
                fields.app_name(),
                fields.client_id(),
                fields.client_secret(),
                fields.secret(
                    "authorization_code",
                    "Authorization Code",
                    false,
                    "Usually comes back by itself. Paste it here where it did not: bare, or \
                         the whole address you were sent to. It works once, for five minutes.",
                ),
                fields.text(
                    "redirect_url",
                    "Redirect URL",
                    Some(saved),
                    "Letter by letter as in the app, also a slash at its end.",
                ),
                fields.tokens(),
            ]
        }
        SetKind::ServerToServer => ui::all![
            fields.app_name(),
            fields
                .text(
                    "account_id",
                    "Account ID",
                    set.and_then(|set| set.account_id.as_deref()),
                    ""
                )
                .required(),
            fields.client_id(),
            fields.client_secret(),
            fields.tokens(),
        ],
        SetKind::MeetingSdk => {
            ui::all![
                fields.app_name(),
                fields.client_id(),
                fields.client_secret()
            ]
        }
    }
}
