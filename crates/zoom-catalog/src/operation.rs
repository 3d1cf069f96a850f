//! The 1 219 operations of Zoom's API: one per method and path.

use std::{collections::HashMap, fmt, str::FromStr, sync::OnceLock};

use serde::Serialize;

use crate::table;

/// An HTTP method Zoom uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names are HTTP's")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The method in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether sending it twice does no more than sending it once, by HTTP's rules and by what
    /// Zoom does: only `GET` is taken to be safe.
    pub fn is_read(self) -> bool {
        self == Self::Get
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A method Zoom has no operation for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Zoom has no operation with this HTTP method")]
pub struct UnknownMethod;

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(method: &str) -> Result<Self, UnknownMethod> {
        Ok(match method {
            "GET" | "HEAD" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "PATCH" => Self::Patch,
            "DELETE" => Self::Delete,
            _ => return Err(UnknownMethod),
        })
    }
}

/// How much a call weighs in Zoom's rate limits (source: Zoom's "Rate limits").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are Zoom's")]
pub enum RateLabel {
    Light,
    Medium,
    Heavy,
    ResourceIntensive,
}

impl RateLabel {
    /// All four, lightest first.
    pub const ALL: [Self; 4] = [
        Self::Light,
        Self::Medium,
        Self::Heavy,
        Self::ResourceIntensive,
    ];

    /// The label as `X-RateLimit-Category` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Medium => "Medium",
            Self::Heavy => "Heavy",
            Self::ResourceIntensive => "Resource-intensive",
        }
    }
}

impl fmt::Display for RateLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One operation. Where Zoom's documents hold the same method and path twice (own account and
/// master account), this is both: see [`crate::access`].
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    key: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path after `/v2`, with parameters in braces: `/users/{userId}`.
    pub path: &'static str,
    /// Zoom's operation ids; two where two rows were merged.
    pub names: Vec<&'static str>,
    /// The documents it stands in, e.g. `users`, `accounts-master`.
    pub products: Vec<&'static str>,
    /// The heading in the document; empty for some.
    pub tag: &'static str,
    /// Its weight.
    pub label: RateLabel,
    /// Whether the document has no label and this one is its neighbours'.
    pub label_assumed: bool,
    /// The granular scopes any one of which opens it, in the document's order.
    pub granular: Vec<&'static str>,
    /// Whether the document lists none, and the one here is only a suggestion out of `family`.
    pub granular_assumed: bool,
    /// The classic scopes any one of which opens it.
    pub classic: Vec<&'static str>,
    /// What the token owner's role must hold, e.g. `User:Edit`; alternatives.
    pub role_permissions: Vec<&'static str>,
    /// Documented refusals: HTTP status and Zoom's code.
    pub errors: Vec<(u16, i64)>,
    /// Where `granular_assumed`: any granted scope that begins so is accepted. Else empty.
    pub family: &'static str,
    pub(crate) sub_granular: Vec<&'static str>,
    pub(crate) sub_classic: Vec<&'static str>,
    pub(crate) index: usize,
}

impl Operation {
    /// Method and path, the operation's name everywhere: `GET /users/{userId}`.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// Whether the catalogue knows it; see [`unlisted`].
    pub fn is_listed(&self) -> bool {
        !self.path.is_empty()
    }

    /// A number from 0 to 1218 that is this operation's in this build: for tables indexed by it.
    /// Those of [`unlisted`] come after.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Whether it belongs to Zoom Phone, which has rate limits of its own.
    pub fn is_phone(&self) -> bool {
        self.path.starts_with("/phone/") || self.path.starts_with("/accounts/{accountId}/phone/")
    }

    /// Whether it counts towards the 100 creations and updates a day of one host: creating or
    /// updating a meeting or webinar itself.
    pub fn counts_per_host(&self) -> bool {
        let path = self
            .path
            .strip_prefix("/accounts/{accountId}")
            .unwrap_or(self.path);
        matches!(
            (self.method, path),
            (
                Method::Post,
                "/users/{userId}/meetings" | "/users/{userId}/webinars"
            ) | (
                Method::Patch,
                "/meetings/{meetingId}" | "/webinars/{webinarId}"
            )
        )
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key)
    }
}

/// Every operation, ordered by path.
pub fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| {
        table::rows(include_str!("../data/operations.tsv"))
            .enumerate()
            .filter_map(|(index, row)| read(index, row))
            .collect()
    })
}

/// The operation of a key such as `GET /users/{userId}`.
pub fn operation(key: &str) -> Option<&'static Operation> {
    static BY_KEY: OnceLock<HashMap<&'static str, &'static Operation>> = OnceLock::new();
    BY_KEY
        .get_or_init(|| operations().iter().map(|op| (op.key, op)).collect())
        .get(key)
        .copied()
}

