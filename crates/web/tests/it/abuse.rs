//! Every way that is published of getting more out of a signature endpoint than one may have, each
//! tried, and each given nothing. What endpoints like this have fallen for elsewhere: a role or a
//! number taken from the request, a link that signs, another site that asks, a registrant's token
//! by guess or by address, a signature that outlives its meeting, asking without end.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use jiff::SignedDuration;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use zoom_types::meeting_sdk::verify;

use crate::{
    join::{OURS, ask_from, code, made, nothing_given, sign, site},
    site::{Page, Site},
};

// --- Saying what is not the visitor's to say.

#[tokio::test]
async fn a_role_a_number_or_anything_else_cannot_be_asked_for() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    for (field, value) in [
        ("role", json!(1)),
        ("mn", json!("81234567890")),
        ("meetingNumber", json!("81234567890")),
        ("zak", json!("x")),
        ("tk", json!("x")),
        ("exp", json!(9_999_999_999_i64)),
    ] {
        let mut body = json!({"name": "Vera"});
        body[field] = value;
        let page = sign(&site, &id, body).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        nothing_given(&page);
    }
    // What a reader of JSON might take for the fields in their order, or for the last of two.
    for body in [
        json!(["Vera", "", "", 1]),
        json!(["Vera", "", "", "81234567890", 1]),
        json!([{"name": "Vera", "role": 1}]),
    ] {
        let page = sign(&site, &id, body.clone()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        nothing_given(&page);
    }
    let query = format!("/m/{id}/join/signature?role=1&mn=81234567890");
    let page = ask_from(&site, &query, &json!({"name": "Vera"}), &[OURS]).await;
    let signature = page.json()["signature"].as_str().expect("one").to_owned();
    let payload = signature.split('.').nth(1).expect("a payload");
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, payload);
    let claims: Value = serde_json::from_slice(&bytes.expect("base64")).expect("JSON");
    assert_eq!(claims["role"], 0, "an address changes nothing");
    assert_ne!(claims["mn"], "81234567890");
}

// --- Asking from elsewhere, or otherwise.

#[tokio::test]
async fn only_our_own_page_may_ask() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let path = format!("/m/{id}/join/signature");
    let body = json!({"name": "Vera"});
    for headers in [
        &[][..],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        // An embedder may show our page; it may not ask in its place.
        &[("origin", "https://www.example.org")],
    ] {
        let page = ask_from(&site, &path, &body, headers).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
        nothing_given(&page);
        assert_eq!(page.header("access-control-allow-origin"), "");
    }
    let older = [("origin", "http://127.0.0.1:8470")];
    let page = ask_from(&site, &path, &body, &older).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    // A link to it leads to a page, and gives nothing.
    let read = site.get(&path).await;
    assert_eq!(read.status, StatusCode::SEE_OTHER);
    assert!(!read.body.contains("signature\":"), "{}", read.body);
}

#[tokio::test]
async fn only_a_post_of_json_is_answered_with_anything() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let path = format!("/m/{id}/join/signature");
    for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let request = Request::builder()
            .method(method)
            .uri(&path)
            .header("sec-fetch-site", "same-origin")
            .header("origin", "https://evil.example")
            .header("access-control-request-method", "POST")
            .body(Body::empty());
        let page = site.visit(request.expect("a request")).await;
        assert_ne!(page.status, StatusCode::OK, "{method}");
        assert!(!page.body.contains("signature\":"), "{method}");
        assert_eq!(page.header("access-control-allow-origin"), "", "{method}");
    }
    // What a form of another site can send without being asked whether it may: not from here by its
    // own words, and no JSON of ours by its content.
    for kind in [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
    ] {
        for (from, body, expected) in [
            ("cross-site", "{\"name\":\"Vera\"}", StatusCode::FORBIDDEN),
            ("same-origin", "name=Vera", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let request = Request::post(&path)
                .header(header::CONTENT_TYPE, kind)
                .header("sec-fetch-site", from)
                .body(Body::from(body));
            let page = site.visit(request.expect("a request")).await;
            assert_eq!(page.status, expected, "{kind} {from}: {}", page.body);
            nothing_given(&page);
        }
    }
}

