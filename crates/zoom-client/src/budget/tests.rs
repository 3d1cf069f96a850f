//! The budget against its numbers, on a clock that is moved by hand.
