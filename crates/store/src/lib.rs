//! SQLite and PostgreSQL behind one small interface.
//!
//! Parfocal runs from one file on one machine, or on several nodes over one PostgreSQL, with the
//! same SQL. Two native sqlx pools stand behind one enum; sqlx's own `Any` driver was tried and
//! cannot read SUM or AVG of a bigint on PostgreSQL. So there is one set of SQL strings, written
//! in what both engines share:
//!
//! - parameters are `$1`, `$2`, … ;
//! - columns are `BIGINT`, `DOUBLE PRECISION`, `TEXT` and `{blob}`; a flag is 0 or 1, a time is
//!   microseconds UTC; `{serial}` is a primary key that counts upward by itself;
//! - every aggregate is CAST (`CAST(SUM(x) AS BIGINT)`), because PostgreSQL would widen it;
//! - compare and swap is `UPDATE … WHERE generation = $2` and the count of rows it changed.
//!
//! What this crate refuses to do: know what is stored. Tables and queries live with their owners.

mod bulk;
mod db;
mod error;
mod migrate;
mod row;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod tx;
mod value;

pub use sqlx::{AssertSqlSafe, SqlSafeStr};

pub use self::{
    bulk::Bulk, db::Db, error::StoreError, migrate::Migration, row::Row, tx::Tx, value::Value,
};

/// What every call of this crate answers.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
