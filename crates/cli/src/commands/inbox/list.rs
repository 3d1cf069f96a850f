//! `parfocal inbox list`: the journal, filtered and in order.

use connect::ConnectionId;
use inbox::{Filter, Listed, Order, Reading};

use super::{ago, or, said};
use crate::{
    failure::Failure,
    output::{Output, Table},
    product::Product,
};

/// Which events, in which order.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only events whose name contains this, as in meeting. or user.created
    #[arg(long, value_name = "NAME")]
    event: Option<String>,
    /// Only events kept within this time, as in 90m, 24h or 7d
    #[arg(long, value_name = "PERIOD", value_parser = crate::commands::period)]
    since: Option<std::time::Duration>,
    /// Only events that stand so for some reader
    #[arg(long, value_enum)]
    state: Option<State>,
    /// Go on after this event in a list that is newest first (or --desc)
    #[arg(long, value_name = "EVENT")]
    before: Option<i64>,
    /// Go on after this event in a list that is oldest first (or --sort without --desc)
    #[arg(long, value_name = "EVENT", conflicts_with = "before")]
    after: Option<i64>,
    /// The oldest first
    #[arg(long, conflicts_with = "sort")]
    oldest_first: bool,
    /// In which order; the newest first without it
    #[arg(long, value_enum, value_name = "ORDER")]
    sort: Option<Sort>,
    /// Turn that order round
    #[arg(long, requires = "sort")]
    desc: bool,
    /// At most so many
    #[arg(long, default_value_t = 50, value_name = "NUMBER")]
    limit: u32,
}

/// How an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum State {
    /// Not read yet
    Waiting,
    /// Applied
    Applied,
    /// Could not be applied
    SetAside,
}

/// In which order events are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Sort {
    /// As they came, the oldest first
    Event,
    /// When they happened, as Zoom says
    Happened,
    /// By name
    Name,
    /// How often Zoom delivered them
    Times,
    /// Set aside, waiting, applied
    State,
}

impl From<Sort> for Order {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Event => Self::Arrival,
            Sort::Happened => Self::Happened,
            Sort::Name => Self::Name,
            Sort::Times => Self::Times,
            Sort::State => Self::State,
        }
    }
}

impl From<State> for Reading {
    fn from(state: State) -> Self {
        match state {
            State::Waiting => Self::Waiting,
            State::Applied => Self::Applied,
            State::SetAside => Self::SetAside,
        }
    }
}

/// Does what was asked.
pub(super) async fn run(
    args: Args,
    product: &Product,
    id: ConnectionId,
    output: Output,
) -> Result<(), Failure> {
    let Args {
        event,
        since,
        state,
        before,
        after,
        oldest_first,
        sort,
        desc,
        limit,
    } = args;
    let filter = Filter {
        connection: Some(id.0),
        event,
        since: since.map(|since| ago(product, since)).transpose()?,
        reading: state.map(Reading::from),
        order: sort.map(Order::from).unwrap_or_default(),
        ascending: match sort {
            Some(_) => !desc,
            None => oldest_first || after.is_some(),
        },
        before,
        after,
    };
    let all = product.inbox.list(&filter, limit).await?;
    Ok(output.write(&all, |all| listed(all))?)
}

fn listed(all: &[Listed]) -> String {
    let mut table = Table::new(&["event", "name", "happened", "came", "times", "state"]);
    for one in all {
        table.row([
            one.seq.to_string(),
            one.event.clone(),
            said(one.event_at),
            said(one.received_at),
            one.deliveries.to_string(),
            in_short(one),
        ]);
    }
    or(&table, "No such event is in the journal.")
}

fn in_short(one: &Listed) -> String {
    let words: Vec<String> = one.in_short().into_iter().map(|(_, words)| words).collect();
    if words.is_empty() {
        "kept".to_owned()
    } else {
        words.join(", ")
    }
}
