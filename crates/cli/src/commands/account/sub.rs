//! `parfocal account sub`: options and webinars of sub-accounts.

use account::{Account, OptionsForm, Place, WebinarForm, WebinarOutcome};
use clap::Subcommand;
use connect::ConnectionId;
use zoom_types::MeetingId;

use crate::{
    failure::Failure,
    output::{Output, Table},
    product::OPERATOR,
};

/// What can be done with sub-accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the sub-accounts: Zoom's list where it is open, else those that were used
    List,
    /// Show a sub-account's options, or change those that are named
    Options {
        /// Zoom's id of the sub-account
        #[arg(allow_hyphen_values = true)]
        account: String,
        /// Whether it may use our room connectors
        #[arg(long, value_name = "YES")]
        room_connectors: Option<bool>,
        /// Whether it may use our meeting connectors
        #[arg(long, value_name = "YES")]
        meeting_connectors: Option<bool>,
        /// Whether its subscription renews itself
        #[arg(long, value_name = "YES")]
        renew: Option<bool>,
    },
    /// List the webinars of a sub-account that are known here
    Webinars {
        /// Zoom's id of the sub-account
        #[arg(allow_hyphen_values = true)]
        account: String,
    },
    /// Schedule a webinar for a host of a sub-account
    Create {
        /// Zoom's id of the sub-account
        #[arg(allow_hyphen_values = true)]
        account: String,
        /// Who hosts it: Zoom's user id or mail address
        #[arg(long, value_name = "USER")]
        host: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// Read a webinar of a sub-account
    Show {
        /// Zoom's id of the sub-account
        #[arg(allow_hyphen_values = true)]
        account: String,
        /// Zoom's number of the webinar
        id: MeetingId,
    },
    /// Change a webinar of a sub-account; what is not named stays
    Update {
        /// Zoom's id of the sub-account
        #[arg(allow_hyphen_values = true)]
        account: String,
        /// Zoom's number of the webinar
        id: MeetingId,
        #[command(flatten)]
        fields: Fields,
    },
    /// Delete a webinar of a sub-account, at Zoom
    Delete {
        /// Zoom's id of the sub-account
        #[arg(allow_hyphen_values = true)]
        account: String,
        /// Zoom's number of the webinar
        id: MeetingId,
    },
    /// Make a link of their own for each person; shown once
    Invite {
        /// Zoom's id of the sub-account
        #[arg(allow_hyphen_values = true)]
        account: String,
        /// Zoom's number of the webinar
        id: MeetingId,
        /// The name of each
        #[arg(required = true)]
        names: Vec<String>,
        /// Hours that the links live
        #[arg(long, default_value = "2")]
        hours: String,
    },
}

/// What a webinar has.
#[derive(Debug, clap::Args)]
pub(crate) struct Fields {
    /// What it is about
    #[arg(long)]
    topic: Option<String>,
    /// What will be talked about
    #[arg(long)]
    agenda: Option<String>,
    /// Start in the local time of its time zone, as in 2026-12-03T17:00
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// The zone of that wall, as in Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// Minutes
    #[arg(long, value_name = "MINUTES")]
    duration: Option<String>,
}

impl Fields {
    fn over(self, form: &mut WebinarForm) {
        let pairs = [
            (self.topic, &mut form.topic),
            (self.agenda, &mut form.agenda),
            (self.start, &mut form.start),
            (self.timezone, &mut form.zone),
            (self.duration, &mut form.duration),
        ];
        for (typed, field) in pairs {
            if let Some(typed) = typed {
                *field = typed;
            }
        }
    }
}

