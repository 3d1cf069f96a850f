//! Which Zoom account a page or a call is about.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use connect::{ConnectionId, access::Resource};
use serde::Deserialize;

use crate::{Error, State};

/// The connection named by `?connection=`, else the first one, which always exists.
#[derive(Debug, Clone)]
pub(crate) struct Connected {
    /// Its id.
    pub id: ConnectionId,
}

impl Connected {
    /// What is watched of it: its API tests, what they read, and the alarms.
    pub(crate) fn probes(&self) -> Resource {
        Resource::Probes(self.id.clone())
    }

    /// Its credentials and what works with them.
    pub(crate) fn credentials(&self) -> Resource {
        Resource::Credentials(self.id.clone())
    }

    /// The account as a whole, its sub-accounts and its Zoom Events.
    pub(crate) fn account(&self) -> Resource {
        Resource::Account(self.id.clone())
    }

    /// Its meetings and webinars.
    pub(crate) fn meetings(&self) -> Resource {
        Resource::Meetings(self.id.clone())
    }

    /// What its webhooks told.
    pub(crate) fn events(&self) -> Resource {
        Resource::Events(self.id.clone())
    }

    /// Zoom, asked directly with its credentials.
    pub(crate) fn zoom(&self) -> Resource {
        Resource::Zoom(self.id.clone())
    }
}

#[derive(Deserialize)]
struct Named {
    connection: Option<String>,
}

impl FromRequestParts<State> for Connected {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &State) -> Result<Self, Error> {
        let named = Query::<Named>::try_from_uri(&parts.uri)
            .ok()
            .and_then(|q| q.0.connection);
        let connection = match named {
            None => app.connect.default_connection().await?,
            Some(id) => app
                .connect
                .connections()
                .await?
                .into_iter()
                .find(|connection| connection.id.to_string() == id)
                .ok_or_else(|| Error::NotFound(format!("connection {id}")))?,
        };
        Ok(Self { id: connection.id })
    }
}
