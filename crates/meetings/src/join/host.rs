//! Starting a meeting in the browser: the other door, for the signed-in administration only.
//!
//! The host's ZAK lets its holder be the host wherever they take it. It is asked of Zoom at the
//! click that needs it, for the host of this meeting and nobody else, handed to that one browser,
//! and neither kept nor logged.
//!
//! Zoom gives out two kinds, each with a scope of its own: the key of any user, for two hours, and
//! the key of the user for whom the app acts, for five minutes. The shorter one is taken wherever
//! that user is the host.

use connect::{Action, Principal, Refusal};
use zoom_types::{Hidden, meeting_sdk::Role};

use super::{JoinError, Pass, Who};
use crate::{
    Act, Error, Meetings, PublicId, Scheduled, State, repository, repository::Deed, service::may,
    zoom::Zoom,
};

/// How the host of a meeting is started in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartKey {
    /// The key of the app's own user, who is the host: it lives five minutes.
    Own,
    /// The key of a user of the account: it lives two hours. With it, what keeps the shorter one
    /// away where the host is the app's own user.
    OfHost(Vec<Refusal>),
    /// Neither can be asked for, and why.
    None(Vec<Refusal>),
}

impl Meetings {
    /// With which key this would be started, before anybody asks for one.
    pub async fn start_key(&self, who: &Principal, id: &PublicId) -> Result<StartKey, Error> {
        let one = self.held(id).await?;
        may(who, Action::Run, &one.connection)?;
        let zoom = self.zoom(&one.connection).await?;
        self.key_of(&one, &zoom).await
    }

    async fn key_of(&self, one: &Scheduled, zoom: &Zoom) -> Result<StartKey, Error> {
        let at = &one.connection;
        let of_host = self.obstacle(at, Act::Start, one.kind).await?;
        let own = self.obstacle(at, Act::StartOwn, one.kind).await?;
        // Whose key it is can be asked only with a scope; where it cannot, the host may be anybody.
        let is_own = zoom.me().await.ok().map(|me| me.as_str() == one.host_id);
        Ok(match (is_own, own, of_host) {
            (Some(true), None, _) => StartKey::Own,
            (Some(true), shorter, None) => StartKey::OfHost(shorter.into_iter().collect()),
            (Some(false) | None, _, None) => StartKey::OfHost(Vec::new()),
            (Some(false), _, Some(why)) => StartKey::None(vec![why]),
            (_, own, Some(why)) => StartKey::None(own.into_iter().chain([why]).collect()),
        })
    }

    /// What the host's own browser (`from`) starts the meeting with.
    pub async fn start_in_browser(
        &self,
        who: &Principal,
        from: &Who,
        id: &PublicId,
    ) -> Result<Pass, JoinError> {
        let one = self.held(id).await?;
        may(who, Action::Run, &one.connection)?;
        if one.state == State::Cancelled {
            return Err(Error::CalledOff(one.kind).into());
        }
        let now = self.now();
        let pass = self.pass(&one, Role::Host, now).await?;
        let zoom = self.zoom(&one.connection).await?;
        let zak = self.host_key(&one, &zoom).await?;
        let deed = Deed {
            at: now,
            who: who.name(),
            action: "start",
            detail: format!(
                "Was given the key to start {} {} as its host in the browser.",
                one.kind, one.zoom_id
            ),
        };
        repository::note(&self.db, &one, &deed).await?;
        let user_name = if one.host_name.is_empty() {
            "Host".to_owned()
        } else {
            one.host_name.clone()
        };
        Ok(Pass {
            user_name,
            user_email: one.host_email.clone(),
            zak,
            ticket: self.ticket(&one.public_id, from, now),
            ..pass
        })
    }

    /// The key itself. Where none can be asked for, Zoom is asked all the same: its refusal is in
    /// its own words.
    async fn host_key(&self, one: &Scheduled, zoom: &Zoom) -> Result<Hidden, Error> {
        let (act, key) = match self.key_of(one, zoom).await? {
            StartKey::Own => (Act::StartOwn, zoom.own_zak().await),
            _ => (Act::Start, zoom.zak(&one.host_id).await),
        };
        Ok(key.map_err(Refusal::of(act.on(one.kind)))?)
    }
}
