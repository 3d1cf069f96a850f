//! How it was: one to five stars and a sentence, from whoever left.

use connect::{Action, Principal};
use jiff::Timestamp;
use store::args;

use super::{
    JoinError, Who,
    limits::{Act, network},
    reports::time,
};
use crate::{Error, Meetings, PublicId, service::may};

/// Letters of what may be said beside the stars.
const LONGEST: usize = 500;
/// Ratings kept of one meeting. Anonymous ones replace none of the same person's: beyond this the
/// oldest goes for each that comes.
const KEPT: i64 = 5_000;
/// Ratings shown.
const SHOWN: i64 = 50;

/// One rating. Nobody's name is beside it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Rating {
    /// 1 to 5.
    pub stars: i64,
    /// What was said; may be empty.
    pub words: String,
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// What people thought of a meeting.
#[derive(Debug, Clone, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct Ratings {
    /// How many rated it.
    pub count: i64,
    /// The mean, 1 to 5; `None` without ratings.
    pub mean: Option<f64>,
    /// The latest, at most 50.
    pub latest: Vec<Rating>,
}

impl Meetings {
    /// Keeps a visitor's rating; a second one of theirs takes the place of the first.
    pub async fn rate(
        &self,
        id: &PublicId,
        who: &Who,
        stars: u8,
        words: &str,
    ) -> Result<(), JoinError> {
        let now = self.now();
        self.limit(Act::Rate, &network(&who.peer), now)?;
        let one = self.held(id).await?;
        if !(1..=5).contains(&stars) {
            return Err(JoinError::Unreadable("Choose one to five stars."));
        }
        let words: String = words.trim().chars().take(LONGEST).collect();
        // Without a cookie each rating stands for itself.
        let visitor = who.digest().unwrap_or_else(|| self.random.letters(22));
        self.db
            .execute(
                "INSERT INTO meetings_ratings (public_id, visitor, stars, words, at) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (public_id, visitor) DO UPDATE \
                 SET stars = excluded.stars, words = excluded.words, at = excluded.at",
                args![
                    one.public_id.as_str(),
                    visitor,
                    i64::from(stars),
                    words,
                    now.as_microsecond()
                ],
            )
            .await?;
        self.db
            .execute(
                "DELETE FROM meetings_ratings WHERE public_id = $1 AND at < \
                 (SELECT at FROM meetings_ratings WHERE public_id = $1 \
                  ORDER BY at DESC LIMIT 1 OFFSET $2)",
                args![one.public_id.as_str(), KEPT - 1],
            )
            .await?;
        Ok(())
    }

    /// What people thought of it.
    pub async fn ratings(&self, who: &Principal, id: &PublicId) -> Result<Ratings, Error> {
        let one = self.held(id).await?;
        may(who, Action::Read, &one.connection)?;
        let all = self
            .db
            .row(
                "SELECT CAST(COUNT(*) AS BIGINT) AS times, \
                 CAST(AVG(CAST(stars AS DOUBLE PRECISION)) AS DOUBLE PRECISION) AS mean \
                 FROM meetings_ratings WHERE public_id = $1",
                args![id.as_str()],
            )
            .await?;
        let rows = self
            .db
            .rows(
                "SELECT stars, words, at FROM meetings_ratings WHERE public_id = $1 \
                 ORDER BY at DESC LIMIT $2",
                args![id.as_str(), SHOWN],
            )
            .await?;
        let latest: Result<Vec<Rating>, Error> = rows
            .iter()
            .map(|row| {
                Ok(Rating {
                    stars: row.i64("stars")?,
                    words: row.text("words")?,
                    at: time(row.i64("at")?)?,
                })
            })
            .collect();
        Ok(Ratings {
            count: all.as_ref().map_or(Ok(0), |row| row.i64("times"))?,
            mean: all.map_or(Ok(None), |row| row.opt_f64("mean"))?,
            latest: latest?,
        })
    }
}
