//! Authorization codes and the apps they come from: the redirect URL with a slash too many, apps
//! of the wrong kind or left unfinished, codes that are spent.

use serde_json::json;

use crate::{
    browser::{Browser, Page},
    demo::{App, Demo},
    page::timeless,
};

/// What the first guide's app reads.
const WATCHING: [&str; 4] = [
    "user:read:user:admin",
    "user:read:list_users:admin",
    "account:read:settings:admin",
    "dashboard:read:list_meetings:admin",
];

fn monitoring_app(demo: &Demo, redirect_url: &str) -> App {
    demo.zoom.app(
        "account_oauth",
        "Watch",
        json!({
            "redirect_urls": [redirect_url], "scopes": WATCHING,
        }),
    )
}

fn save(browser: &Browser, app: &App, redirect_url: &str, code: &str) -> Page {
    browser.post(
        "/zoom/monitoring",
        &[
            ("monitoring-app_name", "Watch"),
            ("monitoring-client_id", app.client_id()),
            ("monitoring-client_secret", app.client_secret()),
            ("monitoring-redirect_url", redirect_url),
            ("monitoring-authorization_code", code),
        ],
    )
}

fn code(given: &serde_json::Value) -> String {
    given["code"].as_str().expect("a code").to_owned()
}

/// How the block stands: its badge, then its notices.
fn block(page: &Page) -> String {
    let card = page.part().id("monitoring");
    timeless(&format!("{}\n{}", card.badge(), card.notices()))
}

#[test]
fn a_slash_too_many_in_the_redirect_url() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let with_slash = format!("{}/", demo.redirect_url());
    let plain = |text: &str, code: &str| demo.plain(&timeless(&text.replace(code, "CODE")));
    let app = monitoring_app(&demo, &demo.redirect_url());
    let given = code(&demo.zoom.allow(&app, json!({})));
    let page = save(&browser, &app, &with_slash, &given);
    insta::assert_snapshot!(plain(&page.part().id("monitoring").notices(), &given), @r#"
    Note: An authorization code waits. Use it? Authorization Code CODE Copy Authorization Code Works once Until in 5 min WHEN UTC) It was entered here, and Zoom has not taken it yet. Use this code
    Bad: The redirect URL entered here is not the one the app sent the code to: Zoom compares them letter by letter, with the slash at the end. Zoom said: Redirect URI mismatch. (invalid_grant) What to do: Copy the app's redirect URL here, exactly, then press Add again: the code is spent.
    Note: The redirect URL differs from this installation's (PARFOCAL/zoom/callback) by the slash at its end, and Zoom compares letter by letter. What to do: Enter the same redirect URL here and in the Marketplace.
    "#);
    let kept = page.part().id("monitoring");
    assert_eq!(kept.value("monitoring-redirect_url"), with_slash);
    // The code is still good: with the right redirect URL it is exchanged.
    let page = browser.post(
        "/zoom/monitoring",
        &[
            ("monitoring-app_name", "Watch"),
            ("monitoring-client_id", app.client_id()),
            ("monitoring-client_secret", ""),
            ("monitoring-redirect_url", &demo.redirect_url()),
        ],
    );
    let mended = demo.plain(&page.part().id("monitoring").notices());
    insta::assert_snapshot!(mended, @"Bad: Zoom does not accept this authorization code: it was used already, it is older than five minutes, or it belongs to another app. Zoom said: Invalid authorization code […] (invalid_grant) What to do: Press Add again, then Allow, and use the new code at once.");
    demo.shows_none(&[&page.html], &[app.client_secret()]);
}

#[test]
fn a_slash_that_the_marketplace_has_and_parfocal_not() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let app = monitoring_app(&demo, &format!("{}/", demo.redirect_url()));
    save(&browser, &app, &demo.redirect_url(), "");
    // The flow begun here ends at Zoom's page; a person then presses Add there.
    let given = demo.zoom.allow(&app, json!({}));
    let path = given["redirect_url"].as_str().expect("an address");
    let path = path.strip_prefix(&demo.site()).expect("it leads here");
    let page = browser.open(path);
    let key = page.part().value("key");
    insta::assert_snapshot!(
        timeless(&demo.plain(&page.said_in("monitoring").replace(&code(&given), "CODE"))), @r#"
    200: Note: Zoom sent an authorization code. Use it? Authorization Code CODE Copy Authorization Code Works once Until in 5 min WHEN UTC) It came without a sign of this page because Add was pressed in the Marketplace. Confirm it only if that was you. Use this code
    Note: Zoom knows this pair; the app is not added to the account yet. What to do: Press Add and Allow here, or Add in the Marketplace, then Allow. If the Marketplace speaks of a review, the app was made with publishing switched on, which cannot be seen from here: make it again with it off.
    "#);
    let page = browser.post("/zoom/code/confirm", &[("key", &key)]);
    assert_eq!(page.status, 422);
    let said = page.part().id("monitoring").notices();
    assert!(
        said.contains("letter by letter, with the slash at the end"),
        "{said}"
    );
    assert!(
        said.contains("An authorization code waits") || said.contains("Zoom sent an"),
        "{said}"
    );
}

