//! `/schedule`: what comes next of both kinds, and the two ways to add to it.

use ::meetings::{Act, Filter, Kind, Phase, PhaseWord, Planned};
use ui::{Button, Card, Column, Html, Moment, Page, Table};

use super::{running, words};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
    refusal::Gate,
};

/// Rows of each kind.
const NEXT: usize = 8;

/// The page.
pub(super) async fn show(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    let mut cards = Vec::new();
    let (mut next, mut live) = (None, Vec::new());
    let under_way = running(&app, &at.id).await?;
    for kind in Kind::ALL {
        let mut rows = Vec::new();
        for phase in [PhaseWord::Live, PhaseWord::Upcoming] {
            let filter = Filter {
                phase: Some(phase),
                running: under_way.clone(),
                ..Filter::default()
            };
            let listing = app
                .meetings
                .list(&session.principal, &at.id, kind, &filter)
                .await?;
            rows.extend(listing.rows);
        }
        next = earlier(next, rows.iter().find(|row| row.phase == Phase::Upcoming));
        live.extend(
            rows.iter()
                .filter(|row| row.phase == Phase::Live)
                .map(|row| row.topic.clone()),
        );
        let gate = Gate::of(&app, &at.id, &[Act::Create.on(kind)]).await?;
        cards.push(card(&app, kind, &rows, &gate));
    }
    let next = next.map(|(start, topic)| {
        let when = ui::relative(start.duration_since(app.clock.now()));
        format!("{topic}, {when}")
    });
    let sentence = match (live.as_slice(), next) {
        ([], None) => "Nothing is planned".to_owned(),
        ([], Some(next)) => format!("Next: {next}"),
        ([one], None) => format!("Under way: {one}"),
        ([one], Some(next)) => format!("Under way: {one}; next: {next}"),
        (many, None) => format!("{} are under way", many.len()),
        (many, Some(next)) => format!("{} are under way; next: {next}", many.len()),
    };
    Ok(layout::page(&app, &session, "Schedule", "/schedule")
        .sentence(sentence)
        .body(ui::grid(cards)))
}

type Next = Option<(jiff::Timestamp, String)>;

fn earlier(next: Next, row: Option<&Planned>) -> Next {
    let Some((start, topic)) = row.and_then(|row| Some((row.start?, row.topic.clone()))) else {
        return next;
    };
    match next {
        Some((known, _)) if known <= start => next,
        _ => Some((start, topic)),
    }
}

fn card(app: &State, kind: Kind, rows: &[Planned], gate: &Gate) -> Card {
    let (title, all) = match kind {
        Kind::Meeting => ("Meetings", "All meetings"),
        Kind::Webinar => ("Webinars", "All webinars"),
    };
    let mut table = Table::new(format!("Next {}", kind.plural()))
        .column(Column::text("Topic"))
        .column(Column::text("Starts"))
        .column(Column::text("Host"))
        .empty(ui::State::empty(format!("No {kind} is planned")).text(
            "Once one is scheduled, its page, its calendar file and its join link are here.",
        ));
    for row in rows.iter().take(NEXT) {
        let topic = match &row.public_id {
            Some(id) => ui::link(&words::path(kind, &format!("/{id}")), &*row.topic),
            None => Html::from(&row.topic),
        };
        let start = row.start.map(|at| {
            let zone = words::rules(&row.zone);
            ui::all![
                Moment::minute(at, &zone),
                " ",
                ui::quiet(&*row.zone),
                " · ",
                if row.phase == Phase::Live {
                    Html::from(words::phase(row.phase))
                } else {
                    Moment::relative(at, app.clock.now(), &zone).into()
                }
            ]
        });
        table = table.row([topic, start.into(), Html::from(&row.host)]);
    }
    let schedule = Button::primary(format!("Schedule a {kind}"))
        .to(words::path(kind, "/new"))
        .needs(gate.lacks(Act::Create.on(kind)));
    Card::new(title)
        .aside(ui::link(&words::path(kind, ""), all))
        .span(2)
        .body(ui::all![
            gate.notices(),
            table,
            Html::from(schedule).boxed("div", "actions")
        ])
}