// --- Being somebody one is not.

#[tokio::test]
async fn who_is_not_meant_is_told_what_to_do_and_given_nothing() {
    let (site, _) = site().await;
    for (level, expected) in [
        ("signed_in", "sign_in"),
        // Zoom takes no registrations for it, so there is nowhere to send her.
        ("registered", "invited"),
        ("nobody", "invited"),
    ] {
        let (id, _) = made(&site, 5, "meetings", &[("join_link", level)]).await;
        let page = sign(&site, &id, json!({"name": "Vera"})).await;
        assert_eq!(
            (page.status, code(&page)),
            (StatusCode::FORBIDDEN, expected.into())
        );
        nothing_given(&page);
    }
}

/// Nothing is sold here. Who paid elsewhere is let in by a link or an account of their own, so who
/// did not is a stranger: the page of a paid meeting and all that hangs on it give nothing.
#[tokio::test]
async fn who_did_not_pay_finds_no_way_round_the_level() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[("join_link", "nobody")]).await;
    let page = sign(&site, &id, json!({"name": "Vera"})).await;
    assert_eq!(code(&page), "invited");
    for path in [
        format!("/m/{id}"),
        format!("/m/{id}/join"),
        format!("/m/{id}/embed"),
        format!("/m/{id}/left"),
        format!("/m/{id}/calendar.ics"),
        format!("/api/v1/public/{id}"),
        format!("/m/{id}/join/standing"),
    ] {
        let request = Request::get(&path).body(Body::empty());
        let page = site.visit(request.expect("a request")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for secret in ["s3cret!", "pwd=", "eyJ", number.as_str()] {
            assert!(!page.body.contains(secret), "{secret} in {path}");
        }
    }
}

#[tokio::test]
async fn only_the_administration_starts_and_only_from_its_own_page() {
    let (site, secret) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    let path = format!("/meetings/{id}/start-in-browser");
    let stranger = ask_from(&site, &path, &json!({}), &[OURS]).await;
    assert_ne!(stranger.status, StatusCode::OK);
    assert!(!stranger.body.contains("zak\":"), "{}", stranger.body);
    let page = site.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(!page.body.contains("eyJ"), "the page holds no key");
    let csrf = csrf(&page.body);
    let send = async |csrf: &str, site_header: &str| {
        let request = Request::post(&path)
            .header("sec-fetch-site", site_header)
            .header("x-csrf-token", csrf)
            .body(Body::empty());
        site.ask(request.expect("a request")).await
    };
    for refused in [
        send("", "same-origin").await,
        send(&csrf, "cross-site").await,
    ] {
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        nothing_given(&refused);
    }
    let pass = send(&csrf, "same-origin").await;
    assert_eq!(pass.status, StatusCode::OK, "{}", pass.body);
    assert_eq!(pass.header("cache-control"), "no-store");
    let pass = pass.json();
    let claims = verify(pass["signature"].as_str().expect("one"), &secret).expect("signed");
    assert_eq!((claims.role, claims.mn), (1, number));
    let zak = pass["zak"].as_str().expect("a key");
    assert!(!zak.is_empty());
    let own = site.get(&format!("/meetings/{id}")).await;
    assert!(
        own.body.contains("Was given the key to start"),
        "{}",
        own.body
    );
    assert!(!own.body.contains(zak));
}

