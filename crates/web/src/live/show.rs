//! `/live/{uuid}`: one instance: who is in, who waits, who left and why, what happened.

use axum::extract::{Path, Query};
use connect::{ConnectionId, access::Action};
use jiff::{Timestamp, tz::TimeZone};
use monitor::{InstanceView, LiveSource, NeedsYou};
use ui::{Badge, Card, Facts, Html, Moment, Page, Quality, Tag};

use super::{Instance, PATH, Still, list::line, of_level, people, rows::topic, source, uuid_of};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout::{self, boxed},
    stream::{Living, Subject},
};

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(uuid): Path<String>,
    Query(still): Query<Still>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let instance = Instance {
        uuid: uuid_of(&uuid),
    };
    let living = living(&app, &at.id, &instance).await?;
    let page = layout::page(&app, &session, "One meeting", PATH);
    Ok(living.on(page, &Subject::Instance(instance), &at.id, still.asked()))
}

/// The page's parts.
pub(crate) async fn living(
    app: &State,
    id: &ConnectionId,
    instance: &Instance,
) -> Result<Living, Error> {
    let view = self::instance(app, id, instance).await?;
    let needs_you = app.monitor.attention_of(id, &instance.uuid).await?;
    let now = app.clock.now();
    Ok(Living::new(sentence(&view), sub(&view, now))
        .across(
            "stale",
            view.stale
                .as_ref()
                .map_or_else(Html::new, |old| source::stale(old, now)),
        )
        .across("needs", needs(needs_you.as_ref()))
        .across("partial", partial(&view))
        .beside("people", people::card(&view, now))
        .beside("facts", facts(&view, now))
        .across("events", timeline(&view, now)))
}

/// What is known of it.
pub(super) async fn instance(
    app: &State,
    id: &ConnectionId,
    instance: &Instance,
) -> Result<InstanceView, Error> {
    let found = app.monitor.live_instance(id, &instance.uuid).await?;
    found.ok_or_else(|| {
        Error::NotFound(format!(
            "run {} of a meeting (they are kept for a week after their end)",
            instance.uuid
        ))
    })
}

/// The answer in one line.
fn sentence(view: &InstanceView) -> Html {
    let topic = topic(&view.meeting);
    if !view.live {
        return ui::all![topic, ": ended"];
    }
    if view.meeting.started_at.is_none() {
        return ui::all![topic, ": waiting for its host"];
    }
    let topic = match view.stale {
        Some(_) => ui::all![topic, ", when Zoom was last heard"],
        None => topic.into(),
    };
    let people = match view.meeting.participants {
        0 => "nobody in it".to_owned(),
        1 => "one person in it".to_owned(),
        many => format!("{many} people in it"),
    };
    match view.meeting.waiting {
        0 => ui::all![topic, ": ", people],
        1 => ui::all![topic, ": ", people, ", one waits"],
        many => ui::all![topic, ": ", people, format!(", {many} wait")],
    }
}

fn sub(view: &InstanceView, now: Timestamp) -> Html {
    let when = |at: Timestamp| Moment::relative(at, now, &TimeZone::UTC);
    let mut sub = ui::all![ui::link(PATH, "Live"), " · "];
    if let Some(at) = view.meeting.started_at {
        sub = ui::all![sub, "started ", when(at), " · "];
    }
    match view.ended_at {
        Some(at) => ui::all![sub, "ended ", when(at)],
        None => sub.with(source::words(&view.source, now)),
    }
}

/// Why it needs somebody, with the likely cause of each.
fn needs(needs: Option<&NeedsYou>) -> Html {
    let Some(needs) = needs else {
        return Html::new();
    };
    let reasons: Html = needs
        .reasons
        .iter()
        .map(|reason| {
            ui::all![
                of_level(reason.level).mark(),
                " ",
                Html::from(reason.what.as_str()).boxed("span", "what"),
                " ",
                ui::quiet(reason.cause.as_str())
            ]
            .inside("li")
        })
        .collect();
    let card = Card::new("Why it needs you").span(4);
    ui::grid([card.body(reasons.inside("ul").boxed("div", "rows"))])
}

/// What is missing and why.
fn partial(view: &InstanceView) -> Html {
    let unnamed = match view.unnamed {
        0 => None,
        1 => {
            Some("One person in it is counted by Zoom's dashboard and named by nobody.".to_owned())
        }
        many => Some(format!(
            "{many} people in it are counted by Zoom's dashboard and named by nobody."
        )),
    };
    match (&view.source, unnamed) {
        (LiveSource::Pushed { .. }, None) => Html::new(),
        (LiveSource::Pushed { .. }, Some(unnamed)) => boxed(
            ui::State::partial(unnamed)
                .text("They were in it before the events began, or an event was lost."),
        ),
        (_, unnamed) => boxed(
            ui::State::partial("Who is in it is not known by name").text(ui::all![
                unnamed.unwrap_or_default(),
                " Names, waiting rooms and reasons for leaving come with an event subscription: ",
                ui::link("/zoom", "how"),
                "."
            ]),
        ),
    }
}

fn facts(view: &InstanceView, now: Timestamp) -> Card {
    let meeting = &view.meeting;
    let or_dash = |text: Option<&str>| match text {
        Some(text) if !text.is_empty() => Html::from(text),
        _ => ui::quiet("not said"),
    };
    let exact = |at: Option<Timestamp>| match at {
        Some(at) => ui::all![
            Moment::minute(at, &TimeZone::UTC),
            " UTC, ",
            Moment::relative(at, now, &TimeZone::UTC)
        ],
        None => ui::quiet("not yet"),
    };
    let features: Html = meeting
        .features
        .iter()
        .flat_map(|feature| [Html::from(Tag::new(feature)), " ".into()])
        .collect();
    let state = if view.live && view.stale.is_some() {
        Badge::new(Quality::Fair, "under way, as last heard")
    } else if view.live {
        Badge::new(Quality::Good, "under way")
    } else {
        Badge::new(Quality::Plain, "ended")
    };
    let facts = Facts::new()
        .fact("State", state)
        .fact("Kind", meeting.kind.word())
        .fact("Host", or_dash(meeting.host_name.as_deref()))
        .fact("Meeting ID", or_dash(Some(&meeting.meeting_id)))
        .fact("Started", exact(meeting.started_at))
        .fact("Ended", exact(view.ended_at))
        .fact("Most at once", ui::number(meeting.peak))
        .fact(
            "In use",
            if features.is_empty() {
                ui::quiet("nothing noted")
            } else {
                features
            },
        )
        .fact("UUID of this run", ui::code(&meeting.uuid));
    Card::new("This run").body(facts)
}

fn timeline(view: &InstanceView, now: Timestamp) -> Card {
    let body = if view.recent.is_empty() {
        ui::State::empty("No event of this meeting is kept").into()
    } else {
        let lines = view.recent.iter();
        lines
            .map(|event| line(event.what.as_str(), event.at, now))
            .collect::<Html>()
            .inside("ul")
            .boxed("div", "rows")
    };
    Card::new("Timeline")
        .aside(ui::quiet("newest first"))
        .span(4)
        .body(body)
}
