//! `/live`: the meetings and webinars under way now.

use axum_extra::extract::Query;
use connect::{ConnectionId, access::Action};
use jiff::{Timestamp, tz::TimeZone};
use monitor::{Happened, LiveMeeting, LiveSource, LiveTotals, LiveView, thousands};
use ui::{
    Button, Card, Checkbox, FieldGroup, Form, Hidden, Html, Moment, Page, Quality, Stat, Table,
};

use super::{
    Asked, PATH, Still,
    rows::{Field, Row},
    source,
};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
    stream::{Living, Subject},
};

/// Rows of a page.
const ROWS: usize = 50;
/// Events listed beside the table.
const EVENTS: usize = 12;

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
    Query(still): Query<Still>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let asked = asked.tidy();
    let living = living(&app, &at.id, &asked).await?;
    let page = layout::page(&app, &session, "Live", PATH);
    Ok(living.on(page, &Subject::Live(asked), &at.id, still.asked()))
}

/// The page's parts.
pub(crate) async fn living(app: &State, id: &ConnectionId, asked: &Asked) -> Result<Living, Error> {
    let view = app.monitor.live(id).await?;
    let now = app.clock.now();
    let living =
        Living::new(sentence(&view), sub(&view, now)).across("source", source::caveat(&view, now));
    if let LiveSource::Nothing { .. } = view.source {
        // A zero would say that nothing is under way, which nobody knows.
        return Ok(living
            .across("numbers", Html::new())
            .across("table", Html::new())
            .across("events", events(&view.recent, now)));
    }
    Ok(living
        .across("numbers", numbers(&view, now))
        .across("table", table(asked, &view, now))
        .across("events", events(&view.recent, now)))
}

/// The answer in one line.
fn sentence(view: &LiveView) -> String {
    match view.source {
        LiveSource::Nothing { .. } => return "Here you will see what is under way".into(),
        LiveSource::Polled { last_at: None, .. } => {
            return "What is under way has not been read yet".into();
        }
        LiveSource::Polled { .. } | LiveSource::Pushed { .. } => {}
    }
    let LiveTotals {
        meetings, webinars, ..
    } = view.totals;
    let running = match (meetings, webinars) {
        (0, 0) if view.stale.is_some() => return "It is not known what is under way now".into(),
        (0, 0) => return "Nothing is under way".into(),
        (some, 0) => counted(some, "meeting"),
        (0, some) => counted(some, "webinar"),
        (meetings, webinars) => format!(
            "{} and {}",
            counted(meetings, "meeting"),
            counted(webinars, "webinar")
        ),
    };
    let people = match view.totals.participants {
        0 => "nobody".to_owned(),
        1 => "one person".to_owned(),
        many => format!("{} people", thousands(many)),
    };
    let place = if meetings + webinars == 1 {
        "it"
    } else {
        "them"
    };
    let said = format!("{running} under way, {people} in {place}");
    match view.stale {
        Some(_) => format!("When Zoom was last heard: {said}"),
        None => said,
    }
}

fn counted(number: u64, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        many => format!("{} {one}s", thousands(many)),
    }
}

fn sub(view: &LiveView, now: Timestamp) -> Html {
    source::words(&view.source, now)
}

fn numbers(view: &LiveView, now: Timestamp) -> Html {
    let totals = &view.totals;
    let number = |title: &str, number: u64| match view.source {
        LiveSource::Polled { last_at: None, .. } => Stat::new(title, "–"),
        _ => Stat::new(title, thousands(number)),
    };
    // A dashboard does not show waiting rooms: without events there is no figure.
    let waiting = match view.source {
        LiveSource::Pushed { .. } => number("Waiting", totals.waiting),
        LiveSource::Polled { .. } | LiveSource::Nothing { .. } => {
            Stat::new("Waiting", "–").note(Quality::Plain, "only events tell who waits")
        }
    };
    let old = |stat: Stat| match &view.stale {
        Some(old) => stat.note(
            Quality::Fair,
            format!("as of {}", source::clock(old.since, now)),
        ),
        None => stat,
    };
    let people = number("People now", totals.participants);
    let people = match totals.in_webinars {
        0 => people,
        some => people.note(
            Quality::Plain,
            format!(
                "{} in meetings, {} in webinars",
                thousands(totals.participants - some),
                thousands(some)
            ),
        ),
    };
    ui::grid([
        old(number("Meetings", totals.meetings)),
        old(number("Webinars", totals.webinars)),
        old(people),
        old(waiting),
    ])
}

pub(super) fn rows(meetings: Vec<LiveMeeting>, now: Timestamp) -> Vec<Row> {
    let row = |meeting| Row { meeting, now };
    meetings.into_iter().map(row).collect()
}

