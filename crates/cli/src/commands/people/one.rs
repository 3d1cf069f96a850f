//! One person: what `show`, `create`, `update`, `delete` and the others do.

use std::path::PathBuf;

use people::{Change, Departure, NewPerson, Person, Settings};

use super::{At, creation, pairs};
use crate::{
    failure::Failure,
    output::{self, Table},
    product::OPERATOR,
    secrets,
};

/// Somebody.
#[derive(Debug, clap::Args)]
pub(crate) struct Who {
    /// Zoom's user id, or the mail address
    pub person: String,
}

/// Who is added.
#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// Mail address
    pub email: String,
    /// create (invitation), autoCreate (password), custCreate (API only), ssoCreate (single sign-on)
    #[arg(long, default_value = "create")]
    pub action: String,
    /// File with the password for autoCreate (- is standard input)
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// A field and its value, as in `first_name=Ana` or `type=2`; may be given again
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
}

/// How people go.
#[derive(Debug, Default, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Going {
    /// Delete for good instead of disassociating
    #[arg(long)]
    pub for_good: bool,
    /// Who gets what is handed over
    #[arg(
        long,
        value_name = "EMAIL",
        default_value = "",
        hide_default_value = true
    )]
    pub transfer_to: String,
    /// Hand over meetings
    #[arg(long)]
    pub meetings: bool,
    /// Hand over webinars
    #[arg(long)]
    pub webinars: bool,
    /// Hand over recordings
    #[arg(long)]
    pub recordings: bool,
}

impl Going {
    pub(super) fn departure(&self) -> Departure {
        Departure {
            for_good: self.for_good,
            transfer_to: self.transfer_to.clone(),
            meetings: self.meetings,
            webinars: self.webinars,
            recordings: self.recordings,
        }
    }
}

/// Shows them as Zoom holds them now.
pub(super) async fn show(At { people, id, output }: At<'_>, who: &Who) -> Result<(), Failure> {
    let profile = people.show(&OPERATOR, id, &who.person).await?;
    output.write(&profile, |profile| {
        let mut out = lines(&profile.person);
        if let Some(notice) = &profile.refusal {
            let note = format!("{:<14}{notice}\n", "note");
            out.push_str(&note);
        }
        out
    })?;
    Ok(())
}

/// Adds somebody.
pub(super) async fn create(At { people, id, output }: At<'_>, new: New) -> Result<(), Failure> {
    let mut wish = NewPerson {
        action: creation(&new.action)?,
        email: new.email,
        values: pairs(&new.set)?,
        ..NewPerson::default()
    };
    if let Some(file) = &new.password_file {
        wish.password = secrets::read(Some(file), "")?;
    }
    let (person, notes) = people.create(&OPERATOR, id, &wish, "").await?;
    output.write(
        &serde_json::json!({ "person": person, "notes": notes }),
        |_| format!("{}{}", lines(&person), notes.join("\n")),
    )?;
    Ok(())
}

/// Changes somebody.
pub(super) async fn update(
    At { people, id, output }: At<'_>,
    person: &str,
    set: &[String],
) -> Result<(), Failure> {
    let wish = Change {
        values: pairs(set)?,
        read: None,
    };
    let done = people.update(&OPERATOR, id, person, &wish).await?;
    output.write(&done, |done| {
        let changes = done
            .changes
            .iter()
            .map(|one| format!("{}: {} -> {}", one.title, one.was, one.now));
        let all: Vec<String> = changes.chain(done.notes.iter().cloned()).collect();
        all.join("\n")
    })?;
    Ok(())
}

/// Says what they own.
pub(super) async fn owns(At { people, id, output }: At<'_>, person: &str) -> Result<(), Failure> {
    let one = people.show(&OPERATOR, id, person).await?.person;
    let owns = people.owns(&OPERATOR, id, &one).await?;
    output.write(&owns, |owns| {
        let part = |part: &people::Part| match (&part.count, &part.refusal) {
            (Some(count), _) => count.to_string(),
            (None, Some(notice)) => format!("not known: {}", notice.title),
            (None, None) => "not known".to_owned(),
        };
        format!(
            "meetings   {}\nwebinars   {}\nrecordings {} (of the last 30 days)",
            part(&owns.meetings),
            part(&owns.webinars),
            part(&owns.recordings)
        )
    })?;
    Ok(())
}

/// Lets them go.
pub(super) async fn delete(
    At { people, id, output }: At<'_>,
    person: &str,
    how: &Going,
) -> Result<(), Failure> {
    let how = how.departure();
    let gone = people.delete(&OPERATOR, id, person, &how).await?;
    output.write(&gone, |gone| {
        let verb = if how.for_good {
            "deleted"
        } else {
            "disassociated"
        };
        format!("{} is {verb}.", gone.email)
    })?;
    Ok(())
}

