//! `parfocal meetings` and `parfocal webinars`: the same service the schedule pages use.

use clap::Subcommand;
use connect::ConnectionId;
use meetings::{Error, Filter, Form, Kind, Listing, Scheduled, Viewer};
use secrecy::ExposeSecret as _;

use super::around;
use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::{OPERATOR, Product},
    secrets,
};

/// Flags of `parfocal meetings`.
#[derive(Debug, clap::Args)]
pub(crate) struct MeetingArgs {
    #[command(subcommand)]
    command: OfMeetings,
}

/// Flags of `parfocal webinars`.
#[derive(Debug, clap::Args)]
pub(crate) struct WebinarArgs {
    #[command(subcommand)]
    command: OfWebinars,
}

#[derive(Debug, Subcommand)]
enum OfMeetings {
    #[command(flatten)]
    Own(Command),
    #[command(flatten)]
    Both(around::ForBoth),
    #[command(flatten)]
    Around(around::ForMeetings),
}

#[derive(Debug, Subcommand)]
enum OfWebinars {
    #[command(flatten)]
    Own(Command),
    #[command(flatten)]
    Both(around::ForBoth),
}

impl MeetingArgs {
    /// Does what was asked, with meetings.
    pub(crate) async fn run(self, config: &Config, output: Output) -> Result<(), Failure> {
        let product = Product::for_command(config).await?;
        let at = product.connection().await?;
        match self.command {
            OfMeetings::Own(command) => run(&product, &at, Kind::Meeting, command, output).await,
            OfMeetings::Both(command) => {
                around::both(&product, &at, Kind::Meeting, command, output).await
            }
            OfMeetings::Around(command) => around::meetings(&product, &at, command, output).await,
        }
    }
}

impl WebinarArgs {
    /// Does what was asked, with webinars.
    pub(crate) async fn run(self, config: &Config, output: Output) -> Result<(), Failure> {
        let product = Product::for_command(config).await?;
        let at = product.connection().await?;
        match self.command {
            OfWebinars::Own(command) => run(&product, &at, Kind::Webinar, command, output).await,
            OfWebinars::Both(command) => {
                around::both(&product, &at, Kind::Webinar, command, output).await
            }
        }
    }
}

/// What can be done with meetings and webinars.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List what is scheduled
    List,
    /// Schedule one at Zoom and show what Zoom kept
    Create(Fields),
    /// Show one
    Show {
        /// Its id here, as in the list, Zoom's number, or a pasted link
        id: String,
    },
    /// Change one; what is not named stays
    Update {
        /// Its id here, as in the list, Zoom's number, or a pasted link
        id: String,
        #[command(flatten)]
        fields: Changes,
    },
    /// Delete one, at Zoom as well
    Delete {
        /// Its id here, as in the list, Zoom's number, or a pasted link
        id: String,
    },
    /// End one that is running
    End {
        /// Its id here, as in the list, Zoom's number, or a pasted link
        id: String,
    },
}

/// What a new meeting or webinar needs.
#[derive(Debug, clap::Args)]
pub(crate) struct Fields {
    /// What it is about
    #[arg(long)]
    pub topic: String,
    /// Who hosts it: Zoom's user id or mail address
    #[arg(long, value_name = "USER")]
    pub host: String,
    /// Start in the local time of --timezone, as in 2026-11-24T15:00
    #[arg(long, value_name = "TIME")]
    pub start: String,
    /// Minutes it lasts
    #[arg(long, default_value_t = 60, value_name = "MINUTES")]
    pub duration: u32,
    /// Its IANA zone, as in Europe/Lisbon
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    pub timezone: String,
    #[command(flatten)]
    pub more: More,
}

/// What may change; everything optional.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Changes {
    /// What it is about
    #[arg(long)]
    pub topic: Option<String>,
    /// Start in the local time of its time zone, as in 2026-11-24T15:00
    #[arg(long, value_name = "TIME")]
    pub start: Option<String>,
    /// Minutes it lasts
    #[arg(long, value_name = "MINUTES")]
    pub duration: Option<u32>,
    /// Its IANA zone
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
    #[command(flatten)]
    pub more: More,
}

