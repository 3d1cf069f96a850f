//! `parfocal zoom-events`: events, speakers, access links, pages here.

use account::{Account, EventPage, Listing, Speaker, SpeakerForm};
use clap::Subcommand;
use connect::ConnectionId;

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::{OPERATOR, Product},
};

/// Flags of `parfocal zoom-events`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with Zoom Events.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the events with their state
    List,
    /// Show one event with its speakers and access links
    Show {
        /// Zoom's id of the event, or its page's address
        #[arg(allow_hyphen_values = true)]
        event: String,
    },
    /// Give an event a page on this site, or take it away
    Publish {
        /// Zoom's id of the event
        #[arg(allow_hyphen_values = true)]
        event: String,
        /// Id of the access link to show on it
        #[arg(
            long,
            default_value = "",
            value_name = "LINK",
            allow_hyphen_values = true
        )]
        register: String,
        /// Take the page away
        #[arg(long)]
        off: bool,
    },
    /// Add a speaker
    Add {
        /// Zoom's id of the event
        #[arg(allow_hyphen_values = true)]
        event: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// Change a speaker; what is not named stays
    Update {
        /// Zoom's id of the event
        #[arg(allow_hyphen_values = true)]
        event: String,
        /// Zoom's id of the speaker
        #[arg(allow_hyphen_values = true)]
        speaker: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// Take a speaker off an event
    Remove {
        /// Zoom's id of the event
        #[arg(allow_hyphen_values = true)]
        event: String,
        /// Zoom's id of the speaker
        #[arg(allow_hyphen_values = true)]
        speaker: String,
    },
    /// Put the speakers into an order of this site
    Order {
        /// Zoom's id of the event
        #[arg(allow_hyphen_values = true)]
        event: String,
        /// The id of each speaker, once
        #[arg(required = true, allow_hyphen_values = true)]
        speakers: Vec<String>,
    },
}

/// What is said of a speaker.
#[derive(Debug, clap::Args)]
pub(crate) struct Fields {
    /// Their name
    #[arg(long)]
    name: Option<String>,
    /// Their mail address; never on the page
    #[arg(long)]
    email: Option<String>,
    /// What they do
    #[arg(long)]
    job_title: Option<String>,
    /// Whom they work for
    #[arg(long)]
    company: Option<String>,
    /// Who they are
    #[arg(long)]
    biography: Option<String>,
    /// Whether they are shown on the event's page
    #[arg(long, value_name = "YES")]
    visible: Option<bool>,
    /// Picture of them: PNG, JPEG or WebP, at most 1 MB
    #[arg(long, value_name = "FILE")]
    photo: Option<std::path::PathBuf>,
}

impl Fields {
    fn over(&self, form: &mut SpeakerForm) {
        let of = &mut form.fields;
        let pairs = [
            (&self.name, &mut of.name),
            (&self.email, &mut of.email),
            (&self.job_title, &mut of.job_title),
            (&self.company, &mut of.company_name),
            (&self.biography, &mut of.biography),
        ];
        for (typed, field) in pairs {
            if let Some(typed) = typed {
                field.clone_from(typed);
            }
        }
        if let Some(visible) = self.visible {
            of.visible = visible;
        }
    }
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    let service = &product.account;
    match args.command {
        Command::List => {
            let listing = service.zoom_events(&OPERATOR, &id).await?;
            output.write(&listing, list)?;
        }
        Command::Show { event } => {
            let page = service.zoom_event(&OPERATOR, &id, &event).await?;
            output.write(&page, show)?;
        }
        Command::Publish {
            event,
            register,
            off,
        } => {
            let done = service
                .publish_event(&OPERATOR, &id, &event, !off, &register)
                .await?;
            output.write(&done, |done| {
                if done.published {
                    format!("“{}” has a page at /e/{}.", done.name, done.public_id)
                } else {
                    format!("“{}” has no page here any more.", done.name)
                }
            })?;
        }
        Command::Add { event, fields } => {
            let mut form = SpeakerForm::default();
            form.fields.visible = true;
            fields.over(&mut form);
            let photo = picture(&fields)?;
            let added = service
                .add_speaker(&OPERATOR, &id, &event, &form, "")
                .await?;
            keep(service, &id, &event, &added, photo).await?;
            output.write(&added, speaker)?;
        }
        Command::Update {
            event,
            speaker: who,
            fields,
        } => {
            let before = service.speaker(&OPERATOR, &id, &event, &who).await?;
            let mut form = before.to_form();
            fields.over(&mut form);
            let photo = picture(&fields)?;
            let changed = service
                .change_speaker(&OPERATOR, &id, &event, &who, &form)
                .await?;
            keep(service, &id, &event, &changed, photo).await?;
            output.write(&changed, speaker)?;
        }
        Command::Remove {
            event,
            speaker: who,
        } => {
            service.remove_speaker(&OPERATOR, &id, &event, &who).await?;
            output.write(&serde_json::json!({ "removed": who }), |_| {
                format!("The speaker {who} is removed.")
            })?;
        }
        Command::Order { event, speakers } => {
            service
                .order_speakers(&OPERATOR, &id, &event, &speakers)
                .await?;
            output.write(&serde_json::json!({ "order": speakers }), |_| {
                "The speakers are in this order.".to_owned()
            })?;
        }
    }
    Ok(())
}

/// Read before anything is sent: a file that is not there must not leave half a speaker.
fn picture(fields: &Fields) -> Result<Option<Vec<u8>>, Failure> {
    let Some(file) = &fields.photo else {
        return Ok(None);
    };
    let read = std::fs::read(file);
    read.map(Some).map_err(|error| {
        Failure::usage(
            format!("The picture {} cannot be read: {error}.", file.display()),
            "Name a PNG, JPEG or WebP file.",
        )
    })
}

async fn keep(
    service: &Account,
    id: &ConnectionId,
    event: &str,
    one: &Speaker,
    photo: Option<Vec<u8>>,
) -> Result<(), Failure> {
    if let Some(bytes) = photo {
        service
            .set_photo(&OPERATOR, id, event, &one.id, &bytes)
            .await?;
    }
    Ok(())
}

fn list(listing: &Listing) -> String {
    let mut table = Table::new(&["id", "start", "state", "page", "name"]);
    for one in &listing.events {
        table.row([
            one.event_id.clone(),
            output::moment(one.start.map(jiff::Timestamp::as_microsecond)),
            one.state.to_lowercase(),
            if one.published {
                format!("/e/{}", one.public_id)
            } else {
                "-".to_owned()
            },
            one.name.clone(),
        ]);
    }
    let unlisted = listing.unlisted.as_ref().map(ToString::to_string);
    format!("{table}{}", unlisted.unwrap_or_default())
}

fn show(page: &EventPage) -> String {
    let event = &page.event;
    let mut out = format!(
        "id     {}\nname   {}\nstart  {}\nstate  {}\n\n",
        event.event_id,
        event.name,
        output::moment(event.start.map(jiff::Timestamp::as_microsecond)),
        event.state.to_lowercase()
    );
    let mut speakers = Table::new(&["speaker", "name", "job title", "shown"]);
    for one in &page.speakers {
        let shown = if one.fields.visible { "yes" } else { "no" };
        speakers.row([&one.id, &one.fields.name, &one.fields.job_title, shown]);
    }
    let mut links = Table::new(&["link", "name", "address"]);
    for one in &page.links {
        links.row([&one.id, &one.name, &one.url]);
    }
    out.extend([speakers.to_string(), "\n".to_owned(), links.to_string()]);
    out.extend(page.missing.iter().map(|one| format!("{one}\n")));
    out
}

fn speaker(one: &Speaker) -> String {
    format!(
        "id    {}\nname  {}\njob   {}\n",
        one.id, one.fields.name, one.fields.job_title
    )
}
