//! The account: its plan, what it bought, what it is billed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{chance::Chance, when::DAY};

/// The account's plan, as far as the platform treats plans differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Plan {
    Free,
    Pro,
    Business,
}

impl Plan {
    /// From a word; what is not known counts as Business, the sandbox's default.
    pub(crate) fn parse(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "free" => Self::Free,
            "pro" => Self::Pro,
            _ => Self::Business,
        }
    }

    /// Whether dashboards are included: Zoom gives them from Business on.
    pub(crate) fn has_dashboards(self) -> bool {
        self == Self::Business
    }

    /// Whether add-ons (webinar, rooms, phone) are bought: the sandbox's Business account has
    /// them all, the smaller ones none.
    pub(crate) fn has_add_ons(self) -> bool {
        self == Self::Business
    }

    /// Zoom's `account_type`.
    pub(crate) fn account_type(self) -> &'static str {
        match self {
            Self::Free => "Free",
            Self::Pro => "Pro",
            Self::Business => "Business",
        }
    }
}

/// One account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) number: u64,
    pub(crate) name: &'static str,
    pub(crate) domain: &'static str,
    pub(crate) plan: Plan,
    pub(crate) created_at: i64,
    /// Licensed seats bought.
    pub(crate) seats: u32,
}

impl Account {
    pub(crate) fn seeded(
        root: Chance,
        (name, domain): (&'static str, &'static str),
        plan: Plan,
        users: u32,
        opened: i64,
    ) -> Self {
        let mut chance = root.of(0xacc);
        Self {
            id: URL_SAFE_NO_PAD.encode(chance.bytes()),
            number: chance.digits(8),
            name,
            domain,
            plan,
            created_at: opened - 905 * DAY,
            // Room to grow by a tenth, in packs of five; a Free account has its owner's seat only
            // in name, Basic users are what it grows by.
            seats: (users + users / 10 + 3).div_ceil(5) * 5,
        }
    }
}
