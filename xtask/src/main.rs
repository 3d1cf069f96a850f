//! Set-up, tests, demo and benchmarks of this repository.

fn main() {}
