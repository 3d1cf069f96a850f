//! The meetings of a site before an emulated Zoom.

use std::{ops::Deref, sync::Arc};

use clock::Random;
use jiff::{ToSpan, tz::TimeZone};
use jobs::{Jobs, bulk::Points};
use meetings::{Form, Meetings};
use store::testing::{TestDb, databases, sqlite};
use test_site::ada;

/// Everything a test talks to.
pub(crate) struct Site {
    pub(crate) meetings: Meetings,
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
    let base = test_site::Site::on(database, &[meetings::MIGRATIONS]).await;
    let (db, clock) = (base.database.db.clone(), base.clock.clone());
    let jobs = Jobs::new(db.clone(), clock.clone(), "one");
    Site {
        meetings: Meetings::new(db, base.connect.clone(), jobs, clock, Random::seeded(8)),
        base,
    }
}

impl Site {
    /// The same after a restart: nothing that was in memory is left.
    pub(crate) fn restarted(self) -> Self {
        let (db, clock) = (self.base.database.db.clone(), self.base.clock.clone());
        let jobs = Jobs::new(db.clone(), clock.clone(), "one");
        let connect = self.base.connect.clone();
        Self {
            meetings: Meetings::new(db, connect, jobs, clock, Random::seeded(9)),
            base: self.base,
        }
    }

    /// The service as another process has it, over the same database.
    pub(crate) async fn another(&self, node: &str, points: Arc<dyn Points>) -> Meetings {
        let db = self.base.database.reopen().await;
        let (connect, clock) = (self.base.connect.clone(), self.base.clock.clone());
        let jobs = Jobs::new(db.clone(), clock.clone(), node);
        Meetings::new(db, connect, jobs, clock, Random::seeded(9)).stopping_at(points)
    }

    /// A licensed host of the account.
    pub(crate) async fn host(&self) -> String {
        let hosts = self
            .meetings
            .hosts(&ada(), &self.connection, meetings::Kind::Webinar)
            .await
            .expect("hosts");
        hosts.first().expect("a licensed host").email.clone()
    }

    /// A plain form for a start in ten days.
    pub(crate) async fn form(&self) -> Form {
        let day = self.clock.now().to_zoned(TimeZone::UTC).date() + 10.days();
        Form {
            topic: "Sound on a <b>slow</b> line 🎧".into(),
            agenda: "One\nTwo & three".into(),
            host: self.host().await,
            date: day.to_string(),
            time: "17:00".into(),
            zone: "Europe/Berlin".into(),
            duration: "45".into(),
            ..Form::default()
        }
    }

    /// Moves the clock that the site and its Zoom share.
    pub(crate) fn advance_to(&self, at: jiff::Timestamp) {
        self.sandbox.time().set(at);
    }

    /// What somebody changes in Zoom itself.
    pub(crate) async fn change_at_zoom(
        &self,
        kind: meetings::Kind,
        id: zoom_types::MeetingId,
        body: serde_json::Value,
    ) {
        let client = self.zoom().await;
        let done = match kind {
            meetings::Kind::Meeting => {
                let body = serde_json::from_value(body).expect("a body");
                client.meetings().update(id, None, &body).await
            }
            meetings::Kind::Webinar => {
                let body = serde_json::from_value(body).expect("a body");
                client.webinars().update(id, None, &body).await
            }
        };
        done.expect("changed at Zoom");
    }
}
