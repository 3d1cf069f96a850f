//! Why a letter was not taken, in sentences, and whether trying again can help.

use std::error::Error as _;

/// Why a letter was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The server said no, and will say so again.
    #[error("The mail server {server} refused the letter with {code}: “{said}”")]
    Refused {
        /// The server.
        server: String,
        /// SMTP's code.
        code: u16,
        /// Its words.
        said: String,
    },
    /// The server said no for now.
    #[error("The mail server {server} asked to try later, with {code}: “{said}”")]
    Later {
        /// The server.
        server: String,
        /// SMTP's code.
        code: u16,
        /// Its words.
        said: String,
    },
    /// Nobody answered, or not in time.
    #[error("The mail server {server} could not be reached: {why}.")]
    Unreachable {
        /// The server.
        server: String,
        /// What happened.
        why: String,
    },
    /// The connection could not be made private.
    #[error(
        "The connection to the mail server {server} could not be made private: {why}. Check the port, the TLS mode and the server's certificate."
    )]
    Tls {
        /// The server.
        server: String,
        /// What happened.
        why: String,
    },
    /// The letter itself cannot be written down.
    #[error("The letter could not be made: {0}.")]
    Letter(String),
}

impl MailError {
    /// Whether another attempt may end better. A wrong password is not told from a server that has
    /// forgotten it for a moment, so only what concerns the letter or its recipient is final.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Refused { code, .. } => matches!(code, 530 | 534 | 535 | 538),
            Self::Later { .. } | Self::Unreachable { .. } | Self::Tls { .. } => true,
            Self::Letter(_) => false,
        }
    }

    pub(crate) fn of(server: &str, error: &lettre::transport::smtp::Error) -> Self {
        let server = server.to_owned();
        let why = innermost(error);
        if let Some(code) = error.status() {
            let (code, said) = (u16::from(code), said(&why));
            return if error.is_permanent() {
                Self::Refused { server, code, said }
            } else {
                Self::Later { server, code, said }
            };
        }
        if error.is_tls() || (error.is_client() && why.contains("TLS")) {
            return Self::Tls { server, why };
        }
        Self::Unreachable { server, why }
    }
}

/// The innermost cause, without the system's number and without a full stop.
fn innermost(error: &lettre::transport::smtp::Error) -> String {
    let mut cause = error.source();
    let mut text = error.to_string();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    let text = match text.rsplit_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => text,
    };
    text.trim_end_matches('.').to_owned()
}

/// A server's words on one line, bounded.
fn said(words: &str) -> String {
    let one_line: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(300)
        .collect();
    one_line.trim().to_owned()
}
