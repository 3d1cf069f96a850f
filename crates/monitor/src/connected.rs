//! The accounts as `connect` knows them.

use std::sync::Arc;

use async_trait::async_trait;
use clock::Clock;
use connect::{Connect, ConnectError, ConnectionId};
use zoom_client::Priority;

use crate::{
    accounts::{Account, Accounts, Asked},
    live::Live,
    outcome::Outcome,
    sources::Zoom,
};

/// Connections with their credentials, tokens and budgets.
pub(crate) struct Connected {
    pub(crate) connect: Connect,
    pub(crate) http: reqwest::Client,
    pub(crate) clock: Clock,
}

#[async_trait]
impl Accounts for Connected {
    async fn list(&self) -> Result<Vec<Account>, String> {
        let connections = self.connect.connections().await;
        let connections = connections.map_err(|error| error.to_string())?;
        Ok(connections
            .into_iter()
            .map(|connection| Account {
                id: connection.id,
                name: connection.name,
                zoom: connection.account_id.unwrap_or_default(),
            })
            .collect())
    }

    async fn zoom(&self, id: &ConnectionId, asked: Asked) -> Result<Arc<dyn Zoom>, Outcome> {
        let connection = self.connect.connection(id).await.map_err(|e| outcome(&e))?;
        let priority = match asked {
            Asked::Schedule => Priority::Schedule,
            Asked::Person => Priority::Person,
        };
        let client = self.connect.client(id).await;
        Ok(Arc::new(Live {
            client: client
                .map(|client| client.with_priority(priority))
                .map_err(|error| outcome(&error)),
            http: self.http.clone(),
            endpoints: connection.endpoints,
            clock: self.clock.clone(),
        }))
    }
}

/// How a run ends that got no client.
fn outcome(error: &ConnectError) -> Outcome {
    let why = error.to_string();
    match error {
        ConnectError::NotSetUp(_) | ConnectError::Incomplete { .. } => Outcome::NotSetUp { why },
        _ => Outcome::Failed { why },
    }
}
