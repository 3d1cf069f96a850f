//! Which server, how, and as whom.

use std::net::IpAddr;

use secrecy::SecretString;

use crate::Address;

/// How the connection is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Plain at first, then TLS before anything is said (usually port 587). A server that does not
    /// offer it is not used.
    StartTls,
    /// TLS from the first byte (usually port 465).
    Tls,
    /// None: only to a server on this machine.
    None,
}

impl Security {
    /// The port that servers usually have for it.
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// The mail server and the sender.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The server's name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub security: Security,
    /// Name and password to sign in with, where the server wants them.
    pub login: Option<(String, SecretString)>,
    /// The sender.
    pub from: Address,
    /// The sender's name as mail programs show it; may be empty.
    pub from_name: String,
    /// A further certificate authority to trust (PEM), for a server of one's own.
    pub ca: Option<Vec<u8>>,
}

/// Why no mail can be sent with these settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Passwords and letters would be read on the way.
    #[error(
        "Mail to {0} would travel in the clear: without TLS only a server on this machine (127.0.0.1, ::1, localhost) is used."
    )]
    InTheClear(String),
    /// The certificate authority's file is not one.
    #[error("The certificate authority for mail cannot be read: {0}.")]
    Ca(String),
    /// TLS cannot be set up.
    #[error("TLS for the mail server {host} cannot be set up: {why}.")]
    Tls {
        /// The server.
        host: String,
        /// The library's words.
        why: String,
    },
}

/// Whether `host` is this machine.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => bare.eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn only_this_machine_is_this_machine() {
        for host in [
            "localhost",
            "LOCALHOST",
            "127.0.0.1",
            "127.3.2.1",
            "::1",
            "[::1]",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["mail.example.org", "10.0.0.1", "localhost.example.org", ""] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
