//! `/alarms/silences`: windows in which nobody is told, and the same as JSON.

use ::meetings::zone_choices;
use axum::{
    Json,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use connect::access::Action;
use jiff::{Timestamp, tz::TimeZone};
use monitor::{NewSilence, SILENCE_DAYS, SILENCE_REASON, SilencePhase, SilenceView};
use ui::{Badge, Button, Column, Field, Form, Html, Moment, Page, Quality, Select, Table};

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody, Posted, Session},
    layout,
    pages::Empty,
};

const PATH: &str = "/alarms/silences";

/// The page.
pub(super) async fn show(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    let typed = NewSilence {
        scope: "all".to_owned(),
        from: String::new(),
        until: String::new(),
        zone: "UTC".to_owned(),
        reason: String::new(),
    };
    page(&app, &session, &at, &typed, &[]).await
}

async fn page(
    app: &State,
    session: &Session,
    at: &Connected,
    typed: &NewSilence,
    faults: &[(&'static str, String)],
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let silences = app.monitor.silences(&at.id).await?;
    let now = app.clock.now();
    let on = silences
        .iter()
        .filter(|one| one.phase == SilencePhase::On)
        .count();
    let sentence = match on {
        0 => "No alarm is silenced".to_owned(),
        1 => "One silence is on".to_owned(),
        many => format!("{many} silences are on"),
    };
    Ok(layout::page(app, session, "Silences", "/alarms")
        .sentence(sentence)
        .subline(ui::all![
            ui::link("/alarms", "All alarms"),
            " · Alarms are judged and recorded all the same; what still holds at the end of a \
             silence is told then."
        ])
        .body(ui::all![
            list(session, &silences, now),
            ui::heading("Silence alarms"),
            form(session, typed, faults, now)
        ]))
}

fn list(session: &Session, silences: &[SilenceView], now: Timestamp) -> Table {
    let mut table = Table::new("Silences, those that end last first")
        .column(Column::text("About"))
        .column(Column::text("Stands"))
        .column(Column::text("From"))
        .column(Column::text("Until"))
        .column(Column::text("Why"))
        .column(Column::text("By"))
        .column(Column::text("End it"))
        .empty(ui::State::empty("There is no silence").text(
            "Before the network is rebuilt or Zoom is maintained, name the time and what it is \
             about below: nobody is called out of bed for what is known.",
        ));
    for one in silences {
        let by = match &one.ended_by {
            Some(ended) => format!("{}; ended by {ended}", one.made_by),
            None => one.made_by.clone(),
        };
        table = table.row([
            Html::from(one.about.as_str()),
            standing(one.phase).into(),
            shown(one.from, &one.zone, now),
            shown(one.until, &one.zone, now),
            one.reason.as_str().into(),
            by.into(),
            end(session, one),
        ]);
    }
    table
}

fn standing(phase: SilencePhase) -> Badge {
    match phase {
        SilencePhase::ToCome => Badge::new(Quality::Plain, "to come"),
        SilencePhase::On => Badge::new(Quality::Fair, "on"),
        SilencePhase::Over => Badge::new(Quality::Plain, "over"),
    }
}

/// As clocks show it in its zone, with the zone.
fn shown(at: Timestamp, zone: &str, now: Timestamp) -> Html {
    let rules = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    ui::all![
        Moment::minute(at, &rules),
        " ",
        ui::quiet(ui::all![zone, ", ", Moment::relative(at, now, &rules)])
    ]
}

fn end(session: &Session, one: &SilenceView) -> Html {
    if one.phase == SilencePhase::Over {
        return ui::quiet("–");
    }
    Form::post(format!("{PATH}/{}/end", one.id), &*session.csrf)
        .named(format!("End the silence of {}", one.about))
        .inline()
        .button(Button::quiet("End now"))
        .into()
}

fn form(
    session: &Session,
    typed: &NewSilence,
    faults: &[(&'static str, String)],
    now: Timestamp,
) -> Form {
    let fault = |name: &str| {
        let mut about = faults.iter().filter(|(field, _)| *field == name);
        about.next().map(|(_, why)| why.as_str())
    };
    let mut scope = Select::new("scope", "What about")
        .selected(typed.scope.as_str())
        .error(fault("scope"));
    if !monitor::silence_scopes()
        .iter()
        .any(|(key, _)| *key == typed.scope)
    {
        scope = scope.option(typed.scope.as_str(), typed.scope.as_str());
    }
    for (key, words) in monitor::silence_scopes() {
        scope = scope.option(key, words);
    }
    let mut zone = Select::new("zone", "Time zone")
        .selected(typed.zone.as_str())
        .error(fault("zone"));
    if !zone_choices(now).iter().any(|one| one.name == typed.zone) {
        zone = zone.option(typed.zone.as_str(), typed.zone.as_str());
    }
    for one in zone_choices(now) {
        zone = zone.option(one.name, format!("{} ({})", one.name, one.offset));
    }
    Form::post(PATH, &*session.csrf)
        .named("Silence alarms")
        .errors(faults.iter().map(|(field, why)| (*field, why.as_str())))
        .with(scope)
        .with(
            Field::of("datetime-local", "from", "From")
                .value(typed.from.as_str())
                .error(fault("from"))
                .hint("As clocks show it in the time zone below. Empty: from now."),
        )
        .with(
            Field::of("datetime-local", "until", "Until")
                .value(typed.until.as_str())
                .error(fault("until"))
                .hint(format!("At most {SILENCE_DAYS} days later."))
                .required(),
        )
        .with(zone)
        .with(
            Field::text("reason", "Why")
                .value(typed.reason.as_str())
                .error(fault("reason"))
                .hint("Whoever looks next reads it.")
                .attribute("maxlength", SILENCE_REASON.to_string())
                .required(),
        )
        .button(Button::primary("Silence"))
}

/// To hear of nothing at all any more is not for every day.
fn action_of(new: &NewSilence) -> Action {
    match new.scope.trim() {
        "all" => Action::Administer,
        _ => Action::Change,
    }
}

/// `POST /alarms/silences`: nothing typed is lost where it is refused.
pub(super) async fn make(
    app: State,
    at: Connected,
    posted: Posted<NewSilence>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let who = &session.principal;
    app.may(who, action_of(&form), &at.probes())?;
    let faults = match app.monitor.silence(&at.id, who, &form).await {
        Ok(_) => return Ok(Redirect::to(PATH).into_response()),
        Err(monitor::Error::Fields(faults)) => faults,
        // About none of them alone: it stands above the form.
        Err(monitor::Error::Alarms(why)) => vec![("", why)],
        Err(other) => return Err(other.into()),
    };
    let page = page(&app, &session, &at, &form, &faults).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `POST /alarms/silences/{id}/end`.
pub(super) async fn end_now(
    app: State,
    Path(id): Path<String>,
    at: Connected,
    posted: Posted<Empty>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Change, &at.probes())?;
    let ended = app.monitor.end_silence(&at.id, who, &id).await;
    ended?;
    Ok(Redirect::to(PATH))
}

/// The silences: on, to come and over, those that end last first.
#[utoipa::path(get, path = "/api/v1/alarms/silences", tag = "alarms",
    responses((status = 200, body = Vec<SilenceView>), (status = 401, body = Problem)))]
pub(super) async fn list_json(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<SilenceView>>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    let silences = app.monitor.silences(&at.id).await;
    Ok(Json(silences?))
}

/// Tell nobody of alarms within a window. They are judged and recorded; what still holds at its
/// end is told then.
#[utoipa::path(post, path = "/api/v1/alarms/silences", tag = "alarms",
    request_body = NewSilence,
    responses((status = 201, body = SilenceView), (status = 422, body = Problem)))]
pub(super) async fn make_json(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(new): JsonBody<NewSilence>,
) -> Result<(StatusCode, Json<SilenceView>), Error> {
    let who = &caller.principal;
    app.may(who, action_of(&new), &at.probes())?;
    let made = app.monitor.silence(&at.id, who, &new).await;
    Ok((StatusCode::CREATED, Json(made?)))
}

/// End a silence now.
#[utoipa::path(delete, path = "/api/v1/alarms/silences/{id}", tag = "alarms",
    params(("id" = String, Path, description = "As in the list")),
    responses((status = 200, description = "The silence, which is over", body = SilenceView),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn end_json(
    app: State,
    caller: Caller,
    at: Connected,
    Path(id): Path<String>,
) -> Result<Json<SilenceView>, Error> {
    let who = &caller.principal;
    app.may(who, Action::Change, &at.probes())?;
    let ended = app.monitor.end_silence(&at.id, who, &id).await;
    Ok(Json(ended?))
}
