//! The product put together: one database, one Zoom, the services over them. Every command and
//! the server use this same wiring, so that there is one logic.

use std::sync::Arc;

use account::Account;
use clock::{Clock, Random};
use connect::{Connect, ConnectionId, Deps, Moved, NoCheckpoints, Principal, SecretKey, holder};
use inbox::Inbox;
use jobs::Jobs;
use mail::Mailer;
use meeting_sdk::Sdk;
use meetings::Meetings;
use monitor::{Monitor, Reporting};
use people::People;
use store::Db;
use url::Url;
use web::accounts::Accounts;
use zoom_catalog::limits::Plan;
use zoom_client::Endpoints;

use crate::{
    config::{Config, MetricsAccess, PlanName},
    failure::Failure,
    secrets,
};

/// Who runs a command: whoever may read the files.
pub(crate) const OPERATOR: Principal = Principal::CommandLine;

/// All services of an installation.
pub(crate) struct Product {
    pub clock: Clock,
    pub random: Random,
    pub db: Db,
    pub connect: Connect,
    pub monitor: Monitor,
    pub meetings: Meetings,
    pub people: People,
    pub account: Account,
    pub inbox: Inbox,
    pub sdk: Sdk,
    pub accounts: Accounts,
    pub endpoints: Endpoints,
}

impl Product {
    /// Opens the database, brings its tables up to date, and starts the services, at the Zoom that
    /// is configured or not at all.
    pub(crate) async fn open(
        config: &Config,
        clock: Clock,
        local_url: Url,
    ) -> Result<Self, Failure> {
        let product = Self::at_any_zoom(config, clock, local_url).await?;
        match product.connect.follow_endpoints().await?.first() {
            Some(moved) => Err(elsewhere(moved)),
            None => Ok(product),
        }
    }

    async fn at_any_zoom(config: &Config, clock: Clock, local_url: Url) -> Result<Self, Failure> {
        let random = Random::system();
        let base_url = config.server.public_url.clone();
        let base_url = base_url.unwrap_or_else(|| local_url.clone());
        let db = Db::open(&config.store.url).await?;
        migrate(&db).await?;
        let endpoints = endpoints(config);
        let http = http(config)?;
        let key = SecretKey::load_or_create(&config.server.key_path(), &random)?;
        let connect = Connect::new(Deps {
            db: db.clone(),
            http: http.clone(),
            clock: clock.clone(),
            random: random.clone(),
            key: key.clone(),
            endpoints: endpoints.clone(),
            public_url: config.server.public_url.clone(),
            local_url,
            plan: plan(config.zoom.plan),
            share: config.zoom.share,
            checkpoints: Arc::new(NoCheckpoints),
        });
        // A process that was killed here is told from one that runs: its work goes on at once.
        let jobs =
            Jobs::new(db.clone(), clock.clone(), holder::name(&random)).judging(holder::is_dead);
        let monitor = Monitor::new(
            db.clone(),
            connect.clone(),
            jobs.clone(),
            http.clone(),
            clock.clone(),
            random.clone(),
        );
        let inbox = Inbox::keeping(db.clone(), clock.clone(), config.inbox.retention());
        let mailer = config.mail.settings()?;
        let mailer = mailer.map(|settings| Mailer::new(settings, clock.clone()));
        Ok(Self {
            monitor: monitor.with_inbox(inbox.clone()).reporting_by(Reporting {
                mailer: mailer.transpose()?,
                http: http.clone(),
                key,
                base_url,
                pushed: Some(Arc::new(inbox.clone())),
            }),
            people: People::new(
                db.clone(),
                connect.clone(),
                jobs.clone(),
                clock.clone(),
                random.clone(),
            ),
            meetings: Meetings::new(
                db.clone(),
                connect.clone(),
                jobs,
                clock.clone(),
                random.clone(),
            )
            .open(config.join.hours()),
            account: Account::new(db.clone(), connect.clone(), clock.clone(), random.clone()),
            inbox,
            sdk: sdk(config, http, clock.clone()),
            accounts: Accounts::new(db.clone(), clock.clone(), random.clone()),
            clock,
            random,
            db,
            connect,
            endpoints,
        })
    }

    /// The same, for a command that serves nothing.
    pub(crate) async fn for_command(config: &Config) -> Result<Self, Failure> {
        let local = Url::parse(&format!("http://{}/", config.server.listen))?;
        Self::open(config, Clock::system(), local).await
    }

    /// The same, for a command that asks Zoom nothing: it must work where the configuration names
    /// another Zoom than that of the credentials.
    pub(crate) async fn without_zoom(config: &Config) -> Result<Self, Failure> {
        let local = Url::parse(&format!("http://{}/", config.server.listen))?;
        Self::at_any_zoom(config, Clock::system(), local).await
    }

