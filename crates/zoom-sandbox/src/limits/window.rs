//! Three ways to cut a short window. Zoom does not say which one it uses, so a client has to
//! hold against each; they share nothing with the client's own budget.

use std::collections::VecDeque;

use crate::config::Window;

/// A short window's state: one of the three algorithms.
#[derive(Debug)]
pub(crate) enum Counter {
    /// Whole periods of the clock: which one, and how many calls fell into it.
    Aligned { period: i64, used: u32 },
    /// The instants of the calls let through during the last period.
    Sliding(VecDeque<i64>),
    /// How full the bucket is, and since when. Full at the beginning.
    Bucket { level: f64, at: i64, fresh: bool },
}

/// Whether a call fits, and how many more would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) fits: bool,
    pub(crate) remaining: u32,
}

impl Counter {
    pub(crate) fn new(window: Window) -> Self {
        match window {
            Window::Aligned => Self::Aligned {
                period: i64::MIN,
                used: 0,
            },
            Window::Sliding => Self::Sliding(VecDeque::new()),
            Window::TokenBucket => Self::Bucket {
                level: 0.0,
                at: 0,
                fresh: true,
            },
        }
    }

    /// Takes one call at `now` from `limit` calls per `period` (both in microseconds). A call
    /// that does not fit is not counted.
    pub(crate) fn take(&mut self, now: i64, limit: u32, period: i64) -> Taken {
        match self {
            Self::Aligned {
                period: current,
                used,
            } => {
                let index = now.div_euclid(period);
                if index != *current {
                    (*current, *used) = (index, 0);
                }
                let fits = *used < limit;
                *used += u32::from(fits);
                Taken {
                    fits,
                    remaining: limit.saturating_sub(*used),
                }
            }
            Self::Sliding(calls) => {
                // A clock set back must not leave calls "in the future" behind.
                calls.retain(|at| *at > now - period && *at <= now);
                let used = u32::try_from(calls.len()).unwrap_or(u32::MAX);
                let fits = used < limit;
                if fits {
                    calls.push_back(now);
                }
                Taken {
                    fits,
                    remaining: limit.saturating_sub(used + u32::from(fits)),
                }
            }
            Self::Bucket { level, at, fresh } => {
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "microseconds of one period are far below 2^52"
                )]
                let periods = (now - *at).max(0) as f64 / period as f64;
                let full = f64::from(limit);
                *level = if *fresh {
                    full
                } else {
                    (*level + periods * full).min(full)
                };
                (*at, *fresh) = (now, false);
                let fits = *level >= 1.0;
                if fits {
                    *level -= 1.0;
                }
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the level lies between 0 and a u32 limit"
                )]
                let remaining = *level as u32;
                Taken { fits, remaining }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counter;
    use crate::config::Window;

    const SECOND: i64 = 1_000_000;

    fn let_through(window: Window, at: &[i64]) -> Vec<bool> {
        let mut counter = Counter::new(window);
        at.iter()
            .map(|now| counter.take(*now, 2, SECOND).fits)
            .collect()
    }

    #[test]
    fn an_aligned_window_forgets_at_the_turn_of_the_second() {
        let at = [900_000, 950_000, 990_000, 1_000_000, 1_010_000, 1_020_000];
        assert_eq!(
            let_through(Window::Aligned, &at),
            [true, true, false, true, true, false]
        );
    }

    #[test]
    fn a_sliding_window_looks_back_one_whole_second() {
        let at = [900_000, 950_000, 1_000_000, 1_899_999, 1_900_000, 1_920_000];
        assert_eq!(
            let_through(Window::Sliding, &at),
            [true, true, false, false, true, false]
        );
    }

    #[test]
    fn a_bucket_fills_evenly() {
        let at = [0, 0, 0, 250_000, 500_000, 750_000, 1_000_000];
        assert_eq!(
            let_through(Window::TokenBucket, &at),
            [true, true, false, false, true, false, true]
        );
    }

    #[test]
    fn remaining_counts_down_to_zero() {
        for window in [Window::Aligned, Window::Sliding, Window::TokenBucket] {
            let mut counter = Counter::new(window);
            assert_eq!(counter.take(0, 2, SECOND).remaining, 1);
            assert_eq!(counter.take(0, 2, SECOND).remaining, 0);
            assert_eq!(counter.take(0, 2, SECOND).remaining, 0);
        }
    }
}
