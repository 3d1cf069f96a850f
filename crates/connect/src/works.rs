//! What works: capabilities computed from what the apps were granted, never assumed.

use std::collections::BTreeSet;

use store::args;
use zoom_catalog::{
    Level,
    access::{Target, check, needs},
    event, level_of, operation,
};
use zoom_types::ScopeSet;

use crate::{
    Capability, Connect, ConnectionId, CredentialSet, Feature, FeatureState, Need, Result, SetKind,
    SetState,
};

/// How one need stands.
enum Stands {
    Met(SetKind),
    Lacks {
        granular: Option<&'static str>,
        classic: Option<&'static str>,
    },
    NotSetUp,
    Unknown(String),
}

impl Connect {
    /// Every capability and whether it works with what this connection was granted.
    pub async fn what_works(
        &self,
        id: &ConnectionId,
        capabilities: &[Capability],
    ) -> Result<Vec<Feature>> {
        let sets = self.sets(id).await?;
        let plan = self.plan_notes(id).await?;
        Ok(capabilities
            .iter()
            .map(|capability| {
                let mut state = state(&sets, capability);
                let said = plan.iter().find(|(key, _)| key == capability.key);
                if let (FeatureState::Works { .. }, Some((_, said))) = (&state, said) {
                    state = FeatureState::NeedsPlan { why: said.clone() };
                }
                Feature {
                    capability: *capability,
                    state,
                }
            })
            .collect())
    }

    /// Keeps (or with `None` forgets) that Zoom refused a capability because of the account's
    /// plan, in Zoom's words: no scope tells.
    pub async fn note_plan(
        &self,
        id: &ConnectionId,
        capability: &str,
        said: Option<&str>,
    ) -> Result<()> {
        let db = &self.0.db;
        match said {
            Some(said) => {
                db.execute(
                    "INSERT INTO plan_notes (connection_id, capability, said, at)
                     VALUES ($1, $2, $3, $4)
                     ON CONFLICT (connection_id, capability)
                         DO UPDATE SET said = excluded.said, at = excluded.at",
                    args![id.as_str(), capability, said, self.0.clock.now_micros()],
                )
                .await?
            }
            None => {
                db.execute(
                    "DELETE FROM plan_notes WHERE connection_id = $1 AND capability = $2",
                    args![id.as_str(), capability],
                )
                .await?
            }
        };
        Ok(())
    }

    async fn plan_notes(&self, id: &ConnectionId) -> Result<Vec<(String, String)>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT capability, said FROM plan_notes WHERE connection_id = $1",
                args![id.as_str()],
            )
            .await?;
        rows.iter()
            .map(|row| Ok((row.text("capability")?, row.text("said")?)))
            .collect()
    }
}

fn state(sets: &[CredentialSet], capability: &Capability) -> FeatureState {
    let (mut by, mut granular, mut classic) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut lacks, mut not_set_up, mut unknown) = (false, false, None);
    for need in capability.needs {
        match stands(sets, *need) {
            Stands::Met(kind) => {
                by.insert(kind);
            }
            Stands::Lacks {
                granular: name,
                classic: older,
            } => {
                lacks = true;
                granular.extend(name.map(str::to_owned));
                classic.extend(older.map(str::to_owned));
            }
            Stands::NotSetUp => not_set_up = true,
            Stands::Unknown(why) => unknown = unknown.or(Some(why)),
        }
    }
    if not_set_up {
        FeatureState::NotSetUp
    } else if let Some(why) = unknown {
        FeatureState::Unknown { why }
    } else if lacks {
        FeatureState::NeedsScopes {
            granular: granular.into_iter().collect(),
            classic: classic.into_iter().collect(),
        }
    } else {
        FeatureState::Works {
            by: by.into_iter().collect(),
        }
    }
}

/// Whether these scopes open it; none where no scope does.
pub(crate) fn opened_by(need: Need, scopes: &ScopeSet) -> Option<bool> {
    match need {
        Need::Operation(key) => Some(
            operation(key).is_some_and(|operation| check(operation, scopes, Target::Own).is_ok()),
        ),
        Need::SubAccount(key) => Some(
            operation(key)
                .is_some_and(|operation| check(operation, scopes, Target::SubAccount).is_ok()),
        ),
        Need::Event(name) => Some(event(name).is_some_and(|event| {
            let mut any = event.granular.iter().chain(&event.classic);
            any.any(|scope| scopes.contains(scope))
        })),
        Need::SubAccountEvent(name) => {
            Some(event(name).is_some_and(|event| master(event).any(|scope| scopes.contains(scope))))
        }
        Need::MeetingSdk => None,
    }
}

