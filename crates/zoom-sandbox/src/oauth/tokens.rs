//! The tokens in circulation, looked up on every request.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak},
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use zoom_types::ScopeSet;

use crate::call::Caller;

/// How long an expired token is told from an unknown one.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// What an access token stands for.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) caller: Caller,
    pub(crate) scopes: Arc<ScopeSet>,
    pub(crate) expires_at: Timestamp,
}

/// What a refresh token stands for. The newest of a chain works; older ones are not kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Refresh {
    pub(crate) client_id: String,
    pub(crate) user_id: String,
    pub(crate) scopes: ScopeSet,
    pub(crate) expires_at: Timestamp,
}

/// A token as it is kept in a snapshot.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TokenState {
    token: String,
    account_id: Arc<str>,
    user_id: Arc<str>,
    client_id: Arc<str>,
    acts_on_account: bool,
    server_to_server: bool,
    scopes: ScopeSet,
    expires_at: Timestamp,
}

/// Access and refresh tokens.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    access: RwLock<HashMap<Box<str>, Arc<Known>>>,
    refresh: RwLock<HashMap<String, Refresh>>,
    /// The scope sets in use: an app with every scope weighs as much as thousands of tokens, so
    /// its tokens share one.
    sets: Mutex<Vec<Weak<ScopeSet>>>,
}

impl Tokens {
    pub(crate) fn find(&self, token: &str) -> Option<Arc<Known>> {
        read(&self.access).get(token).cloned()
    }

    /// `scopes` as all tokens with the same scopes share them.
    pub(crate) fn shared(&self, scopes: &ScopeSet) -> Arc<ScopeSet> {
        let mut sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        sets.retain(|set| set.strong_count() > 0);
        let found = sets
            .iter()
            .filter_map(Weak::upgrade)
            .find(|set| **set == *scopes);
        found.unwrap_or_else(|| {
            let set = Arc::new(scopes.clone());
            sets.push(Arc::downgrade(&set));
            set
        })
    }

    pub(crate) fn add(&self, token: &str, known: Known) {
        let mut access = write(&self.access);
        // An expired token is remembered for a day, so that its refusal can say "expired".
        if access.len() % 256 == 255 {
            let horizon = known.expires_at;
            access.retain(|_, old| horizon.duration_since(old.expires_at) < REMEMBERED);
        }
        access.insert(token.into(), Arc::new(known));
    }

    pub(crate) fn add_refresh(&self, token: String, refresh: Refresh) {
        write(&self.refresh).insert(token, refresh);
    }

    /// Takes a refresh token out of circulation, if it is `client_id`'s.
    pub(crate) fn take_refresh(&self, token: &str, client_id: &str) -> Option<Refresh> {
        let mut refresh = write(&self.refresh);
        if refresh.get(token)?.client_id != client_id {
            return None;
        }
        refresh.remove(token)
    }

    /// Ends one token, access or refresh, if it is `client_id`'s. A revoked refresh token takes
    /// its user's access tokens with it.
    pub(crate) fn revoke(&self, token: &str, client_id: &str) -> bool {
        if let Some(refresh) = self.take_refresh(token, client_id) {
            self.forget_user(client_id, &refresh.user_id);
            return true;
        }
        let Some(known) = self.find(token) else {
            return false;
        };
        if &*known.caller.client_id != client_id {
            return false;
        }
        if known.caller.server_to_server {
            write(&self.access).remove(token);
        } else {
            self.forget_user(client_id, &known.caller.user_id);
        }
        true
    }

    /// Ends every token that `user_id` allowed `client_id`.
    pub(crate) fn forget_user(&self, client_id: &str, user_id: &str) {
        write(&self.access).retain(|_, known| {
            &*known.caller.client_id != client_id || &*known.caller.user_id != user_id
        });
        write(&self.refresh)
            .retain(|_, refresh| refresh.client_id != client_id || refresh.user_id != user_id);
    }

    /// Ends every token of an app.
    pub(crate) fn forget_app(&self, client_id: &str) {
        write(&self.access).retain(|_, known| &*known.caller.client_id != client_id);
        write(&self.refresh).retain(|_, refresh| refresh.client_id != client_id);
    }

    pub(crate) fn snapshot(&self) -> (Vec<TokenState>, HashMap<String, Refresh>) {
        let access = read(&self.access)
            .iter()
            .map(|(token, known)| TokenState {
                token: token.to_string(),
                account_id: Arc::clone(&known.caller.account_id),
                user_id: Arc::clone(&known.caller.user_id),
                client_id: Arc::clone(&known.caller.client_id),
                acts_on_account: known.caller.acts_on_account,
                server_to_server: known.caller.server_to_server,
                scopes: ScopeSet::clone(&known.scopes),
                expires_at: known.expires_at,
            })
            .collect();
        (access, read(&self.refresh).clone())
    }

    pub(crate) fn replace(&self, access: Vec<TokenState>, refresh: HashMap<String, Refresh>) {
        *write(&self.access) = access
            .into_iter()
            .map(|state| {
                let caller = Caller {
                    account_id: state.account_id,
                    user_id: state.user_id,
                    client_id: state.client_id,
                    acts_on_account: state.acts_on_account,
                    server_to_server: state.server_to_server,
                };
                let known = Known {
                    caller,
                    scopes: self.shared(&state.scopes),
                    expires_at: state.expires_at,
                };
                (state.token.into_boxed_str(), Arc::new(known))
            })
            .collect();
        *write(&self.refresh) = refresh;
    }
}

fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
