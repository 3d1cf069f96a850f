//! `/spending`: how much of Zoom's quota Parfocal uses, who spent it, and what will happen.

use connect::access::{Action, Resource};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use monitor::{DayView, LabelView, QuotaView, SpendingView, thousands};
use ui::{Badge, Button, Column, Html, Line, Moment, Notice, Page, Plot, Quality, Table};

use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// Days in the table at the foot.
const DAYS: u32 = 7;

/// The page.
pub(crate) async fn show(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &Resource::Connections)?;
    let page = layout::page(&app, &session, "Spending", "/spending");
    let now = crate::spending(&app.monitor, &app.people, &session.principal, &at.id).await?;
    if now.spenders.is_empty() && app.connect.sets(&at.id).await?.is_empty() {
        let empty = ui::State::empty("Here you will see how much of Zoom's quota is used")
            .text("Nothing is asked of Zoom before an app is connected.")
            .actions(Button::primary("Open Zoom settings").to("/zoom"));
        return Ok(page.sentence("Nothing is spent yet").body(empty));
    }
    let days = app.monitor.spending_days(&at.id, DAYS).await?;
    Ok(page
        .sentence(now.words.clone())
        .subline(sub(&app, &now))
        .body(body(&now, &days)))
}

fn sub(app: &State, now: &SpendingView) -> Html {
    let nodes = match now.nodes {
        0 | 1 => String::new(),
        several => format!(" {several} processes call for this account and divide its windows."),
    };
    ui::all![
        format!(
            "Zoom's {} plan; Parfocal keeps to {:.0} % of its limits and leaves the rest to other \
             apps.{nodes} Counts begin anew ",
            now.plan,
            now.share * 100.0
        ),
        Moment::relative(now.resets_at, app.clock.now(), &TimeZone::UTC),
        ", at 00:00 UTC."
    ]
}

fn body(now: &SpendingView, days: &[DayView]) -> Html {
    ui::all![
        outlook(now),
        ui::heading("Today"),
        quotas(now),
        ui::heading("Who spent it"),
        spenders(now),
        hours(now),
        ui::heading("At once"),
        windows(now),
        ui::heading("Meetings created or changed, by host"),
        hosts(now),
        ui::heading("The last days"),
        past(days),
    ]
}

/// What will happen, and what is done about it.
fn outlook(now: &SpendingView) -> Html {
    let said = now.quotas.iter().map(|quota| quota.words.as_str());
    let said: Vec<&str> = said.chain([now.basis.as_str()]).collect();
    let short = now.quotas.iter().any(|q| q.tests_last_until.is_some());
    let none = now.quotas.iter().any(|quota| quota.left == 0);
    let notice = if none {
        Notice::bad("What will happen")
    } else if short {
        Notice::fair("What will happen")
    } else {
        Notice::good("What will happen")
    };
    let notice: Html = notice.text(said.join(" ")).into();
    if now.stretched.is_empty() {
        return notice;
    }
    let tests = now.stretched.iter().map(|test| {
        ui::all![
            ui::link(&format!("/tests/{}", test.id), test.title),
            ": ",
            test.why.clone()
        ]
    });
    let stretched: Html = Notice::info("Tests that run less often than asked")
        .text(ui::list(tests))
        .into();
    ui::all![notice, stretched]
}

fn quotas(now: &SpendingView) -> Html {
    let mut table = Table::new("Calls of the UTC day, by Zoom's daily limit")
        .column(Column::text("Daily limit"))
        .column(Column::number("Zoom allows"))
        .column(Column::number("Parfocal may"))
        .column(Column::number("Used"))
        .column(Column::number("Other apps"))
        .column(Column::number("Left"))
        .column(Column::number("By 00:00 UTC"))
        .column(Column::text("State"))
        .empty(ui::State::empty("Zoom sets no daily limit on this plan"));
    for quota in &now.quotas {
        table = table.row([
            Html::from(&quota.name),
            count(quota.limit),
            count(quota.allowed),
            count(quota.used),
            quota.others.map_or_else(|| "not told".into(), count),
            count(quota.left),
            count(quota.projected),
            state(quota, now.at).into(),
        ]);
    }
    table.into()
}

fn count(n: u64) -> Html {
    ui::number(thousands(n))
}

/// A reckoned number of calls.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "calls are not negative and far below 2^52"
)]
fn whole(calls: f64) -> String {
    thousands(calls.max(0.0).round() as u64)
}

fn state(quota: &QuotaView, now: Timestamp) -> Badge {
    match (quota.left, quota.tests_last_until) {
        (0, _) => Badge::new(Quality::Bad, "used up"),
        (_, Some(at)) if at <= now => Badge::new(Quality::Poor, "tests wait until 00:00 UTC"),
        (_, Some(at)) => {
            let until = at.strftime("lasts until %H:%M UTC").to_string();
            Badge::new(Quality::Fair, until)
        }
        _ => Badge::new(Quality::Good, "lasts the day"),
    }
}