#[test]
fn a_user_managed_app() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let scopes = ["user:read:user", "meeting:read:meeting"];
    let app = demo.zoom.app(
        "user_oauth",
        "Mine",
        json!({ "redirect_urls": [demo.redirect_url()], "scopes": scopes }),
    );
    let given = code(&demo.zoom.allow(&app, json!({})));
    let page = save(&browser, &app, &demo.redirect_url(), &given);
    insta::assert_snapshot!(block(&page), @r#"
    accepted, with a problem
    Bad: The app is user-managed: its scopes reach only the person who added it, not the account. What to do: Make the app again as account-level (in the newer menu: admin-managed), and add the scopes that end in :admin.
    "#);
}

#[test]
fn an_app_that_nobody_activated_and_one_with_publishing_left_on() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let idle = demo.zoom.app(
        "account_oauth",
        "Idle",
        json!({ "redirect_urls": [demo.redirect_url()], "scopes": WATCHING }),
    );
    let page = save(&browser, &idle, &demo.redirect_url(), "");
    insta::assert_snapshot!(block(&page), @r#"
    waits for Add and Allow
    Note: Zoom knows this pair; the app is not added to the account yet. What to do: Press Add and Allow here, or Add in the Marketplace, then Allow. If the Marketplace speaks of a review, the app was made with publishing switched on, which cannot be seen from here: make it again with it off.
    "#);
    let published = demo.zoom.app(
        "account_oauth",
        "Published",
        json!({
            "redirect_urls": [demo.redirect_url()], "scopes": WATCHING, "publish": true,
        }),
    );
    let page = save(&browser, &published, &demo.redirect_url(), "");
    insta::assert_snapshot!(block(&page), @r#"
    waits for Add and Allow
    Note: Zoom knows this pair; the app is not added to the account yet. What to do: Press Add and Allow here, or Add in the Marketplace, then Allow. If the Marketplace speaks of a review, the app was made with publishing switched on, which cannot be seen from here: make it again with it off.
    "#);
}

#[test]
fn a_code_that_was_used_and_one_that_is_too_old() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let app = monitoring_app(&demo, &demo.redirect_url());
    let given = code(&demo.zoom.allow(&app, json!({})));
    let page = save(&browser, &app, &demo.redirect_url(), &given);
    let worked = page.part().id("monitoring").text();
    assert!(worked.contains("works"), "{worked}");
    let page = browser.post("/zoom/code/paste", &[("code", &given)]);
    assert_eq!(page.status, 422);
    insta::assert_snapshot!(page.said_in("monitoring").replace(&given, "CODE"), @"422: Bad: Zoom does not accept this authorization code: it was used already, it is older than five minutes, or it belongs to another app. Zoom said: Invalid authorization code […] (invalid_grant) What to do: Press Add again, then Allow, and use the new code at once.");
    let after = browser.open("/zoom").part().id("monitoring").text();
    assert!(after.contains("works"), "what worked is lost: {after}");

    let old = code(&demo.zoom.allow(&app, json!({})));
    demo.zoom
        .call("PATCH", "/clock", &json!({ "advance_seconds": 301 }));
    let address = format!("{}?code={old}", demo.redirect_url());
    let page = browser.post("/zoom/code/paste", &[("code", &address)]);
    // Adding the app again ended the tokens it had. The agent may have met that by now, and then it
    // is said as well.
    let said = page.said_in("monitoring").replace(&old, "CODE");
    insta::assert_snapshot!(said.lines().next().unwrap_or_default(), @"422: Bad: Zoom does not accept this authorization code: it was used already, it is older than five minutes, or it belongs to another app. Zoom said: Invalid authorization code […] (invalid_grant) What to do: Press Add again, then Allow, and use the new code at once.");
    let nonsense = browser.post("/zoom/code/paste", &[("code", "https://zoom.us/signin")]);
    assert_eq!(nonsense.status, 422);
    insta::assert_snapshot!(nonsense.part().id("content").text(), @"It was not done Ctrl K This address has no “code=” in it: copy the whole address of the page to which Zoom sent you after Allow. To the overview");
    let empty = browser.post("/zoom/code/paste", &[("code", "  ")]);
    assert_eq!(empty.status, 422);
    insta::assert_snapshot!(empty.part().id("content").text(), @"It was not done Ctrl K Paste the authorization code, or the whole address to which Zoom sent you. To the overview");
}

