//! Scopes: the words by which an app is allowed an operation.

use std::{borrow::Borrow, collections::BTreeSet, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One scope, granular (`user:read:user:admin`) or classic (`user:read:admin`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(Arc<str>);

impl Scope {
    /// The scope as Zoom writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: AsRef<str> + ?Sized> From<&T> for Scope {
    fn from(name: &T) -> Self {
        Self(Arc::from(name.as_ref()))
    }
}

impl Borrow<str> for Scope {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|name| Self(name.into()))
    }
}

/// What a token is allowed, in order. Its text form is Zoom's: names separated by spaces.
///
/// In JSON it is that same string, as in the token endpoint's `scope`. A clone shares the names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeSet(Arc<BTreeSet<Scope>>);

impl ScopeSet {
    /// Reads names separated by spaces, commas or line ends, as people paste them.
    pub fn parse(text: &str) -> Self {
        text.split(|c: char| c.is_whitespace() || c == ',')
            .filter(|s| !s.is_empty())
            .collect()
    }

    /// Whether `scope` is granted.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.contains(scope)
    }

    /// Adds one; false if it was there.
    pub fn insert(&mut self, scope: &str) -> bool {
        Arc::make_mut(&mut self.0).insert(Scope::from(scope))
    }

    /// Takes one away; false if it was not there.
    pub fn remove(&mut self, scope: &str) -> bool {
        Arc::make_mut(&mut self.0).remove(scope)
    }

    /// The names in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Scope::as_str)
    }

    /// The granted names that begin with `prefix`, in order.
    pub fn starting_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .range::<str, _>((
                std::ops::Bound::Included(prefix),
                std::ops::Bound::Unbounded,
            ))
            .map(Scope::as_str)
            .take_while(move |scope| scope.starts_with(prefix))
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is granted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What either of the two grants.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self(Arc::new(self.0.union(&other.0).cloned().collect()))
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, scope) in self.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope)?;
        }
        Ok(())
    }
}

impl<T: AsRef<str>> FromIterator<T> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = T>>(scopes: I) -> Self {
        let names = scopes.into_iter();
        Self(Arc::new(
            names.map(|scope| Scope::from(scope.as_ref())).collect(),
        ))
    }
}

impl<T: AsRef<str>> Extend<T> for ScopeSet {
    fn extend<I: IntoIterator<Item = T>>(&mut self, scopes: I) {
        Arc::make_mut(&mut self.0)
            .extend(scopes.into_iter().map(|scope| Scope::from(scope.as_ref())));
    }
}

impl Serialize for ScopeSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ScopeSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::parse(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_reads_what_zoom_sends_and_what_people_paste() {
        let zoom = ScopeSet::parse("user:read:user:admin user:read:list_users:admin");
        let pasted = ScopeSet::parse(" user:read:list_users:admin,\nuser:read:user:admin\n");
        assert_eq!(zoom, pasted);
        assert_eq!(
            zoom.to_string(),
            "user:read:list_users:admin user:read:user:admin"
        );
        assert!(zoom.contains("user:read:user:admin"));
        assert!(!zoom.contains("user:read:user"));
        assert_eq!(zoom.starting_with("user:read:l").count(), 1);
        assert_eq!(ScopeSet::parse("").len(), 0);
    }
}
