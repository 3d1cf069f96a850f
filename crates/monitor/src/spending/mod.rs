//! The account's Zoom quota as people see it: what is spent, by whom, what will happen.
//!
//! The budget counts, the plan of the tests says what they will still ask; only here both are
//! known. Page, JSON API, command line and the test *API quota* show what this module says.

mod projection;
mod view;

use std::collections::BTreeMap;

use connect::ConnectionId;
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use zoom_client::{BudgetSnapshot, HostSpend, LabelSpend, Spend, SpendClass};

pub use self::view::{
    DaySpender, DayView, HostView, LabelView, QuotaView, SpenderView, SpendingView, SpentLabel,
    StretchedView,
};
use self::{projection::Rate, view::SpentLabel as Label};
use crate::{
    Error, Monitor,
    plan::{Plan, label_name, name},
    probes::probe,
    unit::Unit,
};

/// The most days one history lists: as many as the counts of a day are kept.
pub const SPENDING_DAYS_KEPT: u32 = 40;

impl Monitor {
    /// Today's spending of a connection. Asks Zoom nothing.
    pub async fn spending(&self, connection: &ConnectionId) -> Result<SpendingView, Error> {
        let plan = self.plan(connection).await?;
        let budget = self.0.accounts.budget(connection).await;
        Ok(view(&budget.map_err(Error::Budget)?, &plan))
    }

    /// The last days' spending, today first; days on which nothing was spent are left out.
    pub async fn spending_days(
        &self,
        connection: &ConnectionId,
        days: u32,
    ) -> Result<Vec<DayView>, Error> {
        let today = self.0.clock.now().to_zoned(TimeZone::UTC).date();
        let mut all = Vec::new();
        for ago in 0..i64::from(days.min(SPENDING_DAYS_KEPT)) {
            let day = today.saturating_sub(ago.days());
            let spend = self.0.accounts.spent_on(connection, day).await;
            let spend = spend.map_err(Error::Budget)?;
            if !spend.0.is_empty() {
                all.push(past_day(day, &spend));
            }
        }
        Ok(all)
    }
}

fn view(budget: &BudgetSnapshot, plan: &Plan) -> SpendingView {
    let firsts = || {
        budget
            .labels
            .iter()
            .filter(|one| one.together[0] == one.label)
    };
    let quotas: Vec<QuotaView> = firsts()
        .filter(|one| is_of_interest(one, budget))
        .filter_map(|one| projection::quota(budget, one, plan))
        .collect();
    let stretched: Vec<StretchedView> = plan
        .tests
        .iter()
        .filter_map(|test| {
            Some(StretchedView {
                id: test.probe.id,
                title: test.probe.title,
                asked_seconds: test.asked_seconds,
                seconds: test.every.seconds,
                why: test.every.why.clone()?,
            })
        })
        .collect();
    SpendingView {
        plan: budget.plan.as_str().to_owned(),
        share: budget.share,
        at: budget.at,
        resets_at: budget.resets_at,
        nodes: budget.nodes,
        words: headline(budget, &quotas, &stretched),
        basis: basis(budget, plan),
        quotas,
        labels: budget
            .labels
            .iter()
            .filter(|one| is_of_interest(one, budget))
            .map(label)
            .collect(),
        spenders: spenders(budget, plan),
        stretched,
        hosts: budget.hosts.iter().map(host).collect(),
    }
}

/// Phone has limits of its own, and is shown once something of it was used.
fn is_of_interest(one: &LabelSpend, budget: &BudgetSnapshot) -> bool {
    one.family != zoom_catalog::limits::Family::Phone
        || budget
            .labels
            .iter()
            .any(|other| other.family == one.family && (other.used_today > 0 || other.limited > 0))
}

fn headline(budget: &BudgetSnapshot, quotas: &[QuotaView], stretched: &[StretchedView]) -> String {
    let paused = budget.labels.iter().find_map(|label| label.paused_until);
    let used_up = quotas.iter().find(|quota| quota.left == 0);
    let ends = quotas
        .iter()
        .filter(|quota| quota.tests_last_until.is_some());
    let first = ends.min_by_key(|quota| quota.tests_last_until);
    let mut said = if let Some(at) = paused {
        format!("Zoom asked for a pause until {}", projection::clock(at))
    } else if let Some(quota) = used_up {
        format!("Today's {} calls are used up", quota.name)
    } else if let Some((quota, at)) = first.and_then(|q| Some((q, q.tests_last_until?))) {
        format!(
            "At this pace the {} calls last until {}",
            quota.name,
            projection::clock(at)
        )
    } else {
        "Well within today's share of Zoom's quota".to_owned()
    };
    if !stretched.is_empty() {
        let tests = Unit::Count("API tests");
        #[expect(clippy::cast_precision_loss, reason = "a handful of tests")]
        let number = stretched.len() as f64;
        let verb = if stretched.len() == 1 { "runs" } else { "run" };
        let told = format!("; {} {verb} less often than asked", tests.say(number));
        said.push_str(&told);
    }
    said
}

