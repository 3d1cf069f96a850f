//! What a visitor's browser is handed to join with: the signature, and no more than the SDK needs
//! beside it.
//!
//! Zoom lets a signature be used again until it ends, and takes none that lives for less than half an
//! hour. So that is what it lives here. Measured with 6.2.0, its client shows it when it comes in and
//! once more in the waiting room; it reconnects by tokens that it had from Zoom, and where it gives that
//! up its Retry loads our page anew. Whether Zoom takes those tokens for longer than the signature is
//! not known. Where it does not, and where an old signature is refused (3705), our page asks for
//! another and comes in anew by itself.

use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use zoom_types::{
    Hidden,
    meeting_sdk::{Claims, Role, SHORTEST, sign},
};

use super::{
    Entitlement, JoinError, Who,
    entitlement::entitlement,
    limits::{Act, network},
    registrants::Registrant,
    visit::{asks_mail, asks_passcode},
};
use crate::{Meetings, PublicId, Scheduled};

/// Seconds that `iat` lies back, against a clock that is behind Zoom's.
const BACK: i64 = 30;
/// Letters of a name that Zoom shows.
const LONGEST_NAME: usize = 64;
/// Letters of a mail address.
const LONGEST_MAIL: usize = 254;

/// What a visitor typed. Any other field is refused: neither a number nor a role is theirs to say.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    /// The name the others will see.
    pub name: String,
    /// For webinars.
    pub email: String,
    /// Where it must be typed.
    pub passcode: Hidden,
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed")
    }
}

/// What `ZoomMtg.join` is called with.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pass {
    /// The SDK app's client id.
    pub sdk_key: String,
    /// The signature: one meeting, one role, until `ends`.
    pub signature: Hidden,
    /// Zoom's number, as digits.
    pub meeting_number: String,
    /// The passcode, where there is one.
    #[serde(rename = "passWord")]
    pub passcode: Hidden,
    /// The name the others will see.
    pub user_name: String,
    /// Their mail address; empty where none is needed.
    pub user_email: String,
    /// A registrant's token; empty without registration.
    pub tk: Hidden,
    /// A host's key; empty for visitors, always.
    pub zak: Hidden,
    /// Not for Zoom: with it this browser may say once how its join went.
    pub ticket: Hidden,
}

impl std::fmt::Debug for Pass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pass").finish_non_exhaustive()
    }
}

impl Meetings {
    /// What `who` joins with as a participant, if they may.
    pub async fn join(&self, id: &PublicId, who: &Who, typed: Typed) -> Result<Pass, JoinError> {
        let now = self.now();
        let from = network(&who.peer);
        self.limit(Act::SignFrom, &from, now)?;
        self.limit(Act::SignAs, &who.counted(&from), now)?;
        let one = self.held(id).await?;
        let answer = self.judge(&one, who, typed, &from, now).await;
        let outcome = match &answer {
            Ok(_) => "signed",
            Err(error) => error.meaning().1,
        };
        self.note_join(&one.public_id, outcome, now).await?;
        answer
    }

    async fn judge(
        &self,
        one: &Scheduled,
        who: &Who,
        typed: Typed,
        from: &str,
        now: Timestamp,
    ) -> Result<Pass, JoinError> {
        let registrant = self.registrant(one, who).await?;
        let visitor = who.with(registrant.as_ref());
        match entitlement(one, visitor, self.hours, now) {
            Entitlement::Entitled => {}
            Entitlement::Wait { until } => return Err(JoinError::Wait { until }),
            Entitlement::Refused(refusal) => return Err(refusal.into()),
        }
        let name = name(&typed.name).ok_or(JoinError::Name)?;
        let email = match &registrant {
            Some(registrant) => registrant.email.clone(),
            None => typed.email.trim().to_owned(),
        };
        if asks_mail(one, registrant.as_ref()) && !is_mail(&email) {
            return Err(JoinError::Mail);
        }
        if asks_passcode(one, visitor.viewer) {
            self.check_passcode(one, &typed.passcode, from, now)?;
        }
        self.pass(one, Role::Participant, now)
            .await
            .map(|pass| Pass {
                user_name: name,
                user_email: email,
                tk: registrant.and_then(Registrant::token).unwrap_or_default(),
                ticket: self.ticket(&one.public_id, who, now),
                ..pass
            })
    }

