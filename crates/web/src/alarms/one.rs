//! `/alarms/{id}`: one alarm, what happened to it and who was told.

use axum::extract::{Path, Query};
use connect::access::Action;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use monitor::{AlarmDetail, AlarmView, EVERY, SeriesView, ToldView};
use serde::Deserialize;
use ui::{Button, Card, Column, Facts, Field, Form, Html, Moment, Notice, Page, Table};

use super::words;
use crate::{
    Error, State,
    api_tests::{plot_of, scale_of},
    extract::{Connected, Session},
    layout,
};

/// What was done a moment ago.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct After {
    said: String,
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(id): Path<String>,
    Query(after): Query<After>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let detail = app.monitor.alarm(&at.id, &id).await?;
    let now = app.clock.now();
    let alarm = &detail.alarm;
    let plot = match &alarm.measure {
        None => Html::new(),
        Some(measure) => {
            let (from, to) = around(alarm, now);
            let series = app.monitor.series(&at.id, measure, from, to).await;
            history(alarm, &series?)
        }
    };
    let said = (after.said == "seen" && alarm.is_open()).then(|| {
        Notice::good("Acknowledged: your name and note stand below")
            .text("It stays open until the readings are normal.")
            .live()
    });
    let body = ui::all![
        said,
        acknowledge(&session, alarm),
        ui::grid([
            Html::from(facts(alarm, now)),
            plot,
            events(&detail, now).into(),
            told(&detail.told, now).into(),
        ])
    ];
    let state = if alarm.is_open() { "" } else { "Cleared: " };
    Ok(layout::page(&app, &session, &alarm.title, "/alarms")
        .sentence(ui::all![state, alarm.sentence.trim_end_matches('.')])
        .subline(ways(alarm))
        .body(body))
}

fn ways(alarm: &AlarmView) -> Html {
    let mut ways = ui::link("/alarms", "All alarms");
    if let Some(probe) = &alarm.probe {
        let mut path = format!("/tests/{probe}");
        if let Some(measure) = &alarm.measure {
            path = format!("{path}?{}#history", ui::query([("measure", measure)]));
        }
        ways = ways.with(" · ").with(ui::link(&path, "Its API test"));
    }
    if let Some(measure) = &alarm.measure {
        let label = if alarm.label.is_empty() {
            EVERY
        } else {
            &alarm.label
        };
        let query = ui::query([("label", label)]);
        let path = format!("/alarms/thresholds/{measure}?{query}");
        ways = ways.with(" · ").with(ui::link(&path, "Its threshold"));
    }
    if alarm.kind == monitor::AlarmKind::Credentials {
        ways = ways.with(" · ").with(ui::link("/zoom", "Zoom settings"));
    }
    ways
}

fn acknowledge(session: &Session, alarm: &AlarmView) -> Html {
    if !alarm.is_open() {
        return Html::new();
    }
    let label = if alarm.acknowledged.is_some() {
        "Acknowledge again"
    } else {
        "Acknowledge"
    };
    Form::post(format!("/alarms/{}/acknowledge", alarm.id), &*session.csrf)
        .named("Acknowledge this alarm")
        .with(
            Field::text("note", "Note (optional)")
                .hint("What is being done about it. Whoever looks next reads it; the alarm stays open until the readings are normal.")
                .attribute("maxlength", monitor::NOTE.to_string()),
        )
        .button(Button::primary(label))
        .into()
}

