//! The scopes the two set-up guides ask for.
//!
//! The second guide (a meetings plugin) lists its 49 scopes word for word. The first (a monitoring
//! agent) names categories only, its pictures are lost: the scopes here were chosen from what the
//! API tests read, and pages must say so.

use std::sync::OnceLock;

use crate::table;

/// The categories the first guide's pictures are captioned with.
pub const FIRST_CATEGORIES: [&str; 5] = ["User", "Account", "Billing", "Dashboard", "Phone"];

/// One scope of the second guide.
#[derive(Debug, PartialEq, Eq)]
pub struct SecondGuideScope {
    /// The scope.
    pub scope: &'static str,
    /// The guide's category, e.g. `Zoom Events`.
    pub category: &'static str,
    /// The guide's heading, e.g. `View all events information`.
    pub heading: &'static str,
    /// The guide's caption, e.g. `View an event`.
    pub caption: &'static str,
}

/// What the first guide's categories are taken to mean: one operation a monitor reads.
#[derive(Debug, PartialEq, Eq)]
pub struct FirstGuideChoice {
    /// E.g. `Dashboard`; see [`FIRST_CATEGORIES`].
    pub category: &'static str,
    /// Whether the guide's pictures name the category; the others are a choice of ours.
    pub pictured: bool,
    /// The operation's key.
    pub operation: &'static str,
    /// Any one of these opens it; empty where Zoom lists none.
    pub granular: Vec<&'static str>,
    /// Any one of these opens it for an app with classic scopes.
    pub classic: Vec<&'static str>,
}

/// The second guide's 49 scopes, in its order.
pub fn second() -> &'static [SecondGuideScope] {
    static ROWS: OnceLock<Vec<SecondGuideScope>> = OnceLock::new();
    ROWS.get_or_init(|| {
        table::rows(include_str!("../data/guide-second.tsv"))
            .map(|mut row| SecondGuideScope {
                scope: row.cell(),
                category: row.cell(),
                heading: row.cell(),
                caption: row.cell(),
            })
            .collect()
    })
}

/// The first guide's categories as operations, in the guide's order, the pictured ones first.
pub fn first() -> &'static [FirstGuideChoice] {
    static ROWS: OnceLock<Vec<FirstGuideChoice>> = OnceLock::new();
    ROWS.get_or_init(|| {
        table::rows(include_str!("../data/guide-first.tsv"))
            .map(|mut row| FirstGuideChoice {
                category: row.cell(),
                pictured: row.cell() == "yes",
                operation: row.cell(),
                granular: row.words(),
                classic: row.words(),
            })
            .collect()
    })
}

/// The granular scopes chosen for the first guide's pictured categories, each once.
pub fn first_scopes() -> Vec<&'static str> {
    let mut scopes: Vec<&'static str> = Vec::new();
    for row in first().iter().filter(|row| row.pictured) {
        for scope in &row.granular {
            if !scopes.contains(scope) {
                scopes.push(scope);
            }
        }
    }
    scopes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_guide_has_its_49_scopes_in_its_own_words() {
        assert_eq!(second().len(), 49);
        assert_eq!(
            second()
                .iter()
                .filter(|row| row.scope.ends_with(":master"))
                .count(),
            8
        );
        for row in second() {
            let scope = crate::scope(row.scope).unwrap();
            assert_eq!((scope.category, scope.caption), (row.category, row.caption));
        }
    }

    #[test]
    fn the_first_guides_choices_are_operations_and_scopes_of_the_catalogue() {
        assert_eq!(first().len(), 77);
        for row in first() {
            assert!(
                crate::operation(row.operation).is_some(),
                "{}",
                row.operation
            );
            assert_eq!(row.pictured, FIRST_CATEGORIES.contains(&row.category));
        }
        for scope in first_scopes() {
            assert!(crate::scope(scope).is_some(), "{scope}");
        }
    }
}