fn table(asked: &Asked, view: &LiveView, now: Timestamp) -> Html {
    let rows = rows(view.meetings.clone(), now);
    let chosen = asked.choose(&rows);
    let pages = chosen.len().div_ceil(ROWS).max(1);
    let page = usize::try_from(asked.page).unwrap_or(1).clamp(1, pages);
    let fields = asked.fields();
    let mut table = Table::new("Meetings and webinars under way");
    for field in &fields {
        table = table.column(field.column());
    }
    for row in chosen.iter().skip((page - 1) * ROWS).take(ROWS) {
        table = table.row(fields.iter().map(|field| field.cell(row)));
    }
    let nothing = match &view.source {
        LiveSource::Polled { last_at: None, .. } => "Not read yet",
        _ if view.stale.is_some() => "Nothing is known to be under way",
        _ => "Nothing is under way",
    };
    let empty = ui::State::empty(nothing)
        .text("A meeting or webinar stands here from the moment it starts until it ends.");
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let csv = match ui::query(asked.pairs()) {
        query if query.is_empty() => "/live.csv".to_owned(),
        query => format!("/live.csv?{query}"),
    };
    let table = table
        .view(asked.view(number(page)))
        .filter("Filter by topic, host, ID")
        .pages(chosen.len() as u64, number(pages))
        .csv(csv)
        .empty(empty);
    Card::new("Under way")
        .span(4)
        .body(ui::all![table, columns(asked, &fields)])
        .into()
}

/// Works by address, so that a choice can be kept as a bookmark.
fn columns(asked: &Asked, shown: &[Field]) -> Html {
    let mut form = Form::get(PATH);
    for (key, value) in asked.pairs() {
        if key != "column" && key != "page" {
            form = form.with(Hidden::new(key, value));
        }
    }
    for field in Field::ALL {
        let one = Checkbox::new("column", field.title());
        form = form.with(one.value(field.key()).checked(shown.contains(&field)));
    }
    FieldGroup::more("Choose columns", false)
        .with(form.button(Button::quiet("Show these")))
        .into()
}

/// What happened, newest first.
pub(super) fn events(recent: &[Happened], now: Timestamp) -> Html {
    if recent.is_empty() {
        return Html::new();
    }
    Card::new("What happened")
        .span(4)
        .body(happenings(recent.iter().take(EVENTS), now))
        .into()
}

/// Events as a list: what, where, when. The topic within the sentence leads to the meeting.
pub(crate) fn happenings<'a>(
    events: impl IntoIterator<Item = &'a Happened>,
    now: Timestamp,
) -> Html {
    let items: Html = events
        .into_iter()
        .map(|event| line(linked(event), event.at, now))
        .collect();
    items.inside("ul").boxed("div", "rows")
}

/// One event of such a list.
pub(super) fn line(what: impl Into<Html>, at: Timestamp, now: Timestamp) -> Html {
    let when = Moment::relative(at, now, &TimeZone::UTC);
    ui::all![what.into().boxed("span", "what"), ui::quiet(when)].inside("li")
}

fn linked(event: &Happened) -> Html {
    let what = event.what.as_str();
    let Some(uuid) = event.run() else {
        return what.into();
    };
    let path = super::path(uuid);
    match event.topic.as_deref().filter(|topic| !topic.is_empty()) {
        Some(topic) => match what.split_once(topic) {
            Some((before, after)) => ui::all![before, ui::link(&path, topic), after],
            None => ui::all![what, " ", ui::link(&path, topic)],
        },
        None => ui::link(&path, what),
    }
}

#[cfg(test)]
mod tests {
    use monitor::{Happened, LiveSource, LiveTotals, LiveView};

    use super::{linked, sentence};

    #[test]
    fn the_topic_in_an_events_sentence_leads_to_its_meeting() {
        let event = |topic: Option<&str>| Happened {
            at: jiff::Timestamp::UNIX_EPOCH,
            what: "Ada joined “A < B”.".to_owned(),
            event: "meeting.participant_joined".to_owned(),
            uuid: Some("a/b==".to_owned()),
            topic: topic.map(str::to_owned),
            who: None,
        };
        assert_eq!(
            linked(&event(Some("A < B"))).as_str(),
            "Ada joined “<a href=\"/live/a_b%3D%3D\">A &#60; B</a>”."
        );
        let planned = Happened {
            event: "meeting.created".to_owned(),
            ..event(Some("A < B"))
        };
        let planned = linked(&planned);
        assert!(!planned.as_str().contains("<a "), "{planned}");
        let whole = linked(&event(None));
        assert!(whole.as_str().starts_with("<a href="), "{whole}");
    }

    #[test]
    fn the_sentence_counts_as_people_do() {
        let said = |meetings, webinars, participants| {
            sentence(&LiveView {
                source: LiveSource::Polled {
                    every_seconds: 120,
                    last_at: Some(jiff::Timestamp::UNIX_EPOCH),
                },
                words: String::new(),
                stale: None,
                as_of: jiff::Timestamp::UNIX_EPOCH,
                totals: LiveTotals {
                    meetings,
                    webinars,
                    participants,
                    in_webinars: 0,
                    waiting: 0,
                },
                meetings: Vec::new(),
                recent: Vec::new(),
            })
        };
        assert_eq!(said(0, 0, 0), "Nothing is under way");
        assert_eq!(said(1, 0, 1), "1 meeting under way, one person in it");
        assert_eq!(said(0, 1, 2), "1 webinar under way, 2 people in it");
        assert_eq!(
            said(12, 1, 84),
            "12 meetings and 1 webinar under way, 84 people in them"
        );
    }
}
