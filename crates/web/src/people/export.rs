//! The list as a file, read as it is sent.

use ::people::Person;
use axum::{body::Body, response::Response};
use axum_extra::extract::Query;
use futures::stream;

use super::list::Asked;
use crate::{
    Error, State, csv,
    extract::{Connected, Session},
};

/// Rows read at once.
const BATCH: usize = 2_000;

const HEAD: &str = "id,email,first_name,last_name,display_name,type,status,role_id,role,dept,timezone,\
    last_login_utc,created_utc\r\n";

/// Everybody who fits.
pub(super) async fn csv(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let found = app
        .people
        .find_all(&session.principal, &at.id, &asked.filter())
        .await?;
    let rest = stream::try_unfold(found, |mut found| async {
        let rows = found.next(BATCH).await?;
        Ok::<_, ::people::Error>((!rows.is_empty()).then(|| (lines(&rows), found)))
    });
    let body = futures::StreamExt::chain(stream::iter([Ok(HEAD.to_owned())]), rest);
    Ok(csv::attachment("people.csv", Body::from_stream(body)))
}

fn lines(rows: &[Person]) -> String {
    let when = |at: Option<jiff::Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    rows.iter()
        .map(|one| {
            csv::line([
                one.id.clone(),
                one.email.clone(),
                one.first_name.clone(),
                one.last_name.clone(),
                one.display_name.clone(),
                one.kind.to_string(),
                one.status.clone(),
                one.role_id.clone(),
                one.role(),
                one.dept.clone(),
                one.timezone.clone(),
                when(one.last_login_at),
                when(one.created_at),
            ])
        })
        .collect()
}
