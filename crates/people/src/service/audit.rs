//! Who did what to whom when. Values are kept, secrets are not among them.

use connect::{Action, ConnectionId, Principal};
use jiff::Timestamp;
use serde::Serialize;
use store::{StoreError, Tx, args};

use super::People;
use crate::{Error, Person, person::time};

/// One entry of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleAudited)]
pub struct Audited {
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Who did it.
    pub who: String,
    /// To whom: their address.
    pub email: String,
    /// `create`, `update`, `activate`, `deactivate`, `delete`, `disassociate`, `settings`, `assistant`.
    pub action: String,
    /// What, in a sentence.
    pub detail: String,
}

/// What was done, for the audit.
pub(crate) struct Deed<'d> {
    pub(crate) who: &'d str,
    pub(crate) action: &'static str,
    pub(crate) detail: String,
}

pub(crate) async fn write(
    tx: &mut Tx,
    connection: &str,
    at: Timestamp,
    person: &Person,
    deed: &Deed<'_>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO people_audit (at, who, connection, person, email, action, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            at.as_microsecond(),
            deed.who,
            connection,
            person.key(),
            person.email.as_str(),
            deed.action,
            deed.detail.as_str()
        ],
    )
    .await?;
    Ok(())
}

impl People {
    /// What was done to somebody (or with `None` to anybody), the latest first.
    pub async fn audit(
        &self,
        who: &Principal,
        id: &ConnectionId,
        person: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Audited>, Error> {
        self.may(who, Action::Read, id)?;
        let rows = match person {
            Some(person) => {
                self.db
                    .rows(
                        "SELECT at, who, email, action, detail FROM people_audit
                         WHERE connection = $1 AND person = $2 ORDER BY id DESC LIMIT $3",
                        args![id.as_str(), person, limit],
                    )
                    .await?
            }
            None => {
                self.db
                    .rows(
                        "SELECT at, who, email, action, detail FROM people_audit
                         WHERE connection = $1 ORDER BY id DESC LIMIT $2",
                        args![id.as_str(), limit],
                    )
                    .await?
            }
        };
        rows.iter()
            .map(|row| {
                Ok(Audited {
                    at: time(row.i64("at")?).unwrap_or(Timestamp::UNIX_EPOCH),
                    who: row.text("who")?,
                    email: row.text("email")?,
                    action: row.text("action")?,
                    detail: row.text("detail")?,
                })
            })
            .collect()
    }

    /// Keeps somebody as they are now and what was done to them, together.
    pub(crate) async fn kept(
        &self,
        id: &ConnectionId,
        person: &Person,
        deed: &Deed<'_>,
    ) -> Result<(), Error> {
        let save = async {
            let mut tx = self.db.begin().await?;
            crate::directory::keep(&mut tx, id.as_str(), std::slice::from_ref(person), 0).await?;
            write(&mut tx, id.as_str(), self.now(), person, deed).await?;
            tx.commit().await
        };
        save.await.map_err(|error: StoreError| Error::Unsaved {
            what: deed.detail.clone(),
            source: Box::new(error.into()),
        })
    }
}
