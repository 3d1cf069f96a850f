//! The Marketplace's rules.

use insta::assert_snapshot;
use zoom_catalog::guides;
use zoom_sandbox::{
    AppKind,
    marketplace::{Information, Managed},
};
use zoom_types::ScopeSet;

use crate::support::{start, start_with};

fn contact() -> Information {
    Information {
        company_name: "Example".to_owned(),
        developer_name: "Ann".to_owned(),
        developer_email: "ann@example.com".to_owned(),
        ..Information::default()
    }
}

#[tokio::test]
async fn activation_asks_for_the_required_fields() {
    let running = start().await;
    let marketplace = running.sandbox.marketplace();
    let app = marketplace
        .create(AppKind::ServerToServer, "eRoom", false)
        .unwrap();
    assert_snapshot!(marketplace.activate(&app.id).unwrap_err(), @"Required fields are missing on the Information page: Company Name, Developer Contact Name, Developer Contact Email.");
    marketplace.set_information(&app.id, contact()).unwrap();
    assert!(marketplace.activate(&app.id).unwrap().activated);
}

#[tokio::test]
async fn the_owner_of_a_primary_account_adds_all_49_scopes_of_the_guide() {
    let all: ScopeSet = guides::second().iter().map(|row| row.scope).collect();
    assert_eq!(all.len(), 49);
    let running = start().await;
    let marketplace = running.sandbox.marketplace();
    let app = marketplace
        .create(AppKind::ServerToServer, "eRoom", false)
        .unwrap();
    let app = marketplace.set_scopes(&app.id, all).unwrap();
    assert_eq!(app.scopes.len(), 49);
}

#[tokio::test]
async fn in_an_ordinary_account_the_eight_master_scopes_are_refused_and_named() {
    let running = start_with(|config| config.primary = false).await;
    let marketplace = running.sandbox.marketplace();
    let app = marketplace
        .create(AppKind::ServerToServer, "eRoom", false)
        .unwrap();
    let refused = guides::second()
        .iter()
        .filter_map(|row| marketplace.may_add_scope(&app, row.scope).err())
        .collect::<Vec<_>>();
    assert_eq!(refused.len(), 8);
    assert_snapshot!(refused[0], @"The scope account:read:account_setting:master cannot be added to this app: only the owner of a primary account can give :master scopes.");
}

#[tokio::test]
async fn an_app_of_ones_own_account_is_not_published() {
    let running = start().await;
    let marketplace = running.sandbox.marketplace();
    let app = marketplace
        .create(AppKind::AccountOauth, "Monitoring", true)
        .unwrap();
    let sentences: Vec<String> = app.unfinished().iter().map(ToString::to_string).collect();
    assert_snapshot!(sentences.join("\n"), @r#"
    Required fields are missing on the Information page: Short description, Long description, Company Name, Developer Contact Name, Developer Contact Email.
    A redirect URL for OAuth is required.
    This app is set to be published on the Marketplace, so it must be reviewed before anybody can add it. Switch "publish" off to use it in your own account.
    "#);
    assert_snapshot!(marketplace.add_url(&app.id).unwrap_err(), @"Required fields are missing on the Information page: Short description, Long description, Company Name, Developer Contact Name, Developer Contact Email.");
}

#[tokio::test]
async fn add_opens_the_authorize_page_without_a_state() {
    let running = start().await;
    let marketplace = running.sandbox.marketplace();
    let app = running.sandbox.ready().account_oauth.unwrap();
    let id = marketplace.app_by_client_id(&app.client_id).unwrap().id;
    let url = marketplace.add_url(&id).unwrap();
    assert_eq!(
        url.as_str(),
        format!(
            "{}/oauth/authorize?response_type=code&client_id={}&redirect_uri=http%3A%2F%2F127.0.0.1%2Foauth%2Fcallback",
            running.base, app.client_id
        )
    );
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_where_it_is_entered() {
    let running = start().await;
    let marketplace = running.sandbox.marketplace();
    let general = AppKind::General {
        managed: Managed::Admin,
    };
    let app = marketplace.create(general, "SDK", false).unwrap();
    let server = marketplace
        .create(AppKind::ServerToServer, "Server", false)
        .unwrap();
    let urls = |url: &str| {
        let urls = [url.to_owned()];
        marketplace.set_redirect_urls(&app.id, &urls).unwrap_err()
    };
    let mail = Information {
        developer_email: "nobody".to_owned(),
        ..contact()
    };
    let long = Information {
        short_description: "x".repeat(151),
        ..contact()
    };
    let scope = |scope| marketplace.set_scopes(&app.id, ScopeSet::parse(scope));
    let sentences = [
        marketplace.create(general, "  ", false).unwrap_err(),
        urls("example.com/callback"),
        urls("ftp://example.com"),
        urls("https://example.com/#top"),
        marketplace.set_information(&app.id, mail).unwrap_err(),
        marketplace.set_information(&app.id, long).unwrap_err(),
        scope("user:read:everything").unwrap_err(),
        marketplace.set_meeting_sdk(&server.id, true).unwrap_err(),
        marketplace.activate(&app.id).unwrap_err(),
        marketplace.add_url(&server.id).unwrap_err(),
        marketplace.app("nobody").unwrap_err(),
    ]
    .map(|error| error.to_string());
    assert_snapshot!(sentences.join("\n"), @r#"
    An app needs a name of 1 to 50 characters.
    The redirect URL "example.com/callback" is not valid: it is not a complete URL with https://.
    The redirect URL "ftp://example.com" is not valid: it must begin with https:// (http:// is accepted by this sandbox).
    The redirect URL "https://example.com/#top" is not valid: it must not contain a #.
    Developer Contact Email "nobody" is not an email address.
    Short description is longer than 150 characters.
    There is no scope user:read:everything.
    Embed with Meeting SDK is not available for a Server-to-Server OAuth app.
    Activation is not available for a General app, admin-managed.
    Add is not available for a Server-to-Server OAuth app.
    There is no app with the id nobody.
    "#);
}

#[tokio::test]
async fn changed_scopes_need_allow_again() {
    let running = start().await;
    let marketplace = running.sandbox.marketplace();
    let owner = running.sandbox.world().owner().id;
    let client_id = running.sandbox.ready().account_oauth.unwrap().client_id;
    running.code(&[]).await;
    let app = marketplace.app_by_client_id(&client_id).unwrap();
    assert!(!app.needs_allow_again(&owner));
    let one = ScopeSet::parse("user:read:user:admin");
    let app = marketplace.remove_scopes(&app.id, &one).unwrap();
    assert!(app.needs_allow_again(&owner));
    running.code(&[]).await;
    let app = marketplace.app_by_client_id(&client_id).unwrap();
    assert!(!app.needs_allow_again(&owner));
}

#[tokio::test]
async fn a_user_managed_app_loses_what_only_an_administrator_may_give() {
    let running = start().await;
    let marketplace = running.sandbox.marketplace();
    let general = AppKind::General {
        managed: Managed::Admin,
    };
    let app = marketplace.create(general, "App", false).unwrap();
    let scopes = ScopeSet::parse("user:read:user user:read:user:admin");
    marketplace.set_scopes(&app.id, scopes).unwrap();
    let app = marketplace.set_managed(&app.id, Managed::User).unwrap();
    assert_eq!(app.scopes, ScopeSet::parse("user:read:user"));
}