/// What everything scheduled may have.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct More {
    /// What will be talked about
    #[arg(long)]
    pub agenda: Option<String>,
    /// File with the passcode (- is standard input); Zoom makes one where its policy wants one
    #[arg(long, value_name = "FILE")]
    pub passcode_file: Option<std::path::PathBuf>,
    /// Let people in one by one (meetings only)
    #[arg(long, value_name = "YES", num_args = 0..=1, default_missing_value = "true")]
    pub waiting_room: Option<bool>,
}

/// Does what was asked, with meetings or with webinars.
async fn run(
    product: &Product,
    connection: &ConnectionId,
    kind: Kind,
    command: Command,
    output: Output,
) -> Result<(), Failure> {
    let service = &product.meetings;
    match command {
        Command::List => {
            let listing = service
                .list(&OPERATOR, connection, kind, &Filter::default())
                .await?;
            output.write(&listing, |listing| list(kind, listing))?;
        }
        Command::Create(fields) => {
            let (date, time) = wall(&fields.start)?;
            let mut form = Form {
                topic: fields.topic,
                host: fields.host,
                date,
                time,
                duration: fields.duration.to_string(),
                zone: fields.timezone,
                ..Form::default()
            };
            fields.more.fits(kind)?;
            fields.more.fill(&mut form)?;
            let outcome = service.create(&OPERATOR, connection, kind, &form).await?;
            told(product, &outcome.event, &outcome.notes, output).await?;
        }
        Command::Show { id } => {
            let event = find(product, connection, kind, "show", &id).await?;
            told(product, &event, &[], output).await?;
        }
        Command::Update { id, fields } => {
            let before = find(product, connection, kind, "update", &id).await?;
            let mut form = before.draft().to_form();
            form.revision = before.revision.to_string();
            fields.more.fits(kind)?;
            fields.fill(&mut form)?;
            let outcome = service.update(&OPERATOR, &before.public_id, &form).await?;
            told(product, &outcome.event, &outcome.notes, output).await?;
        }
        Command::Delete { id } => {
            let one = find(product, connection, kind, "delete", &id).await?;
            let outcome = service.delete(&OPERATOR, &one.public_id).await?;
            told(product, &outcome.event, &outcome.notes, output).await?;
        }
        Command::End { id } => {
            let target = service.target(&OPERATOR, connection, kind, &id).await;
            let target = target.map_err(|error| meant(error, kind, "end"))?;
            let Some(one) = &target.held else {
                return around::ended(product, &target, output).await;
            };
            let outcome = service.end(&OPERATOR, &one.public_id).await?;
            told(product, &outcome.event, &outcome.notes, output).await?;
        }
    }
    Ok(())
}

/// The one of this id; where it is of the other kind, the command that was meant is named.
async fn find(
    product: &Product,
    connection: &ConnectionId,
    kind: Kind,
    verb: &str,
    id: &str,
) -> Result<Scheduled, Failure> {
    let found = product.meetings.find(&OPERATOR, connection, kind, id).await;
    found.map_err(|error| meant(error, kind, verb))
}

fn meant(error: Error, kind: Kind, verb: &str) -> Failure {
    match &error {
        Error::OtherKind {
            kind: other,
            public_id,
            ..
        } => Failure::new(
            error.to_string(),
            format!(
                "`parfocal {} {verb} {public_id}` is the command for it; `{}` leaves it as it is.",
                other.plural(),
                kind.plural()
            ),
        ),
        _ => error.into(),
    }
}

/// `2026-11-24T15:00` as the form's two fields.
fn wall(start: &str) -> Result<(String, String), Failure> {
    let (date, time) = start.split_once(['T', ' ']).ok_or_else(|| {
        Failure::usage(
            format!("“{start}” is no time."),
            "Write date and time in the local time of its zone, as in 2026-11-24T15:00.",
        )
    })?;
    Ok((date.to_owned(), time.to_owned()))
}

