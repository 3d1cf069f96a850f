//! `/alarms.csv`: the alarms for a spreadsheet, filtered and sorted as on the page.

use axum::{extract::Query, response::Response};
use connect::access::Action;
use monitor::AlarmView;

use super::rows::{self, Asked};
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
    let alarms = app.monitor.alarms(&at.id).await?;
    Ok(csv::attachment(
        "alarms.csv",
        text(&rows::chosen(&alarms, &asked)),
    ))
}

fn text(alarms: &[&AlarmView]) -> String {
    let head = [
        "id",
        "level",
        "kind",
        "what",
        "sentence",
        "test",
        "measure",
        "of",
        "value",
        "threshold",
        "opened",
        "cleared",
        "acknowledged by",
        "note",
        "came back",
    ];
    let mut text = csv::line(head.map(str::to_owned));
    for alarm in alarms {
        let seen = alarm.acknowledged.as_ref();
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let cells = [
            alarm.id.clone(),
            alarm.level.key().to_owned(),
            alarm.kind.key().to_owned(),
            alarm.title.clone(),
            alarm.sentence.clone(),
            alarm.probe.clone().unwrap_or_default(),
            alarm.measure.clone().unwrap_or_default(),
            alarm.label.clone(),
            number(alarm.value),
            number(alarm.threshold),
            alarm.opened_at.to_string(),
            alarm
                .cleared_at
                .map_or_else(String::new, |at| at.to_string()),
            seen.map_or_else(String::new, |seen| seen.by.clone()),
            seen.map_or_else(String::new, |seen| seen.note.clone()),
            alarm.returns.to_string(),
        ];
        text.push_str(&csv::line(cells));
    }
    text
}
