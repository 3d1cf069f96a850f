//! Which scopes an app may be given.

use zoom_catalog::{Level, ScopeInfo};
use zoom_types::ScopeSet;

use crate::marketplace::{App, MarketplaceError};

/// Who gives the scopes, as far as the rules ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Giver {
    /// Whether the developer owns the account.
    pub(crate) owner: bool,
    /// Whether the account may have sub accounts.
    pub(crate) primary: bool,
}

/// Whether every scope of `scopes` may stand on `app`.
pub(crate) fn check(app: &App, scopes: &ScopeSet, giver: Giver) -> Result<(), MarketplaceError> {
    scopes.iter().try_for_each(|name| {
        let info = zoom_catalog::scope(name).ok_or_else(|| MarketplaceError::NoSuchScope {
            scope: name.to_owned(),
        })?;
        match refusal(app, info, giver) {
            None => Ok(()),
            Some(why) => Err(MarketplaceError::ScopeNotAllowed {
                scope: name.to_owned(),
                why,
            }),
        }
    })
}

fn refusal(app: &App, info: &ScopeInfo, giver: Giver) -> Option<&'static str> {
    if info.level != Level::User && !app.kind.acts_on_account() {
        return Some("a user-managed app gets user-level scopes only");
    }
    if info.level == Level::Master && !(giver.owner && giver.primary) {
        return Some("only the owner of a primary account can give :master scopes");
    }
    None
}
