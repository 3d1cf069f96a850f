//! The living organisation behind the emulated Zoom.

use clock::{Clock, Random};
use jiff::Timestamp;

/// What a world is made from.
#[derive(Debug, Clone)]
pub struct WorldConfig {
    /// The same seed gives the same organisation.
    pub seed: u64,
    /// How many users the account has, the owner among them.
    pub users: u32,
    /// `free`, `pro` or `business`.
    pub plan: String,
    /// The sandbox's clock (virtual).
    pub clock: Clock,
    /// Randomness for what is made while running.
    pub random: Random,
}

/// A user as sign-in and tokens need to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Zoom's user id.
    pub id: String,
    /// The sign-in name.
    pub email: String,
    /// For pages that greet.
    pub display_name: String,
    /// Owner, Admin or Member.
    pub role: Role,
}

/// The three roles every Zoom account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// One per account.
    Owner,
    /// May add account-level apps.
    Admin,
    /// May not.
    Member,
}

/// One account and everything in it.
#[derive(Debug)]
pub struct World {
    config: WorldConfig,
}

impl World {
    /// A fresh organisation.
    pub fn new(config: WorldConfig) -> Self {
        Self { config }
    }

    /// The account's id.
    pub fn account_id(&self) -> String {
        format!("sandbox-{}", self.config.seed)
    }

    /// The account's owner.
    pub fn owner(&self) -> Person {
        Person {
            id: "owner".into(),
            email: "owner@example.com".into(),
            display_name: "Owner".into(),
            role: Role::Owner,
        }
    }

    /// A user by id.
    pub fn person(&self, id: &str) -> Option<Person> {
        Some(self.owner()).filter(|owner| owner.id == id)
    }

    /// The user this email and password belong to.
    pub fn sign_in(&self, email: &str, password: &str) -> Option<Person> {
        let _ = (email, password);
        None
    }

    /// Whether the user's role carries a permission such as `User:Edit`.
    pub fn may(&self, user_id: &str, permission: &str) -> bool {
        let _ = permission;
        self.person(user_id)
            .is_some_and(|person| person.role != Role::Member)
    }

    /// The host of a meeting or webinar: the daily count of creates and updates is kept by host.
    pub fn host_of(&self, meeting_id: u64) -> Option<String> {
        let _ = meeting_id;
        None
    }

    /// Lets the organisation live up to `now`.
    pub fn live_until(&self, now: Timestamp) {
        let _ = now;
    }

    /// The whole state as JSON, for persistence.
    pub fn snapshot(&self) -> serde_json::Value {
        serde_json::json!({})
    }

    /// Takes back a state that [`World::snapshot`] gave.
    ///
    /// # Errors
    /// A sentence when the snapshot cannot be read.
    pub fn restore(&self, snapshot: &serde_json::Value) -> Result<(), String> {
        let _ = snapshot;
        Ok(())
    }
}
