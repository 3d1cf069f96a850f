//! A transaction: the same calls as the database, and a commit.

use futures::TryStreamExt;
use sqlx::{Database, Encode, Postgres, SqlSafeStr, Sqlite, Transaction, Type, query::Query};

use crate::{Result, Row, Value, row::Inner as RowInner};

/// An open transaction. Dropped without [`commit`](Self::commit), it never happened.
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Tx(pub(crate) Inner);

pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Whose dialect a statement is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Tx {
    pub(crate) fn engine(&self) -> Engine {
        match self.0 {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub async fn execute(&mut self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<u64> {
        let sql = sql.into_sql_str();
        match &mut self.0 {
            Inner::Sqlite(tx) => {
                let done = bind(sqlx::query(sql), args).execute(&mut **tx).await?;
                Ok(done.rows_affected())
            }
            Inner::Postgres(tx) => {
                let done = bind(sqlx::query(sql), args).execute(&mut **tx).await?;
                Ok(done.rows_affected())
            }
        }
    }

    /// All rows of an answer.
    pub async fn rows(&mut self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Vec<Row>> {
        let sql = sql.into_sql_str();
        match &mut self.0 {
            Inner::Sqlite(tx) => {
                let rows = bind(sqlx::query(sql), args).fetch(&mut **tx);
                Ok(rows
                    .map_ok(|row| Row(RowInner::Sqlite(row)))
                    .try_collect()
                    .await?)
            }
            Inner::Postgres(tx) => {
                let rows = bind(sqlx::query(sql), args).fetch(&mut **tx);
                Ok(rows
                    .map_ok(|row| Row(RowInner::Postgres(row)))
                    .try_collect()
                    .await?)
            }
        }
    }

    /// The first row of an answer, if there is one.
    pub async fn row(&mut self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Option<Row>> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// Makes it durable. After an error the outcome on PostgreSQL is unknown until read back.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Several statements at once, without arguments.
    pub(crate) async fn script(&mut self, sql: impl SqlSafeStr) -> Result<()> {
        let sql = sqlx::raw_sql(sql);
        match &mut self.0 {
            Inner::Sqlite(tx) => sql.execute(&mut **tx).await.map(drop)?,
            Inner::Postgres(tx) => sql.execute(&mut **tx).await.map(drop)?,
        }
        Ok(())
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tx")
    }
}

/// Hands `args` to a query of either engine.
pub(crate) fn bind<DB: Database>(
    mut query: Query<'static, DB, DB::Arguments>,
    args: Vec<Value>,
) -> Query<'static, DB, DB::Arguments>
where
    Option<i64>: Encode<'static, DB> + Type<DB>,
    Option<f64>: Encode<'static, DB> + Type<DB>,
    Option<String>: Encode<'static, DB> + Type<DB>,
    Option<Vec<u8>>: Encode<'static, DB> + Type<DB>,
{
    for arg in args {
        query = match arg {
            Value::I64(value) => query.bind(value),
            Value::F64(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Blob(value) => query.bind(value),
        };
    }
    query
}
