//! The handle everything hangs on: start it, mount its router, reach its rooms.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use axum::Router;
use clock::Clock;
use jiff::Timestamp;
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

use crate::{
    admin::{Fault, Faults},
    config::Config,
    http,
    limits::Limiter,
    marketplace::{Marketplace, Registry},
    oauth::{self, AllowError, Allowed, AuthorizeError, AuthorizeRequest, Codes, Consent, Tokens},
    persistence::{self, StartError},
    ready::{self, Ready},
    status::Status,
    time::VirtualClock,
    web_client::{self, WebClient, WebClientError},
    webhooks::{self, Webhooks},
    world::{Organisation, Person, World, WorldConfig},
};

/// An emulated Zoom. Cheap to clone; all clones are the same one.
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    config: Config,
    time: VirtualClock,
    clock: Clock,
    world: RwLock<Arc<World>>,
    apps: Registry,
    tokens: Tokens,
    codes: Codes,
    limiter: Limiter,
    faults: Faults,
    status: Status,
    keeper: persistence::Keeper,
    web_client: WebClient,
    webhooks: Webhooks,
    /// Commands share it, the webhooks' pump takes it alone.
    turn: RwLock<()>,
    ready: RwLock<Ready>,
}

impl Sandbox {
    /// Makes the organisation (or loads it, where `data` holds one) and, unless `empty`, the
    /// apps of the ready line.
    ///
    /// # Errors
    /// When the data folder cannot be used or holds something unreadable.
    pub fn start(config: Config) -> Result<Self, StartError> {
        let time = VirtualClock::new(config.clock.clone(), config.start);
        let clock = time.clock();
        let world = found(&config, &clock);
        let ready = Ready::without_apps(&config.base_url, world.account_id());
        let sandbox = Self(Arc::new(Inner {
            limiter: Limiter::new(config.plan, config.limits, config.window),
            keeper: persistence::Keeper::open(config.data.clone())?,
            webhooks: Webhooks::new(config.webhook_client.clone()),
            turn: RwLock::new(()),
            config,
            time,
            clock,
            world: RwLock::new(Arc::new(world)),
            apps: Registry::default(),
            tokens: Tokens::default(),
            codes: Codes::default(),
            faults: Faults::default(),
            status: Status::default(),
            web_client: WebClient::default(),
            ready: RwLock::new(ready),
        }));
        let loaded = persistence::load(&sandbox)?;
        if !loaded && !sandbox.0.config.empty {
            ready::build_apps(&sandbox).map_err(StartError::Apps)?;
        }
        Ok(sandbox)
    }

    /// Every address of the emulated Zoom except the console's pages: `/v2`, `/scim2`,
    /// `/oauth/token`, `/oauth/revoke`, `/.well-known/oauth-authorization-server`, `/status` and
    /// the admin API at `/sandbox/v1`.
    pub fn router(&self) -> Router {
        http::router(self.clone())
    }

    /// What the ready line says.
    pub fn ready(&self) -> Ready {
        let ready = self.0.ready.read().unwrap_or_else(PoisonError::into_inner);
        Ready {
            web_client: self.0.web_client.ready(),
            ..ready.clone()
        }
    }

    /// Lets Zoom's Meeting SDK join in a browser that maps `zoom.us` and `*.zoom.us` to this
    /// listener, which speaks TLS with a certificate made now; the ready line then says what the
    /// browser must be told. Until the handle that is returned is aborted.
    ///
    /// # Errors
    /// When no certificate can be made, or the listener has no address.
    pub fn serve_web_client(
        &self,
        listener: TcpListener,
    ) -> Result<JoinHandle<()>, WebClientError> {
        web_client::serve(self, listener)
    }

    /// What [`Sandbox::serve_web_client`] serves, for a test that needs no TLS.
    pub fn web_client_router(&self) -> Router {
        web_client::router(self.clone())
    }

