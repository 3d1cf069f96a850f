//! `/alarms`: what is wrong now, the worst first.

use axum::extract::Query;
use connect::access::Action;
use monitor::{AlarmSettings, AlarmView};
use ui::{Button, Column, Html, Notice, Page, Table, View};

use super::{
    rows::{self, Asked},
    words,
};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let alarms = app.monitor.alarms(&at.id).await?;
    let settings = app.monitor.alarm_settings(&at.id).await;
    let settings = settings?;
    let table = table(&app, &alarms, &asked);
    // What somebody is typing into the filter must not be swept away.
    let live = if asked.q.is_empty() {
        let query = ui::query(asked.pairs());
        let address = Html::text(&format!("/alarms/live?{query}"));
        Html::trusted(format!(
            "<section data-refresh=\"{address}\" data-every=\"15\">"
        ))
        .with(table)
        .with(Html::trusted("</section>"))
    } else {
        table.into()
    };
    let other = if asked.all() {
        ui::link("/alarms", "Open alarms only")
    } else {
        ui::link("/alarms?show=all", "Also what has cleared")
    };
    Ok(layout::page(&app, &session, "Alarms", "/alarms")
        .sentence(sentence(&alarms))
        .subline(ui::all![
            "A figure past its threshold, an API test that does not work or reads nothing, refused \
             credentials, a dead subscription. ",
            ui::link("/alarms/settings", "Who is told, and when"),
            " · ",
            ui::link("/alarms/silences", "Silences"),
            " · ",
            ui::link("/alarms/thresholds", "What is normal")
        ])
        .body(ui::all![nobody(&settings), other.paragraph(), live]))
}

/// The table alone, for the page to renew itself.
pub(super) async fn live(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<axum::response::Html<String>, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let alarms = app.monitor.alarms(&at.id).await?;
    Ok(axum::response::Html(
        table(&app, &alarms, &asked).to_string(),
    ))
}

/// The answer first.
fn sentence(alarms: &[AlarmView]) -> String {
    let open: Vec<&AlarmView> = alarms.iter().filter(|alarm| alarm.is_open()).collect();
    let unseen = open
        .iter()
        .filter(|alarm| alarm.acknowledged.is_none())
        .count();
    match open.as_slice() {
        [] => "No alarm is open".to_owned(),
        [one] => format!("One alarm is open: {}", words::answer(&one.sentence)),
        [worst, ..] => {
            let seen = match unseen {
                0 => ", all acknowledged".to_owned(),
                unseen if unseen == open.len() => String::new(),
                unseen => format!(", {unseen} not acknowledged"),
            };
            format!(
                "{} alarms are open{seen}; the worst: {}",
                open.len(),
                words::answer(&worst.sentence)
            )
        }
    }
}

/// Alarms that reach nobody are worth saying.
fn nobody(settings: &AlarmSettings) -> Html {
    if settings.recipients.is_empty() && settings.webhooks.is_empty() {
        return Notice::fair("Nobody is told of alarms")
            .text("They are shown here and on the overview only.")
            .actions(Button::quiet("Say who is told").to("/alarms/settings"))
            .into();
    }
    if settings.mail.is_none() && !settings.recipients.is_empty() {
        return Notice::fair("Mails are not sent")
            .text("No mail server is configured, so the mails wait and are given up after about eleven hours. Name it in the section [mail] of the configuration.")
            .actions(Button::quiet("Who is told").to("/alarms/settings"))
            .into();
    }
    Html::new()
}

fn table(app: &State, alarms: &[AlarmView], asked: &Asked) -> Table {
    let now = app.clock.now();
    let chosen = rows::chosen(alarms, asked);
    let pages = chosen.len().div_ceil(rows::PAGE).max(1);
    let page = usize::try_from(asked.page.unwrap_or(1))
        .unwrap_or(1)
        .clamp(1, pages);
    let empty = if asked.all() {
        ui::State::empty("There has been no alarm yet")
            .text("Alarms that open will be listed here, with what became of them.")
    } else {
        ui::State::empty("Nothing is wrong as far as is known")
            .text("Alarms that open will be here; what has cleared is a click away.")
    };
    let mut table = Table::new("Alarms")
        .column(Column::text("Level").sort("level"))
        .column(Column::text("What").sort("title"))
        .column(Column::text("Since").sort("opened"))
        .column(Column::text("Acknowledged").sort("seen"))
        .empty(empty);
    for alarm in chosen.iter().skip((page - 1) * rows::PAGE).take(rows::PAGE) {
        table = table.row([
            Html::from(words::standing(alarm)),
            ui::all![
                ui::link(&alarm.path(), alarm.title.as_str()),
                " ",
                ui::quiet(alarm.sentence.as_str())
            ],
            since(alarm, now),
            seen(alarm),
        ]);
    }
    let kept: Vec<(String, String)> = if asked.all() {
        vec![("show".to_owned(), "all".to_owned())]
    } else {
        Vec::new()
    };
    let query = ui::query(asked.pairs());
    table
        .view(View {
            path: "/alarms".to_owned(),
            filter: asked.q.clone(),
            sort: asked.sort.clone(),
            descending: asked.descending(),
            page: u32::try_from(page).unwrap_or(1),
            keep: kept,
        })
        .filter("Filter the alarms")
        .pages(chosen.len() as u64, u32::try_from(pages).unwrap_or(1))
        .csv(if query.is_empty() {
            "/alarms.csv".to_owned()
        } else {
            format!("/alarms.csv?{query}")
        })
}

fn since(alarm: &AlarmView, now: jiff::Timestamp) -> Html {
    let mut since = Html::from(words::ago(alarm.opened_at, now));
    if let Some(cleared) = alarm.cleared_at {
        since = since
            .with(" ")
            .with(ui::quiet(ui::all!["cleared ", words::ago(cleared, now)]));
    }
    if alarm.returns > 0 {
        let times = match alarm.returns {
            1 => "came back once".to_owned(),
            times => format!("came back {times} times"),
        };
        since = since.with(" ").with(ui::quiet(times));
    }
    since
}

fn seen(alarm: &AlarmView) -> Html {
    if let Some(by) = &alarm.silenced {
        let title = ui::link("/alarms/silences", "silenced");
        return ui::all![title, " ", ui::quiet(by.reason.as_str())];
    }
    let Some(seen) = &alarm.acknowledged else {
        return ui::quiet(if alarm.is_open() { "not yet" } else { "–" });
    };
    ui::all![seen.by.as_str(), " ", ui::quiet(seen.note.as_str())]
}