    /// The Zoom account a command is about.
    pub(crate) async fn connection(&self) -> Result<ConnectionId, Failure> {
        Ok(self.connect.default_connection().await?.id)
    }

    /// What the pages are given.
    pub(crate) fn state(&self, config: &Config, local_url: Url) -> Result<web::State, Failure> {
        let metrics = match config.metrics.access {
            MetricsAccess::Open => web::MetricsAccess::Open,
            MetricsAccess::Closed => web::MetricsAccess::Closed,
            MetricsAccess::Token => web::MetricsAccess::Token(secrets::read(
                config.metrics.token_file.as_ref(),
                "PARFOCAL_METRICS_TOKEN",
            )?),
        };
        let emulated = !is_zoom(&self.endpoints.api);
        let marketplace_url = if emulated {
            self.endpoints.oauth.join("/")?
        } else {
            Url::parse("https://marketplace.zoom.us/")?
        };
        Ok(web::State::new(web::Parts {
            clock: self.clock.clone(),
            random: self.random.clone(),
            db: self.db.clone(),
            accounts: self.accounts.clone(),
            connect: self.connect.clone(),
            monitor: self.monitor.clone(),
            meetings: self.meetings.clone(),
            people: self.people.clone(),
            account: self.account.clone(),
            inbox: self.inbox.clone(),
            sdk: self.sdk.clone(),
            settings: web::Settings {
                public_url: config.server.public_url.clone(),
                local_url,
                metrics,
                oauth_url: self.endpoints.oauth.clone(),
                marketplace_url,
                emulated,
                join: config.join.settings(),
                trusted_proxies: config.server.proxies()?,
            },
        }))
    }
}

/// Every crate's tables, those that others point to first.
async fn migrate(db: &Db) -> Result<(), Failure> {
    db.migrate(connect::MIGRATIONS).await?;
    db.migrate(jobs::MIGRATIONS).await?;
    db.migrate(inbox::MIGRATIONS).await?;
    db.migrate(monitor::MIGRATIONS).await?;
    db.migrate(meetings::MIGRATIONS).await?;
    db.migrate(people::MIGRATIONS).await?;
    db.migrate(account::MIGRATIONS).await?;
    db.migrate(web::accounts::MIGRATIONS).await?;
    Ok(())
}

/// Credentials of a sandbox must not reach the real Zoom, nor the other way round.
fn elsewhere(moved: &Moved) -> Failure {
    Failure::config(
        format!(
            "The credentials of “{}” belong to the Zoom at {}, and the configuration names the one \
             at {}: they are not sent to it.",
            moved.name, moved.kept.api, moved.configured.api
        ),
        format!(
            "Name another database with `store.url` for this Zoom, set `zoom.api_url` to {} and \
             `zoom.oauth_url` to {} again, or forget the credentials with `parfocal connect \
             forget` (monitoring, s2s, sdk) and enter those of this Zoom.",
            moved.kept.api, moved.kept.oauth
        ),
    )
}

fn endpoints(config: &Config) -> Endpoints {
    let mut endpoints = Endpoints::zoom();
    let zoom = &config.zoom;
    for (place, configured) in [
        (&mut endpoints.api, &zoom.api_url),
        (&mut endpoints.oauth, &zoom.oauth_url),
        (&mut endpoints.status, &zoom.status_url),
    ] {
        if let Some(url) = configured {
            *place = url.clone();
        }
    }
    endpoints
}

fn is_zoom(url: &Url) -> bool {
    url.host_str()
        .is_some_and(|host| host == "zoom.us" || host.ends_with(".zoom.us"))
}

/// The client that everything goes through.
pub(crate) fn http(config: &Config) -> Result<reqwest::Client, Failure> {
    Ok(zoom_client::http_client(ca(config)?.as_deref())?)
}

/// The files of Zoom's Meeting SDK.
pub(crate) fn sdk(config: &Config, http: reqwest::Client, clock: Clock) -> Sdk {
    let folder = config.server.data.join("meeting-sdk");
    Sdk::new(folder, config.sdk.source).fetching_with(http, clock)
}

fn ca(config: &Config) -> Result<Option<Vec<u8>>, Failure> {
    let Some(path) = &config.zoom.ca_file else {
        return Ok(None);
    };
    std::fs::read(path).map(Some).map_err(|error| {
        Failure::config(
            format!(
                "`zoom.ca_file` names {}, which cannot be read: {error}.",
                path.display()
            ),
            "Name a PEM file, or leave the key out.",
        )
    })
}

/// The catalogue's plan of that name.
pub(crate) fn plan(name: PlanName) -> Plan {
    match name {
        PlanName::Free => Plan::Free,
        PlanName::Pro => Plan::Pro,
        PlanName::Business => Plan::Business,
    }
}
