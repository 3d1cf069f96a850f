//! What visitors' browsers report when a join fails: which code, with which SDK, how often, when
//! last. One row per code counts on, so that a flood of reports takes no room, and none of them
//! says who it was.

use connect::{Action, ConnectionId, Principal};
use jiff::Timestamp;
use store::{Row, args};

use super::{
    JoinError, TROUBLES, Who,
    limits::{Act, network},
};
use crate::{Error, Meetings, PublicId, service::may};

/// How often a join failed in one way.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct TroubleReport {
    /// Which meeting; `None` where all are counted together.
    pub public_id: Option<PublicId>,
    /// Zoom's code, or a word of ours where Zoom has none.
    pub code: String,
    /// What it means, for an administrator.
    pub meaning: String,
    /// The SDK's version.
    pub sdk: String,
    /// How often.
    pub times: i64,
    /// When first.
    #[schema(value_type = String)]
    pub first_at: Timestamp,
    /// When last.
    #[schema(value_type = String)]
    pub last_at: Timestamp,
}

impl Meetings {
    /// Counts one failure. `sdk` is the version that the page was served with.
    pub async fn report(
        &self,
        id: &PublicId,
        who: &Who,
        code: &str,
        sdk: &str,
    ) -> Result<(), JoinError> {
        let now = self.now();
        self.limit(Act::Report, &network(&who.peer), now)?;
        let one = self.held(id).await?;
        let known = TROUBLES.iter().find(|trouble| trouble.code == code);
        let code = known.map_or("other", |trouble| trouble.code);
        self.db
            .execute(
                "INSERT INTO meetings_join_reports (public_id, code, sdk, seen, first_at, last_at) \
                 VALUES ($1, $2, $3, 1, $4, $4) ON CONFLICT (public_id, code, sdk) DO UPDATE \
                 SET seen = meetings_join_reports.seen + 1, last_at = excluded.last_at",
                args![one.public_id.as_str(), code, sdk, now.as_microsecond()],
            )
            .await?;
        if code == "10000" {
            tracing::warn!(sdk, "Zoom no longer accepts this Meeting SDK (code 10000)");
        }
        Ok(())
    }

    /// The refusals of one version of the SDK as too old (code 10000), over all meetings of a
    /// connection.
    pub async fn turned_away(
        &self,
        connection: &ConnectionId,
        sdk: &str,
    ) -> Result<Option<TroubleReport>, Error> {
        let row = self
            .db
            .row(
                "SELECT r.code AS code, r.sdk AS sdk, CAST(SUM(r.seen) AS BIGINT) AS seen, \
                 CAST(MIN(r.first_at) AS BIGINT) AS first_at, \
                 CAST(MAX(r.last_at) AS BIGINT) AS last_at \
                 FROM meetings_join_reports r \
                 JOIN meetings_scheduled m ON m.public_id = r.public_id \
                 WHERE m.connection = $1 AND r.code = '10000' AND r.sdk = $2 \
                 GROUP BY r.code, r.sdk",
                args![connection.as_str(), sdk],
            )
            .await?;
        row.map(|row| read(&row, None)).transpose()
    }

    /// What failed in one meeting, the latest first.
    pub async fn reports_of(
        &self,
        who: &Principal,
        id: &PublicId,
    ) -> Result<Vec<TroubleReport>, Error> {
        let one = self.held(id).await?;
        may(who, Action::Read, &one.connection)?;
        let rows = self
            .db
            .rows(
                "SELECT public_id, code, sdk, seen, first_at, last_at FROM meetings_join_reports \
                 WHERE public_id = $1 ORDER BY last_at DESC, code",
                args![id.as_str()],
            )
            .await?;
        rows.iter()
            .map(|row| read(row, Some(PublicId(row.text("public_id")?))))
            .collect()
    }

    /// What failed in all meetings of a connection, the latest first.
    pub async fn reports(
        &self,
        who: &Principal,
        connection: &ConnectionId,
    ) -> Result<Vec<TroubleReport>, Error> {
        may(who, Action::Read, connection)?;
        let rows = self
            .db
            .rows(
                "SELECT r.code AS code, r.sdk AS sdk, CAST(SUM(r.seen) AS BIGINT) AS seen, \
                 CAST(MIN(r.first_at) AS BIGINT) AS first_at, \
                 CAST(MAX(r.last_at) AS BIGINT) AS last_at \
                 FROM meetings_join_reports r \
                 JOIN meetings_scheduled m ON m.public_id = r.public_id \
                 WHERE m.connection = $1 GROUP BY r.code, r.sdk \
                 ORDER BY MAX(r.last_at) DESC, r.code",
                args![connection.as_str()],
            )
            .await?;
        rows.iter().map(|row| read(row, None)).collect()
    }
}

fn read(row: &Row, public_id: Option<PublicId>) -> Result<TroubleReport, Error> {
    let code = row.text("code")?;
    let known = TROUBLES.iter().find(|trouble| trouble.code == code);
    Ok(TroubleReport {
        public_id,
        meaning: known
            .map_or("A code that this version does not know.", |trouble| {
                trouble.cause
            })
            .to_owned(),
        code,
        sdk: row.text("sdk")?,
        times: row.i64("seen")?,
        first_at: time(row.i64("first_at")?)?,
        last_at: time(row.i64("last_at")?)?,
    })
}

pub(super) fn time(micros: i64) -> Result<Timestamp, Error> {
    Timestamp::from_microsecond(micros).map_err(|_| Error::Unreadable {
        column: "a time",
        value: micros.to_string(),
    })
}
