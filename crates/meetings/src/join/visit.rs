//! Who comes to the door, and what they see of it.

use connect::ConnectionId;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use zoom_types::Hidden;

use super::{
    Entitlement, Registration, Standing, Visitor,
    entitlement::entitlement,
    registrants::{self, Registrant},
};
use crate::{
    Act, Error, Kind, Level, Meetings, PublicId, PublicView, Recording, Scheduled, Viewer,
};

/// Who asks, as the server knows them.
#[derive(Debug, Clone)]
pub struct Who {
    /// How close they are to this site.
    pub viewer: Viewer,
    /// What their browser is known by: a random cookie. Empty where it sent none.
    pub visitor: Hidden,
    /// What the page they opened is known by, where their browser keeps no cookies for us, as in a
    /// frame of another site. It counts how often they ask; nothing is bound to it.
    pub page: Hidden,
    /// The address they come from.
    pub peer: String,
}

impl Who {
    /// What is kept instead of the cookie: of no use to whoever reads the database.
    pub(super) fn digest(&self) -> Option<String> {
        digest(&self.visitor)
    }

    /// As whom they are counted: by their browser, else by their page, else by the address, which
    /// all who say neither share.
    pub(super) fn counted(&self, from: &str) -> String {
        self.digest()
            .or_else(|| digest(&self.page))
            .unwrap_or_else(|| from.to_owned())
    }

    /// As what the conditions see them.
    pub(super) fn with(&self, registrant: Option<&Registrant>) -> Visitor {
        let standing = registrant.map(|one| one.standing);
        let viewer = match standing {
            Some(Standing::Approved) => self.viewer.registered(),
            _ => self.viewer,
        };
        Visitor { viewer, standing }
    }
}

