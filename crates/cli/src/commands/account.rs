//! `parfocal account`: settings, owner, what Zoom told of it, and sub-accounts.

mod sub;

use account::{Account, Ask, Line, Place, Saved, Sheet};
use clap::Subcommand;
use connect::ConnectionId;

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::{OPERATOR, Product},
};

/// Flags of `parfocal account`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with the account.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show and change the settings that hold for everybody
    #[command(subcommand)]
    Settings(Settings),
    /// Hand the account to one of its admins
    Owner {
        /// The new owner's mail address
        email: String,
        /// The same address once more: this cannot be taken back
        #[arg(long, value_name = "EMAIL")]
        confirm: String,
        /// A sub-account's id, instead of the own account
        #[arg(
            long = "sub",
            value_name = "ID",
            default_value = "",
            allow_hyphen_values = true
        )]
        account: String,
    },
    /// List who changed which setting, as Zoom told it
    Changes,
    /// Show which events to subscribe to for scopes that open nothing else, and which came
    Subscriptions,
    /// Show how much people write in meetings, and choose whether it is kept
    Chat {
        /// Show what was kept of one run, by its UUID
        #[arg(long, value_name = "UUID")]
        run: Option<String>,
        /// Keep it from now on, or no longer, which deletes what was kept
        #[arg(long, value_name = "YES")]
        keep: Option<bool>,
    },
    /// List who did what to the account from here
    Audit,
    /// Sub-accounts: options and webinars
    #[command(subcommand)]
    Sub(sub::Command),
}

/// What can be done with settings.
#[derive(Debug, Subcommand)]
pub(crate) enum Settings {
    /// Show the settings as they stand at Zoom
    Show {
        /// A sub-account's id, instead of the own account
        #[arg(
            long = "sub",
            value_name = "ID",
            default_value = "",
            allow_hyphen_values = true
        )]
        account: String,
    },
    /// Change settings: only what differs is sent, then it is read back
    Set {
        /// Setting and value, as in `in_meeting.chat=off`
        #[arg(required = true, value_name = "PATH=VALUE")]
        settings: Vec<String>,
        /// Only show the difference
        #[arg(long)]
        dry_run: bool,
        /// A sub-account's id, instead of the own account
        #[arg(
            long = "sub",
            value_name = "ID",
            default_value = "",
            allow_hyphen_values = true
        )]
        account: String,
    },
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    let service = &product.account;
    match args.command {
        Command::Settings(command) => settings(service, &id, command, output).await?,
        Command::Owner {
            email,
            confirm,
            account,
        } => {
            let place = Place::parse(&account)?;
            let owner = service
                .change_owner(&OPERATOR, &id, &place, &email, &confirm, "")
                .await?;
            output.write(&serde_json::json!({ "owner": owner }), |_| {
                format!("{owner} owns {} now.", place.words())
            })?;
        }
        Command::Changes => {
            let changes = service.setting_changes(&OPERATOR, &id).await?;
            output.write(&changes, |changes| {
                let mut table = Table::new(&["when", "who", "setting", "was", "is"]);
                for one in changes {
                    let at = output::moment(Some(one.at.as_microsecond()));
                    table.row([&at, &one.operator, &one.label, &one.was, &one.now]);
                }
                or(&table, "No change was told yet.")
            })?;
        }
        Command::Subscriptions => {
            let told = service.subscriptions(&OPERATOR, &id).await?;
            output.write(&told, |told| {
                let mut table = Table::new(&["scope", "events", "came", "last one"]);
                for one in told {
                    table.row([
                        one.scope.to_owned(),
                        one.events.join(" "),
                        one.count.to_string(),
                        output::moment(one.last_at.map(jiff::Timestamp::as_microsecond)),
                    ]);
                }
                table.to_string()
            })?;
        }
        Command::Chat { run, keep } => chat(service, &id, run, keep, output).await?,
        Command::Audit => {
            let audit = service.audit(&OPERATOR, &id, None).await?;
            output.write(&audit, |audit| {
                let mut table = Table::new(&["when", "who", "what"]);
                for one in audit {
                    let at = output::moment(Some(one.at.as_microsecond()));
                    table.row([&at, &one.who, &one.detail]);
                }
                or(&table, "Nothing was done from here yet.")
            })?;
        }
        Command::Sub(command) => sub::run(service, &id, command, output).await?,
    }
    Ok(())
}

/// A table, or a sentence where it has no row.
fn or(table: &Table, none: &str) -> String {
    if table.is_empty() {
        none.to_owned()
    } else {
        table.to_string()
    }
}

