//! One meeting or webinar: what Zoom kept of it, where its page is, who did what.

use ::meetings::{Act, AuditEntry, EventView, Kind, Overlap, Phase, Reading};
use axum::{
    Extension,
    extract::{Path, Query},
    response::Redirect,
};
use jiff::tz::TimeZone;
use ui::{Button, Card, Column, CopyText, Facts, Form, Html, Moment, Notice, Page, Table};

use super::{edit::find, new::to, running, said::After, words};
use crate::{
    Error, State,
    extract::{Posted, Session},
    join, layout,
    pages::Empty,
    refusal::Gate,
};

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
    Query(after): Query<After>,
) -> Result<Page, Error> {
    let one = find(&app, &session, kind, id).await?;
    let now = app.clock.now();
    let mut view = EventView::of(&one, now);
    let under_way = running(&app, &one.connection).await?.contains(&one.zoom_id);
    if under_way && view.phase != Phase::Cancelled {
        view.phase = Phase::Live;
    }
    let audit = app
        .meetings
        .audit(&session.principal, &one.public_id)
        .await?;
    let overlaps = app.meetings.overlaps(&session.principal, &one).await?;
    let acts = [Act::Read, Act::Change, Act::Delete, Act::End];
    let gate = Gate::of(&app, &one.connection, &acts.map(|act| act.on(kind))).await?;
    let start = Gate::of(
        &app,
        &one.connection,
        &[Act::Start.on(kind), Act::StartOwn.on(kind)],
    )
    .await?;
    let when = ui::relative(view.start.duration_since(now));
    let sentence = match view.phase {
        Phase::Upcoming => format!("{} starts {when}", view.topic),
        Phase::Live if under_way => format!("{} is under way", view.topic),
        Phase::Live => format!("{} is under way by the plan", view.topic),
        Phase::Ended => format!("{} is over", view.topic),
        Phase::Cancelled => format!("{} is cancelled", view.topic),
    };
    let joins = join::card(&app, &session, &one).await?;
    let cards = [
        Card::new("What Zoom kept").span(2).body(kept(&view)),
        Card::new("Its page").body(published(&app, &view)),
        Card::new("Settings").body(settings(&view)),
        Card::new("Joining in the browser").span(4).body(joins),
        Card::new("Who did what").span(4).body(history(&audit)),
    ];
    let body = ui::all![
        after.notice(),
        notes(&view),
        overlapping(&overlaps),
        actions(&session, &view, &gate, &start),
        ui::grid(cards),
        gate.notices(),
    ];
    Ok(
        layout::page(&app, &session, &view.topic, &words::path(kind, ""))
            .sentence(sentence)
            .subline(ui::all![
                words::start(view.start, &view.zone),
                " · ",
                words::phase(view.phase)
            ])
            .body(body),
    )
}

/// Reads it from Zoom again.
pub(super) async fn read(
    app: State,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
    posted: Posted<Empty>,
) -> Result<Redirect, Error> {
    let session = posted.session;
    let one = find(&app, &session, kind, id).await?;
    let said = match app
        .meetings
        .refresh(&session.principal, &one.public_id)
        .await?
    {
        Reading::Same(_) => "same",
        Reading::Changed(..) => "read",
        Reading::Gone(_) => "gone",
    };
    Ok(to(kind, &one.public_id, said))
}

/// What Zoom changed, and what else was worth telling.
fn notes(view: &EventView) -> Html {
    let mut all = Html::new();
    if !view.differences.is_empty() {
        let lines = view
            .differences
            .iter()
            .map(::meetings::Difference::sentence);
        all.push(
            Notice::fair("Zoom kept it otherwise than asked")
                .text(ui::list(lines))
                .to_do(
                    "A policy of the account or a setting of the host decides this; the page and \
                     the calendar show what Zoom kept.",
                ),
        );
    }
    for note in &view.notes {
        all.push(Notice::info(note));
    }
    all
}

/// What else the host has at that time.
fn overlapping(overlaps: &[Overlap]) -> Html {
    let links = overlaps.iter().map(|other| {
        ui::all![
            ui::link(
                &words::path(other.kind, &format!("/{}", other.public_id)),
                &*other.topic
            ),
            format!(", a {}, ", other.kind),
            words::start(other.start, &other.zone),
            format!(", {} minutes", other.duration),
        ]
    });
    if overlaps.is_empty() {
        return Html::new();
    }
    Notice::fair("The host has something else at that time")
        .text(ui::list(links))
        .to_do(
            "Zoom lets a host run two at once only where the licence has it. Move one of them, or \
             let somebody else host it.",
        )
        .into()
}

