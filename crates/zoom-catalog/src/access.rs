//! Whether granted scopes open an operation.
//!
//! Any one of the listed scopes is enough (levels are alternatives), granular or classic. On the
//! eleven routes that serve an own account and a sub-account alike, a sub-account needs what the
//! master document asks. An operation without granular scopes in Zoom's documents takes any
//! granted scope of its family; one without any scope is open to every token.

use zoom_types::ScopeSet;

use crate::operation::Operation;

/// Whose data the call is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The token's own account.
    Own,
    /// A sub-account of it.
    SubAccount,
}

/// None of these was granted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation} needs one of the scopes {}", list(granular, classic))]
pub struct MissingScopes {
    /// The operation's key.
    pub operation: &'static str,
    /// Any one of these would do, for an app with granular scopes. In Zoom's order.
    pub granular: Vec<&'static str>,
    /// Any one of these would do, for an app with classic scopes.
    pub classic: Vec<&'static str>,
}

fn list(granular: &[&str], classic: &[&str]) -> String {
    let mut names: Vec<&str> = granular.to_vec();
    names.extend(classic);
    names.join(", ")
}

/// Whether `granted` opens `operation` for `target`.
pub fn check(
    operation: &Operation,
    granted: &ScopeSet,
    target: Target,
) -> Result<(), MissingScopes> {
    let (granular, classic) = needs(operation, target);
    let has = |names: &[&'static str]| names.iter().any(|name| granted.contains(name));
    if (granular.is_empty() && classic.is_empty())
        || has(granular)
        || has(classic)
        || (!operation.family.is_empty()
            && granted.starting_with(operation.family).next().is_some())
    {
        return Ok(());
    }
    Err(MissingScopes {
        operation: operation.key(),
        granular: granular.to_vec(),
        classic: classic.to_vec(),
    })
}

/// The granular and the classic scopes any one of which opens `operation` for `target`.
pub fn needs(operation: &Operation, target: Target) -> (&[&'static str], &[&'static str]) {
    if target == Target::SubAccount && !operation.sub_granular.is_empty() {
        (&operation.sub_granular, &operation.sub_classic)
    } else {
        (&operation.granular, &operation.classic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{operation, operations};

    fn opens(scopes: &str, key: &str, target: Target) -> bool {
        check(operation(key).unwrap(), &ScopeSet::parse(scopes), target).is_ok()
    }

    #[test]
    fn any_one_listed_scope_is_enough() {
        let own = |scopes| opens(scopes, "GET /users/{userId}", Target::Own);
        assert!(own("user:read:user:admin"));
        assert!(own("user:read:user"));
        assert!(own("user:read:admin"));
        assert!(!own("user:read:list_users:admin"));
        assert!(!own(""));
    }

    #[test]
    fn what_is_missing_is_named_in_zooms_order() {
        let missing = check(
            operation("GET /users").unwrap(),
            &ScopeSet::default(),
            Target::Own,
        )
        .unwrap_err();
        assert_eq!(missing.granular, ["user:read:list_users:admin"]);
        assert_eq!(missing.operation, "GET /users");
        assert!(missing.to_string().contains("user:read:list_users:admin"));
    }

    #[test]
    fn a_sub_account_needs_the_master_scope() {
        let key = "GET /accounts/{accountId}/settings";
        assert!(opens("account:read:settings:admin", key, Target::Own));
        assert!(!opens(
            "account:read:settings:admin",
            key,
            Target::SubAccount
        ));
        assert!(opens(
            "account:read:settings:master",
            key,
            Target::SubAccount
        ));
    }

    #[test]
    fn a_family_stands_in_where_zoom_lists_no_granular_scope() {
        let key = "GET /report/daily";
        assert!(opens("report:read:admin", key, Target::Own));
        assert!(opens("report:read:telephone:admin", key, Target::Own));
        assert!(!opens("user:read:user:admin", key, Target::Own));
    }

    #[test]
    fn the_union_of_all_scopes_opens_everything() {
        let all: ScopeSet = crate::scopes().iter().map(|scope| scope.name).collect();
        for op in operations() {
            assert!(check(op, &all, Target::Own).is_ok(), "{op}");
            assert!(check(op, &all, Target::SubAccount).is_ok(), "{op}");
        }
    }
}
