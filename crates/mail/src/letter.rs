//! What is sent, and to whom.

use std::fmt;

/// A mail address that can be written to, for instance `ada@example.org`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address(pub(crate) lettre::Address);

/// A text that is no mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no mail address; write it like ada@example.org.")]
pub struct NotAnAddress(String);

impl std::str::FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        text.parse()
            .map(Self)
            .map_err(|_| NotAnAddress(text.to_owned()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One letter to one recipient.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What tells it from every other letter, the same on every attempt: letters, digits, `-` and
    /// `.`. It becomes the `Message-ID`, with the sender's domain.
    pub id: String,
    /// To whom.
    pub to: Address,
    /// One line.
    pub subject: String,
    /// Plain text; lines end with `\n`.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn what_is_no_address_is_refused_and_named() {
        assert!(" ada@example.org ".parse::<Address>().is_ok());
        for text in ["", "ada", "ada@", "@example.org", "a@b\r\nBcc: c@d"] {
            let refused = text.parse::<Address>().expect_err(text);
            assert!(refused.to_string().contains("is no mail address"));
        }
    }
}
