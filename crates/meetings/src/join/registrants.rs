//! Who registered in which browser: what binds a registrant's token to the visitor it was given
//! to. The token lets its holder join under the registrant's name, so it stays on the server until
//! that browser joins.
//!
//! A registrant of Zoom's belongs to one browser. Zoom answers whoever registers a known address
//! once more with the registrant who has it, so somebody else's place could be taken by typing
//! their address: the database refuses a second browser for the same registrant.

use jiff::Timestamp;
use store::{Db, Row, Tx, args};
use url::Url;
use zoom_types::{Hidden, MeetingId};

use super::Standing;
use crate::{Error, Kind, PublicId};

/// Somebody who registered.
#[derive(Debug, Clone)]
pub(super) struct Registrant {
    pub(super) name: String,
    pub(super) email: String,
    /// Zoom's id of them; empty where it is not certain that it is this browser's own.
    pub(super) id: String,
    pub(super) standing: Standing,
    token: Option<Hidden>,
    pub(super) looked_at: Timestamp,
}

impl Registrant {
    pub(super) fn new(name: String, email: String, known: Known, at: Timestamp) -> Self {
        Self {
            name,
            email,
            id: known.id,
            standing: known.standing,
            token: known.token,
            looked_at: at,
        }
    }

    /// Zoom's link for this registrant alone, made of the common one: where registration is asked
    /// for, the common one lets nobody in.
    pub(super) fn own_link(&self, common: &str) -> Option<String> {
        let token = self.token.as_ref()?.reveal();
        let mut link = Url::parse(common).ok()?;
        let path = link.path().replacen("/j/", "/w/", 1);
        link.set_path(&path);
        let others = link.query().map(|query| format!("&{query}"));
        link.set_query(Some(&format!("tk={token}{}", others.unwrap_or_default())));
        Some(link.into())
    }

    pub(super) fn token(self) -> Option<Hidden> {
        self.token
    }

    /// The same by Zoom's latest word.
    pub(super) fn told(mut self, word: Word) -> Self {
        self.standing = word.standing;
        self.token = word.token;
        self
    }
}

/// As whom Zoom knows somebody who registered.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) standing: Standing,
    pub(crate) token: Option<Hidden>,
}

/// What Zoom says of a registration.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) standing: Standing,
    /// For those who are taken.
    pub(crate) token: Option<Hidden>,
}

pub(super) async fn find(
    db: &Db,
    id: &PublicId,
    visitor: &str,
) -> Result<Option<Registrant>, Error> {
    let row = db
        .row(
            "SELECT name, email, token, registrant, standing, looked_at \
             FROM meetings_registrants WHERE public_id = $1 AND visitor = $2",
            args![id.as_str(), visitor],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Registrant, Error> {
    let standing = row.text("standing")?;
    let standing = Standing::from_word(&standing).ok_or(Error::Unreadable {
        column: "standing",
        value: standing,
    })?;
    Ok(Registrant {
        name: row.text("name")?,
        email: row.text("email")?,
        id: row.text("registrant")?,
        standing,
        token: row.opt_text("token")?.map(Hidden::from),
        looked_at: super::reports::time(row.i64("looked_at")?)?,
    })
}

/// Whether it was kept: `false` where another browser is this registrant.
pub(super) async fn keep(
    db: &Db,
    id: &PublicId,
    visitor: &str,
    one: &Registrant,
    at: Timestamp,
) -> Result<bool, Error> {
    let kept = db
        .execute(
            "INSERT INTO meetings_registrants \
             (public_id, visitor, name, email, token, at, registrant, standing, told_at, looked_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $6) \
             ON CONFLICT (public_id, visitor) DO UPDATE SET name = excluded.name, \
             email = excluded.email, token = excluded.token, at = excluded.at, \
             registrant = excluded.registrant, standing = excluded.standing, told_at = 0, \
             looked_at = excluded.looked_at",
            args![
                id.as_str(),
                visitor,
                one.name.as_str(),
                one.email.as_str(),
                one.token.as_ref().map(Hidden::reveal),
                at.as_microsecond(),
                one.id.as_str(),
                one.standing.word()
            ],
        )
        .await;
    match kept {
        Ok(_) => Ok(true),
        Err(error) if error.is_exists() => Ok(false),
        Err(other) => Err(other.into()),
    }
}

/// Takes the turn to ask Zoom: `false` where somebody asked since `before`.
pub(super) async fn look(
    db: &Db,
    id: &PublicId,
    registrant: &str,
    before: Timestamp,
    now: Timestamp,
) -> Result<bool, Error> {
    let changed = db
        .execute(
            "UPDATE meetings_registrants SET looked_at = $3 \
             WHERE public_id = $1 AND registrant = $2 AND looked_at <= $4",
            args![
                id.as_str(),
                registrant,
                now.as_microsecond(),
                before.as_microsecond()
            ],
        )
        .await?;
    Ok(changed > 0)
}

/// Takes over what Zoom said at `at`, unless it said something later.
const TELL: &str = "UPDATE meetings_registrants SET standing = $3, token = $4, told_at = $5 \
    WHERE registrant = $2 AND told_at <= $5 AND public_id = $1";

pub(super) async fn tell(
    db: &Db,
    id: &PublicId,
    registrant: &str,
    word: &Word,
    at: Timestamp,
) -> Result<(), Error> {
    db.execute(TELL, told(id, registrant, word, at)).await?;
    Ok(())
}

fn told(id: &PublicId, registrant: &str, word: &Word, at: Timestamp) -> Vec<store::Value> {
    args![
        id.as_str(),
        registrant,
        word.standing.word(),
        word.token.as_ref().map(Hidden::reveal),
        at.as_microsecond()
    ]
}

/// The same within the transaction of an event, about a meeting by its number at Zoom.
pub(super) async fn hear(
    tx: &mut Tx,
    about: (&str, Kind, MeetingId),
    registrant: &str,
    word: &Word,
    at: Timestamp,
) -> store::Result<()> {
    let (connection, kind, number) = about;
    let found = tx
        .row(
            "SELECT public_id FROM meetings_scheduled \
             WHERE connection = $1 AND kind = $2 AND zoom_id = $3",
            args![connection, kind.word(), number.0.cast_signed()],
        )
        .await?;
    let Some(found) = found else {
        // Scheduled in Zoom itself: nobody registered for it here.
        return Ok(());
    };
    let id = PublicId(found.text("public_id")?);
    tx.execute(TELL, told(&id, registrant, word, at)).await?;
    Ok(())
}
