//! Who is meant by ids or addresses, as the directory has it. Asks Zoom nothing.

use connect::{Action, ConnectionId, Principal};

use super::People;
use crate::{Error, Person, directory};

/// Looked up in one statement.
const AT_ONCE: usize = 500;

impl People {
    /// The people of these ids or mail addresses; whoever is not in the directory is left out.
    pub async fn who_are(
        &self,
        who: &Principal,
        id: &ConnectionId,
        keys: &[&str],
    ) -> Result<Vec<Person>, Error> {
        self.may(who, Action::Read, id)?;
        let mut found = Vec::new();
        for some in keys.chunks(AT_ONCE) {
            let (emails, ids): (Vec<&str>, Vec<&str>) =
                some.iter().copied().partition(|key| key.contains('@'));
            for (column, keys) in [("zoom_id", ids), ("email", emails)] {
                found.extend(directory::named(&self.db, id.as_str(), column, &keys).await?);
            }
        }
        Ok(found)
    }
}
