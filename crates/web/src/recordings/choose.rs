//! What will be done with which recordings: the page between the choice and the deed.
//!
//! What was chosen is looked up once more, so that every row has its name, and what is gone since
//! the list was made is said before anything is done.

use ::meetings::{
    Error as Failure,
    recordings::{
        MOST, Order, Recorded, RecordingAct, RecordingRef, RecordingsWanted, as_listed, names,
    },
};
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use connect::{ConnectionId, FormProblems};
use serde::Deserialize;
use ui::{Button, Field, Form, Hidden, Html, Notice};

use super::{PATH, jobs, list::Asked, path_of, words};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
};

/// What was chosen, and where.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    pub(super) act: String,
    pub(super) pick: Vec<String>,
    /// Every recording of the list.
    all: String,
    /// The run on whose page it was chosen; else it was the list.
    pub(super) run: String,
    pub(super) host: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) trash: String,
    pub(super) confirm: String,
}

impl Chosen {
    /// The list that it was chosen from.
    pub(super) fn list(&self) -> Asked {
        Asked::of(&self.host, &self.from, &self.to, &self.trash)
    }

    /// The page to go back to.
    pub(super) fn back(&self) -> String {
        if self.run.is_empty() {
            self.list().path()
        } else {
            path_of(&self.run)
        }
    }

    /// What is to be done, if the words are known.
    pub(super) fn order(&self) -> Result<Order, Error> {
        let act = RecordingAct::from_word(&self.act)
            .ok_or_else(|| Error::Refused("Choose what is to be done.".to_owned()))?;
        Ok(Order {
            act,
            recordings: self.picks(),
            in_trash: act == RecordingAct::Delete && self.list().wanted().is_trash(),
            confirm: self.confirm.clone(),
        })
    }

    fn picks(&self) -> Vec<RecordingRef> {
        let picks = self.pick.iter();
        picks.map(|word| RecordingRef::from_word(word)).collect()
    }

    /// The fields that a further form of it carries.
    pub(super) fn fields(&self, picks: &[RecordingRef]) -> Html {
        let mut fields: Html = picks
            .iter()
            .map(|one| Html::from(Hidden::new("pick", one.word())))
            .collect();
        for (name, value) in [
            ("act", &self.act),
            ("run", &self.run),
            ("host", &self.host),
            ("from", &self.from),
            ("to", &self.to),
            ("trash", &self.trash),
        ] {
            fields.push(Hidden::new(name, &**value));
        }
        fields
    }
}

