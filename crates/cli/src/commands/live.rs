//! `parfocal live`: what is under way, once or as it happens.

use std::collections::VecDeque;

use connect::ConnectionId;
use jiff::Timestamp;
use monitor::{AttentionView, Happened, InstanceView, LiveMeeting, LiveView, Presence};

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::Product,
};

/// Flags of `parfocal live`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only this instance, with its people: the UUID that the list shows
    pub uuid: Option<String>,
    /// Only what needs somebody, the gravest first, with the likely cause
    #[arg(long, conflicts_with_all = ["uuid", "follow"])]
    pub attention: bool,
    /// Stay, and print events as they come: a line each, with --json an object each
    #[arg(long)]
    pub follow: bool,
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    if args.follow {
        return follow(&product, &id, args.uuid.as_deref(), output).await;
    }
    if args.attention {
        output.write(&product.monitor.attention(&id).await?, needs)?;
        return Ok(());
    }
    match args.uuid {
        None => output.write(&product.monitor.live(&id).await?, list)?,
        Some(uuid) => output.write(&instance(&product, &id, &uuid).await?, one)?,
    }
    Ok(())
}

async fn instance(
    product: &Product,
    id: &ConnectionId,
    uuid: &str,
) -> Result<InstanceView, Failure> {
    let found = product.monitor.live_instance(id, uuid).await?;
    found.ok_or_else(|| {
        Failure::new(
            format!("There is no instance “{uuid}”: it never was, or it ended over a week ago."),
            "List what is under way with `parfocal live`.",
        )
    })
}

/// How many lines are remembered, so that none is printed twice.
const REMEMBERED: usize = 1_000;

async fn follow(
    product: &Product,
    id: &ConnectionId,
    uuid: Option<&str>,
    output: Output,
) -> Result<(), Failure> {
    let mut changes = product.monitor.changes();
    let mut printed: VecDeque<Happened> = VecDeque::new();
    if output == Output::Text {
        match uuid {
            None => output.write(&product.monitor.live(id).await?, list)?,
            Some(uuid) => output.write(&instance(product, id, uuid).await?, one)?,
        }
        printed.extend(recent(product, id, uuid).await?);
    }
    loop {
        for happened in recent(product, id, uuid).await? {
            if printed.contains(&happened) {
                continue;
            }
            match output {
                Output::Text => output::line(&line(&happened))?,
                Output::Json => output::line(&serde_json::to_string(&happened)?)?,
            }
            printed.push_back(happened);
            if printed.len() > REMEMBERED {
                printed.pop_front();
            }
        }
        if changes.changed().await.is_err() {
            return Ok(());
        }
    }
}

/// The latest events, oldest first.
async fn recent(
    product: &Product,
    id: &ConnectionId,
    uuid: Option<&str>,
) -> Result<Vec<Happened>, Failure> {
    let mut recent = match uuid {
        None => product.monitor.live(id).await?.recent,
        Some(uuid) => instance(product, id, uuid).await?.recent,
    };
    recent.reverse();
    Ok(recent)
}

fn list(view: &LiveView) -> String {
    let totals = &view.totals;
    let webinars = match totals.in_webinars {
        0 => String::new(),
        some => format!(" ({some} of them in webinars)"),
    };
    let mut out = format!(
        "{}\n{}, {}, {} in them{webinars}, {} waiting\n",
        view.words,
        counted(totals.meetings, "meeting", "meetings"),
        counted(totals.webinars, "webinar", "webinars"),
        counted(totals.participants, "person", "people"),
        totals.waiting
    );
    let mut table = Table::new(&[
        "uuid", "topic", "kind", "host", "started", "people", "waiting", "in use",
    ]);
    for meeting in &view.meetings {
        table.row(cells(meeting));
    }
    if !table.is_empty() {
        out.push('\n');
        out.push_str(&table.to_string());
    }
    out.push_str(&events(&view.recent));
    out
}

fn needs(view: &AttentionView) -> String {
    let mut out = String::new();
    if view.meetings.is_empty() {
        out.push_str("No meeting is known to need you.\n");
    } else {
        let mut table = Table::new(&["uuid", "topic", "level", "people", "what", "likely cause"]);
        for meeting in &view.meetings {
            for reason in &meeting.reasons {
                table.row([
                    meeting.uuid.clone(),
                    meeting.topic.clone().unwrap_or_else(|| "-".into()),
                    reason.level.key().into(),
                    meeting.participants.to_string(),
                    reason.what.clone(),
                    reason.cause.clone(),
                ]);
            }
        }
        out.push_str(&table.to_string());
    }
    for why in &view.unseen {
        out.push_str(why);
        out.push('\n');
    }
    out
}

fn cells(meeting: &LiveMeeting) -> [String; 8] {
    [
        meeting.uuid.clone(),
        meeting.topic.clone().unwrap_or_else(|| "-".into()),
        meeting.kind.word().into(),
        meeting.host_name.clone().unwrap_or_else(|| "-".into()),
        moment(meeting.started_at),
        meeting.participants.to_string(),
        meeting.waiting.to_string(),
        meeting.features.join(", "),
    ]
}

fn one(view: &InstanceView) -> String {
    let meeting = &view.meeting;
    let topic = meeting.topic.as_deref().unwrap_or("without a topic");
    let stands = match (view.live, view.ended_at) {
        (true, _) => format!(
            "under way since {}: {} people, at most {} at once, {} waiting",
            moment(meeting.started_at),
            meeting.participants,
            meeting.peak,
            meeting.waiting
        ),
        (false, ended) => format!(
            "from {} to {}, at most {} people at once",
            moment(meeting.started_at),
            moment(ended),
            meeting.peak
        ),
    };
    let mut out = format!("The {} {topic}: {stands}\n", meeting.kind.word());
    if let Some(stale) = &view.stale {
        out.push_str(&stale.words());
        out.push('\n');
    }
    let mut table = Table::new(&["name", "role", "where", "joined", "left", "times", "why"]);
    for person in &view.people {
        table.row(person_cells(person));
    }
    if !table.is_empty() {
        out.push('\n');
        out.push_str(&table.to_string());
    }
    if view.unnamed > 0 {
        let more = format!("and {} whom nobody named\n", view.unnamed);
        out.push_str(&more);
    }
    out.push_str(&events(&view.recent));
    out
}

fn person_cells(person: &Presence) -> [String; 7] {
    let place = match (person.inside, person.waiting) {
        (true, _) => "in".to_owned(),
        (_, true) => format!("waiting since {}", moment(person.waiting_since)),
        _ => "left".to_owned(),
    };
    [
        person.name.clone(),
        person.role.clone().unwrap_or_default(),
        place,
        moment(person.joined_at),
        moment(person.left_at),
        person.times_joined.to_string(),
        person.reason.clone().unwrap_or_default(),
    ]
}

/// The latest ten, oldest first as in a log.
fn events(recent: &[Happened]) -> String {
    let mut out = String::new();
    for happened in recent.iter().take(10).rev() {
        out.push('\n');
        out.push_str(&line(happened));
    }
    out
}

fn line(happened: &Happened) -> String {
    let what: String = happened
        .what
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("{}  {what}", happened.at.strftime("%Y-%m-%d %H:%M:%S UTC"))
}

fn moment(at: Option<Timestamp>) -> String {
    output::moment(at.map(Timestamp::as_microsecond))
}
fn counted(number: u64, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}