/// Does what was asked.
pub(crate) async fn run(
    service: &Account,
    id: &ConnectionId,
    command: Command,
    output: Output,
) -> Result<(), Failure> {
    match command {
        Command::List => list(service, id, output).await?,
        Command::Options {
            account,
            room_connectors,
            meeting_connectors,
            renew,
        } => {
            let word = |on: Option<bool>| match on {
                None => String::new(),
                Some(true) => "on".to_owned(),
                Some(false) => "off".to_owned(),
            };
            let form = OptionsForm {
                share_rc: word(room_connectors),
                share_mc: word(meeting_connectors),
                billing_auto_renew: word(renew),
            };
            options(service, id, &sub(&account)?, &form, output).await?;
        }
        Command::Webinars { account } => webinars(service, id, &sub(&account)?, output).await?,
        Command::Create {
            account,
            host,
            fields,
        } => {
            let mut form = WebinarForm {
                host,
                zone: "UTC".into(),
                duration: "60".into(),
                ..WebinarForm::default()
            };
            fields.over(&mut form);
            let place = sub(&account)?;
            let done = service
                .create_sub_webinar(&OPERATOR, id, &place, &form, "")
                .await?;
            output.write(&done, told)?;
        }
        Command::Show {
            account,
            id: webinar,
        } => {
            let place = sub(&account)?;
            let done = service
                .read_sub_webinar(&OPERATOR, id, &place, webinar)
                .await?;
            output.write(&done, told)?;
        }
        Command::Update {
            account,
            id: webinar,
            fields,
        } => {
            let place = sub(&account)?;
            let before = service
                .read_sub_webinar(&OPERATOR, id, &place, webinar)
                .await?;
            let mut form = before.webinar.to_form();
            fields.over(&mut form);
            let done = service
                .change_sub_webinar(&OPERATOR, id, &place, webinar, &form)
                .await?;
            output.write(&done, told)?;
        }
        Command::Delete {
            account,
            id: webinar,
        } => {
            let place = sub(&account)?;
            service
                .delete_sub_webinar(&OPERATOR, id, &place, webinar)
                .await?;
            output.write(&serde_json::json!({ "deleted": webinar }), |_| {
                format!("The webinar {webinar} is deleted.")
            })?;
        }
        Command::Invite {
            account,
            id: webinar,
            names,
            hours,
        } => {
            let place = sub(&account)?;
            let names = names.join("\n");
            let links = service
                .invite_to_sub_webinar(&OPERATOR, id, &place, webinar, &names, &hours)
                .await?;
            output.write(&links, |links| {
                let mut table = Table::new(&["name", "link"]);
                for one in links {
                    table.row([&one.name, &one.join_url]);
                }
                table.to_string()
            })?;
        }
    }
    Ok(())
}

async fn list(service: &Account, id: &ConnectionId, output: Output) -> Result<(), Failure> {
    let listing = service.sub_accounts(&OPERATOR, id).await?;
    output.write(&listing, |listing| {
        let mut table = Table::new(&["id", "name", "owner"]);
        for one in &listing.accounts {
            let owner = one.owner_email.as_deref().unwrap_or("-");
            table.row([one.id.as_str(), one.name.as_str(), owner]);
        }
        let unlisted = listing.unlisted.as_ref().map(ToString::to_string);
        format!("{table}{}", unlisted.unwrap_or_default())
    })?;
    Ok(())
}

async fn webinars(
    service: &Account,
    id: &ConnectionId,
    place: &Place,
    output: Output,
) -> Result<(), Failure> {
    let all = service.sub_webinars(&OPERATOR, id, place).await?;
    output.write(&all, |all| {
        let mut table = Table::new(&["zoom id", "start", "topic", "state"]);
        for one in all {
            table.row([
                one.zoom_id.to_string(),
                format!("{} {}", one.start, one.zone),
                one.topic.clone(),
                if one.deleted { "deleted" } else { "planned" }.to_owned(),
            ]);
        }
        super::or(&table, "No webinar of it is known here.")
    })?;
    Ok(())
}

async fn options(
    service: &Account,
    id: &ConnectionId,
    place: &Place,
    form: &OptionsForm,
    output: Output,
) -> Result<(), Failure> {
    let asked = *form != OptionsForm::default();
    let mut notes = Vec::new();
    if asked {
        notes = service.change_options(&OPERATOR, id, place, form).await?;
    }
    let held = match service.sub_account(&OPERATOR, id, place).await {
        Ok(held) => held.options,
        // Changed all the same; the notes say that it cannot be read.
        Err(_) if asked => None,
        Err(error) => return Err(error.into()),
    };
    let options = held.unwrap_or_default();
    let value = serde_json::json!({ "options": options, "notes": notes });
    output.write(&value, |_| {
        let word = |on: Option<bool>| match on {
            None => "not known",
            Some(true) => "on",
            Some(false) => "off",
        };
        format!(
            "room connectors     {}\nmeeting connectors  {}\nrenews itself       {}\n{}",
            word(options.share_rc),
            word(options.share_mc),
            word(options.billing_auto_renew),
            notes.join("\n")
        )
    })?;
    Ok(())
}

fn sub(account: &str) -> Result<Place, Failure> {
    match Place::parse(account)? {
        Place::Own => Err(Failure::usage(
            "A sub-account is missing.",
            "Name it by Zoom's id; `parfocal account sub list` shows those that are known.",
        )),
        place @ Place::Sub(_) => Ok(place),
    }
}

fn told(done: &WebinarOutcome) -> String {
    let one = &done.webinar;
    let mut out = format!(
        "zoom id  {}\ntopic    {}\nhost     {}\nstart    {} {}\nminutes  {}\n",
        one.zoom_id, one.topic, one.host, one.start, one.zone, one.duration
    );
    out.extend(done.notes.iter().map(|note| format!("{note}\n")));
    out
}