/// A key that makes its holder the host is for a person's own browser: no program is given one, also
/// not one that may do everything else.
#[tokio::test]
async fn no_token_of_the_json_api_is_the_host() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let made = site.accounts.create_api_token("root").await.expect("made");
    let bearer = format!("Bearer {}", made.token.expose_secret());
    for method in ["GET", "POST"] {
        let request = Request::builder()
            .method(method)
            .uri(format!("/meetings/{id}/start-in-browser"))
            .header("sec-fetch-site", "same-origin")
            .header(header::AUTHORIZATION, &bearer)
            .header("x-csrf-token", made.token.expose_secret())
            .body(Body::empty());
        let page = site.ask(request.expect("a request")).await;
        assert_ne!(page.status, StatusCode::OK, "{method}");
        for secret in ["zak\":", "signature\":", "eyJ"] {
            assert!(!page.body.contains(secret), "{method}: {}", page.body);
        }
    }
}

/// The token that the page's script is told.
fn csrf(body: &str) -> String {
    let (_, rest) = body.split_once("&#34;csrf&#34;:&#34;").expect("told");
    rest.split_once("&#34;").expect("ended").0.to_owned()
}

#[tokio::test]
async fn a_registration_is_bound_to_the_browser_that_made_it() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    registration(&site, &id, &number, 0).await;
    let vera = "parfocal_visitor=aaaaaaaaaaaaaaaaaaaaaa";
    let otto = "parfocal_visitor=bbbbbbbbbbbbbbbbbbbbbb";
    let path = format!("/m/{id}/join/signature");
    let before = ask_from(
        &site,
        &path,
        &json!({"name": "V"}),
        &[OURS, ("cookie", vera)],
    )
    .await;
    assert_eq!(code(&before), "register", "{}", before.body);
    nothing_given(&before);
    let page = site.get(&format!("/m/{id}")).await;
    assert!(
        page.body.contains("action=\"/m/"),
        "there is a form: {}",
        page.body
    );
    let done = register(&site, &id, vera, "vera@example.org").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(done.location().ends_with("registered=approved"));
    let mine = ask_from(
        &site,
        &path,
        &json!({"name": "V"}),
        &[OURS, ("cookie", vera)],
    )
    .await;
    assert_eq!(mine.status, StatusCode::OK, "{}", mine.body);
    assert_ne!(mine.json()["tk"], "");
    assert_eq!(mine.json()["userEmail"], "vera@example.org");
    for other in [&[OURS, ("cookie", otto)][..], &[OURS]] {
        let theirs = ask_from(&site, &path, &json!({"name": "O"}), other).await;
        assert_eq!(code(&theirs), "register", "{}", theirs.body);
        nothing_given(&theirs);
    }
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookie_is_told_so_and_registers_nobody() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    registration(&site, &id, &number, 0).await;
    let done = register(&site, &id, "", "vera@example.org").await;
    assert_eq!(done.status, StatusCode::CONFLICT, "{}", done.body);
    assert!(
        done.body.contains("Allow cookies for this page"),
        "{}",
        done.body
    );
    let vera = "parfocal_visitor=aaaaaaaaaaaaaaaaaaaaaa";
    let again = register(&site, &id, vera, "vera@example.org").await;
    assert!(
        again.location().ends_with("registered=approved"),
        "{}",
        again.body
    );
}

