//! The list of one kind: `/meetings` and `/webinars`, and the same as CSV.

use ::meetings::{Act, Filter, Host, Kind, Listing, Order, Phase, PhaseWord, Planned};
use axum::{Extension, extract::Query, response::Response};
use jiff::Timestamp;
use serde::Deserialize;
use ui::{Button, Column, Form, Hidden, Html, Moment, Page, Select, Table, View};
use zoom_types::MeetingId;

use super::{around, csv, running, said::After, words};
use crate::{
    Error, State,
    csv::attachment,
    extract::{Connected, Session},
    layout,
    refusal::{self, Gate},
};

/// Rows of a page.
const ROWS: usize = 25;

/// The address of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    host: String,
    phase: String,
    sort: String,
    desc: String,
    #[serde(deserialize_with = "crate::extract::page_number")]
    page: u32,
}

impl Asked {
    /// Whether anything was asked for but order and page.
    fn narrows(&self) -> bool {
        [&self.q, &self.host, &self.phase]
            .iter()
            .any(|word| !word.trim().is_empty())
    }

    fn filter(&self, running: Vec<MeetingId>) -> Filter {
        Filter {
            q: self.q.clone(),
            host: self.host.clone(),
            phase: match self.phase.as_str() {
                "upcoming" => Some(PhaseWord::Upcoming),
                "live" => Some(PhaseWord::Live),
                "ended" => Some(PhaseWord::Ended),
                "cancelled" => Some(PhaseWord::Cancelled),
                _ => None,
            },
            sort: match self.sort.as_str() {
                "topic" => Order::Topic,
                "host" => Order::Host,
                "duration" => Order::Duration,
                _ => Order::Start,
            },
            desc: self.desc == "1",
            running,
        }
    }

    fn kept(&self) -> Vec<(String, String)> {
        [("host", &self.host), ("phase", &self.phase)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    }
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Extension(kind): Extension<Kind>,
    Query(asked): Query<Asked>,
    Query(after): Query<After>,
) -> Result<Page, Error> {
    let filter = asked.filter(running(&app, &at.id).await?);
    let listing = app
        .meetings
        .list(&session.principal, &at.id, kind, &filter)
        .await?;
    let gate = Gate::of(&app, &at.id, &[Act::Create.on(kind)]).await?;
    // Whoever may host anything: who has a webinar plan is asked for by the form alone.
    let hosts = app
        .meetings
        .hosts(&session.principal, &at.id, Kind::Meeting)
        .await;
    let partial: Html = listing
        .partial
        .as_ref()
        .map(|notice| {
            ui::Notice::info(format!(
                "This list shows what Parfocal scheduled; Zoom's own list of {} is not part of it.",
                kind.plural()
            ))
            .text(refusal::notice(notice))
        })
        .into();
    let body = ui::all![
        after.notice(),
        gate.notices(),
        Button::primary(format!("Schedule a {kind}"))
            .to(words::path(kind, "/new"))
            .needs(gate.lacks(Act::Create.on(kind))),
        around::box_for(kind, "", None),
        (kind == Kind::Meeting).then(|| {
            ui::link(
                "/meetings/upcoming",
                "What somebody has within the next day",
            )
            .paragraph()
        }),
        narrow(kind, &asked, hosts.as_deref().unwrap_or_default()),
        partial,
        table(&app, &session, kind, &asked, &listing),
    ];
    Ok(
        layout::page(&app, &session, plural_title(kind), &words::path(kind, ""))
            .sentence(sentence(kind, &listing, &asked, app.clock.now()))
            .body(body),
    )
}

/// The same rows as a file.
pub(super) async fn csv(
    app: State,
    session: Session,
    at: Connected,
    Extension(kind): Extension<Kind>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let filter = asked.filter(running(&app, &at.id).await?);
    let listing = app
        .meetings
        .list(&session.principal, &at.id, kind, &filter)
        .await?;
    let name = format!("{}.csv", kind.plural());
    Ok(attachment(&name, csv::file(&listing)))
}

fn plural_title(kind: Kind) -> &'static str {
    match kind {
        Kind::Meeting => "Meetings",
        Kind::Webinar => "Webinars",
    }
}

