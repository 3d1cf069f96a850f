//! `/alarms/thresholds`: what is normal, for every figure.

use connect::access::Action;
use monitor::{EVERY, ThresholdView};
use ui::{Column, Html, Page, Table};

use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// The page.
pub(super) async fn show(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let all = app.monitor.thresholds(&at.id).await?;
    let judged = all.iter().filter(|one| one.on).count();
    let changed = all.iter().filter(|one| one.changed).count();
    let mut table = Table::new("What is normal, for every figure")
        .column(Column::text("Figure"))
        .column(Column::text("Of"))
        .column(Column::text("Thresholds"))
        .column(Column::text("API test"));
    for one in &all {
        table = table.row([
            ui::all![ui::link(&path(one), one.title), " ", ui::quiet(one.meaning)],
            Html::from(of(one)),
            ui::all![
                one.said.as_str(),
                " ",
                ui::quiet(if one.changed { "changed here" } else { "" })
            ],
            ui::link(&format!("/tests/{}", one.probe), one.probe),
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

fn path(one: &ThresholdView) -> String {
    let query = ui::query([("label", one.label.as_str())]);
    format!("/alarms/thresholds/{}?{query}", one.measure)
}

/// Which values of a split figure it is about.
pub(super) fn of(one: &ThresholdView) -> String {
    match (one.descriptor, one.label.as_str()) {
        (None, _) => String::new(),
        (Some(descriptor), EVERY) => format!("every {descriptor}"),
        (Some(descriptor), label) => format!("{descriptor} {label}"),
    }
}
