//! The second guide: a Server-to-Server OAuth app with 49 scopes and a Meeting SDK app for a
//! meetings plugin, then a meeting and a webinar.

use connect::{MeetingSdkForm, ServerToServerForm, SetKind};
use jiff::ToSpan as _;
use meetings::{Form, Kind};
use zoom_catalog::guides;
use zoom_sandbox::{AppKind, marketplace::Managed};
use zoom_types::ScopeSet;

use super::{DemoWorld, Tell};
use crate::{commands::state_words, failure::Failure};

/// The app's name, by which the next part finds it.
pub(super) const APP: &str = "Parfocal meetings";
const SDK_APP: &str = "Parfocal join in browser";

/// Gives the number of the meeting it scheduled.
pub(super) async fn walk(world: &DemoWorld, tell: &Tell) -> Result<u64, Failure> {
    server_to_server(world, tell).await?;
    meeting_sdk(world, tell).await?;
    what_works(world, tell).await?;
    let meeting = schedule(world, tell, Kind::Meeting).await?;
    schedule(world, tell, Kind::Webinar).await?;
    Ok(meeting)
}

async fn server_to_server(world: &DemoWorld, tell: &Tell) -> Result<(), Failure> {
    tell.heading("Second guide: Server-to-Server OAuth (meetings and webinars)");
    let marketplace = world.marketplace();
    tell.step(
        1,
        "Develop, Build App",
        &format!("signed in as {}", world.owner()),
    );
    let app = marketplace.create(AppKind::ServerToServer, APP, false)?;
    tell.step(
        2,
        "Server-to-Server OAuth App, Create, a name, Create",
        &format!("“{}” is built", app.name),
    );
    let account_id = world.sandbox.account_id();
    tell.step(
        3,
        "App Credentials, Continue",
        &format!("Account ID {account_id}"),
    );
    tell.and("", &format!("Client ID {}", app.client_id));
    let app = marketplace.set_information(&app.id, world.information("Schedules meetings"))?;
    tell.step(
        4,
        "Company Name, Developer Contact Name, Email",
        &format!(
            "{}, {}",
            app.information.company_name, app.information.developer_name
        ),
    );
    tell.step(5, "Feature", "skipped, as the guide allows");
    let wanted: ScopeSet = guides::second().iter().map(|row| row.scope).collect();
    let app = marketplace.set_scopes(&app.id, wanted.clone())?;
    let added = wanted
        .iter()
        .filter(|scope| app.scopes.contains(scope))
        .count();
    tell.step(
        6,
        "Scopes, Add Scopes, Done, Continue",
        &format!("{added} of {} scopes", wanted.len()),
    );
    let app = marketplace.activate(&app.id)?;
    tell.step(
        7,
        "Activate your app",
        if app.activated {
            "activated"
        } else {
            "not activated"
        },
    );
    let form = ServerToServerForm {
        app_name: app.name.clone(),
        account_id,
        client_id: app.client_id.clone(),
        client_secret: app.client_secret.reveal().into(),
        ..ServerToServerForm::default()
    };
    let connect = &world.product.connect;
    let who = &world.administrator;
    connect
        .save_server_to_server(&world.connection, who, form)
        .await?;
    let report = connect
        .check(&world.connection, who, SetKind::ServerToServer)
        .await?;
    let granted = report.scopes.as_ref().map_or(0, |scopes| {
        wanted.iter().filter(|scope| scopes.contains(scope)).count()
    });
    tell.step(
        8,
        "Account ID, Client ID, Client Secret into Zoom settings",
        &format!(
            "{}, {granted} of {} scopes granted",
            state_words(&report.state),
            wanted.len()
        ),
    );
    Ok(())
}