/// Says what will be done.
pub(super) async fn ask(
    app: State,
    at: Connected,
    posted: Posted<Chosen>,
) -> Result<Response, Error> {
    let (session, mut chosen) = (posted.session, posted.form);
    let known = match known(&app, &session, &at.id, &chosen).await {
        // What of a run is in the trash is not known, and by its name Zoom takes all of it.
        Err(failure) if chosen.list().wanted().is_trash() => return Err(failure.into()),
        known => known.ok(),
    };
    if let Some(known) = &known {
        let picks = if chosen.all == "on" {
            known.iter().map(Recorded::whole).collect()
        } else {
            chosen.picks()
        };
        let picks = as_listed(&picks, known);
        chosen.pick = picks.iter().map(RecordingRef::word).collect();
    }
    let order = chosen.order()?;
    if order.recordings.len() > MOST {
        return plan(&app, &session, &at.id, &chosen, order).await;
    }
    if let Err(problems) = order.check() {
        let page = wrong(&app, &session, &chosen, &problems);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let none = FormProblems::default();
    confirm(&app, &session, &at.id, &chosen, known.as_deref(), &none).await
}

/// More than a person waits for: a job that says what it would do, and waits to be started.
async fn plan(
    app: &State,
    session: &Session,
    connection: &ConnectionId,
    chosen: &Chosen,
    order: Order,
) -> Result<Response, Error> {
    let wanted = RecordingsWanted {
        act: order.act,
        recordings: order.recordings,
        of: chosen.run.is_empty().then(|| chosen.list().wanted()),
    };
    let planned = app
        .meetings
        .plan_recordings(&session.principal, connection, &wanted)
        .await;
    match planned {
        Ok(job) => Ok(Redirect::to(&jobs::path_of(&job)).into_response()),
        Err(Failure::Form(problems)) => {
            let page = wrong(app, session, chosen, &problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The form that does it.
pub(super) async fn confirm(
    app: &State,
    session: &Session,
    connection: &ConnectionId,
    chosen: &Chosen,
    known: Option<&[Recorded]>,
    problems: &FormProblems,
) -> Result<Response, Error> {
    let order = chosen.order()?;
    let names = known.map(names);
    let (here, gone): (Vec<RecordingRef>, Vec<RecordingRef>) =
        order.recordings.iter().cloned().partition(|one| {
            names
                .as_ref()
                .is_none_or(|names| names.contains_key(&one.word()))
        });
    let order = Order {
        recordings: here,
        ..order
    };
    let gone = (!gone.is_empty()).then(|| {
        Notice::fair("Some of it is no longer there").text(format!(
            "{} of what you chose is gone since the list was made.",
            gone.len()
        ))
    });
    let count = match order.recordings.len() {
        1 => "this".to_owned(),
        many => format!("these {many}"),
    };
    let (question, text, button) = match order.act {
        RecordingAct::Trash => (
            format!("Move {count} to the trash?"),
            "Zoom keeps what is in the trash for thirty days; until then it can be recovered.",
            Button::danger("Move to the trash"),
        ),
        RecordingAct::Recover => (
            format!("Recover {count}?"),
            "It comes back out of the trash as it was.",
            Button::primary("Recover"),
        ),
        RecordingAct::Delete => (
            format!("Delete {count} for good?"),
            "Nobody can bring it back, at Zoom neither.",
            Button::danger("Delete for good"),
        ),
    };
    let (_, notices) = words::buttons(app, connection, chosen.list().wanted().is_trash()).await?;
    let rows = order.recordings.iter().map(|one| {
        let word = one.word();
        let label = names.as_ref().and_then(|names| names.get(&word));
        label.cloned().unwrap_or(word)
    });
    let mut form = Form::post("/recordings/act", &*session.csrf)
        .errors(problems.each())
        .with(Html::from(text).paragraph())
        .with(ui::list(rows))
        .with(chosen.fields(&order.recordings));
    if order.act == RecordingAct::Delete && !order.recordings.is_empty() {
        form = form.with(
            Field::text("confirm", format!("Type “{}” to confirm it", order.words()))
                .value(&*chosen.confirm)
                .error(problems.of("confirm"))
                .required()
                .attribute("autocomplete", "off")
                .attribute("maxlength", "40"),
        );
    }
    let leave = Button::quiet("Leave it as it is")
        .to(chosen.back())
        .skip_checks();
    let form = form
        .button(button.off(order.recordings.is_empty()))
        .button(leave);
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = layout::page(app, session, &question, PATH)
        .sentence(question.clone())
        .body(ui::all![gone, notices, form]);
    Ok((status, page).into_response())
}

/// What was chosen from, as it stands now.
pub(super) async fn known(
    app: &State,
    session: &Session,
    connection: &ConnectionId,
    chosen: &Chosen,
) -> Result<Vec<Recorded>, Failure> {
    let who = &session.principal;
    if chosen.run.is_empty() {
        let asked = chosen.list().wanted();
        let found = app.meetings.recordings(who, connection, &asked).await?;
        return Ok(found.rows);
    }
    let one = app.meetings.recording(who, connection, &chosen.run).await?;
    Ok(vec![one])
}

fn wrong(app: &State, session: &Session, chosen: &Chosen, problems: &FormProblems) -> ui::Page {
    let sentences = problems.each().map(|(_, sentence)| sentence);
    layout::page(app, session, "Nothing was done", PATH)
        .sentence("Nothing was done")
        .body(
            Notice::bad("The choice cannot be taken")
                .text(ui::list(sentences))
                .actions(Button::quiet("Back to the list").to(chosen.back()))
                .live(),
        )
}
