//! The emulated App Marketplace: where a developer builds an app, gives it scopes and gets its
//! credentials.
//!
//! Every rule here is one a person meets when following Zoom's own instructions: required fields
//! before activation, publish off for an app of one's own account, `:master` scopes for the owner
//! of a primary account only. A refusal is a sentence the page can show.

mod app;
mod error;
mod feature;
pub(crate) mod mint;
mod registry;
mod scopes;
mod subscription;

use url::Url;
use zoom_types::ScopeSet;

pub use self::{
    app::{App, AppKind, Features, Information, Install, Managed},
    error::MarketplaceError,
    subscription::{Reach, Subscription, SubscriptionDraft, SubscriptionNotice},
};
pub(crate) use self::{
    feature::{find, find_mut},
    registry::Registry,
    scopes::Giver,
};
use crate::{Sandbox, world::Role};

/// The Marketplace as one signed-in developer sees it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Marketplace {
    sandbox: Sandbox,
    developer: String,
}

impl Marketplace {
    pub(crate) fn new(sandbox: Sandbox, developer: String) -> Self {
        Self { sandbox, developer }
    }

    /// Every app of the account, oldest first.
    pub fn apps(&self) -> Vec<App> {
        self.sandbox.apps().all()
    }

    /// One app by its id.
    pub fn app(&self, id: &str) -> Result<App, MarketplaceError> {
        self.sandbox
            .apps()
            .by_id(id)
            .ok_or_else(|| MarketplaceError::NoSuchApp { id: id.to_owned() })
    }

    /// One app by its client id.
    pub fn app_by_client_id(&self, client_id: &str) -> Option<App> {
        self.sandbox.apps().by_client_id(client_id)
    }

    /// Builds an app with fresh credentials, no scopes and empty pages.
    pub fn create(
        &self,
        kind: AppKind,
        name: &str,
        publish: bool,
    ) -> Result<App, MarketplaceError> {
        let random = &self.sandbox.config().random;
        let app = App {
            id: mint::short(random),
            name: valid_name(name)?,
            kind,
            developer: self.developer.clone(),
            client_id: mint::short(random),
            client_secret: mint::client_secret(random),
            secret_token: crate::secret::Secret::new(mint::short(random)),
            verification_token: crate::secret::Secret::new(mint::short(random)),
            publish,
            redirect_urls: Vec::new(),
            information: Information::default(),
            features: Features::default(),
            scopes: ScopeSet::default(),
            meeting_sdk: false,
            activated: false,
            installs: Vec::new(),
            created_at: self.sandbox.now(),
        };
        self.sandbox.apps().add(app.clone());
        self.sandbox.touch();
        Ok(app)
    }

    /// Renames an app.
    pub fn set_name(&self, id: &str, name: &str) -> Result<App, MarketplaceError> {
        let name = valid_name(name)?;
        self.change(id, |app| {
            app.name = name;
            Ok(())
        })
    }

    /// The "publish" switch.
    pub fn set_publish(&self, id: &str, publish: bool) -> Result<App, MarketplaceError> {
        self.change(id, |app| {
            app.publish = publish;
            Ok(())
        })
    }

    /// Who manages a General app. Scopes above user level leave with the administrator.
    pub fn set_managed(&self, id: &str, managed: Managed) -> Result<App, MarketplaceError> {
        self.change(id, |app| {
            if !matches!(app.kind, AppKind::General { .. }) {
                return Err(not_for("App management type", app));
            }
            app.kind = AppKind::General { managed };
            if managed == Managed::User {
                app.scopes = app
                    .scopes
                    .iter()
                    .filter(|s| !s.ends_with(":admin") && !s.ends_with(":master"))
                    .collect();
            }
            Ok(())
        })
    }

    /// The redirect URL for OAuth, followed by the rest of the allow list.
    pub fn set_redirect_urls(&self, id: &str, urls: &[String]) -> Result<App, MarketplaceError> {
        let urls: Vec<String> = urls
            .iter()
            .map(|url| url.trim().to_owned())
            .filter(|url| !url.is_empty())
            .collect();
        urls.iter().try_for_each(|url| valid_redirect(url))?;
        self.change(id, |app| {
            if !app.kind.uses_authorize() {
                return Err(not_for("A redirect URL", app));
            }
            app.redirect_urls = urls;
            Ok(())
        })
    }

    /// The Information page. It may be saved incomplete; activation asks for the rest.
    pub fn set_information(
        &self,
        id: &str,
        information: Information,
    ) -> Result<App, MarketplaceError> {
        let email = information.developer_email.trim();
        if !email.is_empty() && !looks_like_an_address(email) {
            return Err(MarketplaceError::EmailInvalid {
                email: email.to_owned(),
            });
        }
        if let Some((field, most)) = information.too_long() {
            return Err(MarketplaceError::InformationTooLong { field, most });
        }
        self.change(id, |app| {
            app.information = information;
            Ok(())
        })
    }

    /// Replaces the app's scopes. All or none: one refused scope refuses the change.
    pub fn set_scopes(&self, id: &str, scopes: ScopeSet) -> Result<App, MarketplaceError> {
        let giver = self.giver();
        self.change(id, |app| {
            scopes::check(app, &scopes, giver)?;
            app.scopes = scopes;
            Ok(())
        })
    }

