//! `parfocal people`: the same service the people pages use.

mod list;
mod many;
mod one;

use std::collections::BTreeMap;

use clap::Subcommand;
use connect::ConnectionId;
use people::{Creation, People};

use self::{
    list::List,
    many::Import,
    one::{Going, New, Who},
};
use crate::{commands::bulk, config::Config, failure::Failure, output::Output, product::Product};

/// Flags of `parfocal people`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with people.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List people as they are known here; lists everybody from Zoom first where that was never done
    List(List),
    /// Show one person as Zoom holds them now
    Show(Who),
    /// Add somebody
    Create(New),
    /// Change somebody; what is not named stays
    Update {
        /// Zoom's user id, or the mail address
        person: String,
        /// A field and its value, as in `dept=Sales` or `type=2`; may be given again
        #[arg(long = "set", value_name = "FIELD=VALUE", required = true)]
        set: Vec<String>,
    },
    /// Disassociate somebody, or delete them, and hand over what they own
    Delete {
        /// Zoom's user id, or the mail address
        person: String,
        #[command(flatten)]
        how: Going,
        /// Only say what they own
        #[arg(long)]
        preview: bool,
    },
    /// Deactivate somebody: they keep what they own and cannot sign in
    Deactivate(Who),
    /// Activate somebody who was deactivated
    Activate(Who),
    /// Say whether anybody at Zoom has a mail address
    Verify {
        /// The address
        email: String,
    },
    /// See, add and remove who schedules for somebody
    Assistants {
        /// Zoom's user id, or the mail address
        person: String,
        /// Let this mail address schedule for them
        #[arg(long, value_name = "EMAIL")]
        add: Option<String>,
        /// End that this one (id or mail address) schedules for them
        #[arg(long, value_name = "ASSISTANT")]
        remove: Option<String>,
    },
    /// Show somebody's settings, or change them
    Settings {
        /// Zoom's user id, or the mail address
        person: String,
        /// A setting and its value, as in `in_meeting.chat=false`; may be given again
        #[arg(long = "set", value_name = "SETTING=VALUE")]
        set: Vec<String>,
        /// Only settings with these words in what they do, or in Zoom's name of them
        #[arg(
            long,
            value_name = "WORDS",
            default_value = "",
            hide_default_value = true
        )]
        find: String,
    },
    /// Show what somebody's role allows
    Permissions(Who),
    /// Show what was done from here, the latest first
    Audit {
        /// Only to this one: Zoom's user id, or the mail address of who has none
        person: Option<String>,
    },
    /// Do something to many people from a CSV file
    Import(Import),
    /// List jobs with many people, or show, start and stop one
    Jobs(bulk::Asked),
}

/// Where a command works, and how it answers.
#[derive(Clone, Copy)]
struct At<'p> {
    people: &'p People,
    id: &'p ConnectionId,
    output: Output,
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    let at = At {
        people: &product.people,
        id: &id,
        output,
    };
    match args.command {
        Command::List(asked) => list::run(at, asked).await,
        Command::Show(who) => one::show(at, &who).await,
        Command::Create(new) => one::create(at, new).await,
        Command::Update { person, set } => one::update(at, &person, &set).await,
        Command::Delete {
            person,
            preview: true,
            ..
        } => one::owns(at, &person).await,
        Command::Delete { person, how, .. } => one::delete(at, &person, &how).await,
        Command::Deactivate(who) => one::set_active(at, &who, false).await,
        Command::Activate(who) => one::set_active(at, &who, true).await,
        Command::Verify { email } => one::verify(at, &email).await,
        Command::Assistants {
            person,
            add,
            remove,
        } => one::assistants(at, &person, add, remove).await,
        Command::Settings { person, set, find } => one::settings(at, &person, &set, &find).await,
        Command::Permissions(who) => one::permissions(at, &who).await,
        Command::Audit { person } => one::audit(at, person.as_deref()).await,
        Command::Import(import) => many::import(at, &product.clock, import).await,
        Command::Jobs(jobs) => many::jobs(at, &product.clock, jobs).await,
    }
}

fn creation(word: &str) -> Result<Creation, Failure> {
    Creation::from_word(word).ok_or_else(|| {
        Failure::usage(
            format!("“{word}” is no way to add somebody."),
            "Choose create, autoCreate, custCreate or ssoCreate.",
        )
    })
}

/// `field=value` pairs.
fn pairs(set: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    set.iter()
        .map(|pair| {
            let (name, value) = pair.split_once('=').ok_or_else(|| {
                Failure::usage(
                    format!("“{pair}” sets nothing."),
                    "Write a field and its value, as in dept=Sales.",
                )
            })?;
            Ok((name.trim().to_owned(), value.to_owned()))
        })
        .collect()
}
