//! The way out: one connection per letter, with a limit on everything.

use std::{sync::Arc, time::Duration};

use clock::Clock;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use secrecy::ExposeSecret as _;

use crate::{Letter, MailError, Security, Settings, SettingsError, settings::is_this_machine};

/// The longest one letter may take, all considered.
const LIMIT: Duration = Duration::from_secs(30);
/// The longest one step of the conversation may take.
const STEP: Duration = Duration::from_secs(15);

/// Sends letters. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    settings: Settings,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    clock: Clock,
}

/// What the server said when it took a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its words, usually with its own id of the letter.
    pub said: String,
}

impl Mailer {
    /// A way out through this server; nothing is connected yet.
    pub fn new(settings: Settings, clock: Clock) -> Result<Self, SettingsError> {
        let host = settings.host.clone();
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host)
            .port(settings.port)
            .tls(tls(&settings)?)
            .timeout(Some(STEP))
            .hello_name(ClientId::Domain(settings.from.0.domain().to_owned()));
        if let Some((user, password)) = &settings.login {
            builder = builder.credentials(Credentials::new(
                user.clone(),
                password.expose_secret().to_owned(),
            ));
        }
        Ok(Self(Arc::new(Inner {
            transport: builder.build(),
            settings,
            clock,
        })))
    }

    /// The server, as sentences name it.
    pub fn server(&self) -> String {
        format!("{}:{}", self.0.settings.host, self.0.settings.port)
    }

    /// The sender's address.
    pub fn from(&self) -> String {
        self.0.settings.from.to_string()
    }

    /// Hands one letter to the server; it has answered when this returns.
    pub async fn send(&self, letter: &Letter) -> Result<Accepted, MailError> {
        let message = self.write(letter)?;
        let server = self.server();
        let sent = self
            .0
            .clock
            .timeout(LIMIT, self.0.transport.send(message))
            .await;
        match sent {
            Ok(Ok(answer)) => Ok(Accepted {
                said: answer.message().collect::<Vec<_>>().join(" "),
            }),
            Ok(Err(error)) => Err(MailError::of(&server, &error)),
            Err(_) => Err(MailError::Unreachable {
                server,
                why: format!("no end after {} seconds", LIMIT.as_secs()),
            }),
        }
    }

    fn write(&self, letter: &Letter) -> Result<Message, MailError> {
        let failed = |error: lettre::error::Error| MailError::Letter(error.to_string());
        let settings = &self.0.settings;
        let name = Some(settings.from_name.clone()).filter(|name| !name.is_empty());
        let mut message = Message::builder()
            .from(Mailbox::new(name, settings.from.0.clone()))
            .to(Mailbox::new(None, letter.to.0.clone()))
            .date(self.0.clock.now().into())
            .message_id(Some(format!(
                "<{}@{}>",
                letter.id,
                settings.from.0.domain()
            )))
            .subject(one_line(&letter.subject))
            .singlepart(
                SinglePart::builder()
                    .header(ContentType::TEXT_PLAIN)
                    .body(letter.text.clone()),
            )
            .map_err(failed)?;
        // RFC 3834: out-of-office answers to a machine's letters help nobody.
        message.headers_mut().insert_raw(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
        Ok(message)
    }
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mailer({})", self.server())
    }
}

fn tls(settings: &Settings) -> Result<Tls, SettingsError> {
    let parameters = || {
        let failed = |error: lettre::transport::smtp::Error| SettingsError::Tls {
            host: settings.host.clone(),
            why: error.to_string(),
        };
        let mut builder = TlsParameters::builder(settings.host.clone());
        if let Some(pem) = &settings.ca {
            let certificate =
                Certificate::from_pem(pem).map_err(|error| SettingsError::Ca(error.to_string()))?;
            builder = builder.add_root_certificate(certificate);
        }
        builder.build_rustls().map_err(failed)
    };
    match settings.security {
        Security::StartTls => Ok(Tls::Required(parameters()?)),
        Security::Tls => Ok(Tls::Wrapper(parameters()?)),
        Security::None if is_this_machine(&settings.host) => Ok(Tls::None),
        Security::None => Err(SettingsError::InTheClear(settings.host.clone())),
    }
}

/// A subject cannot begin another header.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
