//! What visitors' browsers report when a join fails: which code, with which SDK, how often, by how
//! many, when last. None of it says who it was.

use connect::{Action, ConnectionId, Principal};
use jiff::{SignedDuration, Timestamp};
use store::{Row, args};

use super::{TROUBLES, said::IN};
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
    /// By how many browsers that had been given a signature, each of which may say one thing. `None`
    /// for what a browser finds before it asks for one: that anybody can say.
    pub visitors: Option<i64>,
    /// When first.
    #[schema(value_type = String)]
    pub first_at: Timestamp,
    /// When last.
    #[schema(value_type = String)]
    pub last_at: Timestamp,
}

/// Who says that Zoom no longer accepts a version of the SDK (code 10000).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnedAway {
    /// The version.
    pub sdk: String,
    /// How often it was said.
    pub times: i64,
    /// By how many browsers.
    pub visitors: i64,
    /// From how many networks.
    pub networks: i64,
    /// Whether somebody who runs the meetings here met it themselves.
    pub staff: bool,
    /// When last.
    pub last_at: Timestamp,
}

/// How long a visitor's word counts that nobody repeats.
const FADES: SignedDuration = SignedDuration::from_hours(24 * 14);

/// Of a connection's meetings, or of one of them where it is named.
const REPORTS: &str = "SELECT r.code AS code, r.sdk AS sdk, CAST(SUM(r.seen) AS BIGINT) AS seen, \
    CAST(NULL AS BIGINT) AS visitors, CAST(MIN(r.first_at) AS BIGINT) AS first_at, \
    CAST(MAX(r.last_at) AS BIGINT) AS last_at FROM meetings_join_reports r \
    JOIN meetings_scheduled m ON m.public_id = r.public_id \
    WHERE m.connection = $1 AND ($2 = '' OR r.public_id = $2) GROUP BY r.code, r.sdk \
    UNION ALL SELECT s.code AS code, s.sdk AS sdk, CAST(COUNT(*) AS BIGINT) AS seen, \
    CAST(COUNT(DISTINCT s.visitor) AS BIGINT) AS visitors, CAST(MIN(s.at) AS BIGINT) AS first_at, \
    CAST(MAX(s.at) AS BIGINT) AS last_at FROM meetings_join_said s \
    JOIN meetings_scheduled m ON m.public_id = s.public_id \
    WHERE s.code <> $3 AND m.connection = $1 AND ($2 = '' OR s.public_id = $2) \
    GROUP BY s.code, s.sdk ORDER BY last_at DESC, code";

impl Meetings {
    /// Who says that Zoom no longer accepts a version of the SDK, over all meetings of a connection.
    /// Nobody any more, once somebody who runs the meetings here was let in with it.
    pub async fn turned_away(
        &self,
        connection: &ConnectionId,
        sdk: &str,
    ) -> Result<Option<TurnedAway>, Error> {
        let faded = self.now().saturating_sub(FADES).unwrap_or(Timestamp::MIN);
        let row = self
            .db
            .row(
                "SELECT CAST(COUNT(*) AS BIGINT) AS times, \
                 CAST(COUNT(DISTINCT s.visitor) AS BIGINT) AS visitors, \
                 CAST(COUNT(DISTINCT s.network) AS BIGINT) AS networks, \
                 CAST(MAX(s.staff) AS BIGINT) AS staff, CAST(MAX(s.at) AS BIGINT) AS last_at \
                 FROM meetings_join_said s \
                 JOIN meetings_scheduled m ON m.public_id = s.public_id \
                 WHERE m.connection = $1 AND s.code = '10000' AND s.sdk = $2 \
                 AND (s.staff = 1 OR s.at > $4) AND s.at > (SELECT COALESCE(MAX(i.at), 0) \
                 FROM meetings_join_said i \
                 JOIN meetings_scheduled n ON n.public_id = i.public_id \
                 WHERE n.connection = $1 AND i.code = $3 AND i.staff = 1 AND i.sdk = $2)",
                args![connection.as_str(), sdk, IN, faded.as_microsecond()],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let Some(last_at) = row.opt_i64("last_at")? else {
            return Ok(None);
        };
        Ok(Some(TurnedAway {
            sdk: sdk.to_owned(),
            times: row.i64("times")?,
            visitors: row.i64("visitors")?,
            networks: row.i64("networks")?,
            staff: row.i64("staff")? == 1,
            last_at: time(last_at)?,
        }))
    }

    /// What failed in one meeting, the latest first.
    pub async fn reports_of(
        &self,
        who: &Principal,
        id: &PublicId,
    ) -> Result<Vec<TroubleReport>, Error> {
        let one = self.held(id).await?;
        may(who, Action::Read, &one.connection)?;
        self.reported(&one.connection, Some(id)).await
    }

    /// What failed in all meetings of a connection, the latest first.
    pub async fn reports(
        &self,
        who: &Principal,
        connection: &ConnectionId,
    ) -> Result<Vec<TroubleReport>, Error> {
        may(who, Action::Read, connection)?;
        self.reported(connection, None).await
    }

    async fn reported(
        &self,
        connection: &ConnectionId,
        one: Option<&PublicId>,
    ) -> Result<Vec<TroubleReport>, Error> {
        let id = one.map_or("", PublicId::as_str);
        let rows = self
            .db
            .rows(REPORTS, args![connection.as_str(), id, IN])
            .await?;
        rows.iter().map(|row| read(row, one)).collect()
    }
}

fn read(row: &Row, one: Option<&PublicId>) -> Result<TroubleReport, Error> {
    let code = row.text("code")?;
    let known = TROUBLES.iter().find(|trouble| trouble.code == code);
    Ok(TroubleReport {
        public_id: one.cloned(),
        meaning: known
            .map_or("A code that this version does not know.", |trouble| {
                trouble.cause
            })
            .to_owned(),
        code,
        sdk: row.text("sdk")?,
        times: row.i64("seen")?,
        visitors: row.opt_i64("visitors")?,
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