fn basis(budget: &BudgetSnapshot, plan: &Plan) -> String {
    let (mut planned, mut others) = (0.0, 0.0);
    for one in budget
        .labels
        .iter()
        .filter(|one| one.together[0] == one.label)
    {
        let rate = Rate::of(budget, one, plan);
        planned += rate.planned * 3600.0;
        others += rate.others * 3600.0;
    }
    let calls = |n: f64| Unit::Count("calls").say(n.round());
    format!(
        "Projected to 00:00 UTC from the plan of the API tests ({} an hour) and, for everything \
         else, the last hour ({}).",
        calls(planned),
        calls(others)
    )
}

fn label(one: &LabelSpend) -> LabelView {
    LabelView {
        label: label_name(one),
        limit_per_window: one.limit_per_window,
        per_window: one.per_window,
        others_per_window: one.others_per_window,
        window_seconds: one.window.seconds(),
        used_today: one.used_today,
        allowed_today: one.allowed_today,
        counted_today: one.counted_today,
        hours: one.hours.to_vec(),
        waiting: one.waiting,
        limited: one.limited,
        paused_until: one.paused_until,
    }
}

fn spenders(budget: &BudgetSnapshot, plan: &Plan) -> Vec<SpenderView> {
    let mut all: Vec<SpenderView> = Vec::new();
    for one in &budget.purposes {
        let at = all.iter().position(|known| known.id == one.purpose);
        let at = at.unwrap_or_else(|| {
            let test = plan.tests.iter().find(|test| test.probe.id == one.purpose);
            all.push(SpenderView {
                id: one.purpose.clone(),
                name: purpose(&one.purpose),
                test: probe(&one.purpose).is_some(),
                used_today: 0,
                last_hour: 0.0,
                planned_a_day: test.map(|test| test.per_second(|_| true) * 86_400.0),
                labels: Vec::new(),
            });
            all.len() - 1
        });
        let known = &mut all[at];
        known.used_today += one.used_today;
        known.last_hour += one.per_hour;
        known.labels.push(Label {
            label: name(one.family, &[one.label]),
            used: one.used_today,
        });
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.used_today));
    all
}

/// In whose name calls are made, as a person says it.
fn purpose(id: &str) -> String {
    if let Some(probe) = probe(id) {
        return probe.title.to_owned();
    }
    match id {
        "person" => "A person, waiting",
        "alarms" => "Alarms",
        "schedule" => "The schedule",
        "backfill" => "The past, in the background",
        "meetings" => "Meetings and webinars",
        "checks" => "Checks of the connection",
        "account" => "Account settings, sub-accounts and Zoom Events",
        "people" => "People",
        "account-size" => "The account's size, before the first run",
        "live-repair" => "Repair of the live state",
        other => other,
    }
    .to_owned()
}

fn host(one: &HostSpend) -> HostView {
    HostView {
        host: one.host.clone(),
        name: None,
        email: None,
        used: one.used,
        left: one.left,
        words: format!("{} left, resets 00:00 UTC", one.left),
    }
}

fn past_day(day: Date, spend: &Spend) -> DayView {
    let mut labels = Vec::new();
    let mut by_purpose: BTreeMap<&str, u64> = BTreeMap::new();
    for (class, n) in &spend.0 {
        match class {
            SpendClass::Label(family, label) => labels.push(Label {
                label: name(*family, &[*label]),
                used: *n,
            }),
            SpendClass::For { purpose, .. } => *by_purpose.entry(purpose).or_default() += n,
            SpendClass::Host(_) | SpendClass::Others(..) => {}
        }
    }
    let mut spenders: Vec<DaySpender> = by_purpose
        .into_iter()
        .map(|(id, used)| DaySpender {
            id: id.to_owned(),
            name: purpose(id),
            used,
        })
        .collect();
    spenders.sort_by_key(|one| std::cmp::Reverse(one.used));
    DayView {
        day,
        labels,
        spenders,
    }
}

#[cfg(test)]
mod tests;