fn sentence(kind: Kind, listing: &Listing, asked: &Asked, now: Timestamp) -> String {
    let count = match listing.rows.len() {
        0 if asked.narrows() => return format!("No {kind} fits what you look for"),
        0 => return format!("No {kind} is scheduled yet"),
        1 => format!("One {kind}"),
        many => format!("{many} {}", kind.plural()),
    };
    let live = |row: &&Planned| row.phase == Phase::Live;
    let running = listing.rows.iter().filter(live).count();
    let next = listing
        .rows
        .iter()
        .filter(|row| row.phase == Phase::Upcoming)
        .filter_map(|row| row.start)
        .min();
    match next {
        Some(start) => format!(
            "{count}, the next {}",
            ui::relative(start.duration_since(now))
        ),
        None => match running {
            0 => format!("{count}, none of them to come"),
            1 => format!("{count}, one of them under way"),
            many => format!("{count}, {many} of them under way"),
        },
    }
}

fn narrow(kind: Kind, asked: &Asked, hosts: &[Host]) -> Form {
    let mut host = Select::new("host", "Host")
        .option("", "Every host")
        .selected(&*asked.host)
        .hint("With a host chosen, what they planned in Zoom itself is listed as well.");
    for one in hosts {
        host = host.option(&*one.email, format!("{} ({})", one.name, one.email));
    }
    let phase = Select::new("phase", "State")
        .option("", "Any state")
        .option("upcoming", "Upcoming")
        .option("live", "Under way")
        .option("ended", "Ended")
        .option("cancelled", "Cancelled")
        .selected(&*asked.phase);
    Form::get(words::path(kind, ""))
        .named("Narrow the list")
        .with(host)
        .with(phase)
        .with(Hidden::new("q", &*asked.q))
        .button(Button::quiet("Show"))
}

fn table(app: &State, session: &Session, kind: Kind, asked: &Asked, listing: &Listing) -> Table {
    let pages = listing.rows.len().div_ceil(ROWS).max(1);
    let page = usize::try_from(asked.page).unwrap_or(1).clamp(1, pages);
    let mut pairs = asked.kept();
    pairs.push(("q".into(), asked.q.clone()));
    pairs.push(("sort".into(), asked.sort.clone()));
    pairs.push(("desc".into(), asked.desc.clone()));
    let file = format!("{}?{}", words::path(kind, "/list.csv"), ui::query(pairs));
    let mut table = Table::new(plural_title(kind))
        .column(Column::text("Topic").sort("topic"))
        .column(Column::text("Starts").sort("start"))
        .column(Column::number("Minutes").sort("duration"))
        .column(Column::text("Host").sort("host"))
        .column(Column::text("State"))
        .view(View {
            path: words::path(kind, ""),
            filter: asked.q.clone(),
            sort: Some(
                if asked.sort.is_empty() {
                    "start"
                } else {
                    &asked.sort
                }
                .to_owned(),
            ),
            descending: asked.desc == "1",
            page: u32::try_from(page).unwrap_or(1),
            keep: asked.kept(),
        })
        .filter("Topic, host or number")
        .pages(
            u64::try_from(listing.rows.len()).unwrap_or(u64::MAX),
            u32::try_from(pages).unwrap_or(u32::MAX),
        )
        .csv(file)
        .empty(empty(kind, asked));
    for row in listing.rows.iter().skip((page - 1) * ROWS).take(ROWS) {
        table = table.row(cells(app, session, row));
    }
    table
}

fn empty(kind: Kind, asked: &Asked) -> ui::State {
    if asked.narrows() {
        return ui::State::empty(format!("No {kind} fits what you look for"))
            .actions(Button::quiet("Show all").to(words::path(kind, "")));
    }
    ui::State::empty(format!("No {} here yet", kind.plural())).text(format!(
        "A {kind} scheduled here appears in this list with its page, its calendar file and what \
         Zoom kept of it."
    ))
}

fn cells(app: &State, session: &Session, row: &Planned) -> [Html; 5] {
    let topic = match &row.public_id {
        Some(id) => ui::link(&words::path(row.kind, &format!("/{id}")), &*row.topic),
        None => ui::all![
            &*row.topic,
            " ",
            ui::quiet("planned in Zoom"),
            " ",
            Form::post(words::path(row.kind, "/take-over"), &*session.csrf)
                .inline()
                .with(Hidden::new("zoom_id", row.zoom_id.to_string()))
                .with(Button::quiet("Take over").named(format!("Take over {}", row.topic)))
        ],
    };
    let start = row.start.map_or_else(
        || Html::from("no fixed time"),
        |at| {
            let zone = words::rules(&row.zone);
            let soon = Moment::relative(at, app.clock.now(), &zone);
            ui::all![
                Moment::minute(at, &zone),
                " ",
                ui::quiet(&*row.zone),
                " · ",
                soon
            ]
        },
    );
    let changed = (row.differences > 0).then(|| ui::quiet(" Zoom changed something"));
    [
        topic,
        start,
        ui::number(row.duration),
        Html::from(&row.host),
        ui::all![words::phase(row.phase), changed],
    ]
}
