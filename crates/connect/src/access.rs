//! Who may do what: one question, asked by every handler.
//!
//! Small on purpose: one administrator, the command line, the agent's own work, a scraper and
//! everybody else. It exists from the first day so that finer roles change this file only.

use serde::{Deserialize, Serialize};

use crate::ConnectionId;

/// What a token of the JSON API lets its holder do; each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rights {
    /// Look at everything a page shows, but for what is about the installation or fetches tokens;
    /// change and start nothing.
    Read,
    /// The daily work: run API tests, acknowledge and silence alarms, schedule, change, end and
    /// delete meetings, recordings to the trash and back. No credentials, no settings of the
    /// account, no tokens, and nothing that asks for [`Action::Administer`].
    Operate,
    /// Everything its maker may.
    Administer,
}

impl Rights {
    /// All three, the least first.
    pub const ALL: [Self; 3] = [Self::Read, Self::Operate, Self::Administer];

    /// Its name in the database, in forms and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Operate => "operate",
            Self::Administer => "administer",
        }
    }

    /// What a person reads.
    pub fn says(self) -> &'static str {
        match self {
            Self::Read => "Read: look at everything but tokens and secrets, change nothing",
            Self::Operate => {
                "Operate: run API tests; acknowledge and silence alarms and set their thresholds; \
                 apply or let go events that were set aside; schedule, change, end and delete \
                 meetings; move recordings to the trash and back"
            }
            Self::Administer => "Administer: everything, credentials and tokens included",
        }
    }

    /// The rights of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rights| rights.key() == key)
    }
}

/// Who asks. Prints their name, never their session.
#[derive(Clone, PartialEq, Eq)]
pub enum Principal {
    /// A person who signed in.
    Administrator {
        /// Their name, as the audit shows it.
        name: String,
        /// What binds a flow to their browser: the session's id, never shown.
        session: String,
    },
    /// A program with a token of the JSON API.
    Program {
        /// What the token was named for.
        name: String,
        /// What binds a flow to it: the token's id.
        session: String,
        /// What its maker gave it.
        rights: Rights,
    },
    /// Whoever may run the `parfocal` program on the machine and read its files.
    CommandLine,
    /// Parfocal's own scheduled work.
    Agent,
    /// A monitoring system that the configuration lets read `/metrics`.
    Scraper,
    /// Everybody else.
    Visitor,
}

impl std::fmt::Debug for Principal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Principal({})", self.name())
    }
}

impl Principal {
    /// The name under which the audit keeps what they did.
    pub fn name(&self) -> &str {
        match self {
            Self::Administrator { name, .. } | Self::Program { name, .. } => name,
            Self::CommandLine => "command line",
            Self::Agent => "Parfocal",
            Self::Scraper => "scraper",
            Self::Visitor => "visitor",
        }
    }

    /// What binds a flow to this caller: their session; the command line is its own.
    pub(crate) fn session(&self) -> Option<&str> {
        match self {
            Self::Administrator { session, .. } | Self::Program { session, .. } => Some(session),
            Self::CommandLine => Some("command line"),
            Self::Agent | Self::Scraper | Self::Visitor => None,
        }
    }
}

/// What they want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Look at it.
    Read,
    /// Use it as it is: run a probe now, check credentials again, end a meeting.
    Run,
    /// Make, change or remove it.
    Change,
    /// Do with it what is not for every day: what cannot be taken back (a recording deleted for
    /// good), or what takes the sight of everything (all alarms silenced, the events of another
    /// account taken in).
    Administer,
}

/// With what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// The list of connections.
    Connections,
    /// A connection's credentials: what they are, never what they hold.
    Credentials(ConnectionId),
    /// Probes, their history and diagnosis.
    Probes(ConnectionId),
    /// The webhook events that came in.
    Events(ConnectionId),
    /// Meetings and webinars.
    Meetings(ConnectionId),
    /// Users and account settings.
    Account(ConnectionId),
    /// A meeting's public page and calendar file.
    PublicPage,
    /// `/metrics`.
    Metrics,
    /// The installation: administrators, configuration, audit.
    Installation,
    /// Zoom itself, by any operation of its API.
    Zoom(ConnectionId),
}

/// The answer no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{who} may not {action} {what}. {to_do}")]
pub struct Forbidden {
    who: String,
    action: &'static str,
    what: &'static str,
    to_do: &'static str,
}

