//! What is given of an app on the command line, with its secrets from where it names.

use std::path::PathBuf;

use connect::{MeetingSdkForm, MonitoringForm, ServerToServerForm};
use secrecy::SecretString;

use super::CODE;
use crate::{failure::Failure, secrets};

/// The pair every app has.
#[derive(Debug, clap::Args)]
pub(crate) struct Pair {
    /// What the app is called in the Marketplace
    #[arg(long, value_name = "NAME")]
    pub app_name: Option<String>,
    /// Client ID
    #[arg(long, value_name = "ID")]
    pub client_id: String,
    /// File with the Client Secret (- is standard input); else `PARFOCAL_CLIENT_SECRET`; without
    /// either the stored one stays
    #[arg(long, value_name = "FILE")]
    pub client_secret_file: Option<PathBuf>,
}

/// By what the events of Zoom are known that the app is subscribed to.
#[derive(Debug, clap::Args)]
pub(crate) struct Tokens {
    /// File with the Secret Token; else `PARFOCAL_SECRET_TOKEN`; without either the stored one stays
    #[arg(long, value_name = "FILE")]
    pub secret_token_file: Option<PathBuf>,
    /// File with the Verification Token; else `PARFOCAL_VERIFICATION_TOKEN`; without either the
    /// stored one stays
    #[arg(long, value_name = "FILE")]
    pub verification_token_file: Option<PathBuf>,
}

/// The first guide's four names, and its two optional tokens.
#[derive(Debug, clap::Args)]
pub(crate) struct Monitoring {
    #[command(flatten)]
    pub pair: Pair,
    /// Redirect URL, exactly as in the app
    #[arg(long, value_name = "URL")]
    pub redirect_url: String,
    #[command(flatten)]
    pub tokens: Tokens,
    /// File with the Authorization Code (- is standard input); else `PARFOCAL_AUTHORIZATION_CODE`
    #[arg(long, value_name = "FILE")]
    pub code_file: Option<PathBuf>,
}

/// The second guide's three names.
#[derive(Debug, clap::Args)]
pub(crate) struct ServerToServer {
    /// Account ID
    #[arg(long, value_name = "ID")]
    pub account_id: String,
    #[command(flatten)]
    pub pair: Pair,
    #[command(flatten)]
    pub tokens: Tokens,
}

/// The second guide's pair for joining in the browser.
#[derive(Debug, clap::Args)]
pub(crate) struct MeetingSdk {
    #[command(flatten)]
    pub pair: Pair,
}

/// What stands in a secret's file or variable; blank keeps the stored one.
fn secret(file: Option<&PathBuf>, variable: &str) -> Result<SecretString, Failure> {
    secrets::read(file, variable).map(Option::unwrap_or_default)
}

impl Pair {
    fn secret(&self) -> Result<SecretString, Failure> {
        secret(self.client_secret_file.as_ref(), "PARFOCAL_CLIENT_SECRET")
    }
}

impl Tokens {
    fn secret_token(&self) -> Result<SecretString, Failure> {
        secret(self.secret_token_file.as_ref(), "PARFOCAL_SECRET_TOKEN")
    }

    fn verification_token(&self) -> Result<SecretString, Failure> {
        secret(
            self.verification_token_file.as_ref(),
            "PARFOCAL_VERIFICATION_TOKEN",
        )
    }
}

impl Monitoring {
    pub(super) fn form(self) -> Result<MonitoringForm, Failure> {
        Ok(MonitoringForm {
            client_secret: self.pair.secret()?,
            authorization_code: secret(self.code_file.as_ref(), CODE)?,
            secret_token: self.tokens.secret_token()?,
            verification_token: self.tokens.verification_token()?,
            app_name: self.pair.app_name.unwrap_or_default(),
            client_id: self.pair.client_id,
            redirect_url: self.redirect_url,
            preset: None,
        })
    }
}

impl ServerToServer {
    pub(super) fn form(self) -> Result<ServerToServerForm, Failure> {
        Ok(ServerToServerForm {
            client_secret: self.pair.secret()?,
            secret_token: self.tokens.secret_token()?,
            verification_token: self.tokens.verification_token()?,
            app_name: self.pair.app_name.unwrap_or_default(),
            account_id: self.account_id,
            client_id: self.pair.client_id,
            preset: None,
        })
    }
}

impl MeetingSdk {
    pub(super) fn form(self) -> Result<MeetingSdkForm, Failure> {
        Ok(MeetingSdkForm {
            client_secret: self.pair.secret()?,
            app_name: self.pair.app_name.unwrap_or_default(),
            client_id: self.pair.client_id,
        })
    }
}