/// A registered visitor's cookie is 131 random bits; a token is nobody's to send.
#[tokio::test]
async fn a_token_is_neither_forged_nor_had_by_its_owners_address() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    registration(&site, &id, &number, 0).await;
    let vera = "parfocal_visitor=aaaaaaaaaaaaaaaaaaaaaa";
    let done = register(&site, &id, vera, "vera@example.org").await;
    assert!(done.location().ends_with("registered=approved"));
    let path = format!("/m/{id}/join/signature");
    let own = [OURS, ("cookie", vera)];
    let mine = ask_from(&site, &path, &json!({"name": "V"}), &own).await;
    let token = mine.json()["tk"].as_str().expect("a token").to_owned();

    for body in [
        json!({"name": "M", "tk": token}),
        json!({"name": "M", "registrant": "vera@example.org"}),
        json!({"name": "M", "visitor": "aaaaaaaaaaaaaaaaaaaaaa"}),
    ] {
        let page = sign(&site, &id, body).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        nothing_given(&page);
    }
    // Not even who has seen the token is somebody by it: neither as a cookie nor in the address.
    for cookie in [
        format!("parfocal_visitor={token}"),
        format!("tk={token}"),
        "parfocal_visitor=".into(),
        "parfocal_visitor=' OR '1'='1".into(),
        "parfocal_visitor=aaaaaaaaaaaaaaaaaaaaaA".into(),
    ] {
        let theirs = [OURS, ("cookie", cookie.as_str())];
        let asked = format!("{path}?tk={token}");
        let page = ask_from(&site, &asked, &json!({"name": "M"}), &theirs).await;
        assert_eq!(code(&page), "register", "{cookie}: {}", page.body);
        nothing_given(&page);
    }
    // Zoom answers whoever registers her address again with her own link.
    let mallory = "parfocal_visitor=mmmmmmmmmmmmmmmmmmmmmm";
    let again = register(&site, &id, mallory, "VERA@example.org").await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
    let theirs = [OURS, ("cookie", mallory)];
    let page = ask_from(&site, &path, &json!({"name": "M"}), &theirs).await;
    assert_eq!(code(&page), "register", "{}", page.body);
    // She herself may do so.
    let again = register(&site, &id, vera, "vera@example.org").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
}

/// Where the host confirms by hand, whoever is on Zoom's list already is not had by their address.
#[tokio::test]
async fn a_place_that_the_host_gave_to_somebody_else_is_not_had_by_their_address() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    registration(&site, &id, &number, 1).await;
    // Ada registered at Zoom itself, some minutes ago.
    let now = site.sandbox.now();
    let time = site.sandbox.time();
    time.set(now - SignedDuration::from_mins(5));
    let client = client(&site).await;
    let call = client
        .call("POST /meetings/{meetingId}/registrants")
        .param("meetingId", &number);
    let body = json!({"first_name": "Ada", "last_name": "L", "email": "ada@example.org"});
    let _: Value = call.body(&body).json().await.expect("registered");
    time.set(now);
    let mallory = "parfocal_visitor=mmmmmmmmmmmmmmmmmmmmmm";
    let pending = register(&site, &id, mallory, "ada@example.org").await;
    assert_eq!(pending.status, StatusCode::CONFLICT, "{}", pending.body);
    decide(&site, &number, "ada@example.org", "approve").await;
    let approved = register(&site, &id, mallory, "ada@example.org").await;
    assert_eq!(approved.status, StatusCode::CONFLICT, "{}", approved.body);
    let path = format!("/m/{id}/join/signature");
    let theirs = [OURS, ("cookie", mallory)];
    let page = ask_from(&site, &path, &json!({"name": "M"}), &theirs).await;
    assert_eq!(code(&page), "register", "{}", page.body);
    nothing_given(&page);
}

// --- Guessing.

#[tokio::test]
async fn numbers_and_guessed_ids_find_nothing() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    let mut near = id.clone();
    near.pop();
    for guess in [
        number.as_str(),
        near.as_str(),
        "1",
        "aaaaaaaaaaaaaaaaaaaaaa",
    ] {
        let page = sign(&site, guess, json!({"name": "Vera"})).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{guess}");
        nothing_given(&page);
    }
}

#[tokio::test]
async fn what_is_not_there_is_answered_alike_at_every_door() {
    let (site, _) = site().await;
    let (_, number) = made(&site, 5, "meetings", &[]).await;
    let doors = |id: &str| {
        [
            format!("/m/{id}"),
            format!("/m/{id}/join"),
            format!("/m/{id}/join/standing"),
            format!("/m/{id}/embed"),
            format!("/m/{id}/left"),
            format!("/api/v1/public/{id}"),
        ]
    };
    let ask = async |path: &str| {
        let request = Request::get(path).body(Body::empty());
        site.visit(request.expect("a request")).await
    };
    for (known, guessed) in doors(&number).iter().zip(doors("81234567890")) {
        let (known_page, guessed_page) = (ask(known).await, ask(&guessed).await);
        assert_eq!(known_page.status, StatusCode::NOT_FOUND, "{known}");
        // Zoom's number of a meeting that is here is no more than any other word.
        assert_eq!(
            known_page.body.replace(&number, "N"),
            guessed_page.body.replace("81234567890", "N"),
            "{known}"
        );
    }
}

