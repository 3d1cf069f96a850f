//! `parfocal people`: the same service the people pages use.

use std::{collections::BTreeMap, io::Read as _, path::PathBuf};

use clap::Subcommand;
use connect::ConnectionId;
use people::{
    BulkDeed, Change, Creation, Departure, Filter, JobId, JobOptions, JobState, JobView, NewPerson,
    Order, People, Person, RowState, Settings,
};

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::{OPERATOR, Product},
    secrets,
};

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
    },
    /// Show what somebody's role allows
    Permissions(Who),
    /// Do something to many people from a CSV file
    Import(Import),
    /// List jobs with many people, or show, start and stop one
    Jobs {
        /// A job's id
        job: Option<String>,
        /// Let it go on
        #[arg(long, requires = "job")]
        start: bool,
        /// Stop it after what is under way
        #[arg(long, requires = "job", conflicts_with = "start")]
        stop: bool,
    },
}

/// Somebody.
#[derive(Debug, clap::Args)]
pub(crate) struct Who {
    /// Zoom's user id, or the mail address
    pub person: String,
}

/// A word that no filter knows would find nobody, which is no answer.
fn check(asked: &List) -> Result<(), Failure> {
    const STATUSES: [&str; 3] = ["active", "inactive", "pending"];
    if !asked.status.is_empty() && !STATUSES.contains(&asked.status.as_str()) {
        return Err(Failure::usage(
            format!("“{}” is no status.", asked.status),
            "Write active, inactive or pending.",
        ));
    }
    if !asked.licence.is_empty() && asked.licence.parse::<u32>().is_err() {
        return Err(Failure::usage(
            format!("“{}” is no number of a licence.", asked.licence),
            "Write 1 for Basic, 2 for Licensed, 4 for Unassigned, 99 for none.",
        ));
    }
    Ok(())
}

/// What the list shows.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Beginnings of words of name, mail address or department
    #[arg(long, default_value = "")]
    pub search: String,
    /// active, inactive or pending
    #[arg(long, default_value = "")]
    pub status: String,
    /// 1 Basic, 2 Licensed, 4 Unassigned, 99 none
    #[arg(long, default_value = "")]
    pub licence: String,
    /// The role's id: 0 owner, 1 admin, 2 member
    #[arg(long, default_value = "")]
    pub role: String,
    /// The department as it is written
    #[arg(long, default_value = "")]
    pub dept: String,
    /// name, email, dept, licence, status, role, `last_login` or created
    #[arg(long, default_value = "name")]
    pub sort: String,
    /// The last first
    #[arg(long)]
    pub desc: bool,
    /// List everybody from Zoom first
    #[arg(long)]
    pub refresh: bool,
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
    #[arg(long, value_name = "EMAIL", default_value = "")]
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

/// A file of people.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// create, update, type or delete
    pub deed: String,
    /// The CSV file (- is standard input); its first line names the columns
    pub file: PathBuf,
    /// How people are added where a row does not say
    #[arg(long, default_value = "create")]
    pub action: String,
    #[command(flatten)]
    pub how: Going,
    /// Start it and wait for its end; without this it is only looked through
    #[arg(long)]
    pub start: bool,
}

