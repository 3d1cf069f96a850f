//! One row of an answer, read by column name.

use sqlx::{Decode, Postgres, Row as _, Sqlite, Type, postgres::PgRow, sqlite::SqliteRow};

use crate::{Result, StoreError};

/// One row. A column that is missing, of another type or NULL where a value is due is a
/// [`StoreError::Column`] that names it.
pub struct Row(pub(crate) Inner);

pub(crate) enum Inner {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// A whole number.
    pub fn i64(&self, column: &str) -> Result<i64> {
        self.opt_i64(column)?.ok_or_else(|| null(column))
    }

    /// A whole number or NULL.
    pub fn opt_i64(&self, column: &str) -> Result<Option<i64>> {
        // A bare `1` in a SELECT is a 32-bit number to PostgreSQL.
        match self.get::<i64>(column) {
            Err(_) => Ok(self.get::<i32>(column)?.map(i64::from)),
            read => read,
        }
    }

    /// A flag: true unless 0.
    pub fn flag(&self, column: &str) -> Result<bool> {
        Ok(self.i64(column)? != 0)
    }

    /// A measured number.
    pub fn f64(&self, column: &str) -> Result<f64> {
        self.opt_f64(column)?.ok_or_else(|| null(column))
    }

    /// A measured number or NULL.
    pub fn opt_f64(&self, column: &str) -> Result<Option<f64>> {
        match self.get::<f64>(column) {
            #[expect(
                clippy::cast_precision_loss,
                reason = "SQLite answers a whole number where an expression came out whole"
            )]
            Err(_) => Ok(self.opt_i64(column)?.map(|whole| whole as f64)),
            read => read,
        }
    }

    /// Text.
    pub fn text(&self, column: &str) -> Result<String> {
        self.opt_text(column)?.ok_or_else(|| null(column))
    }

    /// Text or NULL.
    pub fn opt_text(&self, column: &str) -> Result<Option<String>> {
        self.get(column)
    }

    /// Bytes.
    pub fn blob(&self, column: &str) -> Result<Vec<u8>> {
        self.opt_blob(column)?.ok_or_else(|| null(column))
    }

    /// Bytes or NULL.
    pub fn opt_blob(&self, column: &str) -> Result<Option<Vec<u8>>> {
        self.get(column)
    }

    fn get<T>(&self, column: &str) -> Result<Option<T>>
    where
        for<'r> T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>,
    {
        match &self.0 {
            Inner::Sqlite(row) => row.try_get(column),
            Inner::Postgres(row) => row.try_get(column),
        }
        .map_err(|source| StoreError::Column {
            column: column.to_owned(),
            why: source.to_string(),
        })
    }
}

impl std::fmt::Debug for Row {
    /// Names no values: a row may hold what nobody should read in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Row")
    }
}

fn null(column: &str) -> StoreError {
    StoreError::Column {
        column: column.to_owned(),
        why: "it is NULL where a value is due".to_owned(),
    }
}