#[tokio::test]
async fn a_passcode_is_guessed_ten_times_and_no_more_whoever_guesses() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    keep_out_of_links(&site, &id, &number).await;
    let mut throttled = 0;
    for n in 0..14 {
        // Another browser each time: the guesses are counted by address and meeting.
        let cookie = format!("parfocal_visitor={n:022}");
        let body = json!({"name": "M", "passcode": format!("guess{n}")});
        let path = format!("/m/{id}/join/signature");
        let page = ask_from(&site, &path, &body, &[OURS, ("cookie", &cookie)]).await;
        nothing_given(&page);
        match code(&page).as_str() {
            "passcode" => assert_eq!(throttled, 0, "{n}"),
            "throttled" => throttled += 1,
            other => panic!("{other}: {}", page.body),
        }
    }
    assert_eq!(throttled, 4);
    let right = json!({"name": "M", "passcode": "s3cret!"});
    assert_eq!(code(&sign(&site, &id, right).await), "throttled");
}

// --- Keeping what was given.

/// Zoom lets a signature be used again until it expires, so that is as soon as Zoom allows; and it is
/// nothing by which more is given.
#[tokio::test]
async fn a_signature_ends_after_half_an_hour_and_opens_no_other_meeting() {
    let (site, secret) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    let page = sign(&site, &id, json!({"name": "Vera"})).await;
    let pass = page.json();
    let signature = pass["signature"].as_str().expect("one");
    let claims = verify(signature, &secret).expect("signed");
    assert_eq!((claims.role, claims.mn.as_str()), (0, number.as_str()));
    let half_an_hour = site.sandbox.now().as_second() + 1800;
    assert!(claims.exp <= half_an_hour, "the shortest that Zoom takes");
    assert_eq!(claims.exp, claims.token_exp);
    // Sent back, it is nothing: not as a credential, not instead of being let in.
    let (other, _) = made(&site, 5, "meetings", &[("join_link", "signed_in")]).await;
    for (name, value) in [
        ("x-api-key", format!("Bearer {signature}")),
        ("x-parfocal-page", signature.to_owned()),
        ("cookie", format!("parfocal_session={signature}")),
    ] {
        let path = format!("/m/{other}/join/signature");
        let headers = [OURS, (name, value.as_str())];
        let page = ask_from(&site, &path, &json!({"name": "V"}), &headers).await;
        assert_eq!(code(&page), "sign_in", "{name}: {}", page.body);
        nothing_given(&page);
    }
    // Called off, the page gives no further one.
    site.post(&format!("/meetings/{id}/delete"), &[]).await;
    nothing_given(&sign(&site, &id, json!({"name": "Vera"})).await);
}

// --- Saying what is not so.