/// Whether `principal` may do `action` with `resource`.
pub fn authorize(
    principal: &Principal,
    action: Action,
    resource: &Resource,
) -> Result<(), Forbidden> {
    let allowed = match principal {
        Principal::Administrator { .. } | Principal::CommandLine => true,
        Principal::Program { rights, .. } => *rights >= needed(action, resource),
        Principal::Agent => {
            matches!(action, Action::Read | Action::Run)
                || action == Action::Change
                    && matches!(resource, Resource::Probes(_) | Resource::Meetings(_))
        }
        Principal::Scraper => {
            action == Action::Read && matches!(resource, Resource::Metrics | Resource::PublicPage)
        }
        Principal::Visitor => action == Action::Read && *resource == Resource::PublicPage,
    };
    if allowed {
        return Ok(());
    }
    Err(Forbidden {
        who: match principal {
            Principal::Visitor => "Somebody who is not signed in".to_owned(),
            Principal::Program { name, rights, .. } => {
                format!("{name} (right: {})", rights.key())
            }
            other => other.name().to_owned(),
        },
        to_do: match principal {
            Principal::Program { .. } => {
                "Make a token with more rights on the page API tokens, or with `parfocal \
                 config token create`."
            }
            _ => "Sign in as an administrator.",
        },
        action: match action {
            Action::Read => "see",
            Action::Run => "run",
            Action::Change => "change",
            Action::Administer => "administer",
        },
        what: match resource {
            Resource::Connections => "the connections",
            Resource::Credentials(_) => "the credentials",
            Resource::Probes(_) => "the API tests",
            Resource::Events(_) => "the events",
            Resource::Meetings(_) => "the meetings",
            Resource::Account(_) => "the account",
            Resource::PublicPage => "this page",
            Resource::Metrics => "the metrics",
            Resource::Installation => "the installation",
            Resource::Zoom(_) => "Zoom by any of its operations",
        },
    })
}

/// The least right with which a program may.
pub fn needed(action: Action, resource: &Resource) -> Rights {
    match (action, resource) {
        // Zoom's own answers hold more than any page of ours shows.
        (_, Resource::Zoom(_) | Resource::Installation) | (Action::Administer, _) => {
            Rights::Administer
        }
        (Action::Read, _) => Rights::Read,
        (Action::Run, _) => Rights::Operate,
        (Action::Change, Resource::Probes(_) | Resource::Events(_) | Resource::Meetings(_)) => {
            Rights::Operate
        }
        (Action::Change, _) => Rights::Administer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> [Resource; 10] {
        let id = ConnectionId("c".to_owned());
        [
            Resource::Connections,
            Resource::Credentials(id.clone()),
            Resource::Probes(id.clone()),
            Resource::Events(id.clone()),
            Resource::Meetings(id.clone()),
            Resource::Account(id.clone()),
            Resource::Zoom(id),
            Resource::PublicPage,
            Resource::Metrics,
            Resource::Installation,
        ]
    }

    #[test]
    fn a_session_is_not_printed() {
        let who = Principal::Administrator {
            name: "ada".to_owned(),
            session: "hunter2".to_owned(),
        };
        assert_eq!(format!("{who:?}"), "Principal(ada)");
    }

    #[test]
    fn a_visitor_reads_public_pages_and_nothing_else() {
        for resource in all() {
            for action in [
                Action::Read,
                Action::Run,
                Action::Change,
                Action::Administer,
            ] {
                let allowed = authorize(&Principal::Visitor, action, &resource).is_ok();
                let public = action == Action::Read && resource == Resource::PublicPage;
                assert_eq!(allowed, public, "{action:?} {resource:?}");
            }
        }
    }

    #[test]
    fn the_agent_never_changes_credentials() {
        let credentials = Resource::Credentials(ConnectionId("c".to_owned()));
        let no = authorize(&Principal::Agent, Action::Change, &credentials).unwrap_err();
        assert_eq!(
            no.to_string(),
            "Parfocal may not change the credentials. Sign in as an administrator."
        );
    }

    #[test]
    fn a_token_may_what_its_right_says_and_no_more() {
        let may = |rights, action, resource: &Resource| {
            let program = Principal::Program {
                name: "prometheus".to_owned(),
                session: "token t".to_owned(),
                rights,
            };
            authorize(&program, action, resource).is_ok()
        };
        for resource in all() {
            let private = matches!(resource, Resource::Zoom(_) | Resource::Installation);
            assert_eq!(may(Rights::Read, Action::Read, &resource), !private);
            assert!(!may(Rights::Read, Action::Run, &resource), "{resource:?}");
            assert!(
                !may(Rights::Read, Action::Change, &resource),
                "{resource:?}"
            );
            assert_eq!(may(Rights::Operate, Action::Run, &resource), !private);
            assert!(!may(Rights::Operate, Action::Administer, &resource));
            assert!(may(Rights::Administer, Action::Administer, &resource));
            assert!(authorize(&Principal::Agent, Action::Administer, &resource).is_err());
            let daily = matches!(
                resource,
                Resource::Probes(_) | Resource::Events(_) | Resource::Meetings(_)
            );
            assert_eq!(
                may(Rights::Operate, Action::Change, &resource),
                daily,
                "{resource:?}"
            );
            assert!(
                may(Rights::Administer, Action::Change, &resource),
                "{resource:?}"
            );
        }
        let reader = Principal::Program {
            name: "prometheus".to_owned(),
            session: String::new(),
            rights: Rights::Read,
        };
        let no = authorize(&reader, Action::Change, &all()[4]).unwrap_err();
        assert_eq!(
            no.to_string(),
            "prometheus (right: read) may not change the meetings. Make a token with more rights \
             on the page API tokens, or with `parfocal config token create`."
        );
        for rights in Rights::ALL {
            assert_eq!(Rights::from_key(rights.key()), Some(rights));
        }
    }

    #[test]
    fn an_administrator_does_everything() {
        let principal = Principal::Administrator {
            name: "ada".to_owned(),
            session: "s".to_owned(),
        };
        for resource in all() {
            assert!(authorize(&principal, Action::Change, &resource).is_ok());
        }
    }
}
