//! The arithmetic of one bound: by what factor each period grows so that all fit.

const DAY: f64 = 86_400.0;
const WEEK: f64 = 7.0 * DAY;

/// What one test asks of one bound.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Demand {
    /// The period it was set to, in seconds.
    pub(crate) asked: f64,
    /// Whether it reads what happens now.
    pub(crate) live: bool,
    /// Requests of one run that count here.
    pub(crate) cost: f64,
    /// How much of a factor it takes: the square root of its cost beside that of the dearest of
    /// its kind. So a walk of forty pages gives way before a look of four, and yet is not starved.
    weight: f64,
}

impl Demand {
    /// What a test asks that was set to run every `asked` seconds.
    pub(crate) fn new(asked: f64, live: bool, cost: f64) -> Self {
        Self {
            asked,
            live,
            cost,
            weight: 1.0,
        }
    }

    /// Its period once stretched by `factor`, but no longer than `longest` unless it was set so.
    fn period(self, factor: f64, longest: f64) -> f64 {
        let stretched = self.asked * (factor * self.weight).max(1.0);
        stretched.min(longest.max(self.asked))
    }
}

/// The same demands, each weighed against the dearest of its kind.
fn weighed(demands: &[Demand]) -> Vec<Demand> {
    let dearest = |live| {
        let such = demands.iter().filter(|demand| demand.live == live);
        such.map(|demand| demand.cost).fold(0.0, f64::max)
    };
    let (live, slow) = (dearest(true), dearest(false));
    let weigh = |demand: &Demand| {
        let most = if demand.live { live } else { slow };
        Demand {
            weight: if most > 0.0 {
                (demand.cost / most).sqrt()
            } else {
                1.0
            },
            ..*demand
        }
    };
    demands.iter().map(weigh).collect()
}

/// Requests a day that all ask for.
pub(crate) fn a_day(demands: &[Demand]) -> f64 {
    need(demands, |_| true, 1.0, WEEK)
}

fn need(demands: &[Demand], which: impl Fn(&Demand) -> bool, factor: f64, longest: f64) -> f64 {
    let counted = demands.iter().filter(|demand| which(demand));
    counted
        .map(|demand| demand.cost * DAY / demand.period(factor, longest))
        .sum()
}

/// The factor for each demand, in their order; 1 where everything fits.
pub(crate) fn factors(demands: &[Demand], budget: f64) -> Vec<f64> {
    let live = |demand: &Demand| demand.live;
    let slow = |demand: &Demand| !demand.live;
    if a_day(demands) <= budget {
        return vec![1.0; demands.len()];
    }
    let demands = weighed(demands);
    let demands = demands.as_slice();
    // What slow tests take once a day is theirs, up to half of the whole.
    let once_a_day = need(demands, slow, f64::INFINITY, DAY);
    let wanted_live = need(demands, live, 1.0, WEEK);
    let for_slow = (budget - wanted_live).max(once_a_day.min(budget / 2.0));
    let longest = if for_slow >= once_a_day { DAY } else { WEEK };
    let slow_factor = factor(demands, slow, for_slow, longest);
    let taken = need(demands, slow, slow_factor, longest);
    let live_factor = factor(demands, live, budget - taken, WEEK);
    demands
        .iter()
        .map(|demand| {
            let (factor, longest) = if demand.live {
                (live_factor, WEEK)
            } else {
                (slow_factor, longest)
            };
            if demand.cost > 0.0 {
                demand.period(factor, longest) / demand.asked
            } else {
                1.0
            }
        })
        .collect()
}

/// The smallest factor, at least 1, at which those chosen fit into `budget`; the largest that
/// means anything where none does.
fn factor(
    demands: &[Demand],
    which: impl Fn(&Demand) -> bool + Copy,
    budget: f64,
    longest: f64,
) -> f64 {
    let fits = |factor| need(demands, which, factor, longest) <= budget;
    if fits(1.0) {
        return 1.0;
    }
    // A cheap test beside a dear one takes little of a factor, so the factor may be large.
    let (mut low, mut high) = (1.0, WEEK * WEEK);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if fits(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}