fn facts(alarm: &AlarmView, now: Timestamp) -> Card {
    let minute = |at| {
        ui::all![
            Moment::minute(at, &TimeZone::UTC),
            " UTC ",
            ui::quiet(words::ago(at, now))
        ]
    };
    let mut facts = Facts::new()
        .fact("Level", words::standing(alarm))
        .fact("About", alarm.kind.words());
    if let Some(said) = &alarm.said {
        facts = facts.fact("Latest value", ui::number(said));
    }
    facts = facts.fact("Opened", minute(alarm.opened_at));
    if alarm.changed_at != alarm.opened_at {
        facts = facts.fact("At this level since", minute(alarm.changed_at));
    }
    if let Some(cleared) = alarm.cleared_at {
        facts = facts.fact("Cleared", minute(cleared));
    }
    if let Some(seen) = &alarm.acknowledged {
        let note = if seen.note.is_empty() {
            Html::new()
        } else {
            ui::all![": ", seen.note.as_str()]
        };
        facts = facts.fact(
            "Acknowledged",
            ui::all![seen.by.as_str(), ", ", words::ago(seen.at, now), note],
        );
    }
    if let Some(by) = &alarm.silenced {
        facts = facts.fact(
            "Silenced",
            ui::all![
                "until ",
                minute(by.until),
                ": ",
                by.reason.as_str(),
                " ",
                ui::link("/alarms/silences", "Silences")
            ],
        );
    }
    if alarm.returns > 0 {
        facts = facts.fact(
            "Came back",
            format!(
                "{} times soon after it had cleared; told once",
                alarm.returns
            ),
        );
    }
    Card::new("This alarm").span(4).body(facts)
}

/// From some time before it opened until it cleared, or now.
fn around(alarm: &AlarmView, now: Timestamp) -> (Timestamp, Timestamp) {
    let end = alarm.cleared_at.unwrap_or(now);
    let before = end
        .duration_since(alarm.opened_at)
        .max(SignedDuration::from_hours(3));
    let after = SignedDuration::from_hours(1);
    let from = alarm.opened_at.saturating_sub(before);
    let to = end.saturating_add(after).unwrap_or(end).min(now);
    (from.unwrap_or(alarm.opened_at), to.max(end))
}

/// The line of the figure, with the time the alarm was open marked on it.
fn history(alarm: &AlarmView, series: &SeriesView) -> Html {
    let lines: Vec<&monitor::Line> = series
        .lines
        .iter()
        .filter(|line| line.label == alarm.label)
        .collect();
    if lines.is_empty() {
        return Card::new("History")
            .span(4)
            .body(ui::State::empty(
                "The readings of that time are not kept any more",
            ))
            .into();
    }
    let mut plot = plot_of(&alarm.title, series, &lines).band(
        alarm.opened_at,
        alarm.cleared_at.unwrap_or(series.to),
        "alarm open",
    );
    if let Some(threshold) = alarm.threshold {
        let (scale, _) = scale_of(series);
        plot = plot.edge(threshold * scale, alarm.level.word().to_lowercase());
    }
    Card::new("History").span(4).id("history").body(plot).into()
}

fn events(detail: &AlarmDetail, now: Timestamp) -> Card {
    let mut table = Table::new("What happened to this alarm, newest first")
        .column(Column::text("When"))
        .column(Column::text("What"))
        .column(Column::text("Level"))
        .column(Column::text("In words"));
    for event in &detail.events {
        let who = match &event.who {
            Some(who) => format!(" by {who}"),
            None => String::new(),
        };
        table = table.row([
            Html::from(words::ago(event.at, now)),
            format!("{}{who}", event.what.words()).into(),
            event.level.word().into(),
            event.words.as_str().into(),
        ]);
    }
    Card::new("What happened").span(4).body(table)
}

fn told(told: &[ToldView], now: Timestamp) -> Card {
    let mut table = Table::new("Who was told, newest first")
        .column(Column::text("What"))
        .column(Column::text("To"))
        .column(Column::text("State"))
        .column(Column::text("When"))
        .column(Column::text("Answer"))
        .empty(ui::State::empty("Nobody was told of this alarm").text(
            "Either nobody is named in the settings, or its level is below the one that is told.",
        ));
    for one in told {
        let attempts = match one.attempts {
            0 | 1 => Html::new(),
            many => ui::quiet(format!(" {many} attempts")),
        };
        table = table.row([
            Html::from(one.what.words()),
            one.to.as_str().into(),
            ui::all![words::delivered(one.state), attempts],
            words::ago(one.at.unwrap_or(one.since), now).into(),
            one.words.as_str().into(),
        ]);
    }
    Card::new("Who was told").span(4).body(table)
}
