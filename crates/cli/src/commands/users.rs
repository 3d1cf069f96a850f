//! `parfocal users`: the people of the Zoom account, read through the same budget as the site.

use clap::Subcommand;
use jiff::Timestamp;
use serde::Serialize;
use zoom_client::{Priority, TokenError};
use zoom_types::users::{User, UserStatus, UserType};

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::Product,
};

/// Flags of `parfocal users`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be asked about people.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List every user of the account, all pages
    List {
        /// Only users in this state
        #[arg(long, value_enum, default_value_t = Status::Active)]
        status: Status,
    },
    /// Show one user
    Show {
        /// Zoom's user id, or the user's mail address
        user: String,
    },
}

/// Zoom's three states of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Status {
    Active,
    Inactive,
    Pending,
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    if product.connect.sets(&id).await?.is_empty() {
        return Err(Failure::new(
            "No app that opens this is set up yet.",
            "`parfocal connect s2s` saves the Server-to-Server app of the second guide, `parfocal \
             connect monitoring` the account-level app of the first.",
        ));
    }
    let client = product
        .connect
        .client(&id)
        .await?
        .with_priority(Priority::Person);
    match args.command {
        Command::List { status } => {
            let status = match status {
                Status::Active => UserStatus::Active,
                Status::Inactive => UserStatus::Inactive,
                Status::Pending => UserStatus::Pending,
            };
            let users = client
                .users()
                .list()
                .status(&status)
                .page_size(300)
                .all()
                .await;
            let shown: Vec<Shown> = users
                .map_err(|error| zoom(&error))?
                .into_iter()
                .map(Shown::from)
                .collect();
            output.write(&shown, |users| table(users))?;
        }
        Command::Show { user } => {
            let user = Shown::from(
                client
                    .users()
                    .get(&user)
                    .await
                    .map_err(|error| zoom(&error))?,
            );
            output.write(&user, |user| table(std::slice::from_ref(user)))?;
        }
    }
    Ok(())
}

/// What is shown of a user. Zoom's answer holds a host key as well, which opens meetings.
#[derive(Serialize)]
struct Shown {
    id: String,
    email: String,
    name: String,
    kind: Option<UserType>,
    status: Option<UserStatus>,
    role: Option<String>,
    department: Option<String>,
    timezone: Option<String>,
    last_login_time: Option<Timestamp>,
    last_client_version: Option<String>,
}

impl From<User> for Shown {
    fn from(user: User) -> Self {
        let whole =
            [user.first_name.clone(), user.last_name.clone()].map(Option::unwrap_or_default);
        let name = user
            .display_name
            .clone()
            .unwrap_or_else(|| whole.join(" ").trim().to_owned());
        Self {
            id: user.id.to_string(),
            email: user.email.unwrap_or_default(),
            name,
            kind: user.r#type,
            status: user.status,
            role: user.role_name,
            department: user.dept,
            timezone: user.timezone,
            last_login_time: user.last_login_time,
            last_client_version: user.last_client_version,
        }
    }
}

fn table(users: &[Shown]) -> String {
    let mut table = Table::new(&["id", "email", "name", "licence", "last sign-in"]);
    for user in users {
        let licence = match &user.kind {
            Some(UserType::Basic) => "basic",
            Some(UserType::Licensed) => "licensed",
            Some(UserType::Unassigned) => "unassigned",
            Some(UserType::None) => "none",
            _ => "-",
        };
        table.row([
            user.id.clone(),
            user.email.clone(),
            user.name.clone(),
            licence.to_owned(),
            output::moment(user.last_login_time.map(jiff::Timestamp::as_microsecond)),
        ]);
    }
    if table.is_empty() {
        "No users in this state.".into()
    } else {
        table.to_string()
    }
}

/// Zoom's refusal with what to do about it.
fn zoom(error: &zoom_client::Error) -> Failure {
    if let zoom_client::Error::Token {
        source: TokenError::NotAvailable { why },
        ..
    } = error
    {
        // A sentence that says what to do as well.
        return Failure::new(why, "");
    }
    Failure::new(error.to_string(), error.what_to_do())
}
