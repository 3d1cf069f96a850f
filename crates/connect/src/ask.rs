//! Zoom asked directly: any operation of its API, also those for which Parfocal has no feature.
//!
//! Why it exists: nobody should have to write a second client, with a second budget and tokens of
//! its own, for the one call that is missing here. What was asked is explained before it is sent
//! (which operation, what it costs, which scope opens it and whether an app has that), and a
//! refusal is said as everywhere.
//!
//! What it refuses: nothing that Zoom allows. But logins do not come out: the values that let
//! their holder act as somebody else are hidden, and what changes something is in the audit.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zoom_catalog::{
    Level, Operation, RateLabel,
    access::{Target, check, needs},
};
use zoom_client::{Error as ZoomError, Priority, Written};

use crate::{
    Act, Action, Capability, Connect, ConnectionId, Forbidden, Meaning, Principal, Refusal,
    Resource, Result, SetKind, ZoomWords, authorize,
};

/// What stands in place of a value that is hidden.
const HIDDEN: &str = "[hidden by Parfocal: it lets its holder act as somebody else]";

/// A call to Zoom as a person writes it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, utoipa::ToSchema)]
pub struct ZoomCall {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// Below `/v2`, placeholders filled in, with or without a query: `/users/me`.
    pub path: String,
    /// Values of the query besides those in the path.
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// The JSON body, if there is one.
    #[serde(default)]
    pub body: Option<Value>,
    /// Follow the pages and put their lists together.
    #[serde(default)]
    pub all_pages: bool,
}

/// What is known of a call before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ZoomPlan {
    /// The operation by method and path, as Zoom documents it; none where the catalogue knows no
    /// such path.
    pub operation: Option<&'static str>,
    /// Its weight in Zoom's limits; for an unknown path the heaviest, assumed.
    #[schema(value_type = String, example = "Medium")]
    pub label: RateLabel,
    /// The granular scopes any one of which opens it.
    pub granular: Vec<&'static str>,
    /// The classic scopes any one of which opens it.
    pub classic: Vec<&'static str>,
    /// Whether an app has one of them; none where nothing is known.
    pub granted: Option<bool>,
    /// What it costs and what it needs, in sentences.
    pub says: Vec<String>,
}

/// What Zoom answered.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ZoomAnswer {
    /// What was known before.
    pub plan: ZoomPlan,
    /// HTTP status, 200 to 299.
    pub status: u16,
    /// What Zoom's support asks for.
    pub tracking_id: Option<String>,
    /// How many calls it took.
    pub pages: u32,
    /// The answer; `null` where Zoom sent none.
    pub body: Value,
}

/// Why a call was not answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// It is no call of Zoom's; a sentence.
    #[error("{0}")]
    Written(String),
    /// The caller may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Zoom refused, or could not be asked.
    #[error("{refusal}")]
    Zoom {
        /// What was known before.
        plan: Box<ZoomPlan>,
        /// What happened, as everywhere.
        refusal: Box<Refusal>,
    },
    /// Of ours.
    #[error(transparent)]
    Connect(#[from] crate::ConnectError),
}

/// Any call, as an act: what Zoom's codes mean to it, only Zoom's documents say.
struct Call {
    operation: &'static Operation,
    level: Level,
}

impl Act for Call {
    fn table() -> &'static [Capability] {
        &[]
    }

    fn key(&self) -> &'static str {
        "zoom"
    }

    fn doing(&self) -> String {
        if self.operation.is_listed() {
            self.operation.key().to_owned()
        } else {
            "This call".to_owned()
        }
    }

    fn meaning(&self, _: &ZoomWords) -> Option<Meaning> {
        None
    }

    fn level(&self) -> Level {
        self.level
    }
}

impl Connect {
    /// What is known of a call, without making it.
    pub async fn plan_call(
        &self,
        id: &ConnectionId,
        call: &ZoomCall,
    ) -> Result<ZoomPlan, AskError> {
        let written = Written::read(&call.method, &call.path).map_err(AskError::Written)?;
        Ok(self.plan(id, &written, call.all_pages).await?)
    }

