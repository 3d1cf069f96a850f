//! The configuration: defaults, then `parfocal.toml`, then `PARFOCAL_SECTION__KEY` from the
//! environment, one section a file. Unknown keys are refused with the nearest known one.

mod inbox;
mod join;
mod log;
mod mail;
mod metrics;
mod sdk;
mod server;
mod store;
mod zoom;

use std::path::Path;

use figment::{
    Figment,
    providers::{Env, Format as _, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

pub(crate) use self::{
    inbox::Inbox,
    join::Join,
    log::{Log, LogFormat},
    mail::Mail,
    metrics::{Metrics, MetricsAccess},
    sdk::Sdk,
    server::Server,
    store::Store,
    zoom::{PlanName, Zoom},
};
use crate::failure::Failure;

/// The file read where no other is named.
pub(crate) const FILE: &str = "parfocal.toml";

/// The whole configuration.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub server: Server,
    pub store: Store,
    pub inbox: Inbox,
    pub zoom: Zoom,
    pub sdk: Sdk,
    pub join: Join,
    pub metrics: Metrics,
    pub mail: Mail,
    pub log: Log,
}

impl Config {
    /// Reads the configuration; `file` was named by the user and must exist.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, Failure> {
        let path = match file {
            Some(path) if !path.is_file() => {
                return Err(Failure::config(
                    format!("There is no configuration file {}.", path.display()),
                    "Write one with `parfocal config generate`, or leave --config out.",
                ));
            }
            Some(path) => Some(path),
            None => Some(Path::new(FILE)).filter(|path| path.is_file()),
        };
        let mut layers = Figment::from(Serialized::defaults(Self::default()));
        if let Some(path) = path {
            layers = layers.merge(Toml::file_exact(path));
        }
        let environment = Env::prefixed("PARFOCAL_")
            .filter(|key| key.as_str().contains("__"))
            .split("__");
        let config: Self = layers
            .merge(environment)
            .extract()
            .map_err(|error| wrong(&error))?;
        config.validate()?;
        Ok(config)
    }

    fn validate(&self) -> Result<(), Failure> {
        self.zoom.validate()?;
        self.server.validate()?;
        self.mail.validate()?;
        self.inbox.validate()?;
        self.join.validate()?;
        self.metrics.validate()
    }
}

/// One sentence for the first thing wrong, with the nearest known key where one was unknown.
fn wrong(error: &figment::Error) -> Failure {
    use figment::error::Kind;

    let place = error.path.join(".");
    let source = error
        .metadata
        .as_ref()
        .map(|metadata| match &metadata.source {
            Some(source) => format!(" (in {source})"),
            None => format!(" (in {})", metadata.name),
        })
        .unwrap_or_default();
    match &error.kind {
        Kind::UnknownField(field, known) => {
            let nearest = nearest(field, known);
            let advice = nearest.map_or_else(
                || format!("Known here: {}.", known.join(", ")),
                |name| format!("Did you mean `{name}`?"),
            );
            let section = if error.path.is_empty() || error.path.last() == Some(field) {
                error
                    .path
                    .split_last()
                    .map(|(_, rest)| rest.join("."))
                    .unwrap_or_default()
            } else {
                place
            };
            let shown = if section.is_empty() {
                field.clone()
            } else {
                format!("{section}.{field}")
            };
            Failure::config(
                format!("The configuration has no key `{shown}`{source}."),
                advice,
            )
        }
        kind => Failure::config(
            format!("The configuration's `{place}` is wrong: {kind}{source}."),
            "`parfocal config generate` shows every key with its default.",
        ),
    }
}

/// The known name fewest edits away, if it is near enough to be meant.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let (distance, name) = known.iter().map(|name| (edits(word, name), *name)).min()?;
    (distance <= 3 && distance < word.chars().count()).then_some(name)
}

/// Levenshtein's distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{Config, nearest};

    fn load(text: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("parfocal.toml");
        std::fs::write(&path, text).expect("written");
        Config::load(Some(&path)).map_err(|failure| {
            failure
                .to_string()
                .replace(&path.display().to_string(), "FILE")
        })
    }

    #[test]
    fn the_defaults_are_whole() {
        let config = load("").expect("valid");
        assert_eq!(config.server.listen, "127.0.0.1:8470");
        assert_eq!(config.store.url, "sqlite:parfocal.db");
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_one() {
        let said = load("[server]\nlisen = \"127.0.0.1:1\"\n").expect_err("refused");
        assert!(said.contains("no key `server.lisen`"), "{said}");
        assert!(said.ends_with("Did you mean `listen`?"), "{said}");
    }

    #[test]
    fn a_wrong_type_names_its_key() {
        let said = load("[zoom]\nshare = \"half\"\n").expect_err("refused");
        assert!(said.contains("`zoom.share` is wrong"), "{said}");
    }

    #[test]
    fn a_share_outside_its_range_is_refused() {
        let said = load("[zoom]\nshare = 1.5\n").expect_err("refused");
        assert!(said.contains("between 0.01 and 1"), "{said}");
    }

    #[test]
    fn far_words_are_not_offered() {
        assert_eq!(nearest("listne", &["listen", "url"]), Some("listen"));
        assert_eq!(nearest("zzz", &["listen", "url"]), None);
    }
}
