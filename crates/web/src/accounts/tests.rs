//! Who gets in and who does not, on both databases.

use std::time::Duration;

use clock::{Clock, ManualClock, Random};
use secrecy::ExposeSecret as _;
use store::testing::TestDb;

use super::{AccountError, Accounts, MIGRATIONS};

const PASSWORD: &str = "seven grey herons";

async fn each() -> Vec<(Accounts, ManualClock, TestDb)> {
    let mut all = Vec::new();
    for test in store::testing::databases().await {
        let start = "2026-11-21T12:00:00Z".parse().expect("an instant");
        let (clock, hand) = Clock::manual(start);
        test.db.migrate(MIGRATIONS).await.expect("migrated");
        all.push((
            Accounts::new(test.db.clone(), clock, Random::seeded(1)),
            hand,
            test,
        ));
    }
    all
}

#[tokio::test]
async fn the_setup_link_names_one_administrator_once() {
    for (accounts, _, _db) in each().await {
        let old = accounts
            .setup_token()
            .await
            .expect("asked")
            .expect("a token");
        let token = accounts
            .setup_token()
            .await
            .expect("asked")
            .expect("a token");
        assert!(
            !accounts
                .setup_is_open(old.expose_secret())
                .await
                .expect("asked")
        );
        let token = token.expose_secret();
        let short = accounts.set_up(token, "ann", &"short".into()).await;
        assert!(matches!(short, Err(AccountError::ShortPassword)));
        let started = accounts
            .set_up(token, "ann", &PASSWORD.into())
            .await
            .expect("set up");
        let who = accounts
            .session(started.token.expose_secret())
            .await
            .expect("asked");
        assert_eq!(who.expect("a session").name, "ann");
        let again = accounts.set_up(token, "eve", &PASSWORD.into()).await;
        assert!(matches!(again, Err(AccountError::SetupLink)));
        assert!(accounts.setup_token().await.expect("asked").is_none());
    }
}

#[tokio::test]
async fn a_session_ends_by_time_by_signing_out_and_by_a_new_password() {
    for (accounts, hand, _db) in each().await {
        accounts
            .set_administrator("ann", &PASSWORD.into())
            .await
            .expect("named");
        let start = async || {
            let started = accounts.sign_in("ann", &PASSWORD.into(), "::1").await;
            started.expect("signed in").token
        };
        let lives = async |token: &secrecy::SecretString| {
            accounts
                .session(token.expose_secret())
                .await
                .expect("asked")
                .is_some()
        };
        let token = start().await;
        assert!(lives(&token).await);
        hand.advance(Duration::from_hours(8 * 24));
        assert!(!lives(&token).await, "a week has passed");
        let token = start().await;
        accounts
            .sign_out(token.expose_secret())
            .await
            .expect("signed out");
        assert!(!lives(&token).await, "signed out");
        let token = start().await;
        accounts
            .set_administrator("ann", &"another long one".into())
            .await
            .expect("changed");
        assert!(!lives(&token).await, "the password changed");
    }
}

#[tokio::test]
async fn wrong_passwords_are_slowed_down_for_known_and_unknown_names_alike() {
    for (accounts, hand, _db) in each().await {
        accounts
            .set_administrator("ann", &PASSWORD.into())
            .await
            .expect("named");
        for name in ["ann", "nobody"] {
            for _ in 0..5 {
                let tried = accounts.sign_in(name, &"wrong".into(), name).await;
                assert!(matches!(tried, Err(AccountError::WrongPassword)));
            }
            let tried = accounts.sign_in(name, &PASSWORD.into(), name).await;
            assert!(matches!(tried, Err(AccountError::Throttled { seconds: 2 })));
        }
        hand.advance(Duration::from_secs(3));
        accounts
            .sign_in("ann", &PASSWORD.into(), "ann")
            .await
            .expect("signed in");
    }
}

#[tokio::test]
async fn guesses_from_elsewhere_do_not_shut_the_owner_out() {
    for (accounts, hand, _db) in each().await {
        accounts
            .set_administrator("ann", &PASSWORD.into())
            .await
            .expect("named");
        for n in 0..60 {
            let name = if n % 2 == 0 { "ann" } else { "another" };
            let _ = accounts.sign_in(name, &"wrong".into(), "192.0.2.9").await;
        }
        let own = accounts.sign_in("ann", &PASSWORD.into(), "192.0.2.1").await;
        own.expect("signed in");
        for n in 0..60 {
            hand.advance(Duration::from_mins(1));
            let name = format!("name {n}");
            let _ = accounts.sign_in(&name, &"wrong".into(), "192.0.2.9").await;
        }
        let other = accounts.sign_in("new", &PASSWORD.into(), "192.0.2.9").await;
        assert!(
            matches!(other, Err(AccountError::Throttled { .. })),
            "one address, many names"
        );
    }
}

#[tokio::test]
async fn guesses_at_once_are_no_more_than_guesses_one_by_one() {
    for (accounts, _hand, _db) in each().await {
        let tries = (0..30).map(|_| {
            let accounts = accounts.clone();
            async move { accounts.sign_in("ann", &"wrong".into(), "192.0.2.9").await }
        });
        let outcomes = futures::future::join_all(tries).await;
        let looked_at = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Err(AccountError::WrongPassword)));
        assert_eq!(looked_at.count(), 5);
    }
}

#[tokio::test]
async fn nobody_is_named_as_the_audit_names_programs() {
    for (accounts, _hand, _db) in each().await {
        for name in ["Parfocal", "command line", "API token x"] {
            let named = accounts.set_administrator(name, &PASSWORD.into()).await;
            assert!(matches!(named, Err(AccountError::NotAPerson)), "{name}");
        }
    }
}

#[tokio::test]
async fn an_api_token_is_stored_as_a_hash_listed_by_name_and_revocable() {
    for (accounts, _, test) in each().await {
        let made = accounts.create_api_token("prometheus").await.expect("made");
        let token = made.token.expose_secret();
        let found = accounts.bearer(token).await.expect("asked").expect("ours");
        assert_eq!(found.name, "prometheus");
        let rows = test
            .db
            .rows("SELECT token_hash FROM web_api_tokens", vec![])
            .await
            .expect("rows");
        assert_ne!(rows[0].text("token_hash").expect("a hash"), token);
        let listed = accounts.api_tokens().await.expect("listed");
        assert_eq!(listed.len(), 1);
        assert!(listed[0].last_used_at.is_some());
        assert!(
            accounts
                .revoke_api_token(&made.listed.id)
                .await
                .expect("revoked")
        );
        assert!(accounts.bearer(token).await.expect("asked").is_none());
    }
}
