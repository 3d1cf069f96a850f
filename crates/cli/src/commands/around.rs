//! `parfocal meetings invitation`, `links` and the rest that is done around one meeting or
//! webinar: by its id here, Zoom's number, or a link.

use std::{io::Read as _, path::PathBuf};

use clap::Subcommand;
use connect::ConnectionId;
use meetings::{Coming, Invitee, JoinToken, Kind, Links, LinksForm, Summary, Target, TokenFor};

use crate::{
    failure::Failure,
    output::{self, Output, Table},
    product::{OPERATOR, Product},
};

/// A file of names is no longer than a form of the site.
const LARGEST: u64 = 2 * 1024 * 1024;

/// What is done around meetings and webinars alike.
#[derive(Debug, Subcommand)]
pub(crate) enum ForBoth {
    /// Make a join link of their own for each of many people
    Links(LinksArgs),
}

/// What is done around meetings only.
#[derive(Debug, Subcommand)]
pub(crate) enum ForMeetings {
    /// Print the invitation that Zoom writes for people to forward: it holds link and passcode
    Invitation {
        /// Its id here, Zoom's number, or a link
        id: String,
    },
    /// Print what Zoom's assistant wrote about a meeting that is over
    Summary {
        /// Its id here, Zoom's number, or a link
        id: String,
        /// The UUID of an earlier run
        #[arg(long, value_name = "UUID")]
        run: Option<String>,
    },
    /// List what somebody has within the next day, as host or as a guest
    Upcoming {
        /// A mail address, or Zoom's user id
        #[arg(long, value_name = "USER")]
        host: String,
    },
    /// Make a join token for a streaming or archiving client: two minutes, printed once
    Token {
        /// Its id here, Zoom's number, or a link
        id: String,
        /// What it is for
        #[arg(long = "for", value_enum, value_name = "PURPOSE")]
        purpose: Purpose,
    },
    /// Recover one that was deleted within thirty days
    Recover {
        /// Its id here, Zoom's number, or a link
        id: String,
    },
}

/// What a join token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Purpose {
    /// A client that streams the meeting to somewhere else
    LiveStreaming,
    /// A client that archives the meeting on a machine of one's own
    LocalArchiving,
}

/// Whose links, for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct LinksArgs {
    /// Its id here, Zoom's number, or a link
    pub id: String,
    /// A name; can be given many times
    #[arg(long = "name", value_name = "NAME")]
    pub names: Vec<String>,
    /// File with one name a line, or CSV with a column “name” (- is standard input)
    #[arg(long, value_name = "FILE")]
    pub names_file: Option<PathBuf>,
    /// Hours that the links live, 1 to 2160
    #[arg(long, default_value = "2", value_name = "HOURS")]
    pub hours: String,
    /// Print CSV instead of a table
    #[arg(long)]
    pub csv: bool,
}

/// Does what was asked of both kinds.
pub(crate) async fn both(
    product: &Product,
    connection: &ConnectionId,
    kind: Kind,
    command: ForBoth,
    output: Output,
) -> Result<(), Failure> {
    let ForBoth::Links(args) = command;
    let target = found(product, connection, kind, &args.id).await?;
    let people = args.names.iter().map(|name| Invitee {
        name: name.clone(),
        camera_off: false,
        muted: false,
    });
    let form = LinksForm {
        names: args.text()?,
        people: people.collect(),
        hours: args.hours.clone(),
    };
    let made = product
        .meetings
        .links(&OPERATOR, &target, &form, "")
        .await?;
    output.write(&made, |made| if args.csv { csv(made) } else { table(made) })?;
    match made.stopped {
        None => Ok(()),
        Some(notice) => Err(Failure::new(
            format!(
                "{} of {} links were made. {notice}",
                made.made,
                made.rows.len()
            ),
            "Send the names without a link again.",
        )),
    }
}

/// Does what was asked of meetings.
pub(crate) async fn meetings(
    product: &Product,
    connection: &ConnectionId,
    command: ForMeetings,
    output: Output,
) -> Result<(), Failure> {
    let service = &product.meetings;
    let target = async |id: &str| found(product, connection, Kind::Meeting, id).await;
    match command {
        ForMeetings::Invitation { id } => {
            let text = service.invitation(&OPERATOR, &target(&id).await?).await?;
            output.write(&text, |text| text.text.reveal().to_owned())?;
        }
        ForMeetings::Summary { id, run } => {
            let target = target(&id).await?;
            let summary = service.summary(&OPERATOR, &target, run.as_deref()).await?;
            output.write(&summary, prose)?;
        }
        ForMeetings::Upcoming { host } => {
            let rows = service.upcoming(&OPERATOR, connection, &host).await?;
            output.write(&rows, |rows| upcoming(rows))?;
        }
        ForMeetings::Token { id, purpose } => {
            let purpose = match purpose {
                Purpose::LiveStreaming => TokenFor::LiveStreaming,
                Purpose::LocalArchiving => TokenFor::LocalArchiving,
            };
            let target = target(&id).await?;
            let token = service.join_token(&OPERATOR, &target, purpose).await?;
            output.write(&token, token_words)?;
        }
        ForMeetings::Recover { id } => {
            let target = target(&id).await?;
            let notes = service.recover(&OPERATOR, &target).await?;
            did("Recovered", &target, &notes, output)?;
        }
    }
    Ok(())
}

