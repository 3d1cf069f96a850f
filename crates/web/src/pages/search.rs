//! `/search?q=`: what is called so, kind by kind, and the same as JSON.

use axum::{Json, extract::Query};
use connect::access::Action;
use serde::Deserialize;
use ui::{Card, Html, Page};

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, Session},
    layout,
    search::{FoundKind, FoundView, Searched, search},
};

/// What is looked for.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Letters of a name, a mail address, a topic, a room, a page.
    q: String,
}

fn searched(app: &State) -> Searched<'_> {
    Searched {
        monitor: &app.monitor,
        meetings: &app.meetings,
        people: &app.people,
    }
}

/// The page.
pub(crate) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let wanted = asked.q.trim();
    let page = layout::page(&app, &session, "Search", "/search").search(layout::search(wanted));
    if wanted.is_empty() {
        return Ok(page
            .sentence("What are you looking for?")
            .body(layout::boxed(
                ui::State::empty(
                    "Pages, people, rooms, alarms, API tests, meetings under way and planned are found by name",
                )
                .text("Press Ctrl K on any page."),
            )));
    }
    let found = search(searched(&app), &session.principal, &at.id, wanted).await?;
    Ok(page.sentence(sentence(&found)).body(body(&found)))
}

/// What is called so: pages, what can be done, people, rooms, API tests, open alarms, meetings under
/// way and planned. Looks through what Parfocal knows; Zoom is not asked.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(Asked),
    responses((status = 200, body = FoundView), (status = 401, body = Problem),
              (status = 422, description = "Nothing to look for", body = Problem)))]
pub(crate) async fn json(
    app: State,
    caller: Caller,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Json<FoundView>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    if asked.q.trim().is_empty() {
        return Err(Error::Refused(
            "Say what to look for: ?q= and some letters of its name.".to_owned(),
        ));
    }
    let found = search(searched(&app), &caller.principal, &at.id, &asked.q).await?;
    Ok(Json(found))
}

fn sentence(found: &FoundView) -> String {
    match found.total {
        0 => format!("Nothing here is called “{}”", found.q),
        1 => format!("One is called “{}”", found.q),
        many => format!("{many} are called “{}”", found.q),
    }
}

fn body(found: &FoundView) -> Html {
    if found.kinds.is_empty() {
        return layout::boxed(ui::State::empty("Nothing is found").text(
            "Pages, the account's people and rooms, alarms, API tests, meetings under way and those \
             that Parfocal scheduled are looked through; what only Zoom knows is not.",
        ));
    }
    found.kinds.iter().map(card).collect()
}

fn card(kind: &FoundKind) -> Card {
    let items: Html = kind
        .hits
        .iter()
        .map(|hit| {
            let words = match &hit.path {
                Some(path) => ui::link(path, hit.words.as_str()),
                None => hit.words.as_str().into(),
            };
            ui::all![words.boxed("span", "what"), ui::quiet(hit.more.as_str())].inside("li")
        })
        .collect();
    let rest = match kind.more {
        0 => Html::new(),
        more => ui::quiet(format!("and {more} more; say more letters")).paragraph(),
    };
    Card::new(kind.title).body(ui::all![items.inside("ul").boxed("div", "rows"), rest])
}
