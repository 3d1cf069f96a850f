//! Extractor: the app that the address names, for somebody who may develop.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use zoom_sandbox::App;

use crate::{console::Console, visitor::Developer};

/// Somebody who may develop, and the app that the address names; where there is none, a page says
/// so.
pub(crate) struct Own {
    pub(crate) developer: Developer,
    pub(crate) app: App,
}

/// The piece of an address that names an app; a subscription of it may follow.
#[derive(Deserialize)]
struct Named {
    id: String,
}

impl FromRequestParts<Console> for Own {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Console,
    ) -> Result<Self, Self::Rejection> {
        let developer = Developer::from_request_parts(parts, console).await?;
        let Path(Named { id }) = Path::from_request_parts(parts, console)
            .await
            .map_err(IntoResponse::into_response)?;
        match developer.marketplace.app(&id) {
            Ok(app) => Ok(Self { developer, app }),
            Err(error) => Err(super::refused(&developer, &error)),
        }
    }
}
