//! `/spending`: how much of Zoom's quota Parfocal uses.

use connect::{
    ConnectError,
    access::{Action, Resource},
};
use jiff::tz::TimeZone;
use ui::{Badge, Button, Column, Html, Moment, Page, Quality, Table};

use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
    spending::{self, Label, Spending},
};

/// The page.
pub(crate) async fn show(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &Resource::Connections)?;
    let page = layout::page(&app, &session, "Spending", "/spending");
    match spending::of(&app, &at.id).await {
        Ok(now) => Ok(page
            .sentence(sentence(&now))
            .subline(sub(&app, &now))
            .body(body(&now))),
        Err(Error::Connect(ConnectError::NotSetUp(_) | ConnectError::Incomplete { .. })) => {
            let empty = ui::State::empty("Here you will see how much of Zoom's quota is used")
                .text("Nothing is asked of Zoom before an app is connected.")
                .actions(Button::primary("Open Zoom settings").to("/zoom"));
            Ok(page.sentence("Nothing is spent yet").body(empty))
        }
        Err(other) => Err(other),
    }
}

fn sentence(now: &Spending) -> String {
    let worst = now.labels.iter().filter_map(used_share).fold(0.0, f64::max);
    if now.labels.iter().any(|label| label.paused_until.is_some()) {
        "Zoom asked for a pause".into()
    } else if worst >= 1.0 {
        "Today's share is used up".into()
    } else if worst >= 0.8 {
        format!("{:.0} % of today's share is used", worst * 100.0)
    } else {
        "Well within today's share of Zoom's quota".into()
    }
}

fn sub(app: &State, now: &Spending) -> Html {
    ui::all![
        format!(
            "{} plan; Parfocal keeps to {:.0} % of its limits and leaves the rest to other apps. \
             Counts begin anew ",
            now.plan,
            now.share * 100.0
        ),
        Moment::relative(now.resets_at, app.clock.now(), &TimeZone::UTC),
        "."
    ]
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a day's calls are far below 2^52"
)]
fn used_share(label: &Label) -> Option<f64> {
    let allowed = label.allowed_today.filter(|allowed| *allowed > 0)?;
    Some(label.counted_today as f64 / allowed as f64)
}

fn body(now: &Spending) -> Html {
    let mut labels = Table::new("Calls by Zoom's rate label")
        .column(Column::text("Rate label"))
        .column(Column::number("At once"))
        .column(Column::number("Today"))
        .column(Column::number("Allowed today"))
        .column(Column::text("State"));
    for label in &now.labels {
        let window = if label.window_seconds == 1 {
            "a second"
        } else {
            "a minute"
        };
        labels = labels.row([
            Html::from(&label.name),
            Html::from(format!("{} {window}", label.per_window)),
            ui::number(label.used_today),
            label
                .allowed_today
                .map_or_else(|| "no bound".into(), ui::number),
            state(label).into(),
        ]);
    }
    let mut hosts = Table::new("Meetings created or changed today, by host")
        .column(Column::text("Host"))
        .column(Column::number("Used"))
        .column(Column::number("Left of 100"))
        .empty(ui::State::empty("No meeting was created or changed today"));
    for host in &now.hosts {
        hosts = hosts.row([
            Html::from(&host.name),
            ui::number(host.used),
            ui::number(host.left),
        ]);
    }
    ui::all![ui::heading("Calls"), labels, ui::heading("Hosts"), hosts]
}

fn state(label: &Label) -> Badge {
    if label.paused_until.is_some() {
        return Badge::new(Quality::Poor, "paused by Zoom");
    }
    match used_share(label) {
        Some(share) if share >= 1.0 => Badge::new(Quality::Bad, "used up"),
        Some(share) if share >= 0.8 => Badge::new(Quality::Fair, "nearly used up"),
        _ => Badge::new(Quality::Good, "within the share"),
    }
}
