//! `/search?q=`: what is called so: pages, what can be done, people, alarms, API tests, meetings
//! under way and planned.
//!
//! It looks through what Parfocal knows. Zoom is not asked: a search is pressed often, and the
//! account's quota is not spent on letters.

use ::meetings::{Filter, Kind};
use axum::extract::Query;
use connect::access::Action;
use serde::Deserialize;
use ui::{Card, Html, Page};

use crate::{
    Error, State,
    extract::{Connected, Session},
    layout, live,
};

/// Hits of one kind that are shown.
const SHOWN: usize = 20;

/// What can be done, and where.
const ACTIONS: &[(&str, &str)] = &[
    ("Schedule a meeting", "/meetings/new"),
    ("Schedule a webinar", "/webinars/new"),
    ("Connect a Zoom app", "/zoom"),
    ("Check credentials again", "/zoom"),
    ("Make an API token", "/tokens"),
    ("Run an API test now", "/tests"),
    ("Silence alarms", "/alarms/silences"),
    ("Say who is told of alarms", "/alarms/settings"),
    ("Set thresholds of alarms", "/alarms/thresholds"),
    ("Receive webhooks", "/zoom#webhooks"),
];

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
}

/// Where something is and what it is called.
struct Hit {
    words: String,
    more: String,
    path: Option<String>,
}

/// The page.
pub(crate) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let wanted = asked.q.trim().to_owned();
    let page = layout::page(&app, &session, "Search", "/search").search(layout::search(&wanted));
    if wanted.is_empty() {
        return Ok(page
            .sentence("What are you looking for?")
            .body(layout::boxed(
                ui::State::empty(
                    "Pages, people, alarms, API tests, meetings under way and planned are found by name",
                )
                .text("Press Ctrl K on any page."),
            )));
    }
    let small = wanted.to_lowercase();
    let named = |words: &str| words.to_lowercase().contains(&small);
    let mut found = vec![("Pages", places(&named)), ("Actions", actions(&named))];
    let tests = app.monitor.tests(&at.id).await?;
    let tests = tests
        .iter()
        .filter(|test| named(test.title) || named(test.question))
        .map(|test| hit(test.title, test.question, format!("/tests/{}", test.id)));
    found.push(("API tests", tests.collect()));
    let alarms = app.monitor.open_alarms(&at.id).await?;
    let alarms = alarms
        .iter()
        .filter(|alarm| named(&alarm.title) || named(&alarm.sentence))
        .map(|alarm| hit(&alarm.title, &alarm.sentence, alarm.path()));
    found.push(("Open alarms", alarms.collect()));
    found.push(("People", people(&app, &at, &wanted).await?));
    let under_way = app.monitor.live(&at.id).await?.meetings;
    let under_way = under_way
        .iter()
        .filter(|one| {
            let host = one.host_name.as_deref().unwrap_or_default();
            [
                one.topic.as_deref().unwrap_or_default(),
                host,
                &one.meeting_id,
            ]
            .into_iter()
            .any(named)
        })
        .map(|one| {
            let topic = one.topic.as_deref().unwrap_or("(no topic)");
            let host = one.host_name.clone().unwrap_or_default();
            hit(topic, &host, live::path(&one.uuid))
        });
    found.push(("Under way", under_way.collect()));
    for (title, kind) in [
        ("Planned meetings", Kind::Meeting),
        ("Planned webinars", Kind::Webinar),
    ] {
        let filter = Filter {
            q: wanted.clone(),
            ..Filter::default()
        };
        let who = &session.principal;
        let planned = app.meetings.list(who, &at.id, kind, &filter).await?.rows;
        let hits = planned.iter().map(|row| Hit {
            words: row.topic.clone(),
            more: row.host.clone(),
            path: row
                .public_id
                .as_ref()
                .map(|id| format!("/{}/{id}", kind.plural())),
        });
        found.push((title, hits.collect()));
    }
    let hits: usize = found.iter().map(|(_, hits)| hits.len()).sum();
    Ok(page.sentence(sentence(hits, &wanted)).body(body(found)))
}

/// People of the account by the first letters of name, last name or mail. Their page is Zoom's.
async fn people(app: &State, at: &Connected, wanted: &str) -> Result<Vec<Hit>, Error> {
    let most = u32::try_from(SHOWN + 1).unwrap_or(u32::MAX);
    let found = app.monitor.find_people(&at.id, wanted, most).await?;
    let hits = found.into_iter().map(|person| {
        let words = if person.name.is_empty() {
            person.email.clone()
        } else {
            person.name
        };
        let more: Vec<String> = [person.email, person.department]
            .into_iter()
            .filter(|text| !text.is_empty() && *text != words)
            .collect();
        Hit {
            words,
            more: more.join(" · "),
            path: None,
        }
    });
    Ok(hits.collect())
}

fn places(named: &impl Fn(&str) -> bool) -> Vec<Hit> {
    let nav = layout::nav();
    let places = nav.links().filter(|(words, _)| named(words));
    places.map(|(words, path)| hit(words, "", path)).collect()
}

fn actions(named: &impl Fn(&str) -> bool) -> Vec<Hit> {
    let actions = ACTIONS.iter().filter(|(words, _)| named(words));
    actions.map(|(words, path)| hit(words, "", *path)).collect()
}

fn hit(words: &str, more: &str, path: impl Into<String>) -> Hit {
    Hit {
        words: words.to_owned(),
        more: more.to_owned(),
        path: Some(path.into()),
    }
}

fn sentence(hits: usize, wanted: &str) -> String {
    match hits {
        0 => format!("Nothing here is called “{wanted}”"),
        1 => format!("One is called “{wanted}”"),
        many => format!("{many} are called “{wanted}”"),
    }
}

fn body(found: Vec<(&'static str, Vec<Hit>)>) -> Html {
    let cards: Html = found
        .into_iter()
        .filter(|(_, hits)| !hits.is_empty())
        .map(|(title, hits)| card(title, &hits))
        .collect();
    if cards.is_empty() {
        return layout::boxed(ui::State::empty("Nothing is found").text(
            "Pages, people by the first letters of name or mail, alarms, API tests, meetings under \
             way and those that Parfocal scheduled are looked through; what only Zoom knows is not.",
        ));
    }
    cards
}

fn card(title: &'static str, hits: &[Hit]) -> Card {
    let items: Html = hits
        .iter()
        .take(SHOWN)
        .map(|hit| {
            let words = match &hit.path {
                Some(path) => ui::link(path, hit.words.as_str()),
                None => hit.words.as_str().into(),
            };
            ui::all![words.boxed("span", "what"), ui::quiet(hit.more.as_str())].inside("li")
        })
        .collect();
    let rest = match hits.len().saturating_sub(SHOWN) {
        0 => Html::new(),
        more => ui::quiet(format!("and {more} more; say more letters")).paragraph(),
    };
    Card::new(title).body(ui::all![items.inside("ul").boxed("div", "rows"), rest])
}
