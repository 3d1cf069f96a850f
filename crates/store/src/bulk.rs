//! One statement about many rows: read, or written, at once.
//!
//! A statement costs its way through the driver and, on PostgreSQL, to the server and back,
//! whatever it is about; so what is known together goes together. The number of rows is part of a
//! statement's text, and each text is prepared once per connection: so rows are dealt out in a few
//! sizes, and not in as many as there are numbers.

use std::sync::OnceLock;

use crate::{Result, Row, Tx, Value, tx::Engine};

/// Rows in one statement; far below what either database takes of arguments.
const SIZES: [usize; 5] = [256, 64, 16, 4, 1];

/// A statement with `VALUES` in its middle: of rows to be written, or of keys to be read by
/// (`WITH keys (a, b) AS (VALUES …) SELECT …`).
pub struct Bulk {
    before: &'static str,
    columns: usize,
    after: &'static str,
    sqlite: BySize,
    postgres: BySize,
}

/// The statement of one engine, by size.
type BySize = [OnceLock<String>; SIZES.len()];

impl Bulk {
    /// `before`, then `VALUES` with rows of `columns` values, then `after`. Neither has arguments.
    pub const fn new(before: &'static str, columns: usize, after: &'static str) -> Self {
        Self {
            before,
            columns,
            after,
            sqlite: [const { OnceLock::new() }; SIZES.len()],
            postgres: [const { OnceLock::new() }; SIZES.len()],
        }
    }

    /// Writes rows, given one after the other; answers how many were written. An upsert must not be
    /// given two of the same key, which PostgreSQL refuses.
    pub async fn execute(&'static self, tx: &mut Tx, values: Vec<Value>) -> Result<u64> {
        let mut done = 0;
        for (sql, values) in self.statements(tx.engine(), values) {
            done += tx.execute(sql, values).await?;
        }
        Ok(done)
    }

    /// Reads by keys, given one after the other.
    pub async fn rows(&'static self, tx: &mut Tx, keys: Vec<Value>) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for (sql, keys) in self.statements(tx.engine(), keys) {
            rows.append(&mut tx.rows(sql, keys).await?);
        }
        Ok(rows)
    }

    fn statements(
        &'static self,
        engine: Engine,
        values: Vec<Value>,
    ) -> impl Iterator<Item = (&'static str, Vec<Value>)> {
        debug_assert_eq!(values.len() % self.columns, 0, "rows are whole");
        let mut left = values.len() / self.columns;
        let mut values = values.into_iter();
        std::iter::from_fn(move || {
            let place = SIZES.iter().position(|size| *size <= left)?;
            left -= SIZES[place];
            let these = values.by_ref().take(SIZES[place] * self.columns).collect();
            Some((self.sql(engine, place), these))
        })
    }

    fn sql(&'static self, engine: Engine, place: usize) -> &'static str {
        let by_size = match engine {
            Engine::Sqlite => &self.sqlite,
            Engine::Postgres => &self.postgres,
        };
        by_size[place].get_or_init(|| {
            let place_of = |argument: usize| match engine {
                // SQLite looks a numbered argument up among all of them, one after the other, which
                // makes thousands of them cost millions of steps.
                Engine::Sqlite => "?".to_owned(),
                Engine::Postgres => format!("${argument}"),
            };
            let row = |row: usize| {
                let places: Vec<String> = (1..=self.columns)
                    .map(|column| place_of(row * self.columns + column))
                    .collect();
                format!("({})", places.join(", "))
            };
            let rows: Vec<String> = (0..SIZES[place]).map(row).collect();
            format!("{} VALUES {} {}", self.before, rows.join(", "), self.after)
        })
    }
}

impl std::fmt::Debug for Bulk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bulk({} …)", self.before)
    }
}
