//! `/alarms/thresholds`: what is normal, for every figure; and the same as CSV.

use axum::{extract::Query, response::Response};
use connect::access::Action;
use monitor::{EVERY, ThresholdView};
use serde::Deserialize;
use ui::{Column, Html, Page, Table, View};

use crate::{
    Error, State, csv,
    extract::{Connected, Session},
    layout,
};

const PATH: &str = "/alarms/thresholds";

/// The address of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    sort: String,
    desc: String,
}

impl Asked {
    /// The rows that match, in the order asked for: the probes' own unless another is.
    fn choose<'a>(&self, all: &'a [ThresholdView]) -> Vec<&'a ThresholdView> {
        let wanted = self.q.trim().to_lowercase();
        let matches = |one: &&ThresholdView| {
            let of = of(one);
            [one.title, one.meaning, &of, &one.said, test(one)]
                .iter()
                .any(|words| words.to_lowercase().contains(&wanted))
        };
        let mut chosen: Vec<&ThresholdView> = all.iter().filter(matches).collect();
        match self.sort.as_str() {
            "figure" => chosen.sort_by_key(|one| one.title),
            "of" => chosen.sort_by_key(|one| of(one)),
            "test" => chosen.sort_by_key(|one| test(one)),
            "judged" => chosen.sort_by_key(|one| !one.on),
            _ => {}
        }
        if self.desc == "1" {
            chosen.reverse();
        }
        chosen
    }
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    let all = thresholds(&app, &session, &at).await?;
    let judged = all.iter().filter(|one| one.on).count();
    let changed = all.iter().filter(|one| one.changed).count();
    let chosen = asked.choose(&all);
    let mut table = Table::new("What is normal, for every figure")
        .column(Column::text("Figure").sort("figure"))
        .column(Column::text("Of").sort("of"))
        .column(Column::text("Thresholds").sort("judged"))
        .column(Column::text("API test").sort("test"))
        .view(View {
            path: PATH.to_owned(),
            filter: asked.q.trim().to_owned(),
            sort: (!asked.sort.is_empty()).then(|| asked.sort.clone()),
            descending: asked.desc == "1",
            page: 1,
            keep: Vec::new(),
        })
        .filter("Filter the figures")
        .pages(chosen.len() as u64, 1)
        .csv(format!(
            "{PATH}.csv?{}",
            ui::query([
                ("q", &asked.q),
                ("sort", &asked.sort),
                ("desc", &asked.desc)
            ])
        ));
    for one in chosen {
        table = table.row([
            ui::all![ui::link(&path(one), one.title), " ", ui::quiet(one.meaning)],
            Html::from(of(one)),
            ui::all![
                one.said.as_str(),
                " ",
                ui::quiet(if one.changed { "changed here" } else { "" })
            ],
            ui::link(&format!("/tests/{}", one.probe), test(one)),
        ]);
    }
    Ok(layout::page(&app, &session, "What is normal", "/alarms")
        .sentence(format!("{judged} figures are judged, {changed} of them by thresholds of your own"))
        .subline(ui::all![
            "The others are shown and never an alarm; a figure without a threshold can be given one. ",
            ui::link("/alarms", "All alarms"),
            " · ",
            ui::link("/alarms/settings", "Who is told, and when")
        ])
        .body(table))
}

/// The same rows as a file.
pub(super) async fn download(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let all = thresholds(&app, &session, &at).await?;
    let head = [
        "measure",
        "figure",
        "of",
        "test",
        "judged",
        "thresholds",
        "changed here",
    ];
    let mut text = csv::line(head.map(str::to_owned));
    for one in asked.choose(&all) {
        text.push_str(&csv::line([
            one.measure.to_owned(),
            one.title.to_owned(),
            of(one),
            one.probe.to_owned(),
            one.on.to_string(),
            one.said.clone(),
            one.changed.to_string(),
        ]));
    }
    Ok(csv::attachment("thresholds.csv", text))
}

async fn thresholds(
    app: &State,
    session: &Session,
    at: &Connected,
) -> Result<Vec<ThresholdView>, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    Ok(app.monitor.thresholds(&at.id).await?)
}

/// Its API test as people call it.
fn test(one: &ThresholdView) -> &'static str {
    monitor::probe(one.probe).map_or(one.probe, |probe| probe.title)
}

fn path(one: &ThresholdView) -> String {
    let query = ui::query([("label", one.label.as_str())]);
    format!("{PATH}/{}?{query}", one.measure)
}

/// Which values of a split figure it is about.
pub(super) fn of(one: &ThresholdView) -> String {
    match (one.descriptor, one.label.as_str()) {
        (None, _) => String::new(),
        (Some(descriptor), EVERY) => format!("every {descriptor}"),
        (Some(descriptor), label) => format!("{descriptor} {label}"),
    }
}
