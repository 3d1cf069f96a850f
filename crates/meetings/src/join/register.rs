//! Registering for a meeting from its public page.

use super::{
    Entitlement, JoinError, Refusal, Registration, Standing, Visitor, Who,
    entitlement::entitlement,
    limits::{Act as Limited, network},
    pass::{is_mail, name},
    registrants::{self, Registrant},
};
use crate::{Act, Error, Level, Meetings, PublicId};

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
        let visitor = who.digest().ok_or(Refusal::Register)?;
        let name = name(typed_name).ok_or(JoinError::Name)?;
        let email = typed_mail.trim().to_owned();
        if !is_mail(&email) {
            return Err(JoinError::Mail);
        }
        let zoom = self.zoom(&one.connection).await?;
        let token = zoom
            .register(one.kind, one.zoom_id, &name, &email)
            .await
            .map_err(connect::Refusal::of(Act::Register.on(one.kind)))
            .map_err(Error::from)?;
        let registrant = Registrant::new(name, email, token);
        registrants::keep(&self.db, id, &visitor, &registrant, now).await?;
        self.note_join(id, "registered", now).await?;
        Ok(match registrant.standing() {
            Standing::Approved => Registered::Approved,
            Standing::Pending => Registered::Pending,
        })
    }
}
