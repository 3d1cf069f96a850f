//! `[store]`: which database keeps what Parfocal knows.

use serde::{Deserialize, Serialize};

/// The database.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Store {
    /// `sqlite:FILE`, or `postgres://USER:PASSWORD@HOST/NAME` where several nodes share it.
    pub url: String,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            url: "sqlite:parfocal.db".into(),
        }
    }
}

impl Store {
    /// Whether it is a file that is not there yet.
    pub(crate) fn is_missing_file(&self) -> bool {
        self.url
            .strip_prefix("sqlite:")
            .is_some_and(|path| path != ":memory:" && !std::path::Path::new(path).exists())
    }

    /// The address without its password, for people to read.
    pub(crate) fn shown(&self) -> String {
        match url::Url::parse(&self.url) {
            Ok(mut url) if url.password().is_some() => {
                if url.set_password(Some("***")).is_err() {
                    return "(not shown)".into();
                }
                url.to_string()
            }
            _ => self.url.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Store;

    #[test]
    fn a_password_is_never_shown() {
        let store = Store {
            url: "postgres://parfocal:hunter2@db.example/parfocal".into(),
        };
        assert_eq!(store.shown(), "postgres://parfocal:***@db.example/parfocal");
    }
}
