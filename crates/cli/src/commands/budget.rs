//! `parfocal budget`: how much of Zoom's quota is used, who spent it, and what will happen.

use monitor::{DayView, SpendingView, thousands};

use crate::{
    config::Config,
    failure::Failure,
    output::{Output, Table},
    product::{OPERATOR, Product},
};

/// Flags of `parfocal budget`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Show the last so many days instead, today among them; they are kept for 40
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=40))]
    pub days: Option<u32>,
}

/// Does what was asked. Asks Zoom nothing.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    if let Some(days) = args.days {
        let days = product.monitor.spending_days(&id, days).await?;
        output.write(&days, |days| past(days))?;
    } else {
        let (monitor, people) = (&product.monitor, &product.people);
        let spent = web::spending(monitor, people, &OPERATOR, &id).await?;
        output.write(&spent, today)?;
    }
    Ok(())
}

fn today(now: &SpendingView) -> String {
    let mut out = format!(
        "{}.\n{} plan, {:.0} % of its limits are Parfocal's; counts begin anew at 00:00 UTC.\n\n",
        now.words,
        now.plan,
        now.share * 100.0
    );
    let told = |n: Option<u64>| n.map_or_else(|| "not told".to_owned(), thousands);
    let mut quotas = Table::new(&[
        "daily limit",
        "zoom allows",
        "we may",
        "used",
        "other apps",
        "left",
        "by 00:00 utc",
    ]);
    for quota in &now.quotas {
        quotas.row([
            quota.name.clone(),
            thousands(quota.limit),
            thousands(quota.allowed),
            thousands(quota.used),
            told(quota.others),
            thousands(quota.left),
            thousands(quota.projected),
        ]);
    }
    out.push_str(&table(&quotas, "Zoom sets no daily limit on this plan."));
    for quota in &now.quotas {
        let line = format!("{}\n", quota.words);
        out.push_str(&line);
    }
    let line = format!("{}\n\n", now.basis);
    out.push_str(&line);
    let mut spenders = Table::new(&[
        "spent for",
        "today",
        "last hour",
        "planned a day",
        "by label",
    ]);
    for one in &now.spenders {
        let labels = one.labels.iter();
        let labels = labels.map(|label| format!("{} {}", thousands(label.used), label.label));
        spenders.row([
            one.name.clone(),
            thousands(one.used_today),
            format!("{:.0}", one.last_hour),
            one.planned_a_day
                .map_or_else(|| "-".to_owned(), |a_day| format!("{a_day:.0}")),
            labels.collect::<Vec<_>>().join(", "),
        ]);
    }
    out.push_str(&table(&spenders, "Nothing was asked of Zoom today."));
    let mut windows = Table::new(&["at once", "zoom allows", "we may", "other apps", "refused"]);
    for label in &now.labels {
        let each = if label.window_seconds == 1 {
            "/s"
        } else {
            "/min"
        };
        windows.row([
            label.label.clone(),
            format!("{}{each}", label.limit_per_window),
            format!("{}{each}", label.per_window),
            told(label.others_per_window),
            label.limited.to_string(),
        ]);
    }
    let line = format!("\n{windows}");
    out.push_str(&line);
    for test in &now.stretched {
        let line = format!("\n{}: {}\n", test.title, test.why);
        out.push_str(&line);
    }
    if !now.hosts.is_empty() {
        let mut hosts = Table::new(&["host", "created or changed", "of 100 a day"]);
        for host in &now.hosts {
            hosts.row([host.said(), host.used.to_string(), host.words.clone()]);
        }
        let line = format!("\n{hosts}");
        out.push_str(&line);
    }
    out
}

fn table(table: &Table, nothing: &str) -> String {
    if table.is_empty() {
        format!("{nothing}\n")
    } else {
        table.to_string()
    }
}

fn past(days: &[DayView]) -> String {
    let mut rows = Table::new(&["day (utc)", "spent for", "calls", "by label"]);
    for day in days {
        let labels = day.labels.iter();
        let labels = labels.map(|label| format!("{} {}", thousands(label.used), label.label));
        let all = day.labels.iter().map(|label| label.used).sum();
        rows.row([
            day.day.to_string(),
            "all".to_owned(),
            thousands(all),
            labels.collect::<Vec<_>>().join(", "),
        ]);
        for one in &day.spenders {
            rows.row([
                String::new(),
                one.name.clone(),
                thousands(one.used),
                String::new(),
            ]);
        }
    }
    table(&rows, "Nothing was asked of Zoom on these days.")
}