/// Does what was asked.
#[expect(
    clippy::too_many_lines,
    reason = "one arm per command, each a call and how it is shown"
)]
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    let people = &product.people;
    match args.command {
        Command::List(asked) => list(people, &id, asked, output).await?,
        Command::Show(who) => {
            let profile = people.show(&OPERATOR, &id, &who.person).await?;
            output.write(&profile, |profile| {
                let mut out = lines(&profile.person);
                if let Some(notice) = &profile.refusal {
                    let note = format!("{:<14}{notice}\n", "note");
                    out.push_str(&note);
                }
                out
            })?;
        }
        Command::Create(new) => {
            let mut wish = NewPerson {
                action: creation(&new.action)?,
                email: new.email,
                values: pairs(&new.set)?,
                ..NewPerson::default()
            };
            if let Some(file) = &new.password_file {
                wish.password = secrets::read(Some(file), "")?;
            }
            let (person, notes) = people.create(&OPERATOR, &id, &wish, "").await?;
            output.write(
                &serde_json::json!({ "person": person, "notes": notes }),
                |_| format!("{}{}", lines(&person), notes.join("\n")),
            )?;
        }
        Command::Update { person, set } => {
            let wish = Change {
                values: pairs(&set)?,
                read: None,
            };
            let done = people.update(&OPERATOR, &id, &person, &wish).await?;
            output.write(&done, |done| {
                let changes = done
                    .changes
                    .iter()
                    .map(|one| format!("{}: {} -> {}", one.title, one.was, one.now));
                let all: Vec<String> = changes.chain(done.notes.iter().cloned()).collect();
                all.join("\n")
            })?;
        }
        Command::Delete {
            person,
            how,
            preview,
        } => {
            let how = how.departure();
            if preview {
                let one = people.show(&OPERATOR, &id, &person).await?.person;
                let owns = people.owns(&OPERATOR, &id, &one).await?;
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
            } else {
                let gone = people.delete(&OPERATOR, &id, &person, &how).await?;
                output.write(&gone, |gone| {
                    let verb = if how.for_good {
                        "deleted"
                    } else {
                        "disassociated"
                    };
                    format!("{} is {verb}.", gone.email)
                })?;
            }
        }
        Command::Verify { email } => {
            let found = people.verify(&OPERATOR, &id, &email).await?;
            output.write(&found, |found| match (found.at_zoom, &found.here) {
                (_, Some(one)) => format!("{} has {} in this account.", one.name(), found.email),
                (true, None) => format!("Somebody at Zoom has {}.", found.email),
                (false, None) => format!("Nobody at Zoom has {}.", found.email),
            })?;
        }
        Command::Assistants {
            person,
            add,
            remove,
        } => {
            if let Some(email) = add {
                people
                    .add_assistant(&OPERATOR, &id, &person, &email)
                    .await?;
            }
            if let Some(assistant) = remove {
                people
                    .remove_assistant(&OPERATOR, &id, &person, &assistant)
                    .await?;
            }
            let listed = people.assistants(&OPERATOR, &id, &person).await?;
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
        }
        Command::Settings { person, set } => {
            let settings = if set.is_empty() {
                people.settings(&OPERATOR, &id, &person).await?
            } else {
                let wish = pairs(&set)?;
                people
                    .change_settings(&OPERATOR, &id, &person, &wish, None)
                    .await?
                    .0
            };
            output.write(&settings, shown)?;
        }
        Command::Permissions(who) => {
            let allowed = people.permissions(&OPERATOR, &id, &who.person).await?;
            output.write(&allowed, |allowed| {
                if allowed.is_empty() {
                    "Nothing beyond their own account.".into()
                } else {
                    allowed.join("\n")
                }
            })?;
        }
        Command::Import(import) => {
            self::import(people, &product.clock, &id, import, output).await?;
        }
        Command::Jobs { job: None, .. } => {
            let jobs = people.jobs(&OPERATOR, &id, 100).await?;
            output.write(&jobs, |jobs| {
                let mut table = Table::new(&["id", "job", "state", "rows", "settled"]);
                for job in jobs {
                    table.row([
                        job.id.0.clone(),
                        job.deed.title().to_owned(),
                        job.state.title().to_owned(),
                        job.total.to_string(),
                        job.settled().to_string(),
                    ]);
                }
                if table.is_empty() {
                    "No job yet.".into()
                } else {
                    table.to_string()
                }
            })?;
        }
        Command::Jobs {
            job: Some(job),
            start,
            stop,
        } => {
            let job = JobId(job);
            let view = if start {
                people.start_job(&OPERATOR, &job).await?
            } else if stop {
                people.stop_job(&OPERATOR, &job).await?
            } else {
                people.job(&OPERATOR, &job).await?
            };
            told(people, &view, output).await?;
        }
    }
    Ok(())
}

