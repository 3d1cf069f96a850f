//! The first guide, "Setting up Zoom API": an account-level OAuth app for a monitoring agent, in
//! eleven steps, then its API tests.

use std::time::Duration;

use clock::Clock;
use connect::{CallbackOutcome, CallbackQuery, MonitoringForm, SetKind};
use monitor::TestView;
use secrecy::ExposeSecret as _;
use url::Url;
use zoom_catalog::guides;
use zoom_sandbox::{App, AppKind};
use zoom_types::ScopeSet;

use super::{DemoWorld, Tell};
use crate::failure::Failure;

/// The app's name, by which the last part finds it.
pub(super) const APP: &str = "Parfocal monitoring";

pub(super) async fn walk(world: &DemoWorld, tell: &Tell) -> Result<(), Failure> {
    tell.heading("First guide: Setting up Zoom API (monitoring)");
    let app = build(world, tell)?;
    save(world, tell, &app).await?;
    authorize(world, tell, &app).await?;
    run_tests(world, tell).await
}

/// Steps 1 to 8, in the Marketplace.
fn build(world: &DemoWorld, tell: &Tell) -> Result<App, Failure> {
    let marketplace = world.marketplace();
    tell.step(
        1,
        "Marketplace, Develop, Build App",
        &format!("signed in as {}", world.owner()),
    );
    tell.step(2, "App type OAuth, Create", "");
    let app = marketplace.create(AppKind::AccountOauth, APP, false)?;
    tell.step(
        3,
        "Account-level app, publish off, Create",
        &format!("“{}” is built", app.name),
    );
    let app = marketplace.set_redirect_urls(&app.id, &[world.redirect_url()])?;
    tell.step(
        4,
        "Copy Client ID and Client Secret",
        &format!("Client ID {}", app.client_id),
    );
    tell.and("Enter the redirect URL", &app.redirect_urls.join(" "));
    let information = world.information("Reads what the API tests watch");
    let app = marketplace.set_information(&app.id, information)?;
    tell.step(
        5,
        "Short and long description",
        &app.information.short_description,
    );
    tell.step(
        6,
        "The other details, Continue",
        &app.information.developer_email,
    );
    tell.step(
        7,
        "Copy Secret Token and Verification Token",
        "both copied, not shown",
    );
    let scopes: ScopeSet = guides::first_scopes().into_iter().collect();
    let asked = scopes.len();
    let app = marketplace.set_scopes(&app.id, scopes)?;
    tell.step(
        8,
        "Add Scopes from each category that is watched",
        &format!("{} of {asked} scopes", app.scopes.len()),
    );
    for category in guides::FIRST_CATEGORIES {
        let rows = guides::first()
            .iter()
            .filter(|row| row.category == category)
            .count();
        tell.and(
            &format!("  {category}"),
            &format!("opens {rows} operations"),
        );
    }
    Ok(app)
}

/// What step 11 calls configuring the API test: the guide's values, saved in Parfocal.
async fn save(world: &DemoWorld, tell: &Tell, app: &App) -> Result<(), Failure> {
    let form = MonitoringForm {
        app_name: app.name.clone(),
        client_id: app.client_id.clone(),
        client_secret: app.client_secret.reveal().into(),
        redirect_url: world.redirect_url(),
        secret_token: app.secret_token.reveal().into(),
        verification_token: app.verification_token.reveal().into(),
        ..MonitoringForm::default()
    };
    let connect = &world.product.connect;
    let saved = connect
        .save_monitoring(&world.connection, &world.administrator, form)
        .await?;
    tell.and(
        "Paste them on Parfocal's page Zoom settings",
        &crate::commands::state_words(&saved.set.state),
    );
    Ok(())
}

/// Steps 9 to 11: Add, Allow, the code comes back and is confirmed.
async fn authorize(world: &DemoWorld, tell: &Tell, app: &App) -> Result<(), Failure> {
    let landed = Url::parse(&world.add_and_allow(&app.id)?)?;
    tell.step(
        9,
        "Activation: Add your app, Allow",
        "allowed for the whole account",
    );
    let code = landed
        .query_pairs()
        .find(|(key, _)| key == "code")
        .map(|(_, code)| code.into_owned());
    let query = CallbackQuery {
        code,
        ..CallbackQuery::default()
    };
    let connect = &world.product.connect;
    let CallbackOutcome::Confirm(pending) =
        connect.receive_code(query, &world.administrator).await?
    else {
        return Err(Failure::new("The code did not wait to be confirmed.", ""));
    };
    let until = pending.valid_until.strftime("%H:%M:%S UTC");
    let code = pending.code.expose_secret();
    tell.step(
        10,
        "Redirected, with the authorization code",
        &format!("{code}, once, until {until}"),
    );
    match connect
        .confirm(&world.connection, &world.administrator, &pending.key)
        .await?
    {
        CallbackOutcome::Exchanged { report, .. } => {
            let scopes = report.scopes.as_ref().map_or(0, ScopeSet::len);
            tell.step(
                11,
                "Client ID, Client Secret, Authorization Code, Redirect URL",
                &format!(
                    "{}, {scopes} scopes granted",
                    crate::commands::state_words(&report.state)
                ),
            );
        }
        CallbackOutcome::Confirm(_) => return Err(Failure::new("The code still waits.", "")),
        CallbackOutcome::Refused(finding) => {
            return Err(Failure::new(finding.says, finding.what_to_do));
        }
    }
    let features = connect
        .what_works(&world.connection, &monitor::capabilities())
        .await?;
    let works = features.iter().filter(|feature| feature.works()).count();
    tell.and(
        &format!("What works with the {}", SetKind::Monitoring.title()),
        &format!("{works} of {} features", features.len()),
    );
    Ok(())
}

/// Each API test once, with its first figure.
async fn run_tests(world: &DemoWorld, tell: &Tell) -> Result<(), Failure> {
    tell.line("     API tests, their first figures");
    let monitor = &world.product.monitor;
    for test in monitor.tests(&world.connection).await? {
        monitor
            .configure(&world.connection, test.id, true, test.period_seconds, None)
            .await?;
        match monitor.run_now(&world.connection, test.id).await {
            Ok(_) => {}
            // The schedule was faster: its run is as good.
            Err(monitor::Error::Running(_)) => ended(world, &test).await?,
            Err(other) => return Err(other.into()),
        }
        let now = monitor.test(&world.connection, test.id).await?.test;
        let words = match now.key {
            Some(key) if key.label.is_empty() => format!("{}: {}", key.title, key.said),
            Some(key) => format!("{} ({}): {}", key.title, key.label, key.said),
            None => now.words,
        };
        tell.and(&format!("  {}", test.title), &words);
    }
    Ok(())
}

/// Waits for the run that the schedule began, as long as any run may take to answer a person.
async fn ended(world: &DemoWorld, test: &TestView) -> Result<(), Failure> {
    // The emulated clock may stand still or race.
    let clock = Clock::system();
    let before = test.last_run.as_ref().map(|run| &run.id);
    let newer = async {
        loop {
            let monitor = &world.product.monitor;
            let now = monitor.test(&world.connection, test.id).await?.test;
            if now.last_run.as_ref().map(|run| &run.id) != before {
                return Ok(());
            }
            clock.sleep(Duration::from_millis(50)).await;
        }
    };
    let patience = Duration::from_secs(20);
    clock.timeout(patience, newer).await.unwrap_or(Ok(()))
}