    /// Makes a call, as the person who waits for it.
    pub async fn ask_zoom(
        &self,
        id: &ConnectionId,
        who: &Principal,
        call: &ZoomCall,
    ) -> Result<ZoomAnswer, AskError> {
        let mut written = Written::read(&call.method, &call.path).map_err(AskError::Written)?;
        written.query.extend(call.query.iter().cloned());
        let reads = written.operation.method.is_read();
        let action = if reads { Action::Read } else { Action::Change };
        authorize(who, action, &Resource::Zoom(id.clone()))?;
        if self
            .sets(id)
            .await?
            .iter()
            .all(|set| set.kind == SetKind::MeetingSdk)
        {
            return Err(crate::ConnectError::NotSetUp(SetKind::ServerToServer).into());
        }
        let plan = self.plan(id, &written, call.all_pages).await?;
        let client = self.client(id).await?.with_priority(Priority::Person);
        let mut request = client.written(&written).on_behalf("zoom");
        if let Some(body) = &call.body {
            request = request.body(body);
        }
        let sent = if call.all_pages && reads {
            request.all_pages().await
        } else {
            request.send().await.and_then(|answer| {
                Ok(zoom_client::Merged {
                    body: answer.value()?,
                    pages: 1,
                    status: answer.status,
                    tracking_id: answer.tracking_id.clone(),
                })
            })
        };
        if !reads {
            let what = match &sent {
                Ok(answer) => format!("HTTP {}", answer.status),
                Err(error) => format!("not done: {error}"),
            };
            let method = written.operation.method;
            self.audit_call(id, who, &format!("{method} {}: {what}", written.path))
                .await?;
        }
        match sent {
            Ok(answer) => {
                let mut body = answer.body;
                hide(&mut body, is_login(&written));
                Ok(ZoomAnswer {
                    plan,
                    status: answer.status,
                    tracking_id: answer.tracking_id,
                    pages: answer.pages,
                    body,
                })
            }
            // The catalogue has what the path lacks: it is the asker's to mend.
            Err(error @ ZoomError::BadCall { .. }) => Err(AskError::Written(error.sentence())),
            Err(error) => {
                let level = match self.target(id, &written).await? {
                    Target::Own => Level::Admin,
                    Target::SubAccount => Level::Master,
                };
                let act = Call {
                    operation: written.operation,
                    level,
                };
                Err(AskError::Zoom {
                    plan: Box::new(plan),
                    refusal: Box::new(Refusal::after(&act, &error)),
                })
            }
        }
    }

    /// Whose things a call reaches.
    async fn target(&self, id: &ConnectionId, written: &Written) -> Result<Target> {
        let account = written.params.iter().find(|(name, _)| *name == "accountId");
        match account {
            Some((_, asked)) => self.target_of(id, asked).await,
            None => Ok(Target::Own),
        }
    }

    async fn plan(&self, id: &ConnectionId, written: &Written, pages: bool) -> Result<ZoomPlan> {
        let operation = written.operation;
        let sets = self.sets(id).await?;
        let target = self.target(id, written).await?;
        let (granular, classic) = needs(operation, target);
        let mut known = sets.iter().filter_map(|set| set.scopes.as_ref()).peekable();
        let granted = (operation.is_listed() && known.peek().is_some())
            .then(|| known.any(|scopes| check(operation, scopes, target).is_ok()));
        let mut says = Vec::new();
        if operation.is_listed() {
            let each = if pages { "each page" } else { "it" };
            says.push(format!(
                "{}: {each} counts as one {} call of the account's quota.",
                operation.key(),
                operation.label
            ));
        } else {
            says.push(format!(
                "Parfocal's catalogue does not know {} {}: it is sent all the same, and counted \
                 as {}, the heaviest there is.",
                operation.method, written.path, operation.label
            ));
        }
        if operation.counts_per_host() {
            let counted = if written.params.iter().any(|(name, _)| *name == "userId") {
                ""
            } else {
                " Its path does not name the host, so Parfocal leaves counting that to Zoom."
            };
            says.push(format!(
                "It also counts as one of the host's 100 creations and updates of the day.{counted}"
            ));
        }
        if granted == Some(false) {
            let names: Vec<&str> = granular.iter().chain(classic).copied().collect();
            says.push(format!(
                "No app has a scope that opens it, so Zoom will refuse. Any one of these does: {}.",
                names.join(", ")
            ));
        }
        Ok(ZoomPlan {
            operation: operation.is_listed().then(|| operation.key()),
            label: operation.label,
            granular: granular.to_vec(),
            classic: classic.to_vec(),
            granted,
            says,
        })
    }
}

/// Whether a `token` in its answer is a login. What no operation is known for is taken for one: a
/// path may be written in more ways than one.
fn is_login(written: &Written) -> bool {
    let path = written.operation.path;
    !written.operation.is_listed() || path.ends_with("/token") || path.ends_with("/zak")
}

/// Hides what lets its holder act as somebody else, wherever it stands.
fn hide(value: &mut Value, login: bool) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| hide(one, login)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let hidden = match name.as_str() {
                    "start_url" | "host_key" | "zak" | "access_token" | "refresh_token"
                    | "client_secret" => true,
                    "token" => login,
                    _ => false,
                };
                if hidden && value.is_string() {
                    *value = HIDDEN.into();
                } else {
                    hide(value, login);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{HIDDEN, hide, is_login};
    use crate::ask::Written;

    #[test]
    fn a_login_is_hidden_wherever_it_stands_and_nothing_else_is() {
        let read = |path| Written::read("GET", path).unwrap();
        let mut meetings =
            json!({"meetings": [{"start_url": "https://x", "join_url": "https://y"}]});
        hide(&mut meetings, is_login(&read("/users/me/meetings")));
        assert_eq!(meetings["meetings"][0]["start_url"], HIDDEN);
        assert_eq!(meetings["meetings"][0]["join_url"], "https://y");
        for (path, hidden) in [
            ("/users/me/zak", true),
            ("/users/me/zak/", true),
            ("/users//me/zak", true),
            ("/users/me/token/?type=zak", true),
            ("/users/me/%7Aak", true),
            ("/meetings/1/jointoken/local_archiving", false),
        ] {
            let mut body = json!({"token": "t"});
            hide(&mut body, is_login(&read(path)));
            assert_eq!(body["token"] == HIDDEN, hidden, "{path}");
        }
    }
}