    fn check_passcode(
        &self,
        one: &Scheduled,
        typed: &Hidden,
        from: &str,
        now: Timestamp,
    ) -> Result<(), JoinError> {
        let guesser = format!("{from} {}", one.public_id);
        let throttled = |seconds| JoinError::Throttled { seconds };
        self.limits
            .allows(Act::Guess, &guesser, now)
            .map_err(throttled)?;
        let right = one.passcode.as_ref().is_some_and(|passcode| {
            let typed = typed.reveal().trim().as_bytes();
            passcode.reveal().as_bytes().ct_eq(typed).into()
        });
        if right {
            return Ok(());
        }
        self.limit(Act::Guess, &guesser, now)?;
        Err(JoinError::Passcode)
    }

    /// A pass for `one` in this role, without a name yet. The one place that signs.
    pub(super) async fn pass(
        &self,
        one: &Scheduled,
        role: Role,
        now: Timestamp,
    ) -> Result<Pass, JoinError> {
        let (sdk_key, secret) = self.connect.meeting_sdk_pair(&one.connection).await?;
        let iat = now.as_second() - BACK;
        let claims = Claims::new(&sdk_key, one.zoom_id, role, iat, iat + SHORTEST);
        let signature = sign(&claims, secret.expose_secret());
        Ok(Pass {
            sdk_key,
            signature: signature.into(),
            meeting_number: claims.mn,
            passcode: one.passcode.clone().unwrap_or_default(),
            user_name: String::new(),
            user_email: String::new(),
            tk: Hidden::default(),
            zak: Hidden::default(),
            ticket: Hidden::default(),
        })
    }

    pub(super) fn limit(&self, act: Act, asker: &str, now: Timestamp) -> Result<(), JoinError> {
        self.limits
            .take(act, asker, now)
            .map_err(|seconds| JoinError::Throttled { seconds })
    }
}

/// A name as others will see it: one line, without letters that cannot be seen.
pub(super) fn name(typed: &str) -> Option<String> {
    let seen = typed.chars().filter(|c| !c.is_control() && !is_format(*c));
    let name: String = seen.collect();
    let name = name.trim();
    // Joiners belong into some scripts and make up no name.
    let is_seen = name.chars().any(|c| !is_joiner(c) && !c.is_whitespace());
    let fits = name.chars().count() <= LONGEST_NAME;
    (is_seen && fits).then(|| name.to_owned())
}

/// Letters that show nothing, or turn round how others' names are shown beside this one.
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Something at something: whether mail arrives there is nothing that can be seen from here.
pub(super) fn is_mail(text: &str) -> bool {
    let plain =
        text.len() <= LONGEST_MAIL && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    plain
        && text
            .split_once('@')
            .is_some_and(|(who, host)| !who.is_empty() && host.contains('.') && !host.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::{Typed, is_mail, name};

    #[test]
    fn neither_a_role_nor_a_number_can_be_said() {
        for field in ["role", "mn", "meetingNumber", "zak", "tk", "signature"] {
            let body = format!(r#"{{"name":"Vera","{field}":"1"}}"#);
            let error = serde_json::from_str::<Typed>(&body).unwrap_err();
            assert!(error.to_string().contains("unknown field"), "{error}");
        }
    }

    #[test]
    fn a_name_is_one_line_that_can_be_seen() {
        assert_eq!(name("  Vera\u{7} V.\n").as_deref(), Some("Vera V."));
        assert_eq!(name(" \n"), None);
        // Nothing to see, or what turns round the names beside it.
        for empty in ["\u{200b}\u{200b}", "\u{200d}", "\u{2060} \u{feff}"] {
            assert_eq!(name(empty), None, "{empty:?}");
        }
        assert_eq!(name("\u{202e}areV\u{ad}").as_deref(), Some("areV"));
        assert_eq!(
            name("نرگس\u{200c}ها").as_deref(),
            Some("نرگس\u{200c}ها"),
            "joined as it is written"
        );
        assert_eq!(name(&"x".repeat(65)), None);
    }

    #[test]
    fn a_mail_address_has_two_parts() {
        for good in ["vera@example.org", "v.v+x@a.b.example"] {
            assert!(is_mail(good), "{good}");
        }
        for bad in [
            "",
            "vera",
            "@example.org",
            "vera@example",
            "a b@example.org",
            "a@b@c.d",
        ] {
            assert!(!is_mail(bad), "{bad}");
        }
    }
}
