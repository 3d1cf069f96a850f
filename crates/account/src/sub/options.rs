//! What a sub-account may use of its primary account.

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use serde::Deserialize;
use zoom_types::accounts::{AccountOptions, SubAccount};

use crate::{Account, Act, Error, Place, service::may};

/// The options as a form or a program sends them: `on`, `off`, or empty to leave one as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct OptionsForm {
    /// Room connectors of the primary account.
    pub share_rc: String,
    /// Meeting connectors of the primary account.
    pub share_mc: String,
    /// Whether the subscription renews itself.
    pub billing_auto_renew: String,
}

impl Account {
    /// A sub-account with the options it has, where that can be read.
    pub async fn sub_account(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
    ) -> Result<SubAccount, Error> {
        may(who, Action::Read, connection)?;
        let client = self.client(connection).await?;
        let held = client.accounts().of(place.param()).get().await;
        Ok(held.map_err(Refusal::of(Act::ReadOptions))?)
    }

    /// Changes the options that were chosen. Answers with what Zoom kept, where it can be read.
    pub async fn change_options(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
        form: &OptionsForm,
    ) -> Result<Vec<String>, Error> {
        may(who, Action::Change, connection)?;
        let mut problems = FormProblems::default();
        let mut flag = |field: &str, typed: &str| match typed.trim() {
            "" => None,
            "on" | "true" => Some(true),
            "off" | "false" => Some(false),
            other => {
                problems.add(field, format!("This takes on or off, not “{other}”."));
                None
            }
        };
        let change = AccountOptions {
            share_rc: flag("share_rc", &form.share_rc),
            share_mc: flag("share_mc", &form.share_mc),
            billing_auto_renew: flag("billing_auto_renew", &form.billing_auto_renew),
            ..AccountOptions::default()
        };
        let change = problems.or(change)?;
        if change == AccountOptions::default() {
            return Ok(vec!["Nothing was chosen, so nothing was sent.".to_owned()]);
        }
        let client = self.client(connection).await?;
        let on = || client.accounts().of(place.param());
        let sent = on().update_options(&change).await;
        sent.map_err(Refusal::of(Act::ChangeOptions))?;
        let names = [
            ("room connectors", change.share_rc),
            ("meeting connectors", change.share_mc),
            ("renewal by itself", change.billing_auto_renew),
        ];
        let told: Vec<String> = names
            .iter()
            .filter_map(|(name, to)| {
                to.map(|to| format!("{name} {}", if to { "on" } else { "off" }))
            })
            .collect();
        let detail = format!("Changed options of {}: {}.", place.words(), told.join(", "));
        self.note(who, connection, place.id(), "change_options", &detail)
            .await?;
        self.remember_sub(who, connection, place).await?;
        let kept = match on().get().await {
            Ok(held) => held.options.unwrap_or_default(),
            Err(error) => {
                return Ok(vec![format!(
                    "Zoom took it, but it could not be read back: {}",
                    error.sentence()
                )]);
            }
        };
        let kept = [kept.share_rc, kept.share_mc, kept.billing_auto_renew];
        Ok(names
            .iter()
            .zip(kept)
            .filter(|((_, asked), kept)| asked.is_some() && kept.is_some() && asked != kept)
            .map(|((name, _), _)| format!("Zoom kept {name} otherwise than asked."))
            .collect())
    }
}