/// Whoever can open the public page must not be able to raise an alarm with the administration.
#[tokio::test]
async fn nobody_says_that_zoom_turned_them_away_who_was_not_let_try() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let (other, _) = made(&site, 5, "meetings", &[]).await;
    let vera = [OURS, ("cookie", "parfocal_visitor=aaaaaaaaaaaaaaaaaaaaaa")];
    let otto = [OURS, ("cookie", "parfocal_visitor=bbbbbbbbbbbbbbbbbbbbbb")];
    let path = format!("/m/{id}/join/signature");
    let pass = ask_from(&site, &path, &json!({"name": "V"}), &vera).await;
    let pass = pass.json();
    let ticket = pass["ticket"].as_str().expect("a ticket");
    let say = async |id: &str, code: &str, ticket: &str, from: &[(&str, &str)]| {
        let path = format!("/m/{id}/join/report");
        let said = json!({"code": code, "sdk": "6.2.0", "ticket": ticket});
        ask_from(&site, &path, &said, from).await
    };
    let (at, rest) = ticket.split_once('.').expect("a time");
    let (word, mark) = rest.split_once('.').expect("a word");
    let later = at.parse::<i64>().expect("seconds") + 600;
    for (what, forged) in [
        ("none", String::new()),
        ("a word", "x".into()),
        (
            "the signature itself",
            pass["signature"].as_str().expect("one").into(),
        ),
        ("a longer life", format!("{later}.{word}.{mark}")),
        (
            "another word",
            format!("{at}.{}.{mark}", word.to_lowercase() + "x"),
        ),
        ("no mark", format!("{at}.{word}.")),
    ] {
        let page = say(&id, "10000", &forged, &vera).await;
        assert_eq!(
            (page.status, code(&page)),
            (StatusCode::FORBIDDEN, "no_ticket".into()),
            "{what}"
        );
    }
    // Somebody else's, and another meeting's.
    for (id, from) in [(&id, &otto[..]), (&id, &[OURS][..]), (&other, &vera[..])] {
        let page = say(id, "10000", ticket, from).await;
        assert_eq!(code(&page), "no_ticket", "{}", page.body);
    }
    // Only who is signed in says that the suspicion is over.
    assert_eq!(code(&say(&id, "in", ticket, &vera).await), "refused");
    // Once, and then no more.
    let page = say(&id, "4005", ticket, &vera).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    for again in ["4005", "10000"] {
        assert_eq!(code(&say(&id, again, ticket, &vera).await), "no_ticket");
    }
    let reports = site.get("/api/v1/join/reports").await;
    assert!(!reports.body.contains("10000"), "{}", reports.body);
    let overview = site.get("/").await;
    assert!(!overview.body.contains("no longer accepts"));
}

/// One who comes with forty cookies is one address, and nothing by which they are told apart is kept.
#[tokio::test]
async fn one_address_with_many_cookies_raises_a_question_and_no_alarm() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    for n in 0..40 {
        let cookie = format!("parfocal_visitor={n:022}");
        let from = [OURS, ("cookie", cookie.as_str())];
        let path = format!("/m/{id}/join/signature");
        let pass = ask_from(&site, &path, &json!({"name": "M"}), &from).await;
        let said = json!({"code": "10000", "sdk": "6.2.0", "ticket": pass.json()["ticket"]});
        let page = ask_from(&site, &format!("/m/{id}/join/report"), &said, &from).await;
        assert_eq!(page.status, StatusCode::NO_CONTENT, "{n}: {}", page.body);
    }
    let page = site.get("/").await;
    assert!(
        page.body
            .contains("40 visitors’ browsers say that Zoom no longer accepts"),
        "{}",
        page.body
    );
    assert!(page.body.contains("from 40 browsers at one address"));
    assert!(page.body.contains("That is no proof"));
    let rows = site
        .db
        .db
        .rows(
            "SELECT ticket, visitor, network FROM meetings_join_said",
            Vec::new(),
        )
        .await
        .expect("rows");
    assert_eq!(rows.len(), 40);
    for row in rows {
        for column in ["visitor", "network"] {
            let mark = row.text(column).expect("a mark");
            assert!(
                mark.len() == 64 && !mark.contains("0000000000000000000"),
                "{mark}"
            );
        }
    }
}

// --- Asking without end.

#[tokio::test]
async fn whoever_asks_without_end_is_stopped() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let mut last = sign(&site, &id, json!({"name": "Vera"})).await;
    for _ in 0..14 {
        last = sign(&site, &id, json!({"name": "Vera"})).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS, "{}", last.body);
    nothing_given(&last);
}

