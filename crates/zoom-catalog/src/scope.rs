//! The scopes of the platform, with the words under which they are found and chosen.

use std::{collections::HashMap, sync::OnceLock};

use crate::{event::events, operation::operations, table};

/// Whom a scope lets an app act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The user who allowed it.
    User,
    /// Every user of the account (`:admin`).
    Admin,
    /// Sub-accounts of a primary account (`:master`).
    Master,
}

/// Where a scope's heading and caption are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptionsFrom {
    /// The second guide.
    Guide,
    /// Built from the scope's own name.
    Generated,
}

/// One scope.
#[derive(Debug, PartialEq, Eq)]
pub struct ScopeInfo {
    /// E.g. `user:read:list_users:admin`.
    pub name: &'static str,
    /// The heading on the left of the Marketplace's list, e.g. `User`. Empty for classic scopes.
    pub category: &'static str,
    /// The group within the category, e.g. `View all user information`. Empty for classic scopes.
    pub heading: &'static str,
    /// What one ticks, e.g. `View users`. Empty for classic scopes.
    pub caption: &'static str,
    /// The first part of the name.
    pub service: &'static str,
    /// Whom it lets an app act on.
    pub level: Level,
    /// Keys of the operations that list it.
    pub operations: Vec<&'static str>,
    /// Names of the events that list it.
    pub events: Vec<&'static str>,
    /// Whether it is one of the older, coarser kind.
    pub classic: bool,
    /// Where heading and caption are from.
    pub captions_from: CaptionsFrom,
}

/// Every granular scope, ordered by name.
pub fn scopes() -> &'static [ScopeInfo] {
    static SCOPES: OnceLock<Vec<ScopeInfo>> = OnceLock::new();
    SCOPES.get_or_init(|| {
        let mut scopes: Vec<ScopeInfo> = table::rows(include_str!("../data/scopes.tsv"))
            .map(|mut row| {
                let name = row.cell();
                ScopeInfo {
                    category: row.cell(),
                    heading: row.cell(),
                    caption: row.cell(),
                    captions_from: match row.cell() {
                        "G" => CaptionsFrom::Guide,
                        _ => CaptionsFrom::Generated,
                    },
                    ..bare(name, false)
                }
            })
            .collect();
        let at: HashMap<_, _> = scopes
            .iter()
            .enumerate()
            .map(|(i, s)| (s.name, i))
            .collect();
        for op in operations().iter().filter(|op| !op.granular_assumed) {
            for name in &op.granular {
                if let Some(&i) = at.get(name) {
                    scopes[i].operations.push(op.key());
                }
            }
        }
        for event in events() {
            for name in &event.granular {
                if let Some(&i) = at.get(name) {
                    scopes[i].events.push(event.name);
                }
            }
        }
        scopes
    })
}

/// Every classic scope any operation or event lists, ordered by name.
pub fn classic_scopes() -> &'static [ScopeInfo] {
    static SCOPES: OnceLock<Vec<ScopeInfo>> = OnceLock::new();
    SCOPES.get_or_init(|| {
        let mut found: std::collections::BTreeMap<&'static str, ScopeInfo> =
            std::collections::BTreeMap::new();
        for op in operations() {
            for name in &op.classic {
                found
                    .entry(name)
                    .or_insert_with(|| bare(name, true))
                    .operations
                    .push(op.key());
            }
        }
        for event in events() {
            for name in &event.classic {
                found
                    .entry(name)
                    .or_insert_with(|| bare(name, true))
                    .events
                    .push(event.name);
            }
        }
        found.into_values().collect()
    })
}

/// The scope of this name, granular or classic.
pub fn scope(name: &str) -> Option<&'static ScopeInfo> {
    let find = |all: &'static [ScopeInfo]| {
        all.binary_search_by(|scope| scope.name.cmp(name))
            .ok()
            .map(|at| &all[at])
    };
    find(scopes()).or_else(|| find(classic_scopes()))
}

/// The level a scope's name says.
pub fn level_of(name: &str) -> Level {
    match name {
        _ if name.ends_with(":master") => Level::Master,
        _ if name.ends_with(":admin") || name.contains(":admin:") => Level::Admin,
        _ => Level::User,
    }
}

fn bare(name: &'static str, classic: bool) -> ScopeInfo {
    ScopeInfo {
        name,
        category: "",
        heading: "",
        caption: "",
        service: name.split(':').next().unwrap_or(name),
        level: level_of(name),
        operations: Vec::new(),
        events: Vec::new(),
        classic,
        captions_from: CaptionsFrom::Generated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_knows_what_it_opens_and_what_the_guide_calls_it() {
        let scope = scope("user:read:list_users:admin").unwrap();
        assert_eq!(scope.category, "User");
        assert_eq!(scope.heading, "View all user information");
        assert_eq!(scope.caption, "View users");
        assert_eq!(scope.level, Level::Admin);
        assert!(scope.operations.contains(&"GET /users"));
        assert_eq!(scope.captions_from, CaptionsFrom::Guide);
    }

    #[test]
    fn every_scope_of_the_tables_is_known_and_has_its_words() {
        for op in operations() {
            for name in op.granular.iter().chain(&op.classic) {
                assert!(super::scope(name).is_some(), "{op}: {name}");
            }
        }
        for event in events() {
            for name in event.granular.iter().chain(&event.classic) {
                assert!(super::scope(name).is_some(), "{}: {name}", event.name);
            }
        }
        assert!(scopes().is_sorted_by_key(|scope| scope.name));
        for scope in scopes() {
            let words = [scope.category, scope.heading, scope.caption];
            assert!(words.iter().all(|w| !w.is_empty()), "{}", scope.name);
        }
        assert!(classic_scopes().iter().all(|scope| scope.classic));
        assert!(super::scope("user:read:admin").unwrap().classic);
    }
}