    /// Adds scopes to the app's own.
    pub fn add_scopes(&self, id: &str, scopes: &ScopeSet) -> Result<App, MarketplaceError> {
        let scopes = self.app(id)?.scopes.union(scopes);
        self.set_scopes(id, scopes)
    }

    /// Takes scopes away; those the app lacks are passed over.
    pub fn remove_scopes(&self, id: &str, scopes: &ScopeSet) -> Result<App, MarketplaceError> {
        self.change(id, |app| {
            for scope in scopes.iter() {
                app.scopes.remove(scope);
            }
            Ok(())
        })
    }

    /// Whether `scope` could be added to the app, and if not, why not.
    pub fn may_add_scope(&self, app: &App, scope: &str) -> Result<(), MarketplaceError> {
        scopes::check(app, &[scope].into_iter().collect(), self.giver())
    }

    /// The Meeting SDK switch of a General app's Embed page.
    pub fn set_meeting_sdk(&self, id: &str, on: bool) -> Result<App, MarketplaceError> {
        self.change(id, |app| {
            if !matches!(app.kind, AppKind::General { .. }) {
                return Err(not_for("Embed with Meeting SDK", app));
            }
            app.meeting_sdk = on;
            Ok(())
        })
    }

    /// Activates a Server-to-Server app; from then on its token can be fetched.
    pub fn activate(&self, id: &str) -> Result<App, MarketplaceError> {
        self.change(id, |app| {
            if app.kind != AppKind::ServerToServer {
                return Err(not_for("Activation", app));
            }
            app.unfinished().into_iter().next().map_or(Ok(()), Err)?;
            app.activated = true;
            Ok(())
        })
    }

    /// Deactivates a Server-to-Server app; its tokens stop at once.
    pub fn deactivate(&self, id: &str) -> Result<App, MarketplaceError> {
        let app = self.change(id, |app| {
            if app.kind != AppKind::ServerToServer {
                return Err(not_for("Activation", app));
            }
            app.activated = false;
            Ok(())
        })?;
        self.sandbox.tokens().forget_app(&app.client_id);
        Ok(app)
    }

    /// A new client secret; the old one stops working at once.
    pub fn regenerate_secret(&self, id: &str) -> Result<App, MarketplaceError> {
        let secret = mint::client_secret(&self.sandbox.config().random);
        self.change(id, |app| {
            app.client_secret = secret;
            Ok(())
        })
    }

    /// Deletes an app with its tokens.
    pub fn delete(&self, id: &str) -> Result<(), MarketplaceError> {
        let app = self
            .sandbox
            .apps()
            .remove(id)
            .ok_or_else(|| MarketplaceError::NoSuchApp { id: id.to_owned() })?;
        self.sandbox.tokens().forget_app(&app.client_id);
        for subscription in &app.features.subscriptions {
            self.sandbox.webhooks().forget(&subscription.id);
        }
        self.sandbox.touch();
        Ok(())
    }

    /// What "Add" opens: the authorize page, without `state`, for the first redirect URL.
    pub fn add_url(&self, id: &str) -> Result<Url, MarketplaceError> {
        let app = self.app(id)?;
        if !app.kind.uses_authorize() {
            return Err(not_for("Add", &app));
        }
        app.unfinished().into_iter().next().map_or(Ok(()), Err)?;
        let redirect = app
            .redirect_urls
            .first()
            .ok_or(MarketplaceError::RedirectMissing)?;
        let mut url = self.sandbox.oauth_url("authorize");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &app.client_id)
            .append_pair("redirect_uri", redirect);
        Ok(url)
    }

    fn giver(&self) -> Giver {
        let owner = self
            .sandbox
            .world()
            .person(&self.developer)
            .is_some_and(|person| person.role == Role::Owner);
        Giver {
            owner,
            primary: self.sandbox.config().primary,
        }
    }

    fn change(
        &self,
        id: &str,
        change: impl FnOnce(&mut App) -> Result<(), MarketplaceError>,
    ) -> Result<App, MarketplaceError> {
        let app = self.sandbox.apps().change(id, change)?;
        // Its scopes or its activation may decide what it hears.
        self.sandbox.webhooks().ring();
        self.sandbox.touch();
        Ok(app)
    }
}

fn not_for(what: &'static str, app: &App) -> MarketplaceError {
    MarketplaceError::NotForThisKind {
        what,
        kind: app.kind.words(),
    }
}

fn valid_name(name: &str) -> Result<String, MarketplaceError> {
    let name = name.trim();
    match name.chars().count() {
        1..=50 => Ok(name.to_owned()),
        _ => Err(MarketplaceError::NameInvalid),
    }
}

fn valid_redirect(url: &str) -> Result<(), MarketplaceError> {
    let refuse = |why| {
        Err(MarketplaceError::RedirectInvalid {
            url: url.to_owned(),
            why,
        })
    };
    match Url::parse(url) {
        Err(_) => refuse("it is not a complete URL with https://"),
        Ok(parsed) if !matches!(parsed.scheme(), "https" | "http") => {
            refuse("it must begin with https:// (http:// is accepted by this sandbox)")
        }
        Ok(parsed) if parsed.fragment().is_some() => refuse("it must not contain a #"),
        Ok(_) => Ok(()),
    }
}

fn looks_like_an_address(email: &str) -> bool {
    email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
        && !email.contains(char::is_whitespace)
}
