//! What an address names: the room says whether it is a meeting or a webinar, a piece of the path
//! which one, and the connection at which Zoom account.

use ::meetings::{Kind, Target};
use axum::{
    Extension,
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use connect::{
    ConnectionId,
    access::{Action, Principal, Resource},
};

use crate::{Error, State, extract::Connected};

/// One meeting or webinar as an address names it; nothing has been looked up yet.
pub(super) struct Named {
    at: ConnectionId,
    kind: Kind,
    id: String,
}

impl Named {
    /// What it is, for whoever asks.
    pub(super) async fn target(&self, app: &State, who: &Principal) -> Result<Target, Error> {
        let target = app.meetings.target(who, &self.at, self.kind, &self.id);
        Ok(target.await?)
    }

    /// The same for somebody who will change it: the right comes before anything is said of the id.
    pub(super) async fn to_change(&self, app: &State, who: &Principal) -> Result<Target, Error> {
        let resource = Resource::Meetings(self.at.clone());
        app.may(who, Action::Change, &resource)?;
        self.target(app, who).await
    }
}

impl FromRequestParts<State> for Named {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &State) -> Result<Self, Response> {
        let at = Connected::from_request_parts(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        let Extension(kind) = Extension::from_request_parts(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        let Path(id) = Path::from_request_parts(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        let at = at.id;
        Ok(Self { at, kind, id })
    }
}
