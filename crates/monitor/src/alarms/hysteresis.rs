//! “N of the last M”: the one place that decides whether a state flips.
//!
//! Pure, so that its promises can be tested on any sequence of readings. A level is reached when so
//! many of the last readings are at it or worse, and left when so many are better; in between,
//! things stay as they are. A policy whose two numbers add up to more than its readings
//! ([`Policy::fault`]) can never do both at once.

use super::{rules::Policy, view::Level};

/// The level from now on. `newest` are the readings, the newest first; `None` is a normal one.
pub(crate) fn next(now: Option<Level>, newest: &[Option<Level>], policy: Policy) -> Option<Level> {
    let counted = usize::try_from(policy.readings).unwrap_or(usize::MAX);
    let window = &newest[..newest.len().min(counted)];
    let at_or_past = |level: Level| many(window, |reading| *reading >= Some(level));
    let below = |level: Level| many(window, |reading| *reading < Some(level));

    let reached = Level::ALL
        .into_iter()
        .rev()
        .find(|level| at_or_past(*level) >= policy.opens);
    if reached > now {
        return reached;
    }
    Level::ALL
        .into_iter()
        .rev()
        .filter(|level| Some(*level) <= now)
        .find(|level| below(*level) < policy.clears)
}

/// How many of the counted readings are at `level` or past it: the “3” of “3 of the last 4”.
pub(crate) fn agreeing(newest: &[Option<Level>], level: Level, policy: Policy) -> (u32, u32) {
    let counted = usize::try_from(policy.readings).unwrap_or(usize::MAX);
    let window = &newest[..newest.len().min(counted)];
    let agree = many(window, |reading| *reading >= Some(level));
    (agree, u32::try_from(window.len()).unwrap_or(u32::MAX))
}

fn many(window: &[Option<Level>], which: impl Fn(&Option<Level>) -> bool) -> u32 {
    let count = window.iter().filter(|reading| which(reading)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{agreeing, next};
    use crate::alarms::{Level, Policy};

    fn any_reading() -> impl Strategy<Value = Option<Level>> {
        prop_oneof![
            3 => Just(None),
            1 => Just(Some(Level::Fair)),
            1 => Just(Some(Level::Poor)),
            1 => Just(Some(Level::Bad)),
        ]
    }

    fn any_policy() -> impl Strategy<Value = Policy> {
        (1_u32..=8).prop_flat_map(|readings| {
            (1..=readings).prop_flat_map(move |opens| {
                (readings + 1 - opens..=readings).prop_map(move |clears| Policy {
                    opens,
                    clears,
                    readings,
                })
            })
        })
    }

    /// The level before, the readings newest first, and the level after.
    type Step = (Option<Level>, Vec<Option<Level>>, Option<Level>);

    fn steps(readings: &[Option<Level>], policy: Policy) -> Vec<Step> {
        let mut level = None;
        let mut all = Vec::new();
        for end in 1..=readings.len() {
            let newest: Vec<_> = readings[..end].iter().rev().copied().collect();
            let after = next(level, &newest, policy);
            all.push((level, newest, after));
            level = after;
        }
        all
    }

    proptest! {
        #[test]
        fn a_level_rises_only_when_so_many_readings_say_so_and_always_then(
            readings in prop::collection::vec(any_reading(), 0..60),
            policy in any_policy(),
        ) {
            prop_assume!(policy.fault().is_none());
            for (before, newest, after) in steps(&readings, policy) {
                if after > before {
                    let level = after.expect("a level above");
                    prop_assert!(agreeing(&newest, level, policy).0 >= policy.opens);
                }
                for level in [Level::Fair, Level::Poor, Level::Bad] {
                    if agreeing(&newest, level, policy).0 >= policy.opens {
                        prop_assert!(after >= Some(level), "{level:?} was reached, and it is {after:?}");
                    }
                }
            }
        }

        #[test]
        fn a_level_falls_only_when_so_many_readings_are_better_and_always_then(
            readings in prop::collection::vec(any_reading(), 0..60),
            policy in any_policy(),
        ) {
            prop_assume!(policy.fault().is_none());
            for (before, newest, after) in steps(&readings, policy) {
                let Some(level) = before else { continue };
                let (agree, counted) = agreeing(&newest, level, policy);
                let better = counted - agree;
                prop_assert_eq!(after < before, better >= policy.clears);
            }
        }

        #[test]
        fn the_same_readings_again_change_nothing(
            readings in prop::collection::vec(any_reading(), 0..20),
            policy in any_policy(),
        ) {
            prop_assume!(policy.fault().is_none());
            for (_, newest, after) in steps(&readings, policy) {
                prop_assert_eq!(next(after, &newest, policy), after);
            }
        }

        #[test]
        fn a_figure_that_flaps_with_every_reading_opens_once_and_stays(
            length in 4_usize..400,
            bad_first in any::<bool>(),
        ) {
            let readings: Vec<_> = (0..length)
                .map(|at| ((at % 2 == 0) == bad_first).then_some(Level::Poor))
                .collect();
            let flips = steps(&readings, Policy::DEFAULT)
                .into_iter()
                .filter(|(before, _, after)| before != after)
                .count();
            prop_assert_eq!(flips, 1);
        }
    }

    #[test]
    fn two_of_three_open_and_three_of_three_clear() {
        let bad = Some(Level::Bad);
        assert_eq!(next(None, &[bad], Policy::DEFAULT), None);
        assert_eq!(next(None, &[bad, None, bad], Policy::DEFAULT), bad);
        assert_eq!(next(bad, &[None, None, bad], Policy::DEFAULT), bad);
        assert_eq!(next(bad, &[None, None, None], Policy::DEFAULT), None);
        let fair = Some(Level::Fair);
        assert_eq!(
            next(bad, &[fair, fair, fair], Policy::DEFAULT),
            fair,
            "it eases"
        );
    }
}
