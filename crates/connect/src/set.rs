//! A credential set: what one app on Zoom's Marketplace gave us, without its secrets.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zoom_types::ScopeSet;

use crate::{CheckReport, Preset};

/// The three kinds of app a connection may hold one of each.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SetKind {
    /// The account-level OAuth app of the first guide.
    Monitoring,
    /// The Server-to-Server OAuth app of the second guide.
    ServerToServer,
    /// The Meeting SDK app of the second guide.
    MeetingSdk,
}

impl SetKind {
    /// All three, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Monitoring, Self::ServerToServer, Self::MeetingSdk];

    /// Its name in the database, in addresses and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Monitoring => "monitoring",
            Self::ServerToServer => "server_to_server",
            Self::MeetingSdk => "meeting_sdk",
        }
    }

    /// What kind of app it is in Zoom's Marketplace, as a page heads its block.
    pub fn title(self) -> &'static str {
        match self {
            Self::Monitoring => "Monitoring: account-level OAuth app",
            Self::ServerToServer => "Server-to-Server OAuth app",
            Self::MeetingSdk => "Meeting SDK app",
        }
    }

    /// The kind of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

impl std::fmt::Display for SetKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.title())
    }
}

/// How a set stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum SetState {
    /// Saved, not checked yet.
    Saved,
    /// Saved; Zoom has yet to send an authorization code (Add, Allow).
    NotAuthorized,
    /// Zoom gave a token for it; for a Meeting SDK pair: nothing speaks against it.
    Works,
    /// Kept, and Zoom could not be asked. Nothing is known to be wrong.
    CouldNotBeChecked {
        /// Why not, a sentence.
        why: String,
    },
    /// Zoom or a look at the values says no; the findings say why.
    Refused {
        /// The first finding's sentence.
        why: String,
    },
    /// It worked, and a person must press Add again. Queued work is kept.
    NeedsRenewal {
        /// What happened.
        cause: RenewalCause,
    },
}

/// Why an authorization must be renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RenewalCause {
    /// Parfocal stopped between Zoom's answer and its own commit: Zoom has spent the old refresh
    /// token, and the new one was lost with the process.
    ChainLost,
    /// The app was removed from the account, somebody authorised it again elsewhere, or the
    /// refresh token outlived its time (90 days unused).
    RevokedOrExpired,
}

impl RenewalCause {
    /// What happened and what to do, as a page says it.
    pub fn says(self) -> &'static str {
        match self {
            Self::ChainLost => {
                "Parfocal was stopped, or the line broke, between Zoom's answer and keeping it, so \
                 the new refresh token was lost and the old one is spent (Zoom answers “Invalid \
                 Token!”). Press Renew: the same connection goes on with its history, and waiting \
                 work continues."
            }
            Self::RevokedOrExpired => {
                "Zoom no longer accepts the refresh token (“Invalid Token!”): the app was removed \
                 from the account, it was added again somewhere else, or it was not used for 90 \
                 days. Press Renew: the same connection goes on with its history, and waiting \
                 work continues."
            }
        }
    }
}

impl SetState {
    /// True when calls can be made with it, as far as is known.
    pub fn usable(&self) -> bool {
        matches!(self, Self::Works | Self::CouldNotBeChecked { .. })
    }
}

/// A set as pages and the API show it. It holds no secret, only whether there is one.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct CredentialSet {
    /// Which of the three.
    pub kind: SetKind,
    /// The app's name in the Marketplace, as entered: look-alike pairs are told apart by it.
    pub app_name: String,
    /// Client ID.
    pub client_id: String,
    /// Account ID, Server-to-Server only.
    pub account_id: Option<String>,
    /// Redirect URL, monitoring only: letter by letter as in the Marketplace.
    pub redirect_url: Option<String>,
    /// Whether a Client Secret is kept.
    pub has_secret: bool,
    /// Whether a Secret Token (webhooks) is kept.
    pub has_secret_token: bool,
    /// Whether a Verification Token (older webhooks) is kept.
    pub has_verification_token: bool,
    /// The list of scopes its owner wants to follow.
    pub preset: Preset,
    /// How it stands.
    pub state: SetState,
    /// What Zoom granted with the last token; `None` before the first.
    #[schema(value_type = Option<String>)]
    pub scopes: Option<ScopeSet>,
    /// When it was saved last.
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: Timestamp,
    /// When it was checked last.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked_at: Option<Timestamp>,
    /// When a code was exchanged last, monitoring only.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub authorized_at: Option<Timestamp>,
    /// What the last check found.
    pub report: Option<CheckReport>,
}
