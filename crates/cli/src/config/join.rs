//! `[join]`: how visitors join in the browser.

use meetings::join::Hours;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::failure::Failure;

/// The doors of meetings, and who may show them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Join {
    /// Minutes before the start at which the door opens.
    pub opens_before: u16,
    /// Minutes after the planned end until which people may come back.
    pub closes_after: u16,
    /// What a visitor agrees to before joining; they tick a box where it is set.
    pub consent: Option<String>,
    /// Origins of other sites that may embed the join page.
    pub embedders: Vec<String>,
}

impl Default for Join {
    fn default() -> Self {
        let hours = Hours::default();
        Self {
            opens_before: hours.opens_before,
            closes_after: hours.closes_after,
            consent: None,
            embedders: Vec::new(),
        }
    }
}

impl Join {
    /// When doors open and close.
    pub(crate) fn hours(&self) -> Hours {
        Hours {
            opens_before: self.opens_before,
            closes_after: self.closes_after,
        }
    }

    /// What pages need to know.
    pub(crate) fn settings(&self) -> web::JoinSettings {
        web::JoinSettings {
            consent: self.consent.clone(),
            embedders: self.embedders.clone(),
        }
    }

    pub(super) fn validate(&self) -> Result<(), Failure> {
        for origin in &self.embedders {
            let whole = Url::parse(origin)
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https"))
                // A whole domain's sites are not one that somebody chose.
                .filter(|url| !url.authority().contains('*'))
                .map(|url| url.origin().ascii_serialization());
            if whole.as_deref() != Some(origin) {
                return Err(Failure::config(
                    format!("`join.embedders` names “{origin}”, which is no origin."),
                    "Write scheme and host only, without a slash at the end, as in \
                     https://www.example.org.",
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Join;

    fn embedding(origin: &str) -> Join {
        Join {
            embedders: vec![origin.to_owned()],
            ..Join::default()
        }
    }

    #[test]
    fn an_embedder_is_an_origin_and_nothing_more() {
        for origin in [
            "https://www.example.org",
            "http://localhost:4000",
            "https://[2001:db8::1]:8443",
        ] {
            assert!(embedding(origin).validate().is_ok(), "{origin}");
        }
        for other in [
            "",
            "*",
            "https://*.example.org",
            "https://www.example.org/",
            "https://www.example.org/meetings",
            "https://www.example.org:443",
            "HTTPS://www.example.org",
            "www.example.org",
            "ftp://www.example.org",
            "https://www.example.org https://evil.example",
            "'self'; script-src *",
        ] {
            let failure = embedding(other).validate().expect_err(other);
            let said = failure.to_string();
            assert!(said.contains(&format!("“{other}”")), "{said}");
        }
    }

    #[test]
    fn what_is_set_is_what_doors_and_pages_are_told() {
        let set: Join =
            figment::Figment::from(figment::providers::Serialized::defaults(Join::default()))
                .merge(("opens_before", 30))
                .merge(("consent", "It is recorded."))
                .extract()
                .expect("read");
        assert_eq!(
            (set.hours().opens_before, set.hours().closes_after),
            (30, 60)
        );
        assert_eq!(set.settings().consent.as_deref(), Some("It is recorded."));
    }
}