#[test]
fn the_server_to_server_pair_in_the_monitoring_block() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let app = demo.zoom.server_to_server();
    let page = save(&browser, &app, &demo.redirect_url(), "kXbAgXvlzq_code");
    insta::assert_snapshot!(block(&page), @r#"
    refused
    Note: An authorization code waits. Use it? Authorization Code kXbAgXvlzq_code Copy Authorization Code Works once Until in 5 min WHEN UTC) It was entered here, and Zoom has not taken it yet. Use this code
    Bad: This app cannot be authorised with a code: it is of another type, for instance Server-to-Server OAuth. Zoom said: unsupported grant type (unsupported_grant_type) What to do: Enter the Client ID and Client Secret of the account-level OAuth app of the guide.
    "#);
}

#[test]
fn a_code_that_a_stranger_brings_waits_for_the_administrator() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let app = monitoring_app(&demo, &demo.redirect_url());
    save(&browser, &app, &demo.redirect_url(), "");
    let stranger = Browser::new(&demo.site());
    let page = stranger.ask("/zoom/callback?code=evil_code_of_a_stranger");
    insta::assert_snapshot!(timeless(&page.said()), @"200: Note: Zoom sent an authorization code Authorization Code evil_code_of_a_stranger Copy Authorization Code Works once Until in 5 min WHEN UTC) What to do: Sign in; the page Zoom settings then offers to use it.");
    // The administrator sees it, and nothing was exchanged.
    let page = browser.open("/zoom");
    let seen = page.part().notices();
    assert!(seen.contains("evil_code_of_a_stranger"), "{seen}");
    assert!(seen.contains("Confirm it only if that was you."), "{seen}");
    let key = page.part().value("key");
    let forged = stranger.send("/zoom/code/confirm", &[], &[("key", &key)]);
    assert_eq!(
        (forged.status, forged.location.as_str()),
        (303, "/sign-in?next=%2F")
    );
    // Used once it is gone, whatever became of it.
    let first = browser.post("/zoom/code/confirm", &[("key", &key)]);
    insta::assert_snapshot!(first.part().id("monitoring").notices(), @"Bad: Zoom does not accept this authorization code: it was used already, it is older than five minutes, or it belongs to another app. Zoom said: Invalid authorization code […] (invalid_grant) What to do: Press Add again, then Allow, and use the new code at once.");
    let again = browser.post("/zoom/code/confirm", &[("key", &key)]);
    insta::assert_snapshot!(again.part().id("monitoring").notices(), @r#"
    Bad: This authorization code is not waiting any more: it was used, or its five minutes are over. What to do: Press Add again, then Allow.
    Bad: Zoom does not accept this authorization code: it was used already, it is older than five minutes, or it belongs to another app. Zoom said: Invalid authorization code […] (invalid_grant) What to do: Press Add again, then Allow, and use the new code at once.
    "#);
    for address in [
        "/zoom/callback",
        "/zoom/callback?error=access_denied&error_description=%3Cb%3EThe%20person%20declined",
        "/zoom/callback?code=x&state=invented",
    ] {
        let page = browser.open(address);
        let said = page.part().id("monitoring").notices();
        assert!(said.contains("What to do:"), "{address}: {said}");
        assert!(!page.html.contains("<b>The person"), "{address}");
    }
    let flood: Vec<u16> = (0..40)
        .map(|at| {
            stranger
                .ask(&format!("/zoom/callback?code=flood{at}"))
                .status
        })
        .collect();
    assert!(flood.iter().all(|status| *status < 500), "{flood:?}");
    // A real code is not pushed out by a flood of a stranger's.
    let given = demo.zoom.allow(&app, json!({}));
    let path = given["redirect_url"].as_str().expect("an address");
    let page = browser.open(path.strip_prefix(&demo.site()).expect("it leads here"));
    assert!(page.html.contains(&code(&given)), "{}", page.text());
}
