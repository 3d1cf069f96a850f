//! `parfocal config`: check, show and generate the configuration; name who may sign in.

use std::{fmt::Write as _, path::PathBuf};

use clap::Subcommand;
use secrecy::ExposeSecret as _;

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::Product,
    secrets,
};

/// Flags of `parfocal config`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with the configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read the configuration, try the database, and say what is wrong
    Check,
    /// Show the configuration in force, defaults included; passwords are left out
    Show,
    /// Print a configuration file with every key at its default and what it means
    Generate,
    /// Name the administrator, or give them a new password
    Admin {
        /// The name to sign in with
        #[arg(long, default_value = "admin")]
        name: String,
        /// File with the password (- is standard input); else `PARFOCAL_PASSWORD`
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// Make, list and end bearer tokens for programs
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
}

/// What can be done with API tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token; it is shown once
    Create {
        /// The program it is for
        name: String,
        /// What it may: look (read), the daily work as well (operate), or everything
        #[arg(long, value_enum, default_value_t = MayDo::Read)]
        rights: MayDo,
    },
    /// List the tokens, without their values
    List,
    /// End a token
    Revoke {
        /// Its id, as in the list
        id: String,
    },
}

/// The rights of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum MayDo {
    Read,
    Operate,
    Administer,
}

impl From<MayDo> for connect::Rights {
    fn from(may: MayDo) -> Self {
        match may {
            MayDo::Read => Self::Read,
            MayDo::Operate => Self::Operate,
            MayDo::Administer => Self::Administer,
        }
    }
}

/// A configuration file with every key at its default.
const TEMPLATE: &str = include_str!("../config/template.toml");

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    match args.command {
        Command::Check => check(config, output).await,
        Command::Show => Ok(output.write(&shown(config), toml)?),
        Command::Generate => Ok(output.text(TEMPLATE)?),
        Command::Admin {
            name,
            password_file,
        } => {
            let password = secrets::read(password_file.as_ref(), "PARFOCAL_PASSWORD")?;
            let password = password.ok_or_else(|| {
                Failure::usage(
                    "There is no password.",
                    "Name a file that holds it with --password-file (- is standard input), or set \
                     PARFOCAL_PASSWORD.",
                )
            })?;
            let product = Product::without_zoom(config).await?;
            product.accounts.set_administrator(&name, &password).await?;
            let said = serde_json::json!({ "administrator": name.trim() });
            output.write(&said, |_| {
                format!("{} can sign in with this password now.", name.trim())
            })?;
            Ok(())
        }
        Command::Token { command } => token(command, config, output).await,
    }
}

async fn token(command: TokenCommand, config: &Config, output: Output) -> Result<(), Failure> {
    let accounts = Product::without_zoom(config).await?.accounts;
    match command {
        TokenCommand::Create { name, rights } => {
            let made = accounts.create_token_with(&name, rights.into()).await?;
            let token = made.token.expose_secret();
            let value = serde_json::json!({
                "id": made.listed.id, "name": made.listed.name, "rights": made.listed.rights, "token": token,
            });
            output.write(&value, |_| format!("{token}\nIt is not shown again."))?;
        }
        TokenCommand::List => {
            let tokens = accounts.api_tokens().await?;
            output.write(&tokens, |tokens| {
                let mut table = Table::new(&["id", "name", "may", "made", "last used"]);
                for token in tokens {
                    table.row([
                        token.id.clone(),
                        token.name.clone(),
                        token.rights.key().to_owned(),
                        output::moment(Some(token.created_at)),
                        output::moment(token.last_used_at),
                    ]);
                }
                if table.is_empty() {
                    "No tokens yet.".into()
                } else {
                    table.to_string()
                }
            })?;
        }
        TokenCommand::Revoke { id } => {
            if !accounts.revoke_api_token(&id).await? {
                return Err(Failure::new(
                    format!("There is no API token {id}."),
                    "`parfocal config token list` shows them.",
                ));
            }
            output.write(&serde_json::json!({ "revoked": id }), |_| {
                format!("Token {id} ended.")
            })?;
        }
    }
    Ok(())
}

/// The configuration was read to get here; the database is tried as well. Nothing is made: neither
/// a database where there is none, nor a key.
async fn check(config: &Config, output: Output) -> Result<(), Failure> {
    let store = config.store.shown();
    if config.store.is_missing_file() {
        let value = serde_json::json!({
            "ok": true, "store": store, "engine": null, "administrator": false,
        });
        output.write(&value, |_| {
            format!(
                "The configuration is right. There is no database at {store} yet; the first \
                 start makes it."
            )
        })?;
        return Ok(());
    }
    let product = Product::for_command(config).await?;
    let administrator = product.accounts.any_administrator().await?;
    let engine = product.db.engine();
    let value = serde_json::json!({
        "ok": true, "store": store, "engine": engine, "administrator": administrator,
    });
    output.write(&value, |_| {
        let who = if administrator {
            "An administrator is named."
        } else {
            "Nobody can sign in yet: `parfocal config admin` names the administrator."
        };
        format!("The configuration is right. {engine} at {store} answers. {who}")
    })?;
    Ok(())
}

/// The configuration in force, without the database's password.
fn shown(config: &Config) -> Config {
    let mut config = config.clone();
    config.store.url = config.store.shown();
    config
}

/// In the form it is written in.
pub(crate) fn toml(config: &Config) -> String {
    let value = serde_json::to_value(config).unwrap_or_default();
    let mut out = String::new();
    for (section, keys) in value.as_object().into_iter().flatten() {
        let _ = writeln!(out, "[{section}]");
        for (key, value) in keys.as_object().into_iter().flatten() {
            // JSON's strings, numbers and flags are TOML's too; an absent key has no line.
            let _ = match value {
                serde_json::Value::Null => Ok(()),
                value => writeln!(out, "{key} = {value}"),
            };
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Config, TEMPLATE, shown, toml};

    #[test]
    fn the_generated_file_is_valid_and_holds_the_defaults() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("parfocal.toml");
        // Every commented default must be a key that is known; the token's file must be there.
        let token = folder.path().join("token");
        std::fs::write(&token, "x").expect("written");
        let every = TEMPLATE
            .replace("\n#= ", "\n")
            .replace("metrics.token\"", &format!("{}\"", token.display()));
        for text in [TEMPLATE, &every] {
            std::fs::write(&path, text).expect("written");
            let read = Config::load(Some(&path)).expect("valid");
            if text == TEMPLATE {
                assert_eq!(toml(&read), toml(&Config::default()));
            }
        }
    }

    #[test]
    fn what_is_shown_can_be_read_again_and_has_no_password() {
        let mut config = Config::default();
        config.store.url = "postgres://parfocal:hunter2@db.example/parfocal".into();
        let text = toml(&shown(&config));
        assert!(!text.contains("hunter2"), "{text}");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("parfocal.toml");
        std::fs::write(&path, text).expect("written");
        Config::load(Some(&path)).expect("valid");
    }
}