fn digest(word: &Hidden) -> Option<String> {
    use std::fmt::Write as _;
    if word.is_empty() {
        return None;
    }
    let digest = Sha256::digest(word.reveal().as_bytes());
    Some(digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Where somebody registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterBy {
    /// In a form here.
    Form,
    /// On a page of Zoom's.
    Zoom(String),
    /// By asking the host.
    Host,
}

/// What a visitor must type beside their name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asks {
    /// A mail address.
    pub mail: bool,
    /// The passcode.
    pub passcode: bool,
}

/// What a visitor sees at the door.
#[derive(Debug, Clone)]
pub struct Doorway {
    /// The meeting, as this visitor may see it.
    pub view: PublicView,
    /// Whether they may join now.
    pub entitlement: Entitlement,
    /// What they must type beside their name.
    pub asks: Asks,
    /// What they registered with, if they did: name and mail address.
    pub registered: Option<(String, String)>,
    /// How that stands.
    pub standing: Option<Standing>,
    /// Whether this server learns of it when the host decides.
    pub hears: bool,
    /// Whether it is recorded in Zoom's cloud.
    pub recorded: bool,
    /// Where they can register, if Zoom asks for it.
    pub register: Option<RegisterBy>,
    /// Whether joining in the browser is set up at all.
    pub set_up: bool,
    /// The connection it belongs to.
    pub connection: ConnectionId,
    /// The time by this server.
    pub now: Timestamp,
}

impl Meetings {
    /// What `who` sees at the door of a meeting.
    pub async fn doorway(&self, id: &PublicId, who: &Who) -> Result<Doorway, Error> {
        let one = self.held(id).await?;
        let now = self.now();
        let registrant = self.registrant(&one, who).await?;
        let visitor = who.with(registrant.as_ref());
        let set = connect::SetKind::MeetingSdk;
        let set_up = self.connect.set(&one.connection, set).await?;
        let waits = visitor.standing == Some(Standing::Pending);
        let own = registrant.as_ref().is_some_and(|one| !one.id.is_empty());
        let mut view = PublicView::of(&one, visitor.viewer, now);
        let own_link = |common: &String| registrant.as_ref()?.own_link(common);
        if let Some(link) = view.join_url.as_ref().and_then(own_link) {
            view.join_url = Some(link);
        }
        Ok(Doorway {
            standing: visitor.standing,
            recorded: one.options.auto_recording == Recording::Cloud,
            hears: waits && own && self.may_look(&one).await?,
            view,
            entitlement: entitlement(&one, visitor, self.hours, now),
            asks: Asks {
                mail: asks_mail(&one, registrant.as_ref()),
                passcode: asks_passcode(&one, visitor.viewer),
            },
            register: self.register_by(&one).await?,
            registered: registrant.map(|one| (one.name, one.email)),
            set_up: set_up.is_some_and(|set| set.has_secret),
            connection: one.connection,
            now,
        })
    }

    /// What `who` may see of it: what the page shows, its calendar file and its JSON show, too.
    pub async fn viewer(&self, id: &PublicId, who: &Who) -> Result<Viewer, Error> {
        let one = self.held(id).await?;
        let registrant = self.registrant(&one, who).await?;
        Ok(who.with(registrant.as_ref()).viewer)
    }

    /// Their registration for it, looked for only where it could matter.
    pub(super) async fn registrant(
        &self,
        one: &Scheduled,
        who: &Who,
    ) -> Result<Option<Registrant>, Error> {
        let matters = one.door.registration != Registration::Off
            || one.join_link == Level::Registered
            || one.passcode_shown == Level::Registered;
        match who.digest().filter(|_| matters) {
            Some(visitor) => match registrants::find(&self.db, &one.public_id, &visitor).await? {
                Some(found) => self.by_now(one, found).await.map(Some),
                None => Ok(None),
            },
            None => Ok(None),
        }
    }

    async fn register_by(&self, one: &Scheduled) -> Result<Option<RegisterBy>, Error> {
        if one.door.registration == Registration::Off {
            return Ok(None);
        }
        let obstacle = self.obstacle(&one.connection, Act::Register, one.kind);
        let zooms = one.door.registration_url.clone();
        Ok(Some(match (obstacle.await?, zooms) {
            (None, _) => RegisterBy::Form,
            (Some(_), Some(url)) => RegisterBy::Zoom(url),
            (Some(_), None) => RegisterBy::Host,
        }))
    }
}

/// Webinars want an address; a registrant has given theirs.
pub(super) fn asks_mail(one: &Scheduled, registrant: Option<&Registrant>) -> bool {
    one.kind == Kind::Webinar && registrant.is_none()
}

/// A link that carries the passcode lets whoever may use it in without typing it; the browser then
/// needs no more of them. Where the account keeps the passcode out of its links, it is typed by
/// everybody but those to whom it is shown anyway.
pub(super) fn asks_passcode(one: &Scheduled, viewer: Viewer) -> bool {
    let in_link = one.join_url.as_ref().is_some_and(|url| {
        let query = url.reveal().split_once('?').map_or("", |(_, query)| query);
        query.split('&').any(|pair| pair.starts_with("pwd="))
    });
    one.passcode.is_some() && !in_link && !one.passcode_shown.shows_to(viewer)
}

#[cfg(test)]
mod tests {
    use super::asks_passcode;
    use crate::{
        Kind, Level, Viewer,
        testing::{draft, scheduled},
    };

    #[test]
    fn the_passcode_is_typed_only_where_neither_link_nor_page_gives_it() {
        let mut asked = draft(Kind::Meeting);
        asked.passcode = Some("123456".into());
        let mut one = scheduled(&asked);
        assert!(!asks_passcode(&one, Viewer::Visitor), "the link carries it");
        one.join_url = Some("https://zoom.example/j/85746065432".into());
        assert!(asks_passcode(&one, Viewer::Visitor));
        one.passcode_shown = Level::Everyone;
        assert!(!asks_passcode(&one, Viewer::Visitor), "the page shows it");
        one.passcode = None;
        one.passcode_shown = Level::Nobody;
        assert!(!asks_passcode(&one, Viewer::Visitor), "there is none");
    }
}