/// Ends one that is not held here.
pub(crate) async fn ended(
    product: &Product,
    target: &Target,
    output: Output,
) -> Result<(), Failure> {
    let notes = product.meetings.end_target(&OPERATOR, target).await?;
    did("Asked to end", target, &notes, output)
}

fn did(what: &str, target: &Target, notes: &[String], output: Output) -> Result<(), Failure> {
    let value = serde_json::json!({ "zoom_id": target.zoom_id, "notes": notes });
    output.write(&value, |_| {
        let mut out = format!("{what} {} {} at Zoom.\n", target.kind, target.zoom_id);
        out.extend(notes.iter().map(|note| format!("{note}\n")));
        out
    })?;
    Ok(())
}

async fn found(
    product: &Product,
    connection: &ConnectionId,
    kind: Kind,
    id: &str,
) -> Result<Target, Failure> {
    let target = product.meetings.target(&OPERATOR, connection, kind, id);
    Ok(target.await?)
}

impl LinksArgs {
    /// What the file holds; nothing without one.
    fn text(&self) -> Result<String, Failure> {
        let mut text = String::new();
        if let Some(file) = &self.names_file {
            let read = if file.as_os_str() == "-" {
                std::io::stdin()
                    .lock()
                    .take(LARGEST)
                    .read_to_string(&mut text)
            } else {
                std::fs::File::open(file)
                    .and_then(|file| file.take(LARGEST).read_to_string(&mut text))
            };
            read.map_err(|error| {
                Failure::usage(
                    format!("Cannot read names from {}: {error}.", file.display()),
                    "Name a file with one name a line, or - for standard input.",
                )
            })?;
        }
        Ok(text)
    }
}

fn table(made: &Links) -> String {
    let mut table = Table::new(&["name", "link"]);
    for row in &made.rows {
        let link = row.url.as_ref().map(zoom_types::Hidden::reveal);
        table.row([
            row.name.as_str(),
            link.or(row.why.as_deref()).unwrap_or("none"),
        ]);
    }
    format!(
        "{table}Good until {}.",
        made.until.strftime("%Y-%m-%d %H:%M UTC")
    )
}

fn csv(made: &Links) -> String {
    let mut out = String::from("name,link,until_utc,why_not\r\n");
    for row in &made.rows {
        let link = row.url.as_ref().map(zoom_types::Hidden::reveal);
        out.push_str(&web::csv_line([
            row.name.clone(),
            link.unwrap_or_default().to_owned(),
            made.until.to_string(),
            row.why.clone().unwrap_or_default(),
        ]));
    }
    out
}

fn prose(summary: &Summary) -> String {
    let mut out = String::new();
    let mut say = |text: &str| {
        if !text.trim().is_empty() {
            out.push_str(text.trim());
            out.push_str("\n\n");
        }
    };
    say(summary.title.as_deref().unwrap_or("Summary"));
    say(&summary.overview);
    for (title, text) in &summary.parts {
        say(&if title.is_empty() {
            text.clone()
        } else {
            format!("{title}\n{text}")
        });
    }
    let steps: Vec<String> = summary
        .next_steps
        .iter()
        .map(|step| format!("- {step}"))
        .collect();
    if !steps.is_empty() {
        say(&format!("Next steps\n{}", steps.join("\n")));
    }
    out
}

fn upcoming(rows: &[Coming]) -> String {
    let mut table = Table::new(&["zoom id", "start", "minutes", "as", "topic"]);
    for row in rows {
        table.row([
            row.zoom_id.to_string(),
            output::moment(row.start.map(jiff::Timestamp::as_microsecond)),
            row.duration.to_string(),
            if row.hosts { "host" } else { "guest" }.to_owned(),
            row.topic.clone(),
        ]);
    }
    if table.is_empty() {
        "Nothing starts within the next day.".to_owned()
    } else {
        table.to_string()
    }
}

fn token_words(token: &JoinToken) -> String {
    format!(
        "{}\nFor {}, good until {}. It is not kept; making it was written down.",
        token.token.reveal(),
        token.purpose.words(),
        token.expires_at.strftime("%Y-%m-%d %H:%M:%S UTC")
    )
}