impl Changes {
    fn fill(self, form: &mut Form) -> Result<(), Failure> {
        if let Some(start) = &self.start {
            (form.date, form.time) = wall(start)?;
        }
        if let Some(topic) = self.topic {
            form.topic = topic;
        }
        if let Some(duration) = self.duration {
            form.duration = duration.to_string();
        }
        if let Some(zone) = self.timezone {
            form.zone = zone;
        }
        self.more.fill(form)
    }
}

impl More {
    /// What a kind does not have is refused, not dropped without a word.
    fn fits(&self, kind: Kind) -> Result<(), Failure> {
        if kind == Kind::Webinar && self.waiting_room.is_some() {
            return Err(Failure::usage(
                "A webinar has no waiting room.",
                "Leave --waiting-room out; a practice session is set in Zoom itself.",
            ));
        }
        Ok(())
    }

    fn fill(self, form: &mut Form) -> Result<(), Failure> {
        if let Some(agenda) = self.agenda {
            form.agenda = agenda;
        }
        if let Some(file) = &self.passcode_file
            && let Some(passcode) = secrets::read(Some(file), "")?
        {
            passcode.expose_secret().clone_into(&mut form.passcode);
        }
        if let Some(on) = self.waiting_room {
            form.waiting_room = if on { "on".into() } else { String::new() };
        }
        Ok(())
    }
}

fn list(kind: Kind, listing: &Listing) -> String {
    let mut table = Table::new(&[
        "id", "zoom id", "start", "minutes", "host", "topic", "state",
    ]);
    for row in &listing.rows {
        table.row([
            row.public_id
                .as_ref()
                .map_or("-".into(), ToString::to_string),
            row.zoom_id.0.to_string(),
            output::moment(row.start.map(jiff::Timestamp::as_microsecond)),
            row.duration.to_string(),
            row.host.clone(),
            row.topic.clone(),
            row.phase.title().to_owned(),
        ]);
    }
    if table.is_empty() {
        format!("No {kind} is scheduled.")
    } else {
        table.to_string()
    }
}

/// What Zoom kept. The join link is shown to whoever may run this program; the passcode is not.
async fn told(
    product: &Product,
    event: &Scheduled,
    notes: &[String],
    output: Output,
) -> Result<(), Failure> {
    let overlaps = product.meetings.overlaps(&OPERATOR, event).await?;
    let warnings: Vec<_> = overlaps
        .iter()
        .map(|other| {
            serde_json::json!({
                "code": "overlap", "message": other.says(), "other": other,
            })
        })
        .collect();
    let start = event.start.to_zoned(event.zone.rules().clone());
    let join = event.join_for(Viewer::Administration);
    let value = serde_json::json!({
        "public_id": event.public_id,
        "zoom_id": event.zoom_id,
        "kind": event.kind,
        "topic": event.topic,
        "agenda": event.agenda,
        "host": event.host_email,
        "start": event.start,
        "zone": start.time_zone().iana_name(),
        "duration": event.duration,
        "state": event.state,
        "join_url": join,
        "differences": event.differences,
        "notes": notes,
        "warnings": warnings,
    });
    Ok(output.write(&value, |_| {
        let mut out = String::new();
        let mut line = |name: &str, value: &str| {
            if !value.is_empty() {
                let row = format!("{name:<10}{value}\n");
                out.push_str(&row);
            }
        };
        line("id", event.public_id.as_str());
        line("zoom id", &event.zoom_id.0.to_string());
        line("topic", &event.topic);
        line("host", &event.host_email);
        line("start", &start.strftime("%Y-%m-%d %H:%M %Q").to_string());
        line("minutes", &event.duration.to_string());
        line("join link", join.unwrap_or_default());
        line("state", event.state.word());
        for difference in &event.differences {
            line(
                "Zoom kept",
                &format!("{}: {}", difference.title, difference.kept),
            );
        }
        for note in notes {
            line("note", note);
        }
        for other in &overlaps {
            let see = format!(
                "`parfocal {} show {}`",
                other.kind.plural(),
                other.public_id
            );
            line("warning", &format!("{} See {see}.", other.says()));
        }
        out
    })?)
}
