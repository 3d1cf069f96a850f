//! The people of a site before an emulated Zoom.

use std::{ops::Deref, sync::Arc};

use clock::Random;
use jobs::Jobs;
use people::{People, Points};
use store::testing::{TestDb, databases};
use test_site::ada;

/// Everything a test talks to.
pub(crate) struct Site {
    pub(crate) people: People,
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

async fn site(database: TestDb) -> Site {
    over(test_site::Site::on(database, &[people::MIGRATIONS]).await)
}

/// The people of this site, which has their tables.
pub(crate) fn over(base: test_site::Site) -> Site {
    let (db, clock) = (base.database.db.clone(), base.clock.clone());
    let jobs = Jobs::new(db.clone(), clock.clone(), "one");
    Site {
        people: People::new(db, base.connect.clone(), jobs, clock, Random::seeded(8)),
        base,
    }
}

impl Site {
    /// The service as another process has it, over the same database.
    pub(crate) async fn another(&self, node: &str, points: Arc<dyn Points>) -> People {
        let db = self.database.reopen().await;
        let jobs = Jobs::new(db.clone(), self.clock.clone(), node);
        People::new(
            db,
            self.connect.clone(),
            jobs,
            self.clock.clone(),
            Random::seeded(9),
        )
        .stopping_at(points)
    }

    /// Somebody who is an ordinary member.
    pub(crate) async fn member(&self) -> people::Person {
        self.people
            .walk_now(&ada(), &self.connection)
            .await
            .expect("a walk");
        let filter = people::Filter {
            role: "2".into(),
            status: "active".into(),
            ..people::Filter::default()
        };
        let list = self.people.list(&ada(), &self.connection, &filter).await;
        list.expect("a list").rows.swap_remove(0)
    }

    /// What Zoom itself answers about somebody.
    pub(crate) async fn at_zoom(&self, key: &str) -> Option<serde_json::Value> {
        let client = self.zoom().await;
        let call = client.call("GET /users/{userId}").param("userId", key);
        call.json().await.ok()
    }
}