fn stands(sets: &[CredentialSet], need: Need) -> Stands {
    match need {
        Need::Operation(key) | Need::SubAccount(key) => {
            let Some(operation) = operation(key) else {
                return Stands::Unknown(format!("{key} is no operation of Zoom's API."));
            };
            let target = match need {
                Need::SubAccount(_) => Target::SubAccount,
                _ => Target::Own,
            };
            let (granular, classic) = needs(operation, target);
            among(sets, granular, classic, need)
        }
        Need::Event(name) | Need::SubAccountEvent(name) => {
            let Some(event) = event(name) else {
                return Stands::Unknown(format!("{name} is no webhook event of Zoom's."));
            };
            if let Need::SubAccountEvent(_) = need {
                let granular: Vec<&'static str> = master(event).collect();
                return among(sets, &granular, &[], need);
            }
            among(sets, &event.granular, &event.classic, need)
        }
        Need::MeetingSdk => match sets.iter().find(|set| set.kind == SetKind::MeetingSdk) {
            None => Stands::NotSetUp,
            Some(set) => match &set.state {
                SetState::Works => Stands::Met(set.kind),
                SetState::Saved => {
                    Stands::Unknown("The Meeting SDK pair was not checked yet.".to_owned())
                }
                other => Stands::Unknown(why(set, other)),
            },
        },
    }
}

/// Which of the sets that make calls opens it.
fn among(
    sets: &[CredentialSet],
    granular: &[&'static str],
    classic: &[&'static str],
    need: Need,
) -> Stands {
    let opens = |scopes| opened_by(need, scopes) == Some(true);
    let mut unknown = None;
    let mut asked = false;
    let mut calling = sets
        .iter()
        .filter(|set| set.kind != SetKind::MeetingSdk)
        .peekable();
    if calling.peek().is_none() {
        return Stands::NotSetUp;
    }
    for set in calling {
        match (&set.state, &set.scopes) {
            // It worked with these, and whether it still does cannot be said.
            (SetState::CouldNotBeChecked { .. }, Some(scopes)) => {
                asked = true;
                if opens(scopes) {
                    unknown = unknown.or_else(|| Some(why(set, &set.state)));
                }
            }
            (state, Some(scopes)) if state.usable() || *state == SetState::Saved => {
                asked = true;
                if opens(scopes) {
                    return Stands::Met(set.kind);
                }
            }
            (SetState::NotAuthorized, _) => {}
            (state, _) => unknown = unknown.or_else(|| Some(why(set, state))),
        }
    }
    match unknown {
        // Another app's scopes are not known now: it may open it.
        Some(why) => Stands::Unknown(why),
        None if asked => Stands::Lacks {
            granular: best(granular),
            classic: best(classic),
        },
        None => Stands::NotSetUp,
    }
}

fn why(set: &CredentialSet, state: &SetState) -> String {
    let kind = set.kind;
    match state {
        SetState::Saved => format!("The {kind} was not checked yet."),
        SetState::NotAuthorized => format!("The {kind} is not added to the account yet."),
        SetState::CouldNotBeChecked { why } => {
            format!("The {kind} could not be checked: {why}")
        }
        SetState::Refused { why } => format!("The {kind} does not work: {why}"),
        SetState::NeedsRenewal { cause } => cause.says().to_owned(),
        SetState::Works => format!("What the {kind} was granted is not known."),
    }
}

/// The scopes of an event that reach sub-accounts.
fn master(event: &zoom_catalog::Event) -> impl Iterator<Item = &'static str> {
    let granular = event.granular.iter().copied();
    granular.filter(|scope| level_of(scope) == Level::Master)
}

/// Of several scopes each of which would do, the one to tell a person: for the whole account,
/// without the rights over other accounts.
fn best(scopes: &[&'static str]) -> Option<&'static str> {
    let of = |level| scopes.iter().find(move |scope| level_of(scope) == level);
    of(Level::Admin)
        .or_else(|| of(Level::User))
        .or_else(|| scopes.first())
        .copied()
}

/// The granular scope to add for a need.
pub(crate) fn scope_for(need: Need) -> Option<&'static str> {
    match need {
        Need::Operation(key) => best(needs(operation(key)?, Target::Own).0),
        Need::Event(name) => best(&event(name)?.granular),
        Need::SubAccount(key) => best(needs(operation(key)?, Target::SubAccount).0),
        Need::SubAccountEvent(name) => master(event(name)?).next(),
        Need::MeetingSdk => None,
    }
}
