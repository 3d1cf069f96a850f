//! Who sits before the browser. Kept in memory: a restart of the emulated Zoom signs everybody
//! out, and nothing else is lost.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use clock::{Clock, Random};
use jiff::{SignedDuration, Timestamp};
use zoom_sandbox::marketplace::SubscriptionDraft;
use zoom_types::ScopeSet;

/// The cookie's name. Cookies know no ports, so it must differ from Parfocal's own.
pub(crate) const COOKIE: &str = "zoom_sandbox_session";

/// A session ends when it was not used for so long.
const IDLE: SignedDuration = SignedDuration::from_hours(12);

/// More sessions than this are not kept; the longest unused goes.
const MOST: usize = 2000;

/// One browser.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// The cookie's value.
    pub(crate) token: String,
    /// What every form of this session carries.
    pub(crate) csrf: String,
    /// Who is signed in, if anybody.
    pub(crate) user_id: Option<String>,
    /// By app id: scopes ticked in "Add Scopes" and not yet confirmed with Done.
    drafts: BTreeMap<String, ScopeSet>,
    /// By app and subscription: what was typed and not yet saved.
    subscriptions: BTreeMap<String, SubscriptionDraft>,
    used_at: Timestamp,
}

/// All sessions of the console.
pub(crate) struct Sessions {
    clock: Clock,
    random: Random,
    kept: Mutex<HashMap<String, Session>>,
}

impl Sessions {
    pub(crate) fn new(clock: Clock, random: Random) -> Self {
        Self {
            clock,
            random,
            kept: Mutex::new(HashMap::new()),
        }
    }

    /// A session for `user_id`, or for nobody yet: the sign-in form needs one too.
    pub(crate) fn begin(&self, user_id: Option<&str>) -> Session {
        let session = Session {
            token: self.random.letters(40),
            csrf: self.random.letters(32),
            user_id: user_id.map(str::to_owned),
            drafts: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            used_at: self.clock.now(),
        };
        let mut kept = self.kept();
        if kept.len() >= MOST {
            let oldest = kept
                .values()
                .min_by_key(|s| s.used_at)
                .map(|s| s.token.clone());
            oldest.and_then(|token| kept.remove(&token));
        }
        kept.insert(session.token.clone(), session.clone());
        session
    }

    /// The session of a cookie, if it still lives.
    pub(crate) fn of(&self, token: &str) -> Option<Session> {
        let now = self.clock.now();
        let mut kept = self.kept();
        let session = kept.get_mut(token)?;
        if now.duration_since(session.used_at) > IDLE {
            kept.remove(token);
            return None;
        }
        session.used_at = now;
        Some(session.clone())
    }

    /// Ends a session.
    pub(crate) fn end(&self, token: &str) {
        self.kept().remove(token);
    }

    /// The scopes ticked so far in "Add Scopes" of an app.
    pub(crate) fn draft(&self, token: &str, app: &str) -> Option<ScopeSet> {
        self.kept().get(token)?.drafts.get(app).cloned()
    }

    /// Keeps, or with `None` forgets, what is ticked.
    pub(crate) fn set_draft(&self, token: &str, app: &str, scopes: Option<ScopeSet>) {
        if let Some(session) = self.kept().get_mut(token) {
            match scopes {
                Some(scopes) => session.drafts.insert(app.to_owned(), scopes),
                None => session.drafts.remove(app),
            };
        }
    }

    /// What was typed so far of an event subscription.
    pub(crate) fn subscription(&self, token: &str, key: &str) -> Option<SubscriptionDraft> {
        self.kept().get(token)?.subscriptions.get(key).cloned()
    }

    /// Keeps, or with `None` forgets, what was typed.
    pub(crate) fn set_subscription(
        &self,
        token: &str,
        key: &str,
        draft: Option<SubscriptionDraft>,
    ) {
        if let Some(session) = self.kept().get_mut(token) {
            match draft {
                Some(draft) => session.subscriptions.insert(key.to_owned(), draft),
                None => session.subscriptions.remove(key),
            };
        }
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions() -> Sessions {
        let start = "2026-11-21T12:00:00Z".parse().expect("a timestamp");
        Sessions::new(Clock::manual(start).0, Random::seeded(1))
    }

    #[test]
    fn a_token_is_known_until_it_is_ended() {
        let sessions = sessions();
        let session = sessions.begin(Some("u"));
        assert_eq!(
            sessions
                .of(&session.token)
                .and_then(|s| s.user_id)
                .as_deref(),
            Some("u")
        );
        assert!(sessions.of("made-up").is_none());
        sessions.end(&session.token);
        assert!(sessions.of(&session.token).is_none());
    }

    #[test]
    fn sessions_do_not_grow_without_end() {
        let sessions = sessions();
        for _ in 0..MOST + 10 {
            sessions.begin(None);
        }
        assert_eq!(sessions.kept().len(), MOST);
    }
}
