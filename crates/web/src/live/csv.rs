//! `/live.csv`: the list for a spreadsheet, every column, filtered and sorted as on the page; and
//! `/live/{uuid}/people.csv`: everybody of one meeting, of whom the page shows the first.

use axum::{extract::Path, response::Response};
use axum_extra::extract::Query;
use connect::access::Action;
use jiff::Timestamp;
use monitor::Presence;

use super::{
    Asked, Instance,
    rows::{Field, Row},
    show, uuid_of,
};
use crate::{
    Error, State, csv,
    extract::{Connected, Session},
};

/// The file.
pub(super) async fn download(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let view = app.monitor.live(&at.id).await?;
    let rows: Vec<Row> = super::list::rows(view.meetings, app.clock.now());
    let mut text = csv::line(Field::ALL.map(|field| field.title().to_owned()));
    for row in asked.tidy().choose(&rows) {
        text.push_str(&csv::line(Field::ALL.map(|field| field.plain(row))));
    }
    Ok(csv::attachment("live.csv", text))
}

/// Everybody of one meeting.
pub(super) async fn people(
    app: State,
    session: Session,
    at: Connected,
    Path(uuid): Path<String>,
) -> Result<Response, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let instance = Instance {
        uuid: uuid_of(&uuid),
    };
    let view = show::instance(&app, &at.id, &instance).await?;
    let mut text = csv::line(PEOPLE.map(str::to_owned));
    for person in &view.people {
        text.push_str(&csv::line(cells(person)));
    }
    Ok(csv::attachment("people.csv", text))
}

const PEOPLE: [&str; 10] = [
    "name",
    "mail",
    "role",
    "where",
    "joined",
    "left",
    "waits since",
    "times joined",
    "why they left",
    "user id",
];

fn cells(person: &Presence) -> [String; 10] {
    let time = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    let place = match (person.waiting, person.inside) {
        (true, _) => "waiting",
        (false, true) => "in it",
        (false, false) => "left",
    };
    [
        person.name.clone(),
        person.email.clone().unwrap_or_default(),
        person.role.clone().unwrap_or_default(),
        place.to_owned(),
        time(person.joined_at),
        time(person.left_at),
        time(person.waiting_since),
        person.times_joined.to_string(),
        person.reason.clone().unwrap_or_default(),
        person.user_id.clone().unwrap_or_default(),
    ]
}
