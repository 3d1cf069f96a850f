//! The account on a site before an emulated Zoom.

use std::ops::Deref;

use account::{Account, Place};
use clock::Random;
use inbox::Inbox;
use store::testing::{TestDb, databases, sqlite};

pub(crate) struct Site {
    pub(crate) account: Account,
    pub(crate) inbox: Inbox,
    base: test_site::Site,
}

impl Deref for Site {
    type Target = test_site::Site;

    fn deref(&self) -> &Self::Target {
        &self.base
    }
}

/// A site on each engine, each with a Zoom of its own.
pub(crate) async fn sites() -> Vec<Site> {
    let mut sites = Vec::new();
    for database in databases().await {
        sites.push(site(database).await);
    }
    sites
}

/// A site on SQLite: for what the database has no part in.
pub(crate) async fn one_site() -> Site {
    site(sqlite().await).await
}

async fn site(database: TestDb) -> Site {
    let base = test_site::Site::on(database, &[inbox::MIGRATIONS, account::MIGRATIONS]).await;
    let (db, clock) = (base.database.db.clone(), base.clock.clone());
    Site {
        account: Account::new(
            db.clone(),
            base.connect.clone(),
            clock.clone(),
            Random::seeded(8),
        ),
        inbox: Inbox::new(db, clock),
        base,
    }
}

impl Site {
    /// The sub-account.
    pub(crate) async fn sub(&self) -> Place {
        let all = self.zoom().await.accounts().sub_accounts().all().await;
        Place::Sub(
            all.expect("a list")
                .first()
                .expect("a sub-account")
                .id
                .clone(),
        )
    }

    /// An active admin of an account who does not own it.
    pub(crate) async fn admin(&self, place: &Place) -> Option<String> {
        let client = self.zoom().await;
        let list = match place {
            Place::Own => client.call("GET /users"),
            Place::Sub(id) => client
                .call("GET /accounts/{accountId}/users")
                .param("accountId", id),
        };
        let list: serde_json::Value = list
            .query("role_id", "1")
            .query("page_size", 300)
            .json()
            .await
            .expect("users");
        let users = list["users"].as_array().expect("an array");
        users
            .iter()
            .find(|one| one["status"] == "active")
            .map(|one| one["email"].as_str().expect("a mail").to_owned())
    }
}
