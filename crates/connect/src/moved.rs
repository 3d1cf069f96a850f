//! Whether the configuration still names the Zoom that the credentials belong to.
//!
//! A connection keeps the addresses it was made with, and its credentials are sent nowhere else.
//! When the configuration is pointed at another Zoom, say from the sandbox of a trial to the real
//! one, going on silently would talk to the old one, and following blindly would hand its secrets
//! to the new one. So a connection without credentials follows, and so does one between two
//! sandboxes on this machine (whose ports change); with any other the caller is told to stop.

use store::args;
use url::{Host, Url};
use zoom_client::Endpoints;

use crate::{Connect, Connection, Result};

/// A connection whose Zoom is not the configured one.
#[derive(Debug, Clone)]
pub struct Moved {
    /// What its owner calls it.
    pub name: String,
    /// The Zoom its credentials belong to.
    pub kept: Endpoints,
    /// The Zoom that is configured.
    pub configured: Endpoints,
}

impl Connect {
    /// Lets connections follow the configured addresses where no secret goes astray; the others
    /// are returned as they are.
    pub async fn follow_endpoints(&self) -> Result<Vec<Moved>> {
        let configured = &self.0.endpoints;
        let mut moved = Vec::new();
        for connection in self.connections().await? {
            let kept = &connection.endpoints;
            if same(&kept.api, &configured.api) && same(&kept.oauth, &configured.oauth) {
                continue;
            }
            let local = [&kept.api, &kept.oauth, &configured.api, &configured.oauth];
            if local.into_iter().all(is_here) || self.sets(&connection.id).await?.is_empty() {
                self.follow(&connection).await?;
            } else {
                moved.push(Moved {
                    name: connection.name,
                    kept: connection.endpoints,
                    configured: configured.clone(),
                });
            }
        }
        Ok(moved)
    }

    async fn follow(&self, connection: &Connection) -> Result<()> {
        let Endpoints { api, oauth, status } = &self.0.endpoints;
        self.0
            .db
            .execute(
                "UPDATE connections SET api_url = $2, oauth_url = $3, status_url = $4 WHERE id = $1",
                args![
                    connection.id.as_str(),
                    api.as_str(),
                    oauth.as_str(),
                    status.as_str()
                ],
            )
            .await?;
        Ok(())
    }
}

/// Whether two addresses are one place, a slash at the end aside.
fn same(one: &Url, other: &Url) -> bool {
    one.as_str().trim_end_matches('/') == other.as_str().trim_end_matches('/')
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