    /// Lets the organisation live, tells subscribers what happens and, with `data`, keeps its
    /// state on disk, until the handle that is returned is aborted.
    pub fn spawn_life(&self) -> JoinHandle<()> {
        let sandbox = self.clone();
        tokio::spawn(async move {
            tokio::join!(webhooks::run(sandbox.clone()), sandbox.live());
        })
    }

    async fn live(&self) {
        loop {
            // One second of real time: a sped-up organisation still breathes evenly.
            self.0.config.clock.sleep(Duration::from_secs(1)).await;
            self.world().live_until(self.now());
            let keeper = self.clone();
            let saved = tokio::task::spawn_blocking(move || keeper.save_if_changed()).await;
            if let Ok(Err(error)) = saved {
                tracing::warn!(%error, "the sandbox's state was not saved");
            }
        }
    }

    /// Lets the host of a meeting start it now, whatever its plan says. False where it is going
    /// on already or does not exist.
    pub fn start_meeting(&self, meeting_id: u64) -> bool {
        let _turn = self.turn_of_a_command();
        let started = self.world().start_meeting(meeting_id, self.now());
        self.touch();
        started
    }

    /// Gives the main account of `world` a command at the present second: subscribers are told of
    /// it after whatever was before, it is kept, and every web client looks again.
    pub(crate) fn command<T>(
        &self,
        world: &World,
        act: impl FnOnce(&mut Organisation, i64) -> T,
    ) -> T {
        let turn = self.turn_of_a_command();
        let now = self.now().as_second();
        let outcome = act(&mut world.main_mut(), now);
        drop(turn);
        self.touch();
        outcome
    }

    /// Whether every subscriber was sent all that has happened by now, retries that are not due
    /// yet aside: what a scripted test waits for after it moved the clock.
    pub fn webhooks_settled(&self) -> bool {
        // The pump holds its turn while it tells, so it is not half-way.
        let _turn = self.turn_of_a_command();
        self.world().is_told() && self.0.webhooks.is_settled(self.now())
    }

    /// Lets another app of the account make so many calls of an operation (`GET /users`) at this
    /// moment, as far as the limits let it: they count as real ones do, and nothing is answered.
    /// Gives how many were let through; none for an operation that Zoom does not have.
    pub fn other_app_calls(&self, operation: &str, calls: u32) -> u32 {
        zoom_catalog::operation(operation).map_or(0, |operation| {
            self.0.limiter.spend(operation, calls, self.now())
        })
    }

    /// The Marketplace as the account's owner sees it.
    pub fn marketplace(&self) -> Marketplace {
        self.marketplace_as(&self.world().owner().id)
    }

    /// The Marketplace as another user sees it.
    pub fn marketplace_as(&self, user_id: &str) -> Marketplace {
        Marketplace::new(self.clone(), user_id.to_owned())
    }

    /// Checks an authorize request; the consent is what the page then asks about.
    ///
    /// # Errors
    /// What the authorize page shows instead.
    pub fn authorize(&self, request: &AuthorizeRequest) -> Result<Consent, AuthorizeError> {
        oauth::authorize(self.apps(), request)
    }

