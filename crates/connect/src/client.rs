//! The client of a connection: its tokens, its one budget.

use std::sync::{Arc, PoisonError};

use zoom_client::{Budget, Client, TokenStore};

use crate::{Connect, ConnectionId, Result, spend::Ledger, tokens::Tokens};

impl Connect {
    /// A client that calls Zoom as this connection: each call with the app whose scopes open it,
    /// all calls within one budget.
    pub async fn client(&self, id: &ConnectionId) -> Result<Client> {
        let tokens = Tokens {
            connect: self.clone(),
            id: id.clone(),
        };
        self.client_with(id, Arc::new(tokens)).await
    }

    pub(crate) async fn client_with(
        &self,
        id: &ConnectionId,
        tokens: Arc<dyn TokenStore>,
    ) -> Result<Client> {
        let connection = self.connection(id).await?;
        let budget = self.budget(id, connection.plan.unwrap_or(self.0.plan));
        Ok(Client::new(
            self.0.http.clone(),
            connection.endpoints,
            tokens,
            budget,
            self.0.clock.clone(),
        ))
    }

    /// The one budget of a connection in this process; what is spent of a day is shared by all.
    fn budget(&self, id: &ConnectionId, plan: zoom_catalog::limits::Plan) -> Arc<Budget> {
        let mut budgets = self
            .0
            .budgets
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let budget = budgets.entry(id.clone()).or_insert_with(|| {
            let ledger = Ledger {
                db: self.0.db.clone(),
                id: id.clone(),
                node: self.0.node.clone(),
            };
            Arc::new(Budget::new(
                plan,
                self.0.share,
                self.0.clock.clone(),
                Arc::new(ledger),
            ))
        });
        if budget.plan() != plan {
            budget.configure(plan, self.0.share);
        }
        Arc::clone(budget)
    }
}
