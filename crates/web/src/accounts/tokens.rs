//! Bearer tokens for programs that use the JSON API or read `/metrics`.

use connect::Rights;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use store::{Row, args};

use super::{AccountError, Accounts, checked_name, digest};

/// Tells our tokens apart in a secret scanner.
const PREFIX: &str = "pf_";

/// A token just made; it is never shown again.
pub struct NewApiToken {
    /// What is listed of it from now on.
    pub listed: ApiToken,
    /// The token itself.
    pub token: SecretString,
}

/// What is known of an API token.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ApiToken {
    /// Its id, safe to show.
    pub id: String,
    /// What it was named for.
    pub name: String,
    /// What its holder may: `read`, `operate` or `administer`.
    #[schema(value_type = String, example = "read")]
    pub rights: Rights,
    /// When it was made (microseconds since the Unix epoch, UTC).
    pub created_at: i64,
    /// When it was last used, to the minute.
    pub last_used_at: Option<i64>,
}

impl Accounts {
    /// Makes a token for the program `name` that may what its maker may.
    pub async fn create_api_token(&self, name: &str) -> Result<NewApiToken, AccountError> {
        self.create_token_with(name, Rights::Administer).await
    }

    /// Makes a token for the program `name` with these rights.
    pub async fn create_token_with(
        &self,
        name: &str,
        rights: Rights,
    ) -> Result<NewApiToken, AccountError> {
        let listed = ApiToken {
            id: self.random.letters(12),
            name: checked_name(name)?,
            rights,
            created_at: self.clock.now_micros(),
            last_used_at: None,
        };
        let token = SecretString::from(format!("{PREFIX}{}", self.token()));
        self.db
            .execute(
                "INSERT INTO web_api_tokens (id, token_hash, name, created_at, rights) \
                 VALUES ($1, $2, $3, $4, $5)",
                args![
                    listed.id.clone(),
                    digest(token.expose_secret()),
                    listed.name.clone(),
                    listed.created_at,
                    rights.key()
                ],
            )
            .await?;
        Ok(NewApiToken { listed, token })
    }

    /// Every token, oldest first.
    pub async fn api_tokens(&self) -> Result<Vec<ApiToken>, AccountError> {
        let rows = self
            .db
            .rows(
                "SELECT id, name, rights, created_at, last_used_at FROM web_api_tokens ORDER BY created_at",
                args![],
            )
            .await?;
        rows.iter().map(listed).collect()
    }

    /// Ends a token; whether there was one.
    pub async fn revoke_api_token(&self, id: &str) -> Result<bool, AccountError> {
        let gone = self
            .db
            .execute("DELETE FROM web_api_tokens WHERE id = $1", args![id])
            .await?;
        Ok(gone > 0)
    }

    /// The token a caller sent, if it is one of ours.
    pub async fn bearer(&self, token: &str) -> Result<Option<ApiToken>, AccountError> {
        if !token.starts_with(PREFIX) {
            return Ok(None);
        }
        let hash = digest(token);
        let row = self
            .db
            .row(
                "SELECT id, name, rights, created_at, last_used_at FROM web_api_tokens WHERE token_hash = $1",
                args![hash.clone()],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let now = self.clock.now_micros();
        // To the minute is enough for people, and spares a write on every scrape.
        if row
            .opt_i64("last_used_at")?
            .is_none_or(|at| now - at > 60_000_000)
        {
            self.db
                .execute(
                    "UPDATE web_api_tokens SET last_used_at = $1 WHERE token_hash = $2",
                    args![now, hash],
                )
                .await?;
        }
        Ok(Some(listed(&row)?))
    }
}

fn listed(row: &Row) -> Result<ApiToken, AccountError> {
    Ok(ApiToken {
        id: row.text("id")?,
        name: row.text("name")?,
        // Of a word that is not understood the least is made.
        rights: Rights::from_key(&row.text("rights")?).unwrap_or(Rights::Read),
        created_at: row.i64("created_at")?,
        last_used_at: row.opt_i64("last_used_at")?,
    })
}
