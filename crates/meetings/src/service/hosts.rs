//! Who can host: the account's users, kept for a few minutes.

use std::sync::Arc;

use connect::{Action, ConnectionId, Principal};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use zoom_types::{
    UserId,
    users::{User, UserStatus, UserType},
};

use super::{Meetings, may};
use crate::{Act, Error, Kind, Scheduled};

/// The list is asked for at most this often: people are hired more slowly.
const KEEP: SignedDuration = SignedDuration::from_mins(5);

/// Somebody who may host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Host {
    /// Zoom's user id.
    pub id: String,
    /// Their mail address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Whether they hold a licence: meetings of a Basic user end after 40 minutes, and webinars
    /// need one.
    pub licensed: bool,
}

/// A list and when it was read.
pub(super) struct Known {
    at: Timestamp,
    hosts: Arc<Vec<Host>>,
}

impl Meetings {
    /// Active users, licensed ones first; for webinars licensed ones only.
    pub async fn hosts(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        kind: Kind,
    ) -> Result<Vec<Host>, Error> {
        may(who, Action::Read, connection)?;
        let all = self.known_hosts(connection, kind).await?;
        let wanted = all
            .iter()
            .filter(|host| kind == Kind::Meeting || host.licensed);
        Ok(wanted.cloned().collect())
    }

    /// The host's name for the public page; empty where it cannot be known.
    pub(super) async fn host_name(&self, connection: &ConnectionId, event: &Scheduled) -> String {
        let Ok(hosts) = self.known_hosts(connection, event.kind).await else {
            return String::new();
        };
        hosts
            .iter()
            .find(|host| host.id == event.host_id || host.email == event.host_email)
            .map_or_else(String::new, |host| host.name.clone())
    }

    /// Zoom's id of a host named by mail address, where the list is known: the daily count of a
    /// host is kept by id.
    pub(super) async fn host_id(
        &self,
        connection: &ConnectionId,
        kind: Kind,
        host: &str,
    ) -> UserId {
        let known = self.known_hosts(connection, kind).await;
        let found = known.ok().and_then(|list| {
            list.iter()
                .find(|one| one.email == host)
                .map(|one| one.id.clone())
        });
        UserId(found.unwrap_or_else(|| host.to_owned()))
    }

    async fn known_hosts(
        &self,
        connection: &ConnectionId,
        kind: Kind,
    ) -> Result<Arc<Vec<Host>>, Error> {
        let now = self.now();
        // Held while Zoom is asked, so that ten open forms ask once.
        let mut known = self.hosts.lock().await;
        if let Some(list) = known.get(connection)
            && now.duration_since(list.at) < KEEP
        {
            return Ok(Arc::clone(&list.hosts));
        }
        let zoom = self.zoom(connection).await?;
        let users = zoom
            .users()
            .await
            .map_err(|error| self.refusal(Act::Hosts, kind, &error))?;
        let mut hosts: Vec<Host> = users.into_iter().filter_map(host).collect();
        hosts.sort_by_key(|host| (!host.licensed, host.name.to_lowercase()));
        let hosts = Arc::new(hosts);
        known.insert(
            connection.clone(),
            Known {
                at: now,
                hosts: Arc::clone(&hosts),
            },
        );
        Ok(hosts)
    }
}

fn host(user: User) -> Option<Host> {
    if user
        .status
        .is_some_and(|status| status != UserStatus::Active)
    {
        return None;
    }
    let kind = user.r#type.unwrap_or_default();
    let email = user.email.unwrap_or_default();
    let name = user
        .display_name
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| {
            let parts = [user.first_name, user.last_name];
            let words: Vec<String> = parts
                .into_iter()
                .flatten()
                .filter(|word| !word.is_empty())
                .collect();
            words.join(" ")
        });
    matches!(
        kind,
        UserType::Basic | UserType::Licensed | UserType::OnPrem
    )
    .then(|| Host {
        name: if name.is_empty() { email.clone() } else { name },
        id: user.id.0,
        email,
        licensed: kind != UserType::Basic,
    })
}