/// Deactivates or activates them.
pub(super) async fn set_active(
    At { people, id, output }: At<'_>,
    who: &Who,
    active: bool,
) -> Result<(), Failure> {
    let person = people
        .set_active(&OPERATOR, id, &who.person, active)
        .await?;
    output.write(&person, lines)?;
    Ok(())
}

/// Says whether anybody has an address.
pub(super) async fn verify(At { people, id, output }: At<'_>, email: &str) -> Result<(), Failure> {
    let found = people.verify(&OPERATOR, id, email).await?;
    output.write(&found, |found| match (found.at_zoom, &found.here) {
        (_, Some(one)) => format!("{} has {} in this account.", one.name(), found.email),
        (true, None) => format!("Somebody at Zoom has {}.", found.email),
        (false, None) => format!("Nobody at Zoom has {}.", found.email),
    })?;
    Ok(())
}

/// Who schedules for them, after what was asked for was done.
pub(super) async fn assistants(
    At { people, id, output }: At<'_>,
    person: &str,
    add: Option<String>,
    remove: Option<String>,
) -> Result<(), Failure> {
    if let Some(email) = add {
        people.add_assistant(&OPERATOR, id, person, &email).await?;
    }
    if let Some(assistant) = remove {
        people
            .remove_assistant(&OPERATOR, id, person, &assistant)
            .await?;
    }
    let listed = people.assistants(&OPERATOR, id, person).await?;
    output.write(&listed, |listed| {
        let mut table = Table::new(&["id", "email"]);
        for one in listed {
            table.row([one.id.clone(), one.email.clone()]);
        }
        if table.is_empty() {
            "Nobody schedules for them.".into()
        } else {
            table.to_string()
        }
    })?;
    Ok(())
}

/// Their settings, after what was asked for was changed.
pub(super) async fn settings(
    At { people, id, output }: At<'_>,
    person: &str,
    set: &[String],
    find: &str,
) -> Result<(), Failure> {
    let settings = if set.is_empty() {
        people.settings(&OPERATOR, id, person).await?
    } else {
        let wish = pairs(set)?;
        people
            .change_settings(&OPERATOR, id, person, &wish, None)
            .await?
            .0
    };
    output.write(&settings.fitting(find), shown)?;
    Ok(())
}

/// What their role allows.
pub(super) async fn permissions(
    At { people, id, output }: At<'_>,
    who: &Who,
) -> Result<(), Failure> {
    let allowed = people.permissions(&OPERATOR, id, &who.person).await?;
    output.write(&allowed, |allowed| {
        if allowed.is_empty() {
            "Nothing beyond their own account.".into()
        } else {
            allowed.join("\n")
        }
    })?;
    Ok(())
}

/// What was done to them, or to anybody.
pub(super) async fn audit(
    At { people, id, output }: At<'_>,
    person: Option<&str>,
) -> Result<(), Failure> {
    let done = people.audit(&OPERATOR, id, person, 500).await?;
    output.write(&done, |done| {
        let mut table = Table::new(&["when", "who", "to whom", "what", "in words"]);
        for one in done {
            table.row([
                output::moment(Some(one.at.as_microsecond())),
                one.who.clone(),
                one.email.clone(),
                one.action.clone(),
                one.detail.clone(),
            ]);
        }
        if table.is_empty() {
            "Nothing was done from here.".into()
        } else {
            table.to_string()
        }
    })?;
    Ok(())
}

fn lines(one: &Person) -> String {
    let mut out = String::new();
    for (name, value) in [
        ("id", one.id.clone()),
        ("email", one.email.clone()),
        ("name", one.name()),
        ("licence", one.licence()),
        ("status", people::status(&one.status)),
        ("role", one.role()),
        ("department", one.dept.clone()),
        ("time zone", one.timezone.clone()),
        ("last version", one.last_client_version.clone()),
        (
            "last sign-in",
            output::moment(one.last_login_at.map(jiff::Timestamp::as_microsecond)),
        ),
    ] {
        if !value.is_empty() {
            let line = format!("{name:<14}{value}\n");
            out.push_str(&line);
        }
    }
    out
}

fn shown(settings: &Settings) -> String {
    let mut table = Table::new(&["setting", "value", "which is", "what it does"]);
    for one in settings.known.iter().chain(&settings.others) {
        table.row([
            one.path.clone(),
            one.value.clone(),
            one.words.clone(),
            one.title.clone(),
        ]);
    }
    table.to_string()
}
