//! What pages move, and how an address names them.

use axum::http::Uri;
use axum_extra::extract::Query;
use connect::ConnectionId;
use serde::de::DeserializeOwned;

use super::Living;
use crate::{Error, State, live, pages::overview};

/// A page with moving parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// `/`.
    Overview,
    /// `/live`, as its address asks for it.
    Live(live::Asked),
    /// `/live/{uuid}`.
    Instance(live::Instance),
}

impl Subject {
    /// The page that a stream's address names.
    pub(super) fn named(part: &str, uri: &Uri) -> Result<Self, Error> {
        match part {
            "overview" => Ok(Self::Overview),
            "live" => Ok(Self::Live(asked::<live::Asked>(uri)?.tidy())),
            "instance" => Ok(Self::Instance(asked(uri)?)),
            other => Err(Error::NotFound(format!("stream “{other}”"))),
        }
    }

    /// How its stream's address names it.
    pub(super) fn query(&self, connection: &ConnectionId) -> String {
        let part = match self {
            Self::Overview => "overview",
            Self::Live(_) => "live",
            Self::Instance(_) => "instance",
        };
        let mut pairs = vec![
            ("part".to_owned(), part.to_owned()),
            ("connection".to_owned(), connection.to_string()),
        ];
        pairs.extend(self.pairs());
        ui::query(pairs)
    }

    /// The page's address at which it does not load itself again.
    pub(super) fn still(&self) -> String {
        let path = match self {
            Self::Overview => "/".to_owned(),
            Self::Live(_) => live::PATH.to_owned(),
            Self::Instance(instance) => return format!("{}?still=1", live::path(&instance.uuid)),
        };
        let mut pairs = self.pairs();
        pairs.push(("still".to_owned(), "1".to_owned()));
        format!("{path}?{}", ui::query(pairs))
    }

    fn pairs(&self) -> Vec<(String, String)> {
        match self {
            Self::Overview => Vec::new(),
            Self::Live(asked) => asked.pairs(),
            Self::Instance(instance) => vec![("uuid".to_owned(), instance.uuid.clone())],
        }
    }

    /// Its parts as they are now.
    pub(super) async fn living(&self, app: &State, id: &ConnectionId) -> Result<Living, Error> {
        match self {
            Self::Overview => overview::living(app, id).await,
            Self::Live(asked) => live::list::living(app, id, asked).await,
            Self::Instance(instance) => live::show::living(app, id, instance).await,
        }
    }
}

fn asked<T: DeserializeOwned>(uri: &Uri) -> Result<T, Error> {
    Query::<T>::try_from_uri(uri)
        .map(|query| query.0)
        .map_err(|error| Error::Unreadable(format!("The address cannot be read: {error}.")))
}

#[cfg(test)]
mod tests {
    use connect::ConnectionId;

    use super::Subject;
    use crate::live::{Asked, Instance};

    #[test]
    fn a_streams_address_names_the_page_it_came_from() {
        let live = Asked {
            q: "a & b".to_owned(),
            sort: "people".to_owned(),
            desc: "1".to_owned(),
            page: 2,
            column: vec!["topic".to_owned(), "people".to_owned()],
        };
        for subject in [
            Subject::Overview,
            Subject::Live(live.tidy()),
            Subject::Instance(Instance {
                uuid: "a+/b==".to_owned(),
            }),
        ] {
            let query = subject.query(&ConnectionId("c".to_owned()));
            let uri = format!("/live/stream?{query}").parse().expect("an address");
            let part = query
                .split('&')
                .find_map(|pair| pair.strip_prefix("part="))
                .expect("a part");
            assert_eq!(Subject::named(part, &uri).expect("a page"), subject);
        }
    }

    #[test]
    fn the_order_in_which_columns_are_named_does_not_make_another_page() {
        let asked = |columns: &[&str]| Asked {
            column: columns.iter().map(|&key| key.to_owned()).collect(),
            ..Asked::default()
        };
        assert_eq!(
            asked(&["people", "topic"]).tidy(),
            asked(&["topic", "people", "x"]).tidy()
        );
    }
}
