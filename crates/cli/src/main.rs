//! The `parfocal` binary.

fn main() {}
