//! `/live.csv`: the list for a spreadsheet, every column, filtered and sorted as on the page.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Query;
use connect::access::Action;

use super::{
    Asked,
    rows::{Field, Row},
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
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"live.csv\"",
        ),
    ];
    Ok((headers, text).into_response())
}
