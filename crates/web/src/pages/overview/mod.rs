//! `/`: is everything all right? The first line answers, the rest is the evidence: what is under
//! way, the layers with their worst state, open alarms, what happened lately, quality, licences,
//! what is ahead, the quota.

mod ahead;
mod answer;
mod attention;
mod layers;
mod licences;
mod now;
mod panels;
mod standing;

use axum::extract::Query;
use connect::{Connection, ConnectionId, CredentialSet, access::Action};
use jiff::Timestamp;
use monitor::{
    AlarmView, AttentionView, LiveView, MeasureView, SpendingView, State as TestState, TestView,
};
use ui::{Button, Html, Page};

use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
    live::{Still, source},
    sdk,
    stream::{Living, Subject},
};

/// The page.
pub(crate) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(still): Query<Still>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let living = living(&app, &at.id).await?;
    let page = layout::page(&app, &session, "Overview", "/");
    Ok(living.on(page, &Subject::Overview, &at.id, still.asked()))
}

/// What the page is made from.
struct Seen {
    connection: Connection,
    sets: Vec<CredentialSet>,
    tests: Vec<TestView>,
    alarms: Vec<AlarmView>,
    live: LiveView,
    attention: AttentionView,
    quota: Option<SpendingView>,
    plan: Vec<MeasureView>,
    users: Vec<MeasureView>,
    now: Timestamp,
}

impl Seen {
    async fn of(app: &State, id: &ConnectionId) -> Result<Self, Error> {
        Ok(Self {
            connection: app.connect.connection(id).await?,
            sets: app.connect.sets(id).await?,
            tests: app.monitor.tests(id).await?,
            alarms: app.monitor.open_alarms(id).await?,
            live: app.monitor.live(id).await?,
            attention: app.monitor.attention(id).await?,
            quota: quota(app, id).await?,
            plan: app.monitor.measures(id, "account-plan").await?,
            users: app.monitor.measures(id, "users").await?,
            now: app.clock.now(),
        })
    }
}

/// Nothing is spent where nothing is set up.
async fn quota(app: &State, id: &ConnectionId) -> Result<Option<SpendingView>, Error> {
    match app.monitor.spending(id).await {
        Ok(spent) => Ok(Some(spent)),
        Err(monitor::Error::Budget(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// The page's parts.
pub(crate) async fn living(app: &State, id: &ConnectionId) -> Result<Living, Error> {
    let seen = Seen::of(app, id).await?;
    let living = Living::new(
        answer::sentence(&answer::Evidence {
            sets: &seen.sets,
            stale: seen.live.stale.as_ref(),
            tests: &seen.tests,
            alarms: &seen.alarms,
            attention: &seen.attention,
            now: seen.now,
        }),
        sub(&seen),
    );
    if seen.sets.is_empty() {
        return Ok(living.across("body", first_steps()));
    }
    let history = now::History::of(app, id, seen.now).await?;
    let ahead = ahead::Ahead::of(app, id, &seen.tests, seen.now).await?;
    Ok(living
        .across(
            "troubles",
            ui::all![
                answer::troubles(&seen.sets),
                seen.live
                    .stale
                    .as_ref()
                    .map_or_else(Html::new, |old| source::stale(old, seen.now)),
                sdk::warned(app, id).await?
            ],
        )
        .across("layers", layers::strip(&seen.tests))
        .beside("meetings", now::meetings(&seen.live, &history))
        .beside("people", now::people(&seen.live, &history))
        .beside("waiting", now::waiting(&seen.live, &history))
        .beside("quality", now::quality(&seen.tests, &history))
        .beside("licences", licences::stat(&seen.plan, &seen.users))
        .beside("history", now::plot(&history))
        .beside("alarms", panels::alarms(&seen.alarms, seen.now))
        .beside("attention", attention::panel(&seen.attention, seen.now))
        .beside("ahead", ahead::panel(&ahead, seen.now))
        .beside("quota", panels::quota(seen.quota.as_ref(), seen.now))
        .beside("lately", panels::lately(&seen.live, seen.now))
        .across("partial", partial(&seen.tests))
        .across("figures", panels::figures(&seen.tests)))
}

/// Which account this is, what is connected, how live figures are known.
fn sub(seen: &Seen) -> Html {
    let name = match seen.connection.plan {
        Some(plan) => format!("{}, {plan} plan", seen.connection.name),
        None => seen.connection.name.clone(),
    };
    if seen.sets.is_empty() {
        return name.into();
    }
    let works = seen.sets.iter().filter(|set| set.state.usable()).count();
    let apps = format!("{name} · {works} of {} apps connected", seen.sets.len());
    ui::all![apps, " · ", source::words(&seen.live.source, seen.now)]
}

fn first_steps() -> ui::State {
    ui::State::empty("Here you will see your Zoom account at a glance")
        .text(
            "Build an app in Zoom's Marketplace and enter what it gives you; the page Zoom \
             settings goes through it step by step.",
        )
        .actions(Button::primary("Open Zoom settings").to("/zoom"))
}

/// What is not seen and why.
fn partial(tests: &[TestView]) -> Html {
    let unseen: Vec<&str> = tests
        .iter()
        .filter(|test| matches!(test.state, TestState::Available | TestState::NeedsPlan))
        .map(|test| test.title)
        .collect();
    if unseen.is_empty() {
        return Html::new();
    }
    layout::boxed(
        ui::State::partial(format!("Not seen here: {}", unseen.join(", ")))
            .text(
                "Nothing is broken: these need more scopes, an event subscription or another plan.",
            )
            .actions(Button::quiet("Open the API tests").to("/tests")),
    )
}
