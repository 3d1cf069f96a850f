//! What no operation reads and only events tell: who changed which setting, and that people write in
//! meetings. The second guide asks for the scopes; its app gets an event subscription for them.

use std::time::Duration;

use account::{Ask, Place, SettingChange};
use clock::Clock;
use connect::{ServerToServerForm, SetKind};
use zoom_sandbox::{App, marketplace::SubscriptionDraft};

use super::{DemoWorld, Tell, second_guide};
use crate::failure::Failure;

/// What the app's scopes let it be told and the monitoring app's do not.
const EVENTS: [&str; 2] = ["account.settings_updated", "meeting.chat_message_sent"];
/// The setting that is changed, so that there is something to tell.
const SETTING: &str = "in_meeting.polling";
/// How long the change is waited for.
const PATIENCE: Duration = Duration::from_secs(8);

/// The subscription, and the first thing that it tells.
pub(super) async fn walk(world: &DemoWorld, tell: &Tell) -> Result<(), Failure> {
    tell.heading("Beyond the guides: what only events tell");
    let apps = world.marketplace().apps();
    let app = apps.iter().find(|app| app.name == second_guide::APP);
    let app = app.ok_or_else(|| {
        Failure::new(
            "The Server-to-Server app is gone from the Marketplace.",
            "Use --fresh.",
        )
    })?;
    secret_token(world, app).await?;
    tell.and("Its Secret Token into Zoom settings", "saved");
    subscribe(world, tell, app).await?;
    change(world).await?;
    match arrived(world).await? {
        Some(one) => tell.and(
            "A setting is changed, and Zoom tells it",
            &format!(
                "{}: {} to {}, by {}",
                one.label, one.was, one.now, one.operator
            ),
        ),
        None => tell.and("A setting is changed", "Zoom tells it with the next event"),
    }
    Ok(())
}

/// By it the app's events are known.
async fn secret_token(world: &DemoWorld, app: &App) -> Result<(), Failure> {
    let form = ServerToServerForm {
        app_name: app.name.clone(),
        account_id: world.sandbox.account_id(),
        client_id: app.client_id.clone(),
        secret_token: app.secret_token.reveal().into(),
        ..ServerToServerForm::default()
    };
    let (connect, who) = (&world.product.connect, &world.administrator);
    connect
        .save_server_to_server(&world.connection, who, form)
        .await?;
    connect
        .check(&world.connection, who, SetKind::ServerToServer)
        .await?;
    Ok(())
}

async fn subscribe(world: &DemoWorld, tell: &Tell, app: &App) -> Result<(), Failure> {
    let marketplace = world.marketplace();
    let url = world.webhook_url()?;
    marketplace.validate_endpoint(&app.id, &url).await?;
    let draft = SubscriptionDraft {
        name: "Parfocal".to_owned(),
        url,
        events: EVENTS.map(str::to_owned).into(),
    };
    let subscription = marketplace.add_subscription(&app.id, &draft)?;
    tell.and(
        "Feature: the endpoint URL, Validate, Add Events, Save",
        &subscription.events.join(", "),
    );
    Ok(())
}

/// Turns the setting over.
async fn change(world: &DemoWorld) -> Result<(), Failure> {
    let ask = |to: &str| Ask {
        path: SETTING.to_owned(),
        to: to.to_owned(),
        was: None,
    };
    let (account, who, at) = (
        &world.product.account,
        &world.administrator,
        &world.connection,
    );
    let saved = account
        .save_settings(who, at, &Place::Own, &[ask("off")])
        .await?;
    if saved.lines.is_empty() {
        account
            .save_settings(who, at, &Place::Own, &[ask("on")])
            .await?;
    }
    Ok(())
}

/// The change as Zoom told it.
async fn arrived(world: &DemoWorld) -> Result<Option<SettingChange>, Failure> {
    let clock = Clock::system();
    let told = clock.timeout(PATIENCE, async {
        loop {
            let (account, who) = (&world.product.account, &world.administrator);
            let mut changes = account
                .setting_changes(who, &world.connection)
                .await?
                .into_iter();
            if let Some(found) = changes.find(|one| one.path == SETTING) {
                return Ok::<_, Failure>(found);
            }
            clock.sleep(Duration::from_millis(50)).await;
        }
    });
    told.await.ok().transpose()
}
