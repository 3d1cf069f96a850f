//! Registering for a meeting from its public page.

use jiff::{SignedDuration, Timestamp};

use super::{
    Entitlement, JoinError, Registration, Standing, Visitor, Who,
    entitlement::entitlement,
    limits::{Act as Limited, network},
    pass::{is_mail, name},
    registrants::{self, Known, Registrant},
};
use crate::{Act, Error, Level, Meetings, PublicId, Scheduled};

/// How far Zoom's clock and ours may be apart.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// They can join when it begins.
    Approved,
    /// The host has yet to decide; Zoom mails them their link then.
    Pending,
}

impl Meetings {
    /// Registers `who` at Zoom and binds the token Zoom gives to their browser.
    pub async fn register(
        &self,
        id: &PublicId,
        who: &Who,
        typed_name: &str,
        typed_mail: &str,
    ) -> Result<Registered, JoinError> {
        let now = self.now();
        self.limit(Limited::Register, &network(&who.peer), now)?;
        let one = self.held(id).await?;
        if one.door.registration == Registration::Off {
            return Err(JoinError::NoRegistration);
        }
        // Whoever could join once registered may register; the hours are for joining.
        let viewer = if one.join_link == Level::Registered {
            who.viewer.registered()
        } else {
            who.viewer
        };
        let standing = Some(Standing::Approved);
        if let Entitlement::Refused(refusal) =
            entitlement(&one, Visitor { viewer, standing }, self.hours, now)
        {
            return Err(refusal.into());
        }
        let visitor = who.digest().ok_or(JoinError::NoCookie)?;
        let name = name(typed_name).ok_or(JoinError::Name)?;
        let email = typed_mail.trim().to_owned();
        if !is_mail(&email) {
            return Err(JoinError::Mail);
        }
        let zoom = self.zoom(&one.connection).await?;
        let mut known = zoom
            .register(one.kind, one.zoom_id, &name, &email)
            .await
            .map_err(connect::Refusal::of(Act::Register.on(one.kind)))
            .map_err(Error::from)?;
        let own = registrants::find(&self.db, id, &visitor).await?;
        if own.is_none_or(|own| own.id != known.id) {
            self.new_to_zoom(&one, &mut known, now).await?;
        }
        let registrant = Registrant::new(name, email, known, now);
        if !registrants::keep(&self.db, id, &visitor, &registrant, now).await? {
            return Err(JoinError::Taken);
        }
        self.note_join(id, "registered", now).await?;
        Ok(match registrant.standing {
            Standing::Approved => Registered::Approved,
            Standing::Pending | Standing::Denied => Registered::Pending,
        })
    }

    /// Where the host confirms by hand, somebody else's place must not be had by typing their
    /// address: whoever was on Zoom's list before is not this visitor. Where that cannot be seen,
    /// the registration is not followed, and Zoom's mail to the address has the link.
    async fn new_to_zoom(
        &self,
        one: &Scheduled,
        known: &mut Known,
        asked: Timestamp,
    ) -> Result<(), JoinError> {
        if one.door.registration != Registration::ByHand {
            return Ok(());
        }
        if known.standing != Standing::Pending {
            return Err(JoinError::Taken);
        }
        if !self.may_look(one).await? {
            known.id.clear();
            return Ok(());
        }
        let zoom = self.zoom(&one.connection).await?;
        let found = zoom
            .registrant(one.kind, one.zoom_id, &known.id)
            .await
            .map_err(connect::Refusal::of(Act::Registrant.on(one.kind)))
            .map_err(Error::from)?;
        let since = asked.saturating_sub(LEEWAY).unwrap_or(Timestamp::MIN);
        if found.create_time.is_some_and(|made| made >= since) {
            Ok(())
        } else {
            Err(JoinError::Taken)
        }
    }
}