/// What is assumed of a path that the catalogue does not know: the heaviest label, and no scope
/// of which anything could be said. Zoom adds operations faster than anybody writes them down.
pub fn unlisted(method: Method) -> &'static Operation {
    static UNLISTED: OnceLock<Vec<Operation>> = OnceLock::new();
    let all = UNLISTED.get_or_init(|| {
        let methods = [
            (Method::Get, "GET an unlisted path"),
            (Method::Post, "POST an unlisted path"),
            (Method::Put, "PUT an unlisted path"),
            (Method::Patch, "PATCH an unlisted path"),
            (Method::Delete, "DELETE an unlisted path"),
        ];
        let known = operations().len();
        let each = methods.into_iter().enumerate();
        each.map(|(at, (method, key))| Operation {
            key,
            method,
            path: "",
            names: Vec::new(),
            products: Vec::new(),
            tag: "",
            label: RateLabel::ResourceIntensive,
            label_assumed: true,
            granular: Vec::new(),
            granular_assumed: true,
            classic: Vec::new(),
            role_permissions: Vec::new(),
            errors: Vec::new(),
            family: "",
            sub_granular: Vec::new(),
            sub_classic: Vec::new(),
            index: known + at,
        })
        .collect()
    });
    all.iter()
        .find(|operation| operation.method == method)
        .expect("there is one for each of the five methods")
}

fn read(index: usize, mut row: table::Row) -> Option<Operation> {
    let key = row.cell();
    let (method, path) = key.split_once(' ')?;
    let names = row.words();
    let products = row.words();
    let tag = row.cell();
    let label = row.cell();
    let granular = row.words();
    let classic = row.words();
    let role_permissions = row.words();
    let errors = row
        .words()
        .into_iter()
        .filter_map(|error| {
            let (status, code) = error.split_once('/')?;
            Some((status.parse().ok()?, code.parse().ok()?))
        })
        .collect();
    let family = row.cell();
    Some(Operation {
        key,
        method: method.parse().ok()?,
        path,
        names,
        products,
        tag,
        label: match label.trim_end_matches('?') {
            "L" => RateLabel::Light,
            "M" => RateLabel::Medium,
            "H" => RateLabel::Heavy,
            "R" => RateLabel::ResourceIntensive,
            _ => return None,
        },
        label_assumed: label.ends_with('?'),
        granular,
        granular_assumed: !family.is_empty(),
        classic,
        role_permissions,
        errors,
        family,
        sub_granular: row.words(),
        sub_classic: row.words(),
        index,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_1219_operations_and_each_key_is_one_operation() {
        assert_eq!(operations().len(), 1219);
        for (index, op) in operations().iter().enumerate() {
            assert_eq!(op.index(), index);
            assert!(std::ptr::eq(operation(op.key()).unwrap(), op), "{op}");
            assert!(op.path.starts_with('/'), "{op}");
            assert!(!op.names.is_empty(), "{op}");
        }
    }

    #[test]
    fn a_merged_operation_holds_both_documents() {
        let op = operation("GET /accounts/{accountId}/settings").unwrap();
        assert_eq!(op.products, ["accounts", "accounts-master"]);
        assert_eq!(
            op.granular,
            [
                "account:read:settings:admin",
                "account:read:settings:master"
            ]
        );
        assert_eq!(op.label, RateLabel::Medium);
        assert_eq!(op.errors, [(200, 200), (404, 2001)]);
        assert_eq!(
            operations()
                .iter()
                .filter(|op| op.products.len() == 2)
                .count(),
            11
        );
    }

    #[test]
    fn what_was_assumed_is_marked() {
        assert_eq!(
            operations().iter().filter(|op| op.label_assumed).count(),
            27
        );
        let daily = operation("GET /report/daily").unwrap();
        assert!(daily.granular_assumed && !daily.label_assumed);
        assert_eq!(daily.family, "report:read:");
        assert!(!operation("GET /users").unwrap().granular_assumed);
    }

    #[test]
    fn what_the_catalogue_does_not_know_is_taken_for_heavy() {
        for method in [
            Method::Get,
            Method::Post,
            Method::Put,
            Method::Patch,
            Method::Delete,
        ] {
            let op = unlisted(method);
            assert_eq!(op.method, method);
            assert!(!op.is_listed() && op.index() >= operations().len(), "{op}");
            assert_eq!(op.label, RateLabel::ResourceIntensive);
            assert!(crate::fields(op).is_empty(), "{op}");
        }
    }

    #[test]
    fn only_creating_and_updating_count_per_host() {
        let counting = operations()
            .iter()
            .filter(|op| op.counts_per_host())
            .map(Operation::key);
        assert_eq!(
            counting.collect::<Vec<_>>(),
            [
                "PATCH /accounts/{accountId}/meetings/{meetingId}",
                "POST /accounts/{accountId}/users/{userId}/meetings",
                "POST /accounts/{accountId}/users/{userId}/webinars",
                "PATCH /accounts/{accountId}/webinars/{webinarId}",
                "PATCH /meetings/{meetingId}",
                "POST /users/{userId}/meetings",
                "POST /users/{userId}/webinars",
                "PATCH /webinars/{webinarId}",
            ]
        );
    }
}
