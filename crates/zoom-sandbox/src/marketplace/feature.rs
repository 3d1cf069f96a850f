//! What a developer does on the Feature page.

use crate::{
    marketplace::{
        App, Marketplace, MarketplaceError, Reach, Subscription, SubscriptionDraft, mint,
        subscription::{MOST_SUBSCRIPTIONS, endpoint},
    },
    webhooks::{self, Delivery},
};

impl Marketplace {
    /// Presses *Validate*: asks the address to prove itself. A subscription with it can then be
    /// saved.
    ///
    /// # Errors
    /// What is wrong with the address or its answer.
    pub async fn validate_endpoint(&self, app_id: &str, url: &str) -> Result<(), MarketplaceError> {
        let app = self.app(app_id)?;
        let url = endpoint(url)?;
        webhooks::validate(&self.sandbox, &app, &url)
            .await
            .map_err(|why| MarketplaceError::ValidationFailed {
                url: url.clone(),
                why,
            })?;
        self.sandbox.webhooks().refresh(&app.id, &url);
        Ok(())
    }

    /// Whether a subscription with this address could be saved.
    pub fn is_validated(&self, app: &App, url: &str) -> bool {
        let url = url.trim();
        let kept = app.features.subscriptions.iter();
        kept.filter(|known| known.enabled)
            .any(|known| known.url == url)
            || self.sandbox.webhooks().is_fresh(&app.id, url)
    }

    /// Saves a new subscription; its address must have been validated.
    pub fn add_subscription(
        &self,
        app_id: &str,
        draft: &SubscriptionDraft,
    ) -> Result<Subscription, MarketplaceError> {
        self.add(app_id, draft, &Reach::Account, false)
    }

    /// The same for one that is made over the API.
    pub(crate) fn add_by_api(
        &self,
        app_id: &str,
        draft: &SubscriptionDraft,
        reach: &Reach,
    ) -> Result<Subscription, MarketplaceError> {
        self.add(app_id, draft, reach, true)
    }

    fn add(
        &self,
        app_id: &str,
        draft: &SubscriptionDraft,
        reach: &Reach,
        by_api: bool,
    ) -> Result<Subscription, MarketplaceError> {
        let now = self.sandbox.now();
        let id = mint::short(&self.sandbox.config().random);
        let validated = |app: &App, url: &str| self.is_validated(app, url);
        let app = self.change(app_id, |app| {
            if app.features.subscriptions.len() >= MOST_SUBSCRIPTIONS {
                return Err(MarketplaceError::TooManySubscriptions);
            }
            let SubscriptionDraft { name, url, events } = draft.checked(app)?;
            if !validated(app, &url) {
                return Err(MarketplaceError::NotValidated { url });
            }
            let mut new = Subscription {
                id: id.clone(),
                name,
                url,
                events,
                reach: reach.clone(),
                by_api,
                ..Subscription::default()
            };
            new.validated(now);
            app.features.subscriptions.push(new);
            Ok(())
        })?;
        self.sandbox.webhooks().lane(&id);
        self.listen();
        find(&app, &id).cloned()
    }

    /// Changes a subscription; another address must have been validated.
    pub fn change_subscription(
        &self,
        app_id: &str,
        id: &str,
        draft: &SubscriptionDraft,
    ) -> Result<Subscription, MarketplaceError> {
        let now = self.sandbox.now();
        let validated = |app: &App, url: &str| self.is_validated(app, url);
        let app = self.change(app_id, |app| {
            let SubscriptionDraft { name, url, events } = draft.checked(app)?;
            let moved = find(app, id)?.url != url;
            if moved && !validated(app, &url) {
                return Err(MarketplaceError::NotValidated { url });
            }
            let kept = find_mut(app, id)?;
            (kept.name, kept.url, kept.events) = (name, url, events);
            if moved {
                kept.validated(now);
            }
            Ok(())
        })?;
        self.listen();
        find(&app, id).cloned()
    }

    /// Changes whose events a subscription is sent.
    pub(crate) fn change_reach(
        &self,
        app_id: &str,
        id: &str,
        change: impl FnOnce(&mut Reach),
    ) -> Result<(), MarketplaceError> {
        self.change(app_id, |app| {
            change(&mut find_mut(app, id)?.reach);
            Ok(())
        })?;
        Ok(())
    }

