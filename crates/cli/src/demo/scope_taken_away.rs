//! What happens when a scope is missing: said before the click, Zoom's refusal in the same words
//! when it is forced, and all well again once the scope is back.

use connect::{FeatureState, SetKind};
use meetings::Kind;
use zoom_types::ScopeSet;

use super::{DemoWorld, Tell, second_guide};
use crate::failure::Failure;

const SCOPE: &str = "meeting:write:meeting:admin";

pub(super) async fn walk(world: &DemoWorld, tell: &Tell) -> Result<(), Failure> {
    tell.heading("A scope taken away, and put back");
    let marketplace = world.marketplace();
    let apps = marketplace.apps();
    let app = apps
        .iter()
        .find(|app| app.name == second_guide::APP)
        .ok_or_else(|| {
            Failure::new(
                "The Server-to-Server app is gone from the Marketplace.",
                "Use --fresh.",
            )
        })?;
    let scope = ScopeSet::parse(SCOPE);
    marketplace.remove_scopes(&app.id, &scope)?;
    tell.line(&format!(
        "     In the Marketplace: {SCOPE} removed from “{}”",
        app.name
    ));
    check(world).await?;
    tell.and("Before the click, Parfocal says", &said(world).await?);
    let form = second_guide::form(world, Kind::Meeting, "Never to be").await?;
    let service = &world.product.meetings;
    let forced = service
        .create(
            &world.administrator,
            &world.connection,
            Kind::Meeting,
            &form,
        )
        .await;
    match forced {
        Err(refusal) => tell.line(&format!("     Forced: {refusal}")),
        Ok(_) => {
            return Err(Failure::new(
                "The emulated Zoom did not refuse a missing scope.",
                "",
            ));
        }
    }
    marketplace.add_scopes(&app.id, &scope)?;
    check(world).await?;
    tell.and("Put back, checked again", &said(world).await?);
    Ok(())
}

async fn check(world: &DemoWorld) -> Result<(), Failure> {
    let connect = &world.product.connect;
    connect
        .check(
            &world.connection,
            &world.administrator,
            SetKind::ServerToServer,
        )
        .await?;
    Ok(())
}

/// How creating a meeting stands.
async fn said(world: &DemoWorld) -> Result<String, Failure> {
    let connect = &world.product.connect;
    let features = connect
        .what_works(&world.connection, meetings::capabilities())
        .await?;
    let waiting: Vec<String> = features
        .iter()
        .filter_map(|feature| match &feature.state {
            FeatureState::NeedsScopes { granular, .. } if granular.iter().any(|s| s == SCOPE) => {
                Some(format!(
                    "“{}” is available with {SCOPE}",
                    feature.capability.title
                ))
            }
            _ => None,
        })
        .collect();
    Ok(if waiting.is_empty() {
        let works = features.iter().filter(|feature| feature.works()).count();
        format!("{works} of {} features work", features.len())
    } else {
        waiting.join("; ")
    })
}
