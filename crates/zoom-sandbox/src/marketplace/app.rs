//! An app as its developer sees it on the Marketplace.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zoom_types::ScopeSet;

use crate::{
    marketplace::{MarketplaceError, Subscription},
    secret::Secret,
};

/// Who manages a General app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Managed {
    /// An administrator adds it for the account; it may act on any user.
    Admin,
    /// Each user adds it for themselves; it holds user-level scopes only.
    User,
}

/// The kinds of app the Build App dialog offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppKind {
    /// "OAuth" of the older menu, account-level.
    AccountOauth,
    /// "OAuth" of the older menu, user-managed.
    UserOauth,
    /// "General App" of the newer menu.
    General {
        /// Chosen on its Basic Information page.
        managed: Managed,
    },
    /// "Server-to-Server OAuth".
    ServerToServer,
}

impl AppKind {
    /// Whether an app of this kind acts on the whole account rather than on one user.
    pub fn acts_on_account(self) -> bool {
        !matches!(
            self,
            Self::UserOauth
                | Self::General {
                    managed: Managed::User
                }
        )
    }

    /// Whether a person adds it through the authorize page.
    pub fn uses_authorize(self) -> bool {
        self != Self::ServerToServer
    }

    /// The kind in the words of the Marketplace.
    pub fn words(self) -> &'static str {
        match self {
            Self::AccountOauth => "OAuth, account-level app",
            Self::UserOauth => "OAuth, user-managed app",
            Self::General {
                managed: Managed::Admin,
            } => "General app, admin-managed",
            Self::General {
                managed: Managed::User,
            } => "General app, user-managed",
            Self::ServerToServer => "Server-to-Server OAuth app",
        }
    }
}

/// The Information page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Information {
    /// "Short description", up to 150 characters.
    pub short_description: String,
    /// "Long description", up to 4000 characters.
    pub long_description: String,
    /// "Company Name".
    pub company_name: String,
    /// "Developer Contact Name".
    pub developer_name: String,
    /// "Developer Contact Email".
    pub developer_email: String,
}

impl Information {
    /// The first field that is too long, with the most characters it may have.
    pub(crate) fn too_long(&self) -> Option<(&'static str, usize)> {
        [
            ("Short description", &self.short_description, 150),
            ("Long description", &self.long_description, 4000),
            ("Company Name", &self.company_name, 200),
            ("Developer Contact Name", &self.developer_name, 200),
            ("Developer Contact Email", &self.developer_email, 200),
        ]
        .into_iter()
        .find(|(_, text, most)| text.chars().count() > *most)
        .map(|(label, _, most)| (label, most))
    }
}

/// The Feature page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Features {
    /// The event subscriptions, at most 20.
    pub subscriptions: Vec<Subscription>,
}

/// That a user pressed Add and Allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Install {
    /// Who allowed it.
    pub user_id: String,
    /// When.
    pub at: Timestamp,
    /// The scopes that were allowed; later changes to the app need Add and Allow again.
    pub scopes: ScopeSet,
}

/// An app on the emulated Marketplace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// The app's id, 22 characters.
    pub id: String,
    /// The name its developer gave it.
    pub name: String,
    /// What kind it is.
    pub kind: AppKind,
    /// The user id of the developer; a Server-to-Server token acts for them.
    pub developer: String,
    /// 22 characters.
    pub client_id: String,
    /// 32 characters.
    pub client_secret: Secret,
    /// Signs webhooks, 22 characters.
    pub secret_token: Secret,
    /// The older way to know a webhook, 22 characters.
    pub verification_token: Secret,
    /// "Would you like to publish this app": must be off for an app of one's own account.
    pub publish: bool,
    /// The redirect URL and the allow list; compared character by character.
    pub redirect_urls: Vec<String>,
    /// The Information page.
    pub information: Information,
    /// The Feature page.
    pub features: Features,
    /// The Scopes page.
    pub scopes: ScopeSet,
    /// The Meeting SDK switch of a General app's Embed page.
    pub meeting_sdk: bool,
    /// Server-to-Server only: whether it was activated.
    pub activated: bool,
    /// Who added it and allowed which scopes.
    pub installs: Vec<Install>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl App {
    /// What still stands between the app and its activation (Server-to-Server) or its being
    /// added (the other kinds). Empty when it is ready.
    pub fn unfinished(&self) -> Vec<MarketplaceError> {
        let mut missing = Vec::new();
        let fields = self.missing_information();
        if !fields.is_empty() {
            missing.push(MarketplaceError::InformationMissing { fields });
        }
        if self.kind.uses_authorize() && self.redirect_urls.is_empty() {
            missing.push(MarketplaceError::RedirectMissing);
        }
        if self.publish && self.kind == AppKind::AccountOauth {
            missing.push(MarketplaceError::PublishLeftOn);
        }
        missing
    }

    /// The labels of the required Information fields that are empty.
    pub fn missing_information(&self) -> Vec<&'static str> {
        let info = &self.information;
        let contact = [
            ("Company Name", &info.company_name),
            ("Developer Contact Name", &info.developer_name),
            ("Developer Contact Email", &info.developer_email),
        ];
        let descriptions = [
            ("Short description", &info.short_description),
            ("Long description", &info.long_description),
        ];
        let required: Vec<_> = match self.kind {
            AppKind::AccountOauth | AppKind::UserOauth => {
                descriptions.into_iter().chain(contact).collect()
            }
            AppKind::ServerToServer => contact.to_vec(),
            AppKind::General { .. } => Vec::new(),
        };
        required
            .into_iter()
            .filter(|(_, value)| value.trim().is_empty())
            .map(|(label, _)| label)
            .collect()
    }

    /// Whether scopes were added since `user_id` last pressed Allow.
    pub fn needs_allow_again(&self, user_id: &str) -> bool {
        self.installs
            .iter()
            .find(|install| install.user_id == user_id)
            .is_some_and(|install| install.scopes != self.scopes)
    }
}
