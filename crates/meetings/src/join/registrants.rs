//! Who registered in which browser: what binds a registrant's token to the visitor it was given
//! to. The token lets its holder join under the registrant's name, so it stays on the server until
//! that browser joins.

use jiff::Timestamp;
use store::{Db, args};
use zoom_types::Hidden;

use super::Standing;
use crate::{Error, PublicId};

/// Somebody who registered.
#[derive(Debug, Clone)]
pub(super) struct Registrant {
    pub(super) name: String,
    pub(super) email: String,
    token: Option<Hidden>,
}

impl Registrant {
    pub(super) fn new(name: String, email: String, token: Option<Hidden>) -> Self {
        Self { name, email, token }
    }

    /// Zoom gives a token to those who are taken.
    pub(super) fn standing(&self) -> Standing {
        match self.token {
            Some(_) => Standing::Approved,
            None => Standing::Pending,
        }
    }

    pub(super) fn token(self) -> Option<Hidden> {
        self.token
    }
}

pub(super) async fn find(
    db: &Db,
    id: &PublicId,
    visitor: &str,
) -> Result<Option<Registrant>, Error> {
    let row = db
        .row(
            "SELECT name, email, token FROM meetings_registrants \
             WHERE public_id = $1 AND visitor = $2",
            args![id.as_str(), visitor],
        )
        .await?;
    row.map(|row| {
        Ok(Registrant {
            name: row.text("name")?,
            email: row.text("email")?,
            token: row.opt_text("token")?.map(Hidden::from),
        })
    })
    .transpose()
}

pub(super) async fn keep(
    db: &Db,
    id: &PublicId,
    visitor: &str,
    one: &Registrant,
    at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO meetings_registrants (public_id, visitor, name, email, token, at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (public_id, visitor) DO UPDATE \
         SET name = excluded.name, email = excluded.email, token = excluded.token, \
         at = excluded.at",
        args![
            id.as_str(),
            visitor,
            one.name.as_str(),
            one.email.as_str(),
            one.token.as_ref().map(Hidden::reveal),
            at.as_microsecond()
        ],
    )
    .await?;
    Ok(())
}
