//! `[mail]`: the mail server that alarms leave through.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{failure::Failure, secrets};

/// The server and the sender. Without a host no mail is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Mail {
    /// The server's name; mail is off without it.
    pub host: Option<String>,
    /// Its port; without it 587 (starttls), 465 (tls) or 25 (none).
    pub port: Option<u16>,
    /// `starttls`, `tls`, or `none`, which is for a server on this machine only.
    pub tls: TlsMode,
    /// The name to sign in with, where the server wants one.
    pub user: Option<String>,
    /// File with the password; else `PARFOCAL_MAIL_PASSWORD`.
    pub password_file: Option<PathBuf>,
    /// The sender's address.
    pub from: Option<String>,
    /// The sender's name.
    pub from_name: String,
    /// A further certificate authority to trust (PEM), for a server of your own.
    pub ca_file: Option<PathBuf>,
}

/// How the connection to the mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TlsMode {
    Starttls,
    Tls,
    None,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            host: None,
            port: None,
            tls: TlsMode::Starttls,
            user: None,
            password_file: None,
            from: None,
            from_name: "Parfocal".into(),
            ca_file: None,
        }
    }
}

impl Mail {
    pub(super) fn validate(&self) -> Result<(), Failure> {
        self.address().map(drop)
    }

    /// The sender; none where mail is off.
    fn address(&self) -> Result<Option<mail::Address>, Failure> {
        match (&self.host, &self.from) {
            (None, _) => Ok(None),
            (Some(_), None) => Err(Failure::config(
                "`mail.host` is set, and `mail.from` is not: nobody could be the sender.",
                "Set `mail.from`, for instance to parfocal@example.org.",
            )),
            (Some(_), Some(from)) => from.parse().map(Some).map_err(|why: mail::NotAnAddress| {
                Failure::config(format!("`mail.from` is wrong: {why}"), "")
            }),
        }
    }

    /// What the mail crate is given; none where mail is off.
    pub(crate) fn settings(&self) -> Result<Option<mail::Settings>, Failure> {
        let (Some(host), Some(from)) = (self.host.clone(), self.address()?) else {
            return Ok(None);
        };
        let security = match self.tls {
            TlsMode::Starttls => mail::Security::StartTls,
            TlsMode::Tls => mail::Security::Tls,
            TlsMode::None => mail::Security::None,
        };
        let password = secrets::read(self.password_file.as_ref(), "PARFOCAL_MAIL_PASSWORD")?;
        let login = match (self.user.clone(), password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            (Some(_), None) => {
                return Err(Failure::config(
                    "`mail.user` is set, and there is no password.",
                    "Name a file that holds it with `mail.password_file`, or set PARFOCAL_MAIL_PASSWORD.",
                ));
            }
            (None, Some(_)) => {
                return Err(Failure::config(
                    "There is a password for mail, and `mail.user` is not set.",
                    "Set `mail.user`, or take the password away.",
                ));
            }
        };
        let ca = match &self.ca_file {
            None => None,
            Some(path) => Some(std::fs::read(path).map_err(|error| {
                Failure::config(
                    format!(
                        "`mail.ca_file` names {}, which cannot be read: {error}.",
                        path.display()
                    ),
                    "Name a PEM file, or leave the key out.",
                )
            })?),
        };
        Ok(Some(mail::Settings {
            host,
            port: self.port.unwrap_or(security.usual_port()),
            security,
            login,
            from,
            from_name: self.from_name.clone(),
            ca,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Mail, TlsMode};

    fn said(mail: &Mail) -> String {
        mail.settings().expect_err("refused").to_string()
    }

    #[test]
    fn without_a_host_mail_is_off() {
        assert!(Mail::default().settings().expect("fine").is_none());
    }

    #[test]
    fn a_host_needs_a_sender_and_a_user_needs_a_password() {
        let mut mail = Mail {
            host: Some("mail.example.org".into()),
            ..Mail::default()
        };
        assert!(said(&mail).contains("`mail.from` is not"));
        mail.from = Some("parfocal".into());
        assert!(said(&mail).contains("is no mail address"));
        mail.from = Some("parfocal@example.org".into());
        let settings = mail.settings().expect("fine").expect("on");
        assert_eq!(settings.port, 587);
        mail.user = Some("parfocal".into());
        assert!(said(&mail).contains("there is no password"));
        mail.tls = TlsMode::Tls;
        mail.user = None;
        assert_eq!(mail.settings().expect("fine").expect("on").port, 465);
    }
}
