//! The credentials of one app in the fields of another, and apps that are not finished.

use serde_json::json;

use crate::demo::{App, Demo, SCHEDULING, parfocal, said, save_server_to_server};

#[test]
fn client_secret_and_secret_token_swapped() {
    let demo = Demo::start();
    let app = demo.zoom.server_to_server();
    let browser = demo.administrator();
    let account = demo.account_id();
    let fields = |secret: &str, token: &str| {
        browser.post(
            "/zoom/server_to_server",
            &[
                ("server_to_server-account_id", account.as_str()),
                ("server_to_server-client_id", app.client_id()),
                ("server_to_server-client_secret", secret),
                ("server_to_server-secret_token", token),
            ],
        )
    };
    let page = fields(app.secret_token(), app.client_secret());
    let card = page.part().id("server_to_server");
    insta::assert_snapshot!(card.notices(), @r#"
    Bad: The Client Secret and the Secret Token are swapped: Zoom knows the app by what was entered as Secret Token. Zoom said: Invalid client_id or client_secret (invalid_client) What to do: Enter each in the other's field.
    Note: The Client Secret has the length of a Secret Token (22 characters). What to do: If Zoom does not know the pair: copy the Client Secret from the app's credentials, not from its Feature page.
    "#);
    // Both are kept, and entering each in the other's field mends it.
    assert_eq!(card.value("server_to_server-client_id"), app.client_id());
    let mended = fields(app.client_secret(), app.secret_token());
    let card = mended.part().id("server_to_server");
    assert_eq!(card.notices(), "");
    demo.shows_none(
        &[&page.html, &mended.html],
        &[app.client_secret(), app.secret_token()],
    );
}

#[test]
fn the_secret_token_alone_in_the_place_of_the_client_secret() {
    let demo = Demo::start();
    let app = demo.zoom.server_to_server();
    let browser = demo.administrator();
    let page = save_server_to_server(&browser, &app, &demo.account_id(), app.secret_token());
    let card = page.part().id("server_to_server");
    insta::assert_snapshot!(card.notices(), @r#"
    Bad: Zoom does not know this pair of Client ID and Client Secret. Zoom said: Invalid client_id or client_secret (invalid_client) What to do: Copy both again from the same app's page in the Marketplace. The Client Secret is not the Secret Token, and a regenerated secret ends the old one.
    Note: The Client Secret has the length of a Secret Token (22 characters). What to do: If Zoom does not know the pair: copy the Client Secret from the app's credentials, not from its Feature page.
    "#);
    demo.shows_none(&[&page.html], &[app.secret_token()]);
}

#[test]
fn the_server_to_server_pair_in_the_meeting_sdk_block() {
    let demo = Demo::start();
    let (browser, app) = demo.connected();
    let save = |app: &App| {
        browser.post(
            "/zoom/meeting_sdk",
            &[
                ("meeting_sdk-client_id", app.client_id()),
                ("meeting_sdk-client_secret", app.client_secret()),
            ],
        )
    };
    let page = save(&app);
    insta::assert_snapshot!(page.part().id("meeting_sdk").notices(), @r#"
    Bad: The Client ID of the Meeting SDK app is also entered as that of the Server-to-Server OAuth app: one of the two blocks holds the other app's pair. What to do: A Meeting SDK signature needs the pair of the General app on whose Embed page Meeting SDK is switched on; the Server-to-Server pair signs nothing that Zoom accepts.
    Bad: This is the pair of a Server-to-Server OAuth app, not of a Meeting SDK app: Zoom gave it an account's token. What to do: Copy the pair of the General app on whose Embed page Meeting SDK is switched on.
    "#);
    let works = page.part().id("server_to_server");
    assert_eq!(works.notices(), "", "the right block is not blamed");
    let other = demo.zoom.server_to_server();
    let page = save(&other);
    insta::assert_snapshot!(page.part().id("meeting_sdk").notices(), @"Bad: This is the pair of a Server-to-Server OAuth app, not of a Meeting SDK app: Zoom gave it an account's token. What to do: Copy the pair of the General app on whose Embed page Meeting SDK is switched on.");
    let right = demo.zoom.app(
        "general_user",
        "Join",
        json!({ "meeting_sdk": true, "redirect_urls": [demo.redirect_url()] }),
    );
    let page = save(&right);
    insta::assert_snapshot!(page.part().id("meeting_sdk").notices(), @"Note: Zoom offers no call that checks a Meeting SDK pair: its shape is right and it is no other app's here. Whether it signs is seen at the first join.");
    demo.shows_none(&[&page.html], &[app.client_secret(), right.client_secret()]);
}

#[test]
fn a_wrong_account_id_and_an_app_that_is_not_activated() {
    let demo = Demo::start();
    let app = demo.zoom.server_to_server();
    let browser = demo.administrator();
    let page = save_server_to_server(
        &browser,
        &app,
        "AbCdEfGhIjKlMnOpQrStUv",
        app.client_secret(),
    );
    let card = page.part().id("server_to_server");
    insta::assert_snapshot!(card.notices(), @"Bad: Zoom does not give this app a token for this Account ID. Zoom said: unsupported grant type (unsupported_grant_type) What to do: Copy the Account ID from the app's credentials page, make sure that the app is of the type Server-to-Server OAuth, and that it is activated.");
    assert_eq!(
        card.value("server_to_server-account_id"),
        "AbCdEfGhIjKlMnOpQrStUv"
    );
    let idle = demo
        .zoom
        .app("server_to_server", "Idle", json!({ "scopes": SCHEDULING }));
    let page = save_server_to_server(&browser, &idle, &demo.account_id(), idle.client_secret());
    insta::assert_snapshot!(page.part().id("server_to_server").notices(), @"Bad: The app is not activated. Zoom said: The app has been disabled (invalid_client) What to do: Open the app in the Marketplace, go to Activation and press Activate your app.");
    // Activated there, checked again here: nothing has to be entered anew.
    let path = format!("/apps/{}", idle.client_id());
    demo.zoom
        .call("PATCH", &path, &json!({ "activated": true }));
    let page = browser.post("/zoom/server_to_server/check", &[]);
    assert_eq!(page.part().id("server_to_server").notices(), "");
}

#[test]
fn what_cannot_be_right_is_said_at_its_field_and_the_rest_stays() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let page = browser.post(
        "/zoom/server_to_server",
        &[
            ("server_to_server-app_name", "<script>alert(1)</script> 🦊"),
            ("server_to_server-account_id", "two words"),
            ("server_to_server-client_id", ""),
            ("server_to_server-client_secret", "••••••••"),
        ],
    );
    assert_eq!(page.status, 422);
    let card = page.part().id("server_to_server");
    insta::assert_snapshot!(card.field_errors(), @r#"
    server_to_server-account_id: The Account ID has characters that Zoom never uses (spaces or line breaks?): copy it again.
    server_to_server-client_id: Enter the Client ID; copy it from the app's page in Zoom's Marketplace.
    server_to_server-client_secret: The Client Secret has characters that Zoom never uses (spaces, line breaks or dots of a hidden field?): copy it again.
    "#);
    assert_eq!(
        card.value("server_to_server-app_name"),
        "<script>alert(1)</script> 🦊"
    );
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    let page = browser.post(
        "/zoom/monitoring",
        &[
            ("monitoring-client_id", "abc"),
            ("monitoring-client_secret", "0123456789abcdef"),
            ("monitoring-redirect_url", "javascript:alert(1)"),
        ],
    );
    insta::assert_snapshot!(page.part().id("monitoring").field_errors(), @"monitoring-redirect_url: The redirect URL must be a whole address that begins with https:// (or http:// for this machine), without a #.");
}

#[test]
fn the_command_line_says_the_same_and_its_exit_code_tells() {
    let demo = Demo::start();
    let app = demo.zoom.server_to_server();
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("parfocal.toml"), configuration(&demo)).expect("written");
    let secret = folder.path().join("secret");
    std::fs::write(&secret, app.secret_token()).expect("written");
    let save = [
        "connect",
        "s2s",
        "--account-id",
        &demo.account_id(),
        "--client-id",
        app.client_id(),
        "--client-secret-file",
        "secret",
    ];
    let run = |arguments: &[&str]| {
        said(
            &parfocal(folder.path(), arguments)
                .output()
                .expect("it ends"),
        )
    };
    let wrong = run(&save);
    insta::assert_snapshot!(wrong, @r#"
    Server-to-Server OAuth app: refused: Zoom does not know this pair of Client ID and Client Secret.
    PROBLEM Zoom does not know this pair of Client ID and Client Secret. Zoom said: “Invalid client_id or client_secret (invalid_client)”. Copy both again from the same app's page in the Marketplace. The Client Secret is not the Secret Token, and a regenerated secret ends the old one.
    note    The Client Secret has the length of a Secret Token (22 characters). If Zoom does not know the pair: copy the Client Secret from the app's credentials, not from its Feature page.
    (exit 1)
    "#);
    let doctor = run(&["doctor"]);
    assert!(doctor.ends_with("(exit 2)"), "{doctor}");
    std::fs::write(&secret, app.client_secret()).expect("written");
    let right = run(&save);
    assert!(right.ends_with("(exit 0)"), "{right}");
    let missing = run(&[
        "connect",
        "sdk",
        "--client-id",
        "abc",
        "--client-secret-file",
        "none",
    ]);
    insta::assert_snapshot!(missing, @r#"
    parfocal: Cannot read the secret from none: No such file or directory (os error 2). Name a file that holds only the secret, or - for standard input.
    (exit 64)
    "#);
    demo.shows_none(
        &[&wrong, &doctor, &right],
        &[app.client_secret(), app.secret_token()],
    );
}

/// A configuration for commands that use the same emulated Zoom.
fn configuration(demo: &Demo) -> String {
    let zoom = demo.running.url("console_url");
    format!(
        "[zoom]\napi_url = \"{zoom}/v2\"\noauth_url = \"{zoom}/oauth\"\n\
         status_url = \"{zoom}/status\"\nplan = \"business\"\n"
    )
}
