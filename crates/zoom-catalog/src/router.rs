//! From a request's method and path to the operation it is.
//!
//! A tree of path segments, built once. A literal segment wins over a parameter; where the
//! literal leads nowhere the parameter is tried (`/users/me/zak` is its own operation,
//! `/users/me/meetings` is a user's). Where two documents name one position differently
//! (`{meetingId}`, `{meetingUUID}`) the parameter has the name its own operation gives it.
//!
//! The emulated Zoom asks this at every request, so it allocates only the parameters.

use std::{borrow::Cow, sync::OnceLock};

use percent_encoding::percent_decode_str;

use crate::operation::{Method, Operation, operations};

/// An operation and what stood in its path's braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The operation.
    pub operation: &'static Operation,
    /// Name and value, percent-decoded (twice where it was encoded twice, as UUIDs are).
    pub params: Vec<(&'static str, String)>,
}

impl Route {
    /// One parameter's value.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The operation of a method and a path after `/v2`, as it stands in the request line: still
/// percent-encoded, with or without a trailing slash, without the query.
pub fn route(method: Method, path: &str) -> Option<Route> {
    let path = path.strip_prefix('/')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut values = Values::default();
    let operation = tree().find(method, path, &mut values)?;
    let names = operation.path.split('/').filter_map(|part| {
        part.strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
    });
    let params = names
        .zip(values.as_slice())
        .map(|(name, value)| (name, decode(value)))
        .collect();
    Some(Route { operation, params })
}

/// No path of Zoom's has more parameters than this (asserted when the tree is built).
const MOST_PARAMS: usize = 6;

#[derive(Default)]
struct Values<'p> {
    values: [&'p str; MOST_PARAMS],
    len: usize,
}

impl<'p> Values<'p> {
    fn push(&mut self, value: &'p str) {
        if let Some(slot) = self.values.get_mut(self.len) {
            *slot = value;
        }
        self.len += 1;
    }

    fn as_slice(&self) -> &[&'p str] {
        &self.values[..self.len.min(MOST_PARAMS)]
    }
}

#[derive(Default)]
struct Node {
    /// Ordered by segment, found by bisection.
    literals: Vec<(&'static str, Node)>,
    param: Option<Box<Node>>,
    /// Operations that end here.
    operations: Vec<(Method, &'static Operation)>,
}

impl Node {
    fn find<'p>(
        &self,
        method: Method,
        rest: &'p str,
        values: &mut Values<'p>,
    ) -> Option<&'static Operation> {
        let (segment, rest) = match rest.split_once('/') {
            Some((segment, rest)) => (segment, Some(rest)),
            None => (rest, None),
        };
        let step = |node: &Node, values: &mut Values<'p>| match rest {
            Some(rest) => node.find(method, rest, values),
            None => node
                .operations
                .iter()
                .find(|(m, _)| *m == method)
                .map(|(_, op)| *op),
        };
        if let Ok(at) = self
            .literals
            .binary_search_by(|(literal, _)| (*literal).cmp(segment))
            && let Some(found) = step(&self.literals[at].1, values)
        {
            return Some(found);
        }
        let node = self.param.as_deref().filter(|_| !segment.is_empty())?;
        let before = values.len;
        values.push(segment);
        let found = step(node, values);
        if found.is_none() {
            values.len = before;
        }
        found
    }

    fn insert(&mut self, path: &'static str, operation: &'static Operation) {
        let (segment, rest) = match path.split_once('/') {
            Some((segment, rest)) => (segment, Some(rest)),
            None => (path, None),
        };
        let node = if segment.starts_with('{') {
            self.param.get_or_insert_default()
        } else {
            let at = match self
                .literals
                .binary_search_by(|(literal, _)| (*literal).cmp(segment))
            {
                Ok(at) => at,
                Err(at) => {
                    self.literals.insert(at, (segment, Self::default()));
                    at
                }
            };
            &mut self.literals[at].1
        };
        match rest {
            Some(rest) => node.insert(rest, operation),
            None => node.operations.push((operation.method, operation)),
        }
    }
}

fn tree() -> &'static Node {
    static TREE: OnceLock<Node> = OnceLock::new();
    TREE.get_or_init(|| {
        let mut root = Node::default();
        for operation in operations() {
            debug_assert!(operation.path.matches('{').count() <= MOST_PARAMS);
            root.insert(operation.path.trim_start_matches('/'), operation);
        }
        root
    })
}

fn decode(segment: &str) -> String {
    let once = decode_once(segment);
    if once.contains('%') {
        decode_once(&once).into_owned()
    } else {
        once.into_owned()
    }
}

fn decode_once(text: &str) -> Cow<'_, str> {
    if text.contains('%') {
        percent_decode_str(text).decode_utf8_lossy()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(method: Method, path: &str) -> Option<(&'static str, Vec<(&'static str, String)>)> {
        route(method, path).map(|route| (route.operation.key(), route.params))
    }

    #[test]
    fn every_operation_is_found_by_its_own_path() {
        for op in operations() {
            let path: String = op
                .path
                .split('/')
                .map(|part| if part.starts_with('{') { "x1" } else { part })
                .collect::<Vec<_>>()
                .join("/");
            let found = route(op.method, &path).unwrap_or_else(|| panic!("{op} is not found"));
            assert!(
                std::ptr::eq(found.operation, op),
                "{op} was taken for {}",
                found.operation
            );
            assert_eq!(found.params.len(), op.path.matches('{').count(), "{op}");
        }
    }

    #[test]
    fn a_literal_wins_and_a_dead_end_falls_back_to_the_parameter() {
        assert_eq!(
            at(Method::Get, "/users/me/zak"),
            Some(("GET /users/me/zak", vec![]))
        );
        let (key, params) = at(Method::Get, "/users/me/meetings").unwrap();
        assert_eq!(key, "GET /users/{userId}/meetings");
        assert_eq!(params, [("userId", "me".to_owned())]);
        let (key, _) = at(Method::Get, "/users/summary").unwrap();
        assert_eq!(key, "GET /users/summary");
    }

    #[test]
    fn slashes_and_encodings_people_send_are_understood() {
        let user = |path| at(Method::Get, path).unwrap().1.remove(0).1;
        assert_eq!(user("/users/a%2Bb%40example.com/"), "a+b@example.com");
        assert_eq!(
            user("/past_meetings/%252FajXp112QmuoKj4854875%253D%253D"),
            "/ajXp112QmuoKj4854875=="
        );
        assert_eq!(at(Method::Get, "/users/"), at(Method::Get, "/users"));
        assert_eq!(at(Method::Get, "/nothing/here"), None);
        assert_eq!(at(Method::Put, "/users"), None);
        assert_eq!(at(Method::Get, "users"), None);
        assert_eq!(at(Method::Get, "/users//meetings"), None);
        assert_eq!(at(Method::Get, ""), None);
        assert_eq!(at(Method::Get, "/"), None);
    }

    #[test]
    fn one_position_with_two_names_gives_each_operation_its_own() {
        let name = |path| at(Method::Get, path).unwrap().1[0].0;
        assert_eq!(name("/meetings/123"), "meetingId");
        assert_eq!(name("/phone/call_history/abc"), "callHistoryUuid");
    }

    #[test]
    fn scim_stands_beside_the_v2_tree() {
        assert!(at(Method::Get, "/scim2/Users").is_some());
    }
}
