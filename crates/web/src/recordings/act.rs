//! Does it, and says what became of each.

use ::meetings::{
    Error as Failure,
    recordings::{Fate, FateState},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use ui::{Badge, Button, Column, Form, Html, Page, Quality, Table};

use super::{
    PATH,
    choose::{Chosen, confirm, known},
};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout, refusal,
};

/// Carries the order out.
pub(super) async fn carry_out(
    app: State,
    at: Connected,
    posted: Posted<Chosen>,
) -> Result<Response, Error> {
    let (session, chosen) = (posted.session, posted.form);
    let order = chosen.order()?;
    let done = app
        .meetings
        .order_recordings(&session.principal, &at.id, &order)
        .await;
    match done {
        Ok(fates) => Ok(page(&app, &session, &chosen, &fates).into_response()),
        Err(Failure::Form(problems)) if problems.of("confirm").is_some() => {
            let known = known(&app, &session, &at.id, &chosen).await.ok();
            confirm(&app, &session, &at.id, &chosen, known.as_deref(), &problems).await
        }
        Err(Failure::Form(problems)) => {
            let body = ui::Notice::bad("Nothing was done")
                .text(problems.to_string())
                .actions(Button::quiet("Back").to(chosen.back()));
            let page = layout::page(&app, &session, "Nothing was done", PATH).body(body);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn page(app: &State, session: &Session, chosen: &Chosen, fates: &[Fate]) -> Page {
    let count = |state| fates.iter().filter(|fate| fate.state == state).count();
    let done = count(FateState::Done);
    let sentence = if done == fates.len() {
        match done {
            1 => "It is done".to_owned(),
            many => format!("All {many} are done"),
        }
    } else {
        format!("{done} of {} are done", fates.len())
    };
    let mut refusals = Vec::new();
    for one in fates.iter().filter_map(|fate| fate.refusal.as_ref()) {
        if !refusals.contains(&one) {
            refusals.push(one);
        }
    }
    let notices: Html = refusals.into_iter().map(refusal::notice).collect();
    let left: Vec<_> = fates
        .iter()
        .filter(|fate| matches!(fate.state, FateState::Refused | FateState::NotTried))
        .map(|fate| fate.of.clone())
        .collect();
    let again = (!left.is_empty()).then(|| {
        let label = match left.len() {
            1 => "Try the one that is left again…".to_owned(),
            many => format!("Try the {many} that are left again…"),
        };
        Form::post("/recordings/choose", &*session.csrf)
            .with(chosen.fields(&left))
            .button(Button::quiet(label))
    });
    layout::page(app, session, "What became of them", PATH)
        .sentence(sentence)
        .body(ui::all![
            notices,
            table(fates),
            again,
            Button::quiet("Back to the list").to(if chosen.run.is_empty() {
                chosen.back()
            } else {
                PATH.to_owned()
            }),
        ])
}

fn table(fates: &[Fate]) -> Table {
    let mut table = Table::new("What became of each")
        .column(Column::text("Recording"))
        .column(Column::text("Fate"))
        .column(Column::text("In words"));
    for fate in fates {
        let (quality, word) = match fate.state {
            FateState::Done => (Quality::Good, "done"),
            FateState::Gone => (Quality::Plain, "was gone"),
            FateState::Recovered => (Quality::Fair, "recovered meanwhile"),
            FateState::Refused => (Quality::Bad, "refused"),
            FateState::NotTried => (Quality::Poor, "not tried"),
        };
        table = table.row([
            Html::from(&fate.named),
            Badge::new(quality, word).into(),
            Html::from(&fate.said),
        ]);
    }
    table
}
