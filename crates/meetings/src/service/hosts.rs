//! Who can host: the account's users, kept for a few minutes.
//!
//! The list of users says who holds a licence, not who has a webinar plan: that stands in each
//! user's settings, one call each. So for webinars a bounded number of licensed users is asked at
//! a time and what was learned is kept; who is known to have no plan is left out.

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures::{StreamExt as _, stream};

use connect::{Action, ConnectionId, Principal, Refusal};
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
/// Users whose settings are asked for while one page waits.
const ASKED: usize = 50;
/// Of them at the same time.
const ABREAST: usize = 8;
/// A page does not wait longer for them.
const PATIENCE: Duration = Duration::from_secs(3);

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
    /// Whether they have a webinar plan; `None` where nobody asked yet or the scope
    /// `user:read:settings:admin` is missing.
    pub webinars: Option<bool>,
}

/// What is known of webinar plans, by Zoom's user id.
pub(super) type Webinars = HashMap<String, bool>;

/// A list and when it was read.
pub(super) struct Known {
    at: Timestamp,
    hosts: Arc<Vec<Host>>,
}

impl Meetings {
    /// Active users, licensed ones first; for webinars licensed ones without those who are known
    /// to have no webinar plan, those who are known to have one first.
    pub async fn hosts(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        kind: Kind,
    ) -> Result<Vec<Host>, Error> {
        may(who, Action::Read, connection)?;
        let all = self.known_hosts(connection, kind).await?;
        if kind == Kind::Meeting {
            return Ok(all.to_vec());
        }
        let licensed: Vec<Host> = all.iter().filter(|host| host.licensed).cloned().collect();
        self.learn_webinars(connection, &licensed).await?;
        let known = self.webinars.lock().await;
        let mut hosts: Vec<Host> = licensed
            .into_iter()
            .map(|host| Host {
                webinars: known.get(&host.id).copied(),
                ..host
            })
            .filter(|host| host.webinars != Some(false))
            .collect();
        hosts.sort_by_key(|host| host.webinars.is_none());
        Ok(hosts)
    }

    /// Asks for the settings of users nothing is known of; stops at the first refusal, because
    /// the next would be the same.
    async fn learn_webinars(&self, connection: &ConnectionId, hosts: &[Host]) -> Result<(), Error> {
        let unknown: Vec<String> = {
            let known = self.webinars.lock().await;
            let ids = hosts.iter().map(|host| &host.id);
            ids.filter(|id| !known.contains_key(*id))
                .take(ASKED)
                .cloned()
                .collect()
        };
        if unknown.is_empty() {
            return Ok(());
        }
        let zoom = self.zoom(connection).await?;
        let zoom = &zoom;
        let asking = async {
            let mut answers = stream::iter(unknown)
                .map(async |id| (zoom.may_host_webinars(&id).await, id))
                .buffer_unordered(ABREAST);
            while let Some((Ok(may), id)) = answers.next().await {
                self.webinars.lock().await.insert(id, may);
            }
        };
        // Whoever was not asked in time is asked for the next page.
        let _ = self.clock.timeout(PATIENCE, asking).await;
        Ok(())
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
            .map_err(Refusal::of(Act::Hosts.on(kind)))?;
        let mut hosts: Vec<Host> = users.into_iter().filter_map(host).collect();
        hosts.sort_by_key(|host| (!host.licensed, host.name.to_lowercase()));
        let hosts = Arc::new(hosts);
        // Plans are assigned and taken away as people come and go.
        self.webinars.lock().await.clear();
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
        webinars: None,
    })
}
