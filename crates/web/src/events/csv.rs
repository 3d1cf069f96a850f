//! `/events.csv`: the events for a spreadsheet, filtered and ordered as on the page. Bodies are not
//! in it: they hold names and links, and are shown one at a time, with what is delicate hidden.

use axum::{extract::Query, response::Response};
use connect::access::{Action, Resource};
use inbox::Listed;
use jiff::Timestamp;

use super::asked::Asked;
use crate::{
    Error, State, csv,
    extract::{Connected, Session},
};

/// Events in one file; whoever wants more asks for an earlier time.
const MOST: u32 = 10_000;

/// The file.
pub(super) async fn download(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let resource = Resource::Events(at.id.clone());
    app.may(&session.principal, Action::Read, &resource)?;
    let mut filter = asked.filter(&at.id)?;
    (filter.before, filter.after) = (None, None);
    let mut text = csv::line(HEAD.map(str::to_owned));
    for one in app.inbox.list(&filter, MOST).await? {
        text.push_str(&csv::line(cells(&one)));
    }
    Ok(csv::attachment("events.csv", text))
}

const HEAD: [&str; 8] = [
    "event",
    "name",
    "happened",
    "came",
    "times",
    "bytes",
    "of another account",
    "state",
];

fn cells(one: &Listed) -> [String; 8] {
    let happened = (one.event_at != Timestamp::UNIX_EPOCH).then(|| one.event_at.to_string());
    let standing = one.standing.iter();
    let standing = standing.map(|stand| format!("{}: {}", stand.consumer, stand.reading));
    [
        one.seq.to_string(),
        one.event.clone(),
        happened.unwrap_or_default(),
        one.received_at.to_string(),
        one.deliveries.to_string(),
        one.bytes.to_string(),
        one.other_account.clone().unwrap_or_default(),
        standing.collect::<Vec<_>>().join(", "),
    ]
}