async fn meeting_sdk(world: &DemoWorld, tell: &Tell) -> Result<(), Failure> {
    tell.heading("Second guide: Meeting SDK (join in the browser)");
    let marketplace = world.marketplace();
    tell.step(1, "Develop, Build App", "");
    let kind = AppKind::General {
        managed: Managed::Admin,
    };
    let app = marketplace.create(kind, SDK_APP, false)?;
    tell.step(
        2,
        "General App, a name",
        &format!("“{}” is built", app.name),
    );
    tell.step(
        3,
        "Basic Information: Admin-managed, Save",
        app.kind.words(),
    );
    let site = world.redirect_url();
    let app = marketplace.set_redirect_urls(&app.id, &[site])?;
    tell.step(
        4,
        "OAuth Redirect URL: your site",
        &app.redirect_urls.join(" "),
    );
    let app = marketplace.set_meeting_sdk(&app.id, true)?;
    tell.step(
        5,
        "Embed: Meeting SDK",
        if app.meeting_sdk { "on" } else { "off" },
    );
    let app = marketplace.set_scopes(&app.id, ScopeSet::parse("user:read:zak:admin"))?;
    tell.step(6, "Scopes, Add Scopes, Done", &app.scopes.to_string());
    let form = MeetingSdkForm {
        app_name: app.name.clone(),
        client_id: app.client_id.clone(),
        client_secret: app.client_secret.reveal().into(),
    };
    let connect = &world.product.connect;
    let who = &world.administrator;
    connect
        .save_meeting_sdk(&world.connection, who, form)
        .await?;
    let report = connect
        .check(&world.connection, who, SetKind::MeetingSdk)
        .await?;
    tell.step(
        7,
        "App Credentials into Zoom settings, save",
        &state_words(&report.state),
    );
    Ok(())
}

async fn what_works(world: &DemoWorld, tell: &Tell) -> Result<(), Failure> {
    let connect = &world.product.connect;
    let features = connect
        .what_works(&world.connection, meetings::capabilities())
        .await?;
    let works = features.iter().filter(|feature| feature.works()).count();
    tell.and(
        "What works",
        &format!("{works} of {} features", features.len()),
    );
    Ok(())
}

/// The form a person fills in.
pub(super) async fn form(world: &DemoWorld, kind: Kind, topic: &str) -> Result<Form, Failure> {
    let host = host(world, kind).await?;
    let tomorrow = world
        .sandbox
        .now()
        .in_tz("Europe/Berlin")?
        .date()
        .checked_add(1.day())?;
    Ok(Form {
        topic: topic.to_owned(),
        host,
        date: tomorrow.to_string(),
        time: "15:00".into(),
        duration: "60".into(),
        zone: "Europe/Berlin".into(),
        waiting_room: if kind == Kind::Meeting {
            "on".into()
        } else {
            String::new()
        },
        ..Form::default()
    })
}

/// Somebody who can host; for a webinar somebody whose settings at Zoom say so.
async fn host(world: &DemoWorld, kind: Kind) -> Result<String, Failure> {
    let service = &world.product.meetings;
    let client = world.product.connect.client(&world.connection).await?;
    let hosts = service
        .hosts(&world.administrator, &world.connection, kind)
        .await?;
    for host in hosts {
        if kind == Kind::Meeting {
            return Ok(host.email);
        }
        let settings: serde_json::Value = client
            .call("GET /users/{userId}/settings")
            .param("userId", &host.id)
            .json()
            .await?;
        if settings["feature"]["webinar"] == true {
            return Ok(host.email);
        }
    }
    Err(Failure::new(
        format!("Nobody in the account can host a {kind}."),
        "",
    ))
}

async fn schedule(world: &DemoWorld, tell: &Tell, kind: Kind) -> Result<u64, Failure> {
    let topic = match kind {
        Kind::Meeting => "Weekly planning",
        Kind::Webinar => "Sound on a slow line",
    };
    let form = form(world, kind, topic).await?;
    let service = &world.product.meetings;
    let outcome = service
        .create(&world.administrator, &world.connection, kind, &form)
        .await?;
    let event = outcome.event;
    let start = event.start.to_zoned(event.zone.rules().clone());
    tell.and(
        &format!("A {kind} is created: {}", event.topic),
        &format!(
            "{}, {}",
            event.zoom_id.0,
            start.strftime("%a %-d %b %H:%M %Q")
        ),
    );
    Ok(event.zoom_id.0)
}
