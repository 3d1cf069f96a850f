//! The first call with a fresh token: cheap, and it says whose account it is.

use std::sync::Arc;

use async_trait::async_trait;
use zoom_catalog::{
    Operation,
    access::{Target, check},
    limits::Plan,
    operation,
};
use zoom_client::{AccessToken, Error, TokenError, TokenStore};
use zoom_types::{ScopeSet, users::User};

use super::Looked;
use crate::{Connect, ConnectionId, Finding, Result, SetKind, chain::NoToken};

const ME: &str = "GET /users/{userId}";
const PLAN: &str = "GET /accounts/{accountId}/plans/usage";
/// Tried in this order; each is answered from little.
const CHEAP: [(&str, &str); 3] = [
    ("GET /users", ""),
    ("GET /accounts/{accountId}/settings", "accountId"),
    ("GET /users/{userId}/meetings", "userId"),
];

/// The tokens of one set, whatever its scopes.
struct OneSet {
    connect: Connect,
    id: ConnectionId,
    kind: SetKind,
}

#[async_trait]
impl TokenStore for OneSet {
    async fn token(
        &self,
        _: &'static Operation,
        _: Option<&str>,
    ) -> Result<AccessToken, TokenError> {
        self.connect
            .live(&self.id, self.kind)
            .await
            .map_err(NoToken::into_token_error)
    }

    async fn replace(
        &self,
        _: &'static Operation,
        rejected: &AccessToken,
    ) -> Result<AccessToken, TokenError> {
        // A token that Zoom has just granted and does not accept is a finding, not a reason to
        // ask for the next.
        Err(TokenError::NotAvailable {
            why: format!(
                "Zoom does not accept the token it has just given to {}.",
                rejected.label
            ),
        })
    }
}

impl Connect {
    /// Makes a cheap call that the set's scopes allow, and learns the account from it.
    pub(crate) async fn first_call(
        &self,
        id: &ConnectionId,
        kind: SetKind,
        looked: &mut Looked,
    ) -> Result<()> {
        let scopes = self.entered(id, kind).await?.set.scopes.unwrap_or_default();
        let one_set = OneSet {
            connect: self.clone(),
            id: id.clone(),
            kind,
        };
        let client = self.client_with(id, Arc::new(one_set)).await?;
        let client = client.on_behalf("checks");
        let said = if opens(ME, &scopes) {
            match client.users().get("me").await {
                Ok(me) => {
                    looked.findings.extend(self.whose(id, &me).await?);
                    Ok(ME)
                }
                Err(error) => Err(error),
            }
        } else if let Some((key, parameter)) = CHEAP.iter().find(|(key, _)| opens(key, &scopes)) {
            let mut call = client.call(key);
            call = match *parameter {
                "" => call.query("page_size", 1),
                name => call.param(name, "me"),
            };
            call.done().await.map(|()| *key)
        } else {
            return Ok(());
        };
        looked.findings.push(
            match said {
                Ok(key) => Finding::good("call", format!("Zoom answers: {key}.")),
                Err(error) => refused(&error),
            }
            .of(kind),
        );
        if opens(PLAN, &scopes)
            && let Ok(usage) = client.accounts().plan_usage().await
        {
            let base = usage.plan_base.and_then(|plan| plan.r#type);
            let plan = base.as_deref().and_then(plan_of);
            self.learn_account(id, None, plan).await?;
        }
        Ok(())
    }

    /// Two apps of one connection must be of one account.
    async fn whose(&self, id: &ConnectionId, me: &User) -> Result<Option<Finding>> {
        let Some(account_id) = me.account_id.as_ref().map(zoom_types::AccountId::as_str) else {
            return Ok(None);
        };
        let known = self.connection(id).await?.account_id;
        if known.is_none() {
            self.learn_account(id, Some(account_id), None).await?;
        }
        Ok(known.filter(|known| known != account_id).map(|known| {
            Finding::problem(
                "two_accounts",
                format!("This app is of the Zoom account {account_id}, and the connection's other app of {known}."),
            )
            .then("Use apps of one account in one connection.")
        }))
    }
}

fn opens(key: &str, scopes: &ScopeSet) -> bool {
    operation(key).is_some_and(|operation| check(operation, scopes, Target::Own).is_ok())
}

/// The plan by which to budget, from Zoom's name of the base plan.
fn plan_of(name: &str) -> Option<Plan> {
    let name = name.to_ascii_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if is(&["business", "enterprise", "edu", "partner", "corp"]) {
        Some(Plan::Business)
    } else if is(&["pro"]) {
        Some(Plan::Pro)
    } else if is(&["free", "basic"]) {
        Some(Plan::Free)
    } else {
        None
    }
}

fn refused(error: &Error) -> Finding {
    match error {
        Error::Unreachable { .. }
        | Error::NotJson { .. }
        | Error::Unexpected { .. }
        | Error::TooLarge { .. }
        | Error::Cut { .. }
        | Error::RateLimited { .. }
        | Error::Budget { .. } => Finding::unsure(
            "call_could_not_be_made",
            format!("Zoom gave a token, but its API could not be asked: {error}."),
        ),
        Error::Refused { code, message, .. } => Finding::problem(
            "call_refused",
            "Zoom gave a token and refused the first call with it.",
        )
        .zoom(format!("{message} (code {code})")),
        Error::MissingScopes { said, .. } => Finding::problem(
            "call_refused",
            "Zoom gave a token and says that it lacks the scope it was granted.",
        )
        .zoom(said.clone()),
        Error::Token { .. } | Error::BadCall { .. } => {
            Finding::problem("call_refused", format!("{error}."))
        }
    }
    .then(error.what_to_do())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_is_read_from_zooms_name_of_it() {
        assert_eq!(plan_of("business_monthly"), Some(Plan::Business));
        assert_eq!(plan_of("Enterprise"), Some(Plan::Business));
        assert_eq!(plan_of("pro_yearly"), Some(Plan::Pro));
        assert_eq!(plan_of("free"), Some(Plan::Free));
        assert_eq!(plan_of("monthly"), None);
    }

    #[test]
    fn the_cheap_calls_are_operations_of_the_catalogue() {
        for key in [ME, PLAN].into_iter().chain(CHEAP.map(|(key, _)| key)) {
            assert!(operation(key).is_some(), "{key}");
        }
    }
}
