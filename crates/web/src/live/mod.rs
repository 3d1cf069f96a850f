//! What is under way now: the list, one instance, both as files.
//!
//! Both pages move by themselves (see [`crate::stream`]). Where the figures come from is said on
//! the page, with its age: pushed by Zoom, polled from its dashboard, or not known.

mod asked;
mod csv;
pub(crate) mod list;
mod people;
mod rows;
pub(crate) mod show;
pub(crate) mod source;

use axum::{Router, routing::get};
use serde::Deserialize;

pub(crate) use self::asked::Asked;
use crate::State;

/// Where the list is.
pub(crate) const PATH: &str = "/live";

/// One instance, by its UUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
pub(crate) struct Instance {
    pub(crate) uuid: String,
}

/// Whether a page stands still where no script runs.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Still {
    still: Option<String>,
}

impl Still {
    pub(crate) const fn asked(&self) -> bool {
        self.still.is_some()
    }
}

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route(PATH, get(list::show))
        .route("/live.csv", get(csv::download))
        .route("/live/{uuid}", get(show::show))
        .route("/live/{uuid}/people.csv", get(csv::people))
}

/// How an alarm's level, or a meeting's, is shown.
pub(crate) const fn of_level(level: monitor::Level) -> ui::Quality {
    match level {
        monitor::Level::Bad => ui::Quality::Bad,
        monitor::Level::Poor => ui::Quality::Poor,
        monitor::Level::Fair => ui::Quality::Fair,
        monitor::Level::NoData => ui::Quality::Plain,
    }
}

/// Where an instance's page is. A UUID is base64, and its `/` would have to be encoded, which some
/// proxies undo: the alphabet for addresses (RFC 4648, 5) needs no encoding.
pub(crate) fn path(uuid: &str) -> String {
    format!("{PATH}/{}", segment_of(uuid))
}

/// A UUID as one segment of an address.
pub(crate) fn segment_of(uuid: &str) -> String {
    let safe: String = uuid
        .chars()
        .map(|c| match c {
            '+' => '-',
            '/' => '_',
            other => other,
        })
        .collect();
    ui::segment(&safe)
}

/// The UUID that an address means, in either alphabet.
pub(crate) fn uuid_of(segment: &str) -> String {
    segment
        .chars()
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{path, uuid_of};

    #[test]
    fn a_uuid_goes_into_an_address_and_comes_back() {
        let uuid = "4444AAAiAAAAAiAi+i/A==";
        let path = path(uuid);
        assert_eq!(path, "/live/4444AAAiAAAAAiAi-i_A%3D%3D");
        assert_eq!(uuid_of("4444AAAiAAAAAiAi-i_A=="), uuid);
        assert_eq!(uuid_of(uuid), uuid);
    }
}
