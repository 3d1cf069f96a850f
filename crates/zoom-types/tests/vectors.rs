//! Both ends of the wire use this crate's signatures, so a mistake in them would be invisible to
//! every other test. These vectors were made by other people's code, once, outside the repository
//! (Node 20.20, `@zoom/rivet` 0.4.0, `jsonwebtoken` 9.0.3):
//!
//! * `webhook`: for each secret, rivet's own HTTP receiver was started and each body posted to it;
//!   the HMAC it computed was recorded and posted as `x-zm-signature`, which it then accepted
//!   (200) while it had refused another (400). Rivet signs the body as `JSON.stringify` writes it;
//!   the bodies are in that form.
//! * `url_validation`: rivet's answer to `endpoint.url_validation`.
//! * `meeting_sdk`: `jwt.sign(claims, secret, { algorithm: 'HS256' })`, as in Zoom's samples.
//!
//! The vector for PKCE is RFC 7636's own, in `src/pkce.rs`.

use serde_json::Value;
use zoom_types::{meeting_sdk, webhook};

fn vectors(kind: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("vectors/vectors.json")).unwrap();
    all[kind].as_array().unwrap().clone()
}

fn text<'v>(vector: &'v Value, field: &str) -> &'v str {
    vector[field].as_str().unwrap()
}

#[test]
fn webhooks_are_signed_as_rivet_signs_them() {
    let vectors = vectors("webhook");
    assert_eq!(vectors.len(), 9);
    for v in &vectors {
        let (secret, timestamp, body) = (text(v, "secret"), text(v, "timestamp"), text(v, "body"));
        let signature = webhook::sign(secret, timestamp, body.as_bytes());
        assert_eq!(signature, text(v, "signature"));
        assert!(webhook::verify(
            secret,
            timestamp,
            body.as_bytes(),
            &signature
        ));
        assert!(!webhook::verify(
            "another",
            timestamp,
            body.as_bytes(),
            &signature
        ));
        assert!(!webhook::verify(secret, "0", body.as_bytes(), &signature) || timestamp == "0");
        assert!(!webhook::verify(
            secret,
            timestamp,
            format!("{body} ").as_bytes(),
            &signature
        ));
        assert!(!webhook::verify(secret, timestamp, body.as_bytes(), ""));
    }
}

#[test]
fn an_envelope_is_written_again_as_it_came() {
    for v in vectors("webhook") {
        let envelope: webhook::Envelope = serde_json::from_str(text(&v, "body")).unwrap();
        assert_eq!(serde_json::to_string(&envelope).unwrap(), text(&v, "body"));
    }
}

#[test]
fn an_address_is_validated_as_rivet_validates_it() {
    let vectors = vectors("url_validation");
    assert_eq!(vectors.len(), 6);
    for v in &vectors {
        let answer = webhook::url_validation(text(v, "secret"), text(v, "plainToken")).unwrap();
        assert_eq!(answer.plain_token, text(v, "plainToken"));
        assert_eq!(answer.encrypted_token, text(v, "encryptedToken"));
    }
}

#[test]
fn the_answer_to_a_validation_is_never_a_signature() {
    let long = "a".repeat(65);
    for text in ["", "v0:1700000000:{}", "v0:1", "a b", "é", "{}", &long] {
        assert_eq!(webhook::url_validation("secret", text), None, "{text}");
    }
    for token in ["x", "qgg8vlvZRS6UYooatFL8Aw", "_-9", &long[1..]] {
        assert!(
            webhook::url_validation("secret", token).is_some(),
            "{token}"
        );
    }
}

#[test]
fn the_meeting_sdk_signature_is_the_one_a_javascript_server_makes() {
    let vectors = vectors("meeting_sdk");
    assert_eq!(vectors.len(), 3);
    for v in &vectors {
        let claims: meeting_sdk::Claims = serde_json::from_value(v["claims"].clone()).unwrap();
        assert!(claims.life_is_valid());
        let signature = meeting_sdk::sign(&claims, text(v, "secret"));
        assert_eq!(signature, text(v, "signature"));
        assert_eq!(
            meeting_sdk::verify(&signature, text(v, "secret")),
            Some(claims)
        );
        assert_eq!(meeting_sdk::verify(&signature, "another"), None);
        assert_eq!(
            meeting_sdk::verify(&signature[1..], text(v, "secret")),
            None
        );
        assert_eq!(meeting_sdk::verify("not a token", text(v, "secret")), None);
    }
}

#[test]
fn claims_are_made_for_one_meeting_and_role() {
    use meeting_sdk::{Claims, Role};

    let claims = Claims::new(
        "client",
        97_763_643_886.into(),
        Role::Host,
        1000,
        1000 + 1799,
    );
    assert_eq!(
        (claims.mn.as_str(), claims.role, claims.token_exp),
        ("97763643886", 1, 2799)
    );
    assert!(!claims.life_is_valid());
}
