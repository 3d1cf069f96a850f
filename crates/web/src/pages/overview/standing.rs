//! How states rank and what colour they have.

use monitor::State as TestState;
use ui::Quality;

/// How states rank within a layer: what people feel first, what is merely not set up last.
pub(super) const fn severity(state: TestState) -> u8 {
    match state {
        TestState::Broken => 9,
        TestState::Bad => 8,
        TestState::Poor => 7,
        TestState::Fair => 6,
        TestState::Paused => 5,
        TestState::NoData => 4,
        TestState::Good => 3,
        TestState::Waiting => 2,
        TestState::Available | TestState::NotSetUp | TestState::NeedsPlan => 1,
        TestState::Off => 0,
    }
}

pub(super) const fn quality(state: TestState) -> Quality {
    match state {
        TestState::Broken | TestState::Bad => Quality::Bad,
        TestState::Poor => Quality::Poor,
        TestState::Fair | TestState::Paused => Quality::Fair,
        TestState::Good => Quality::Good,
        TestState::NoData
        | TestState::Waiting
        | TestState::Available
        | TestState::NotSetUp
        | TestState::NeedsPlan
        | TestState::Off => Quality::Plain,
    }
}