async fn settings(
    service: &Account,
    id: &ConnectionId,
    command: Settings,
    output: Output,
) -> Result<(), Failure> {
    match command {
        Settings::Show { account } => {
            let place = Place::parse(&account)?;
            let sheet = service.settings(&OPERATOR, id, &place).await?;
            output.write(&sheet, shown)?;
        }
        Settings::Set {
            settings,
            dry_run,
            account,
        } => {
            let place = Place::parse(&account)?;
            let asks = asks(&settings)?;
            if dry_run {
                let review = service
                    .review_settings(&OPERATOR, id, &place, &asks)
                    .await?;
                output.write(&review, |review| {
                    let notes = review.notes.join("\n");
                    format!("{}{notes}", lines(&review.lines, "would change"))
                })?;
            } else {
                let saved = service.save_settings(&OPERATOR, id, &place, &asks).await?;
                output.write(&saved, told)?;
            }
        }
    }
    Ok(())
}

fn asks(settings: &[String]) -> Result<Vec<Ask>, Failure> {
    settings
        .iter()
        .map(|typed| {
            let (path, to) = typed.split_once('=').ok_or_else(|| {
                Failure::usage(
                    format!("“{typed}” is no setting with a value."),
                    "Write path and value, as in in_meeting.chat=off.",
                )
            })?;
            Ok(Ask {
                path: path.trim().to_owned(),
                to: to.trim().to_owned(),
                was: None,
            })
        })
        .collect()
}

fn shown(sheet: &Sheet) -> String {
    let mut table = Table::new(&["setting", "value", "in words"]);
    for row in &sheet.settings {
        let locked = match row.locked {
            Some(true) => " (locked for users)",
            _ => "",
        };
        table.row([
            row.setting.path.to_owned(),
            row.value.clone().unwrap_or_else(|| "-".to_owned()),
            format!(
                "{}: {}{locked}",
                row.setting.label,
                row.words.as_deref().unwrap_or("not known")
            ),
        ]);
    }
    let unread = sheet.unread.as_ref().map(ToString::to_string);
    format!("{table}{}", unread.unwrap_or_default())
}

fn told(saved: &Saved) -> String {
    let mut out = lines(&saved.lines, "changed");
    for one in &saved.kept_otherwise {
        let line = format!(
            "Zoom kept otherwise  {}: {}, not {}\n",
            one.label, one.now, one.was
        );
        out.push_str(&line);
    }
    out.extend(saved.notes.iter().map(|note| format!("{note}\n")));
    out
}

fn lines(lines: &[Line], verb: &str) -> String {
    let each = lines.iter().map(|one| {
        let from = one.from.as_deref().unwrap_or("not known");
        format!("{verb}  {}: {from} -> {}\n", one.label, one.to)
    });
    let out: String = each.collect();
    if out.is_empty() && verb == "would change" {
        "Nothing would change.\n".to_owned()
    } else {
        out
    }
}

async fn chat(
    service: &Account,
    id: &ConnectionId,
    run: Option<String>,
    keep: Option<bool>,
    output: Output,
) -> Result<(), Failure> {
    if let Some(keep) = keep {
        service.keep_chat(&OPERATOR, id, keep).await?;
    }
    if let Some(uuid) = run {
        let messages = service.chat_of(&OPERATOR, id, &uuid).await?;
        output.write(&messages, |messages| {
            let mut table = Table::new(&["when", "from", "to", "text"]);
            for one in messages {
                let at = output::moment(Some(one.at.as_microsecond()));
                table.row([&at, &one.sender, &one.recipient, &one.text]);
            }
            or(&table, "Nothing of this meeting's chat is kept.")
        })?;
        return Ok(());
    }
    let kept = service.keeps_chat(id).await?;
    let runs = service.chat_runs(&OPERATOR, id).await?;
    let value = serde_json::json!({ "kept": kept, "runs": runs });
    output.write(&value, |_| {
        let mut table = Table::new(&["meeting", "messages", "files", "last one", "run"]);
        for one in &runs {
            table.row([
                one.meeting.to_string(),
                one.messages.to_string(),
                one.files.to_string(),
                output::moment(Some(one.last_at.as_microsecond())),
                one.uuid.clone(),
            ]);
        }
        let kept = if kept { "kept" } else { "not kept" };
        format!(
            "What people write is {kept}.\n{}",
            or(&table, "No chat was told yet.")
        )
    })?;
    Ok(())
}
