//! The accounts as `connect` knows them.

use std::sync::Arc;

use async_trait::async_trait;
use clock::Clock;
use connect::{Capability, Connect, ConnectError, ConnectionId, FeatureState};
use zoom_client::Priority;

use crate::{
    accounts::{Account, Accounts, Asked},
    capabilities::capabilities,
    live::Live,
    outcome::Outcome,
    probe::Probe,
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

    async fn missing(&self, id: &ConnectionId, probe: &'static Probe) -> Option<Outcome> {
        let capability = capability(probe)?;
        let features = self.connect.what_works(id, &[capability]).await.ok()?;
        match features.into_iter().next()?.state {
            FeatureState::NeedsScopes { granular, classic } => Some(Outcome::NoScope {
                operations: probe
                    .needs
                    .iter()
                    .filter(|need| need.required)
                    .map(|need| need.operation.to_owned())
                    .collect(),
                granular,
                classic,
            }),
            FeatureState::NotSetUp => Some(Outcome::NotSetUp {
                why: "No app that opens this is set up yet. Once one is, this test runs by itself."
                    .to_owned(),
            }),
            _ => None,
        }
    }

    async fn standing(&self, id: &ConnectionId) -> Result<String, String> {
        let sets = self.connect.sets(id).await;
        let sets = sets.map_err(|error| error.to_string())?;
        let stands = sets.iter().map(|set| {
            format!(
                "{:?} {:?} {:?} {:?} {:?}",
                set.kind, set.state, set.scopes, set.saved_at, set.authorized_at
            )
        });
        Ok(stands.collect::<Vec<_>>().join("\n"))
    }

    async fn note_plan(&self, id: &ConnectionId, probe: &'static Probe, said: Option<&str>) {
        let Some(capability) = capability(probe) else {
            return;
        };
        if let Err(error) = self.connect.note_plan(id, capability.key, said).await {
            tracing::warn!(probe = probe.id, %error, "what the plan lacks could not be kept");
        }
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

fn capability(probe: &Probe) -> Option<Capability> {
    let key = format!("probe.{}", probe.id);
    capabilities()
        .into_iter()
        .find(|capability| capability.key == key)
}

/// How a run ends that got no client.
fn outcome(error: &ConnectError) -> Outcome {
    let why = error.to_string();
    match error {
        ConnectError::NotSetUp(_) | ConnectError::Incomplete { .. } => Outcome::NotSetUp { why },
        _ => Outcome::Failed { why },
    }
}
