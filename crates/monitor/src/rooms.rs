//! The rooms of the account, to be found by name or place: those that the test *Zoom Rooms* read
//! last. Zoom is not asked.

use connect::ConnectionId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Cell, Error, Monitor, probes::rooms};

/// A room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KnownRoom {
    /// Its name.
    pub name: String,
    /// Where it is, how it stands and what is the matter, in a few words.
    pub says: String,
}

impl Monitor {
    /// Rooms whose name or place holds `text`, at most `limit`, those with something the matter
    /// first; and how many there are.
    pub async fn find_rooms(
        &self,
        connection: &ConnectionId,
        text: &str,
        limit: usize,
    ) -> Result<(Vec<KnownRoom>, usize), Error> {
        let Some(read) = self.diagnosis(connection, rooms::ID).await? else {
            return Ok((Vec::new(), 0));
        };
        let wanted = text.trim().to_lowercase();
        let place = |key: &str| read.columns.iter().position(|column| column.key == key);
        let (name, location) = (place("room"), place("location"));
        let (status, issues) = (place("status"), place("issues"));
        let found: Vec<KnownRoom> = read
            .rows
            .iter()
            .filter_map(|row| {
                let text = |place: Option<usize>| match row.get(place?)? {
                    Cell::Text(text) => Some(text.as_str()),
                    _ => None,
                };
                let named = text(name)?;
                let fits = |one: &str| one.to_lowercase().contains(&wanted);
                if !fits(named) && !text(location).is_some_and(fits) {
                    return None;
                }
                let says = [text(location), text(status), text(issues)];
                let says: Vec<&str> = says.into_iter().flatten().collect();
                Some(KnownRoom {
                    name: named.to_owned(),
                    says: says.join(" · "),
                })
            })
            .collect();
        let all = found.len();
        Ok((found.into_iter().take(limit).collect(), all))
    }
}