    /// Allows `consent` in the name of a user: earlier tokens of theirs for this app stop.
    ///
    /// # Errors
    /// When the user may not add this kind of app.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a consent is spent by allowing it"
    )]
    pub fn allow(&self, consent: Consent, user_id: &str) -> Result<Allowed, AllowError> {
        oauth::allow(self, &consent, user_id)
    }

    /// The user whose email and password these are.
    pub fn sign_in(&self, email: &str, password: &str) -> Option<Person> {
        self.world().sign_in(email, password)
    }

    /// The living organisation.
    pub fn world(&self) -> Arc<World> {
        Arc::clone(&self.0.world.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The sandbox's virtual clock, as everybody is handed it.
    pub fn clock(&self) -> Clock {
        self.0.clock.clone()
    }

    /// The hand that moves the virtual clock.
    pub fn time(&self) -> &VirtualClock {
        &self.0.time
    }

    /// The virtual instant it is now.
    pub fn now(&self) -> Timestamp {
        self.0.time.now()
    }

    /// The account's id.
    pub fn account_id(&self) -> String {
        self.world().account_id()
    }

    /// What the sandbox was started with.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Back to the state it started with: a fresh organisation and, unless `empty`, new apps.
    /// The clock stays where it is.
    ///
    /// # Errors
    /// When the apps of the ready line cannot be built.
    pub fn reset(&self) -> Result<(), StartError> {
        let world = found(&self.0.config, &self.0.clock);
        let account_id = world.account_id();
        *self.0.world.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(world);
        self.0.apps.replace(Vec::new());
        self.0.tokens.replace(Vec::new(), HashMap::new());
        self.0.codes.replace(HashMap::new());
        self.0.limiter.reset();
        self.0.faults.clear();
        self.0.status.clear();
        self.0.web_client.clear();
        self.0.webhooks.clear();
        self.set_ready(Ready::without_apps(&self.0.config.base_url, account_id));
        if !self.0.config.empty {
            ready::build_apps(self).map_err(StartError::Apps)?;
        }
        self.touch();
        Ok(())
    }

    /// Writes the state to the data folder now; does nothing without one.
    ///
    /// # Errors
    /// When the folder cannot be written (a full disk); the older state is then still whole.
    pub fn save(&self) -> Result<(), StartError> {
        persistence::save(self)
    }

    fn save_if_changed(&self) -> Result<(), StartError> {
        // A living world changes by itself, so with a data folder every tick may have news; the
        // keeper writes at most every ten seconds unless something was asked for.
        if self.0.keeper.due(self.0.config.clock.now()) {
            persistence::save(self)?;
        }
        Ok(())
    }

    /// Marks the state as changed.
    pub(crate) fn touch(&self) {
        self.0.keeper.touch();
        self.0.web_client.changed();
    }

    pub(crate) fn apps(&self) -> &Registry {
        &self.0.apps
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    pub(crate) fn codes(&self) -> &Codes {
        &self.0.codes
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    /// Lets the next replies go wrong, as `POST /sandbox/v1/faults` does.
    pub fn fail(&self, fault: Fault) {
        self.0.faults.add(fault);
    }

    pub(crate) fn faults(&self) -> &Faults {
        &self.0.faults
    }

    pub(crate) fn webhooks(&self) -> &Webhooks {
        &self.0.webhooks
    }

    /// Held while a command changes the world: its instant is not told before it is done.
    pub(crate) fn turn_of_a_command(&self) -> RwLockReadGuard<'_, ()> {
        self.0.turn.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Held while what happened is told.
    pub(crate) fn turn_of_the_pump(&self) -> RwLockWriteGuard<'_, ()> {
        self.0.turn.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn status(&self) -> &Status {
        &self.0.status
    }

    pub(crate) fn keeper(&self) -> &persistence::Keeper {
        &self.0.keeper
    }

    pub(crate) fn web_client(&self) -> &WebClient {
        &self.0.web_client
    }

    pub(crate) fn set_ready(&self, ready: Ready) {
        *self.0.ready.write().unwrap_or_else(PoisonError::into_inner) = ready;
    }

    /// The address without a path and without a slash at its end.
    pub(crate) fn origin(&self) -> String {
        ready::origin(&self.0.config.base_url)
    }

    /// An address of the OAuth server.
    pub(crate) fn oauth_url(&self, leaf: &str) -> Url {
        let mut url = self.0.config.base_url.clone();
        url.set_path(&format!("/oauth/{leaf}"));
        url
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.0.config.base_url.as_str())
            .finish_non_exhaustive()
    }
}

/// A fresh organisation whose links lead to this sandbox's console.
fn found(config: &Config, clock: &Clock) -> World {
    let world = World::new(WorldConfig {
        seed: config.seed,
        users: config.users.max(1),
        plan: config.plan.as_str().to_owned(),
        clock: clock.clone(),
        random: config.random.clone(),
    });
    world.set_web(&ready::origin(&config.base_url));
    world
}