/// Behind a proxy, and in frames of other sites where browsers send no cookies, visitors are told
/// apart by the page they opened. Whoever invents visitors is held by the address alone.
#[tokio::test]
async fn visitors_without_cookies_behind_one_proxy_share_no_small_limit_and_still_have_one() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let path = format!("/m/{id}/join/signature");
    let ask = async |path: &str, page: Option<&str>, forwarded: &str| {
        let mut headers = vec![OURS, ("x-forwarded-for", forwarded)];
        headers.extend(page.map(|word| ("x-parfocal-page", word)));
        ask_from(&site, path, &json!({"name": "Vera"}), &headers).await
    };
    for _ in 0..3 {
        let request = Request::get(format!("/m/{id}/join")).body(Body::empty());
        let page = site.visit(request.expect("a request")).await;
        let word = page_word(&page);
        for n in 0..13 {
            let answer = ask(&path, Some(&word), "192.0.2.1").await;
            let expected = if n < 12 {
                StatusCode::OK
            } else {
                StatusCode::TOO_MANY_REQUESTS
            };
            assert_eq!(answer.status, expected, "{n}: {}", answer.body);
        }
    }
    // Whoever says nothing at all shares one limit, whatever they write into a header.
    let mut last = StatusCode::OK;
    for n in 0..14 {
        last = ask(&path, None, &format!("198.51.100.{n}")).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    // Whoever invents pages, or cookies, comes to the end of what one address has.
    let nowhere = "/m/aaaaaaaaaaaaaaaaaaaaaa/join/signature";
    let mut asked = 0;
    let stopped = loop {
        let word = format!("{asked:022}");
        let answer = ask(nowhere, Some(&word), "198.51.100.1").await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break answer;
        }
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        asked += 1;
        assert!(asked < 6000, "without end");
    };
    assert!(asked > 2000, "a crowd is let in: {asked}");
    let seconds: i64 = stopped.header("retry-after").parse().expect("seconds");
    assert_eq!(stopped.json()["error"]["seconds"], seconds);
}

// --- What these need.

fn page_word(page: &Page) -> String {
    let (_, rest) = page.body.split_once("&#34;page&#34;:&#34;").expect("told");
    rest.split_once("&#34;").expect("ended").0.to_owned()
}

async fn client(site: &Site) -> zoom_client::Client {
    let connection = site.connect.default_connection().await.expect("one").id;
    site.connect.client(&connection).await.expect("a client")
}

/// Registration at Zoom: 0 takes everybody, 1 leaves it to the host.
pub(crate) async fn registration(site: &Site, id: &str, number: &str, approval: u8) {
    let body = json!({"settings": {"approval_type": approval}});
    client(site)
        .await
        .meetings()
        .update(
            number.parse().expect("a number"),
            None,
            &serde_json::from_value(body).expect("a change"),
        )
        .await
        .expect("changed at Zoom");
    site.post(&format!("/meetings/{id}/read"), &[]).await;
}

/// As in an account that keeps passcodes out of its links.
async fn keep_out_of_links(site: &Site, id: &str, number: &str) {
    let link = format!("https://zoom.example/j/{number}");
    let changed = site
        .db
        .db
        .execute(
            "UPDATE meetings_scheduled SET join_url = $2 WHERE public_id = $1",
            store::args![id, link],
        )
        .await;
    assert_eq!(changed.expect("changed"), 1);
}

pub(crate) async fn register(site: &Site, id: &str, cookie: &str, email: &str) -> Page {
    let form = ui::query([("name", "Vera Visitor"), ("email", email)]);
    let request = Request::post(format!("/m/{id}/register"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie)
        .body(Body::from(form));
    site.visit(request.expect("a request")).await
}

/// What the host decides at Zoom.
pub(crate) async fn decide(site: &Site, number: &str, email: &str, action: &str) {
    let client = client(site).await;
    let call = client
        .call("PUT /meetings/{meetingId}/registrants/status")
        .param("meetingId", number);
    let body = json!({"action": action, "registrants": [{"email": email}]});
    call.body(&body).done().await.expect("decided");
}
