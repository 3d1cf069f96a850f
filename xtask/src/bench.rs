//! The figures that the README quotes, measured so that others can measure them again.

use anyhow::Result;

/// The task.
pub(crate) fn run_bench() -> Result<()> {
    anyhow::bail!("the benchmarks come with the sandbox they measure")
}