fn spenders(now: &SpendingView) -> Html {
    let mut table = Table::new("Calls today, by what they were for")
        .column(Column::text("For"))
        .column(Column::number("Today"))
        .column(Column::number("In the last hour, about"))
        .column(Column::number("Planned a day"))
        .column(Column::text("By rate label"))
        .empty(ui::State::empty("Nothing was asked of Zoom today"));
    for one in &now.spenders {
        let labels = one.labels.iter();
        let labels = labels.map(|label| format!("{} {}", thousands(label.used), label.label));
        table = table.row([
            if one.test {
                ui::link(&format!("/tests/{}", one.id), one.name.as_str())
            } else {
                Html::from(&one.name)
            },
            count(one.used_today),
            ui::number(whole(one.last_hour)),
            one.planned_a_day
                .map_or_else(|| ui::quiet("–"), |a_day| ui::number(whole(a_day))),
            ui::quiet(labels.collect::<Vec<_>>().join(", ")),
        ]);
    }
    table.into()
}

/// The day hour by hour; nothing before anything was spent.
fn hours(now: &SpendingView) -> Html {
    let midnight = now.resets_at - 24.hours();
    let mut plot =
        Plot::new("Calls by hour", "calls", TimeZone::UTC).range(midnight, now.resets_at);
    let spent = now.labels.iter().filter(|label| label.used_today > 0);
    let mut lines = 0;
    for label in spent {
        let hours = (0_i64..).zip(&label.hours);
        let points = hours.map(|(hour, calls)| {
            let at = midnight + hour.hours();
            #[expect(clippy::cast_precision_loss, reason = "an hour's calls")]
            let calls = (at <= now.at).then_some(*calls as f64);
            (at, calls)
        });
        plot = plot.line(Line::new(label.label.as_str(), points.collect()));
        lines += 1;
    }
    if lines == 0 {
        Html::new()
    } else {
        ui::all![ui::heading("Hour by hour"), plot]
    }
}

fn windows(now: &SpendingView) -> Html {
    let mut table = Table::new("Calls at once, by Zoom's rate label")
        .column(Column::text("Rate label"))
        .column(Column::number("Zoom allows"))
        .column(Column::number("Parfocal may"))
        .column(Column::number("Other apps, lately"))
        .column(Column::number("Today"))
        .column(Column::number("Waiting"))
        .column(Column::text("State"));
    for label in &now.labels {
        let each = if label.window_seconds == 1 {
            "a second"
        } else {
            "a minute"
        };
        let others = label.others_per_window;
        table = table.row([
            Html::from(&label.label),
            Html::from(format!("{} {each}", label.limit_per_window)),
            Html::from(format!("{} {each}", label.per_window)),
            others.map_or_else(|| "not told".into(), |n| Html::from(format!("{n} {each}"))),
            count(label.used_today),
            ui::number(label.waiting),
            pause(label).into(),
        ]);
    }
    table.into()
}

fn pause(label: &LabelView) -> Badge {
    if let Some(at) = label.paused_until {
        let until = at.strftime("paused by Zoom until %H:%M UTC").to_string();
        return Badge::new(Quality::Poor, until);
    }
    match label.limited {
        0 => Badge::new(Quality::Good, "never refused"),
        1 => Badge::new(Quality::Fair, "refused once"),
        times => Badge::new(Quality::Fair, format!("refused {times} times")),
    }
}

fn hosts(now: &SpendingView) -> Html {
    let mut table = Table::new("Meetings and webinars created or changed today, by host")
        .column(Column::text("Host"))
        .column(Column::number("Used by Parfocal"))
        .column(Column::text("Of Zoom's 100 a day"))
        .empty(ui::State::empty("No meeting was created or changed today"));
    for host in &now.hosts {
        let who = Html::from(host.said());
        table = table.row([
            match host.name {
                Some(_) => ui::link(&format!("/people/of/{}", ui::segment(&host.host)), who),
                None => who,
            },
            count(host.used),
            Html::from(&host.words),
        ]);
    }
    table.into()
}

fn past(days: &[DayView]) -> Html {
    let mut table = Table::new("Calls of the last days, by UTC day")
        .column(Column::text("Day (UTC)"))
        .column(Column::text("By rate label"))
        .column(Column::text("Most for"))
        .empty(ui::State::empty("Nothing was asked of Zoom yet"));
    for day in days {
        let labels = day.labels.iter();
        let labels = labels.map(|label| format!("{} {}", thousands(label.used), label.label));
        let most = day.spenders.iter().take(3);
        let most = most.map(|one| format!("{} ({})", one.name, thousands(one.used)));
        table = table.row([
            Html::from(day.day.to_string()),
            Html::from(labels.collect::<Vec<_>>().join(", ")),
            ui::quiet(most.collect::<Vec<_>>().join(", ")),
        ]);
    }
    table.into()
}
