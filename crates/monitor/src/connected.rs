//! The accounts as `connect` knows them.

use std::sync::Arc;

use async_trait::async_trait;
use clock::Clock;
use connect::{
    Capability, Connect, ConnectError, ConnectionId, CredentialSet, FeatureState, SetState,
};
use jiff::civil::Date;
use zoom_client::{BudgetSnapshot, Priority, Spend};

use crate::{
    accounts::{Account, Accounts, Asked, BrokenSet},
    capabilities::capabilities,
    outcome::Outcome,
    outside::Outside,
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

    async fn broken_sets(&self, id: &ConnectionId) -> Result<Vec<BrokenSet>, String> {
        let sets = self.connect.sets(id).await.map_err(|e| e.to_string())?;
        Ok(sets.into_iter().filter_map(broken).collect())
    }

    async fn zoom(
        &self,
        id: &ConnectionId,
        asked: Asked,
        purpose: &'static str,
    ) -> Result<Arc<dyn Zoom>, Outcome> {
        let connection = self.connect.connection(id).await.map_err(|e| outcome(&e))?;
        // What a person waits for is the person's, whichever test it is.
        let (priority, purpose) = match asked {
            Asked::Schedule => (Priority::Schedule, purpose),
            Asked::Person => (Priority::Person, Priority::Person.purpose()),
        };
        let client = self.connect.client(id).await;
        Ok(Arc::new(Outside {
            client: client
                .map(|client| client.with_priority(priority).on_behalf(purpose))
                .map_err(|error| outcome(&error)),
            http: self.http.clone(),
            endpoints: connection.endpoints,
            clock: self.clock.clone(),
        }))
    }

    async fn budget(&self, id: &ConnectionId) -> Result<BudgetSnapshot, String> {
        let client = self.connect.client(id).await;
        let client = client.map_err(|error| error.to_string())?;
        let snapshot = client.budget().snapshot().await;
        snapshot.map_err(|error| error.to_string())
    }

    async fn spent_on(&self, id: &ConnectionId, day: Date) -> Result<Spend, String> {
        let client = self.connect.client(id).await;
        let client = client.map_err(|error| error.to_string())?;
        let spend = client.budget().spent_on(day).await;
        spend.map_err(|error| error.to_string())
    }
}

fn broken(set: CredentialSet) -> Option<BrokenSet> {
    let why = match set.state {
        SetState::Refused { why } => why,
        SetState::NeedsRenewal { cause } => cause.says().to_owned(),
        // Nothing is known to be wrong, or nobody has finished setting it up.
        SetState::Saved
        | SetState::NotAuthorized
        | SetState::Works
        | SetState::CouldNotBeChecked { .. } => return None,
    };
    Some(BrokenSet {
        key: set.kind.key(),
        title: set.kind.title(),
        why,
    })
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
