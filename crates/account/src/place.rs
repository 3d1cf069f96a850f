//! Which account an act is about: the connection's own, or one of its sub-accounts.

use connect::FormProblems;

use crate::Error;

/// An account that settings and owners belong to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Place {
    /// The connection's own.
    #[default]
    Own,
    /// A sub-account of it, by Zoom's id.
    Sub(String),
}

impl Place {
    /// From what was typed or chosen; empty is the own account.
    pub fn parse(typed: &str) -> Result<Self, Error> {
        let id = typed.trim();
        if id.is_empty() || id == "me" {
            return Ok(Self::Own);
        }
        let fits = id.len() <= 64
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if fits {
            return Ok(Self::Sub(id.to_owned()));
        }
        Err(FormProblems::one(
            "account",
            "That is no account id: Zoom's have letters, digits, “-” and “_” only. Copy it from \
             the sub-account's page in Zoom (Account Management, Sub Accounts).",
        )
        .into())
    }

    /// The sub-account's id; empty for the own account.
    pub fn id(&self) -> &str {
        match self {
            Self::Own => "",
            Self::Sub(id) => id,
        }
    }

    /// “the account”, “the sub-account abc”.
    pub fn words(&self) -> String {
        match self {
            Self::Own => "the account".to_owned(),
            Self::Sub(id) => format!("the sub-account {id}"),
        }
    }

    /// As the path of an operation names it.
    pub(crate) fn param(&self) -> &str {
        match self {
            Self::Own => "me",
            Self::Sub(id) => id,
        }
    }
}
