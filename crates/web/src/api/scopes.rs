//! `GET /api/v1/scopes`: which scopes to add to an app, for a preset or for chosen features.

use axum::Json;
use axum_extra::extract::Query;
use connect::{Connect, ConnectionId, Preset, PresetScope, SetKind, access::Action, scopes_of};
use serde::Deserialize;

use crate::{
    Error, State,
    extract::{Caller, Connected},
};

/// What is asked.
#[derive(Deserialize)]
pub(super) struct Asked {
    app: Option<SetKind>,
    preset: Option<Preset>,
    #[serde(default)]
    feature: Vec<String>,
}

/// The scopes to add, in Zoom's words, whether they are granted, and what each opens.
#[utoipa::path(get, path = "/api/v1/scopes", tag = "credentials",
    params(("app" = Option<SetKind>, Query, description = "server_to_server (unless said) or monitoring"),
           ("preset" = Option<Preset>, Query, description = "the guide's own, unless said; not looked at where features are named"),
           ("feature" = Option<Vec<String>>, Query, description = "the keys of the features it shall open, as in the doctor's report")),
    responses((status = 200, body = Vec<PresetScope>)))]
pub(super) async fn list(
    app: State,
    caller: Caller,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<PresetScope>>, Error> {
    app.may(&caller.principal, Action::Read, &at.credentials())?;
    let kind = asked.app.unwrap_or(SetKind::ServerToServer);
    let scopes = scopes(&app.connect, &at.id, kind, asked.preset, &asked.feature).await?;
    Ok(Json(scopes))
}

/// The scopes of a choice; an unknown feature is refused with the nearest way to find the known.
pub async fn scopes(
    connect: &Connect,
    id: &ConnectionId,
    kind: SetKind,
    preset: Option<Preset>,
    features: &[String],
) -> Result<Vec<PresetScope>, Error> {
    let capabilities = crate::capabilities();
    let known = |key: &str| capabilities.iter().any(|one| one.key == key);
    if let Some(unknown) = features.iter().find(|key| !known(key)) {
        return Err(Error::Refused(format!(
            "There is no feature “{unknown}”: `parfocal doctor --json` and GET /api/v1/doctor list \
             their keys."
        )));
    }
    let sets = connect.sets(id).await?;
    let set = sets.iter().find(|set| set.kind == kind);
    if !features.is_empty() {
        let chosen = |key: &str| features.iter().any(|feature| feature == key);
        return Ok(scopes_of(kind, set, &capabilities, chosen));
    }
    let preset = match preset {
        // “As in the guide” is the list of the app's own guide.
        Some(Preset::AsInGuideFirst | Preset::AsInGuideSecond) | None => Preset::of(kind).first(),
        Some(Preset::Everything) => Some(&Preset::Everything),
    };
    Ok(preset
        .map(|preset| preset.list(kind, set, &capabilities))
        .unwrap_or_default())
}
