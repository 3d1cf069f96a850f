//! `/marketplace/app/event_subscription`: an app manages its own event subscriptions.
//!
//! They are those of its Feature page, so what is made here is seen there and the other way round.
//! They belong to the app and not to the organisation, and a new address has to prove itself over
//! HTTP; that is why they stand here and not among the operations on the world. The own-header modes
//! (`custom_header`) are not modelled and refused, which the coverage page says.
//!
//! Assumed: a page holds all (an app has at most twenty), and an account-level app need not be
//! allowed by each user.

use serde::{Deserialize, Serialize};

use crate::{
    Sandbox,
    call::{Call, Reply},
    marketplace::{App, Marketplace, MarketplaceError, Reach, Subscription, SubscriptionDraft},
};

const LIST: &str = "GET /marketplace/app/event_subscription";
const CREATE: &str = "POST /marketplace/app/event_subscription";
const UNSUBSCRIBE: &str = "DELETE /marketplace/app/event_subscription";
const SUBSCRIBE: &str = "PATCH /marketplace/app/event_subscription/{eventSubscriptionId}";
const DELETE: &str = "DELETE /marketplace/app/event_subscription/{eventSubscriptionId}";

/// Whether an operation is one of these.
pub(super) fn models(key: &str) -> bool {
    [LIST, CREATE, UNSUBSCRIBE, SUBSCRIBE, DELETE].contains(&key)
}