async fn list(
    people: &People,
    id: &ConnectionId,
    asked: List,
    output: Output,
) -> Result<(), Failure> {
    let standing = people.standing(id).await?;
    if asked.refresh || (standing.listed_at.is_none() && standing.refusal.is_none()) {
        people.walk_now(&OPERATOR, id).await?;
    }
    check(&asked)?;
    let mut filter = Filter {
        q: asked.search,
        status: asked.status,
        licence: asked.licence,
        role: asked.role,
        dept: asked.dept,
        sort: Order::from_word(&asked.sort),
        desc: asked.desc,
        size: 500,
        page: 1,
        ..Filter::default()
    };
    let mut rows: Vec<Person> = Vec::new();
    loop {
        let page = people.list(&OPERATOR, id, &filter).await?;
        let last = page.rows.len() < 500;
        rows.extend(page.rows);
        if last {
            break;
        }
        filter.page += 1;
    }
    output.write(&rows, |rows| {
        let mut table = Table::new(&[
            "id",
            "email",
            "name",
            "licence",
            "status",
            "role",
            "department",
            "last sign-in",
        ]);
        for one in rows {
            table.row([
                one.id.clone(),
                one.email.clone(),
                one.name(),
                one.licence(),
                people::status(&one.status),
                one.role(),
                one.dept.clone(),
                output::moment(one.last_login_at.map(jiff::Timestamp::as_microsecond)),
            ]);
        }
        if table.is_empty() {
            "Nobody fits.".into()
        } else {
            table.to_string()
        }
    })?;
    Ok(())
}

async fn import(
    people: &People,
    clock: &clock::Clock,
    id: &ConnectionId,
    import: Import,
    output: Output,
) -> Result<(), Failure> {
    let deed = BulkDeed::from_word(&import.deed).ok_or_else(|| {
        Failure::usage(
            format!("“{}” is nothing a file can do.", import.deed),
            "Choose create, update, type or delete.",
        )
    })?;
    let mut csv = String::new();
    if import.file.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut csv)?;
    } else {
        csv = std::fs::read_to_string(&import.file).map_err(|error| {
            Failure::new(
                format!("{} cannot be read: {error}.", import.file.display()),
                "Name a CSV file, or - for standard input.",
            )
        })?;
    }
    let options = JobOptions {
        creation: creation(&import.action)?,
        departure: import.how.departure(),
    };
    let mut job = people.plan(&OPERATOR, id, deed, &csv, &options).await?;
    if import.start {
        job = people.start_job(&OPERATOR, &job.id).await?;
        // Another process of this installation may take it: then its progress is waited for.
        let (_going, stop) = tokio::sync::watch::channel(false);
        while job.state == JobState::Running && job.rest_until.is_none() {
            people.run_jobs(&stop).await?;
            job = people.job(&OPERATOR, &job.id).await?;
            if job.state == JobState::Running {
                clock.sleep(std::time::Duration::from_secs(1)).await;
            }
        }
    }
    told(people, &job, output).await
}

/// A job with the rows that are worth reading: those that were not done.
async fn told(people: &People, job: &JobView, output: Output) -> Result<(), Failure> {
    let mut rows = Vec::new();
    loop {
        let more = people
            .job_rows(&OPERATOR, &job.id, None, 2_000, rows.len() as u64)
            .await?;
        let last = more.len() < 2_000;
        rows.extend(more);
        if last {
            break;
        }
    }
    output.write(&serde_json::json!({ "job": job, "rows": rows }), |_| {
        let mut out = format!(
            "{} {}: {}, {} of {} rows settled\n",
            job.id.0,
            job.deed.title(),
            job.state.title(),
            job.settled(),
            job.total
        );
        if !job.said.is_empty() {
            out.push_str(&job.said);
            out.push('\n');
        }
        let mut table = Table::new(&["line", "who", "state", "what"]);
        for row in rows.iter().filter(|row| row.state != RowState::Done) {
            table.row([
                row.line.to_string(),
                row.target.clone(),
                row.state.title().to_owned(),
                row.said.clone(),
            ]);
        }
        if !table.is_empty() {
            out.push_str(&table.to_string());
        }
        if job.state == JobState::Planned {
            let next = format!(
                "\nNothing was sent. Start it with: parfocal people jobs {} --start\n",
                job.id.0
            );
            out.push_str(&next);
        }
        out
    })?;
    Ok(())
}

impl Going {
    fn departure(&self) -> Departure {
        Departure {
            for_good: self.for_good,
            transfer_to: self.transfer_to.clone(),
            meetings: self.meetings,
            webinars: self.webinars,
            recordings: self.recordings,
        }
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
    let mut table = Table::new(&["setting", "value", "what it does"]);
    for one in settings.known.iter().chain(&settings.others) {
        table.row([one.path.clone(), one.value.clone(), one.title.clone()]);
    }
    table.to_string()
}