fn kept(view: &EventView) -> Facts {
    let passcode: Html = match &view.passcode {
        Some(code) => CopyText::new("Passcode", code).into(),
        None => Html::from("none"),
    };
    let join: Html = match &view.join_url {
        Some(url) => CopyText::new("Join link", url).into(),
        None => Html::from("none"),
    };
    Facts::new()
        .fact("Topic", &*view.topic)
        .fact("Agenda", lines(&view.agenda))
        .fact("Host", words::host(view))
        .fact("Starts", words::start(view.start, &view.zone))
        .fact("Lasts", format!("{} min", view.duration))
        .fact(
            format!("{} number", view.kind.title()),
            ui::number(view.zoom_id),
        )
        .fact("Passcode", passcode)
        .fact("Join link", join)
}

fn lines(text: &str) -> Html {
    if text.is_empty() {
        return Html::from("none");
    }
    text.lines()
        .map(|line| Html::text(line).paragraph())
        .collect()
}

fn published(app: &State, view: &EventView) -> Html {
    let page = app.settings.absolute(&format!("/m/{}", view.public_id));
    ui::all![
        CopyText::new("Address of the public page", &*page),
        Facts::new()
            .fact("Join link shown to", level(view.join_link))
            .fact("Passcode shown to", level(view.passcode_shown)),
        ui::all![
            Button::quiet("Open the page").to(format!("/m/{}", view.public_id)),
            Button::quiet("Calendar file").to(format!("/m/{}/calendar.ics", view.public_id)),
        ]
        .boxed("div", "actions"),
    ]
}

fn level(level: ::meetings::Level) -> &'static str {
    match level {
        ::meetings::Level::Everyone => "everyone who has the address",
        ::meetings::Level::SignedIn => "people signed in here",
        ::meetings::Level::Registered => "people registered",
        ::meetings::Level::Nobody => "nobody but the administration",
    }
}

fn settings(view: &EventView) -> Facts {
    let options = &view.options;
    let facts = match view.kind {
        Kind::Meeting => Facts::new()
            .fact("Waiting room", words::on(options.waiting_room))
            .fact("Join before host", words::on(options.join_before_host))
            .fact("Mute on entry", words::on(options.mute_on_entry))
            .fact("Host video", words::on(options.host_video))
            .fact("Participant video", words::on(options.participant_video)),
        Kind::Webinar => Facts::new()
            .fact("Practice session", words::on(options.practice_session))
            .fact(
                "Questions and answers",
                words::on(options.questions_and_answers),
            )
            .fact("Host video", words::on(options.host_video))
            .fact("Panelist video", words::on(options.panelists_video))
            .fact("HD video", words::on(options.hd_video))
            .fact("On demand", words::on(options.on_demand)),
    };
    facts.fact("Automatic recording", options.auto_recording.word())
}

fn actions(session: &Session, view: &EventView, gate: &Gate, start: &Gate) -> Html {
    let kind = view.kind;
    let own = |rest: &str| words::path(view.kind, &format!("/{}/{rest}", view.public_id));
    if view.phase == Phase::Cancelled {
        return Html::from(Button::quiet("Recover it, and more").to(own("more")))
            .boxed("div", "actions");
    }
    ui::all![
        Button::primary("Change")
            .to(own("edit"))
            .needs(gate.lacks(Act::Change.on(kind))),
        // One of the two keys is enough; which it takes for this host, its own page says.
        Button::quiet("Start in the browser")
            .to(own("start-in-browser"))
            .needs(
                start
                    .lacks(Act::StartOwn.on(kind))
                    .and(start.lacks(Act::Start.on(kind)))
            ),
        Form::post(own("read"), &*session.csrf)
            .inline()
            .with(Button::quiet("Read again from Zoom").needs(gate.lacks(Act::Read.on(kind)))),
        Button::quiet("Links, invitation and more").to(own("more")),
        Button::quiet("End")
            .to(own("end"))
            .needs(gate.lacks(Act::End.on(kind))),
        Button::danger("Delete")
            .to(own("delete"))
            .needs(gate.lacks(Act::Delete.on(kind))),
    ]
    .boxed("div", "actions")
}

fn history(audit: &[AuditEntry]) -> Table {
    let mut table = Table::new("Who did what")
        .column(Column::text("When"))
        .column(Column::text("Who"))
        .column(Column::text("What"));
    for entry in audit.iter().rev() {
        table = table.row([
            ui::all![Moment::minute(entry.at, &TimeZone::UTC), " UTC"],
            Html::from(&entry.who),
            Html::from(&entry.detail),
        ]);
    }
    table
}
