//! `GET /zoom`.

use axum::{
    extract::{Query, RawQuery},
    response::{IntoResponse, Response},
};
use connect::{CredentialSet, Reach, SetKind, access::Action};
use serde::Deserialize;
use ui::{Html, Page, Stand, Steps};

use super::{authorize, block::Block, fields::Typed, headline, scopes::Chosen, webhooks};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout, sdk,
};

/// `?look=1`: look at the public address as well.
#[derive(Deserialize)]
pub(crate) struct Asked {
    look: Option<String>,
}

/// The page as it stands.
pub(crate) async fn show(
    app: State,
    session: Session,
    connected: Connected,
    Query(asked): Query<Asked>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    app.may(&session.principal, Action::Read, &connected.credentials())?;
    let reach = match asked.look {
        Some(_) => Some(app.connect.reach().await),
        None => None,
    };
    let chosen = Chosen::read(query.as_deref().unwrap_or_default());
    let look = Look {
        reach: reach.as_ref(),
        chosen: &chosen,
    };
    Ok(whole(&app, &session, &connected, None, None, look)
        .await?
        .into_response())
}

/// The page with what was typed into one block, or with an answer at the head of one.
pub(super) async fn render(
    app: &State,
    session: &Session,
    connected: &Connected,
    typed: Option<(SetKind, Typed)>,
    answer: Option<(SetKind, Html)>,
) -> Result<Page, Error> {
    let chosen = Chosen::default();
    let look = Look {
        reach: None,
        chosen: &chosen,
    };
    whole(app, session, connected, typed, answer, look).await
}

/// What the page's address asks for besides.
struct Look<'a> {
    reach: Option<&'a Reach>,
    chosen: &'a Chosen,
}

async fn whole(
    app: &State,
    session: &Session,
    connected: &Connected,
    typed: Option<(SetKind, Typed)>,
    answer: Option<(SetKind, Html)>,
    look: Look<'_>,
) -> Result<Page, Error> {
    let sets = app.connect.sets(&connected.id).await?;
    let features = app
        .connect
        .what_works(&connected.id, &crate::capabilities())
        .await?;
    let answer = match answer {
        None => waiting(app, session)
            .await?
            .map(|code| (SetKind::Monitoring, code)),
        answer => answer,
    };
    let warned = sdk::warned(app, &connected.id).await?;
    let mut blocks = Html::new();
    for kind in SetKind::ALL {
        let answered = answer
            .as_ref()
            .filter(|(of, _)| *of == kind)
            .map(|(_, html)| html.clone());
        let block = Block {
            app,
            session,
            kind,
            set: sets.iter().find(|set| set.kind == kind),
            features: &features,
            typed: typed
                .as_ref()
                .filter(|(of, _)| *of == kind)
                .map(|(_, typed)| typed),
            chosen: look.chosen,
            first: ui::all![
                answered,
                (kind == SetKind::MeetingSdk).then(|| warned.clone())
            ],
        };
        blocks.push(block.card());
    }
    blocks.push(webhooks::card(app, session, connected, &sets, look.reach).await?);
    Ok(layout::page(app, session, "Zoom settings", "/zoom")
        .sentence(headline::said(&sets, &features))
        .subline(sub(app))
        .body(ui::all![way(&sets), blocks.boxed("div", "grid")]))
}

/// Codes that came while nobody was signed in, or whose confirmation was put off. Anybody can bring
/// one, so the newest must not hide the others.
async fn waiting(app: &State, session: &Session) -> Result<Option<Html>, Error> {
    let codes = app.connect.pending_codes().await?;
    let all: Vec<Html> = codes
        .iter()
        .map(|code| authorize::confirmation(app, session, code).into())
        .collect();
    let several = (all.len() > 1).then(|| {
        ui::Notice::info(format!("{} authorization codes wait", all.len())).text(
            "Use the one that you saw when Zoom sent you back; the others may be somebody else's. \
             Each ends by itself after five minutes.",
        )
    });
    let shown = all.into_iter().collect::<Html>();
    Ok((!codes.is_empty()).then(|| ui::all![several.map(Html::from), shown]))
}

fn sub(app: &State) -> Html {
    let redirect = ui::CopyText::new("Redirect URL", app.settings.redirect_url());
    let mut sub = ui::all!["Redirect URL to enter in the app: ", redirect];
    if app.settings.public_url.is_none() {
        sub.push(
            " This server has no public address; the redirect works in a browser on the same \
             machine, and pasting the code works from anywhere.",
        );
    }
    sub
}

/// Where one stands over the three apps.
fn way(sets: &[CredentialSet]) -> Steps {
    let mut steps = Steps::new("The three apps");
    let mut current_given = false;
    for kind in SetKind::ALL {
        let done = sets
            .iter()
            .any(|set| set.kind == kind && set.state.usable());
        let stand = if done {
            Stand::Done
        } else if current_given {
            Stand::ToDo
        } else {
            current_given = true;
            Stand::Current
        };
        steps = steps.step(headline::short(kind), format!("#{}", kind.key()), stand);
    }
    steps
}