/// Answers one of them.
pub(super) async fn answer(sandbox: &Sandbox, call: &Call<'_>) -> Reply {
    let Some(app) = sandbox.apps().by_client_id(&call.caller.client_id) else {
        return Reply::error(401, 124, "Invalid access token.");
    };
    let asked = Asked { sandbox, app, call };
    let answered = match call.key {
        LIST => asked.list(),
        CREATE => asked.create().await,
        SUBSCRIBE => asked.subscribe(),
        UNSUBSCRIBE => asked.unsubscribe(),
        _ => asked.delete(),
    };
    answered.unwrap_or_else(|refused| refused)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct New {
    events: Vec<String>,
    event_subscription_name: Option<String>,
    event_webhook_url: String,
    user_ids: Vec<String>,
    subscription_scope: String,
    custom_header: CustomHeader,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct CustomHeader {
    custom_header_type: i64,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Users {
    user_ids: Vec<String>,
}

#[derive(Serialize)]
struct Made {
    event_subscription_id: String,
}

#[derive(Serialize)]
struct List {
    next_page_token: &'static str,
    page_size: usize,
    event_subscriptions: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    event_subscription_id: String,
    events: Vec<String>,
    event_subscription_name: String,
    event_webhook_url: String,
    subscription_scope: &'static str,
    created_source: &'static str,
}

impl From<&Subscription> for Row {
    fn from(one: &Subscription) -> Self {
        Self {
            event_subscription_id: one.id.clone(),
            events: one.events.clone(),
            event_subscription_name: one.name.clone(),
            event_webhook_url: one.url.clone(),
            subscription_scope: one.reach.word(),
            created_source: if one.by_api { "openapi" } else { "default" },
        }
    }
}

struct Asked<'a> {
    sandbox: &'a Sandbox,
    app: App,
    call: &'a Call<'a>,
}

impl Asked<'_> {
    fn marketplace(&self) -> Marketplace {
        self.sandbox.marketplace_as(&self.app.developer)
    }

    fn list(&self) -> Result<Reply, Reply> {
        let scope = self.call.query("subscription_scope");
        let scope = scope.map(|word| reach(word, &[])).transpose()?;
        let user = self.call.query("user_id");
        let user = user.map(|user| self.user(user)).transpose()?;
        let wanted = |one: &&Subscription| {
            let of_scope = scope
                .as_ref()
                .is_none_or(|scope| scope.word() == one.reach.word());
            let of_user = match (&one.reach, &user) {
                (Reach::User(users), Some(user)) => users.contains(user),
                _ => true,
            };
            of_scope && of_user
        };
        let all = self.app.features.subscriptions.iter().filter(wanted);
        let size = self
            .call
            .query("page_size")
            .and_then(|size| size.parse().ok());
        Ok(Reply::ok(&List {
            next_page_token: "",
            page_size: size.unwrap_or(30),
            event_subscriptions: all.map(Row::from).collect(),
        }))
    }

    async fn create(&self) -> Result<Reply, Reply> {
        let new: New = self.call.body()?;
        if new.events.is_empty() {
            return Err(invalid("The events list is empty."));
        }
        if new.event_webhook_url.trim().is_empty() {
            return Err(invalid("The event webhook url is empty."));
        }
        let header = new.custom_header.custom_header_type;
        if header != 0 {
            let words = format!("The custom header type validate failed: {header}.");
            return Err(Reply::error(404, 1801, &words));
        }
        let users = self.users(&new.user_ids)?;
        let reach = reach(&new.subscription_scope, &users)?;
        for event in &new.events {
            self.allowed(event)?;
        }
        let draft = SubscriptionDraft {
            name: new
                .event_subscription_name
                .filter(|name| !name.trim().is_empty())
                .unwrap_or_else(|| "Event Subscription".to_owned()),
            url: new.event_webhook_url.trim().to_owned(),
            events: new.events,
        };
        let marketplace = self.marketplace();
        let unproven = |_: MarketplaceError| {
            let words = format!("The event webhook url validate failed: {}.", draft.url);
            Reply::error(404, 1701, &words)
        };
        marketplace
            .validate_endpoint(&self.app.id, &draft.url)
            .await
            .map_err(unproven)?;
        let made = marketplace.add_by_api(&self.app.id, &draft, &reach);
        let made = made.map_err(|error| invalid(&error.to_string()))?;
        Ok(Reply::created(&Made {
            event_subscription_id: made.id,
        }))
    }

    fn allowed(&self, event: &str) -> Result<(), Reply> {
        if zoom_catalog::event(event).is_none() {
            return Err(Reply::error(
                404,
                1601,
                &format!("App event not exists: {event}."),
            ));
        }
        if self.app.may_subscribe(event) {
            return Ok(());
        }
        let words = format!("The event is not allowed for the app: {event}.");
        Err(Reply::error(400, 1602, &words))
    }

    fn subscribe(&self) -> Result<Reply, Reply> {
        let id = self.known(self.call.param("eventSubscriptionId"))?;
        let users: Users = self.call.body()?;
        let users = self.users(&users.user_ids)?;
        let add = |reach: &mut Reach| {
            if let Reach::User(known) = reach {
                known.extend(users);
                known.sort();
                known.dedup();
            }
        };
        self.change(&id, add)
    }

    fn unsubscribe(&self) -> Result<Reply, Reply> {
        let id = self.known(self.call.query("event_subscription_id").unwrap_or_default())?;
        let named = self.call.query("user_ids").unwrap_or_default();
        let named: Vec<String> = named
            .split(',')
            .map(str::trim)
            .filter(|user| !user.is_empty())
            .map(str::to_owned)
            .collect();
        let users = self.users(&named)?;
        let of_account = !matches!(
            self.app
                .features
                .subscriptions
                .iter()
                .find(|one| one.id == id),
            Some(Subscription {
                reach: Reach::User(_),
                ..
            })
        );
        if of_account {
            let off = self.marketplace().disable_subscription(&self.app.id, &id);
            return off.map(|_| Reply::no_content()).map_err(|_| unknown(&id));
        }
        let remove = |reach: &mut Reach| {
            if let Reach::User(known) = reach {
                // Nobody named is everybody.
                known.retain(|user| !users.is_empty() && !users.contains(user));
            }
        };
        self.change(&id, remove)
    }

    fn delete(&self) -> Result<Reply, Reply> {
        let id = self.known(self.call.param("eventSubscriptionId"))?;
        let removed = self.marketplace().remove_subscription(&self.app.id, &id);
        removed
            .map(|_| Reply::no_content())
            .map_err(|_| unknown(&id))
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Reach)) -> Result<Reply, Reply> {
        let changed = self.marketplace().change_reach(&self.app.id, id, change);
        changed
            .map(|()| Reply::no_content())
            .map_err(|_| unknown(id))
    }

    /// One of the app's own.
    fn known(&self, id: &str) -> Result<String, Reply> {
        let all = &self.app.features.subscriptions;
        let found = all.iter().any(|one| one.id == id);
        found.then(|| id.to_owned()).ok_or_else(|| unknown(id))
    }

    fn users(&self, named: &[String]) -> Result<Vec<String>, Reply> {
        named.iter().map(|user| self.user(user)).collect()
    }

    /// A user of the account whose events this app may hear.
    fn user(&self, named: &str) -> Result<String, Reply> {
        let me = if named == "me" {
            &*self.call.caller.user_id
        } else {
            named
        };
        let person = self.sandbox.world().person(me).ok_or_else(|| {
            let words = format!("User does not exist or does not belong to this account: {named}.");
            Reply::error(404, 1001, &words)
        })?;
        let allowed = self.app.kind.acts_on_account()
            || self.app.installs.iter().any(|one| one.user_id == person.id);
        if allowed {
            return Ok(person.id);
        }
        // Zoom numbers it differently when a subscription is made and when one is joined.
        let code = if self.call.key == CREATE { 1300 } else { 1002 };
        let words = format!("The user don't authorize the app: {named}.");
        Err(Reply::error(400, code, &words))
    }
}

fn reach(word: &str, users: &[String]) -> Result<Reach, Reply> {
    match word {
        "account" => Ok(Reach::Account),
        "master_account" => Ok(Reach::MasterAccount),
        "user" => Ok(Reach::User(users.to_vec())),
        _ => Err(invalid("The subscription scope is invalid.")),
    }
}

fn invalid(words: &str) -> Reply {
    Reply::error(400, 1500, words)
}

fn unknown(id: &str) -> Reply {
    Reply::error(
        404,
        1601,
        &format!("App event subscription is invalid: {id}."),
    )
}