    /// Removes a subscription with what waits for it.
    pub fn remove_subscription(&self, app_id: &str, id: &str) -> Result<App, MarketplaceError> {
        let app = self.change(app_id, |app| {
            find(app, id)?;
            app.features.subscriptions.retain(|known| known.id != id);
            Ok(())
        })?;
        self.sandbox.webhooks().forget(id);
        Ok(app)
    }

    /// Presses *Validate* on a saved subscription; one that was disabled is enabled by it.
    ///
    /// # Errors
    /// What is wrong with the answer. It does not count towards the six that disable.
    pub async fn validate_subscription(
        &self,
        app_id: &str,
        id: &str,
    ) -> Result<Subscription, MarketplaceError> {
        let url = find(&self.app(app_id)?, id)?.url.clone();
        self.validate_endpoint(app_id, &url).await?;
        let now = self.sandbox.now();
        let app = self.change(app_id, |app| {
            find_mut(app, id)?.validated(now);
            Ok(())
        })?;
        self.listen();
        find(&app, id).cloned()
    }

    /// Switches a subscription off; what waits is given up.
    pub fn disable_subscription(
        &self,
        app_id: &str,
        id: &str,
    ) -> Result<Subscription, MarketplaceError> {
        let now = self.sandbox.now();
        let app = self.change(app_id, |app| {
            find_mut(app, id)?.disable(now);
            Ok(())
        })?;
        self.sandbox.webhooks().lane(id).give_up();
        find(&app, id).cloned()
    }

    /// The latest deliveries of a subscription, latest first.
    pub fn deliveries(
        &self,
        app_id: &str,
        id: &str,
        most: usize,
    ) -> Result<Vec<Delivery>, MarketplaceError> {
        find(&self.app(app_id)?, id)?;
        Ok(self.sandbox.webhooks().lane(id).list(most))
    }

    /// One delivery.
    pub fn delivery(
        &self,
        app_id: &str,
        id: &str,
        delivery: u64,
    ) -> Result<Delivery, MarketplaceError> {
        find(&self.app(app_id)?, id)?;
        let found = self.sandbox.webhooks().lane(id).get(delivery);
        found.ok_or(MarketplaceError::NoSuchDelivery { id: delivery })
    }

    /// Sends the body of a delivery again; gives the new delivery's id.
    pub fn replay(&self, app_id: &str, id: &str, delivery: u64) -> Result<u64, MarketplaceError> {
        if !find(&self.app(app_id)?, id)?.enabled {
            return Err(MarketplaceError::SubscriptionDisabled);
        }
        let lane = self.sandbox.webhooks().lane(id);
        lane.replay(delivery, self.sandbox.now())
            .ok_or(MarketplaceError::NoSuchDelivery { id: delivery })
    }

    /// The app a subscription belongs to.
    pub fn app_of_subscription(&self, id: &str) -> Result<App, MarketplaceError> {
        let found = self
            .sandbox
            .apps()
            .look(|apps| apps.iter().find(|app| find(app, id).is_ok()).cloned());
        found.ok_or_else(|| MarketplaceError::NoSuchSubscription { id: id.to_owned() })
    }

    /// From now on what happens is told.
    fn listen(&self) {
        self.sandbox.webhooks().begin(self.sandbox.now());
        self.sandbox.world().listen(true);
    }
}

/// A subscription of an app.
pub(crate) fn find<'a>(app: &'a App, id: &str) -> Result<&'a Subscription, MarketplaceError> {
    let all = &app.features.subscriptions;
    all.iter()
        .find(|known| known.id == id)
        .ok_or_else(|| MarketplaceError::NoSuchSubscription { id: id.to_owned() })
}

pub(crate) fn find_mut<'a>(
    app: &'a mut App,
    id: &str,
) -> Result<&'a mut Subscription, MarketplaceError> {
    let all = &mut app.features.subscriptions;
    all.iter_mut()
        .find(|known| known.id == id)
        .ok_or_else(|| MarketplaceError::NoSuchSubscription { id: id.to_owned() })
}
