//! How the walk is told: numbered as in the guide, what was done at the left, what came of it at
//! the right.

use std::io::Write as _;

/// Where the walk is told.
pub(crate) struct Tell {
    /// Standard output belongs to the ready line.
    to_stderr: bool,
}

/// Where the outcome begins.
const COLUMN: usize = 58;

impl Tell {
    pub(crate) fn new(to_stderr: bool) -> Self {
        Self { to_stderr }
    }

    /// The name of a part.
    pub(crate) fn heading(&self, text: &str) {
        self.write(&format!("\n{text}\n{}", "-".repeat(text.chars().count())));
    }

    /// A step of a guide, by its number there.
    pub(crate) fn step(&self, number: u32, done: &str, outcome: &str) {
        self.columns(&format!("{number:>3}  {done}"), outcome);
    }

    /// More about the step above.
    pub(crate) fn and(&self, done: &str, outcome: &str) {
        self.columns(&format!("     {done}"), outcome);
    }

    /// A line of its own.
    pub(crate) fn line(&self, text: &str) {
        self.write(text);
    }

    fn columns(&self, left: &str, right: &str) {
        let gap = COLUMN.saturating_sub(left.chars().count()).max(2);
        self.write(format!("{left}{}{right}", " ".repeat(gap)).trim_end());
    }

    fn write(&self, text: &str) {
        // A closed pipe is the reader's right; the demo goes on.
        let _ = if self.to_stderr {
            writeln!(std::io::stderr(), "{text}")
        } else {
            writeln!(std::io::stdout(), "{text}")
        };
    }
}
