//! Reading the embedded tables: rows of tab-separated cells, trailing empty cells left out.

/// The rows of a table, its heading line skipped.
pub(crate) fn rows(text: &'static str) -> impl Iterator<Item = Row> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| Row(line.split('\t')))
}

/// One row, read cell by cell from the left.
pub(crate) struct Row(std::str::Split<'static, char>);

impl Row {
    /// The next cell; empty past the end.
    pub(crate) fn cell(&mut self) -> &'static str {
        self.0.next().unwrap_or_default()
    }

    /// The next cell as words.
    pub(crate) fn words(&mut self) -> Vec<&'static str> {
        self.cell()
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect()
    }
}
