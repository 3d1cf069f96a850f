//! A wish to add somebody, checked.

use connect::FormProblems;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::fields::{self, Values};

/// Zoom's longest address.
const ADDRESS_MOST: usize = 128;

/// How somebody comes to be: `action` of `POST /users`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Creation {
    /// Zoom mails an invitation.
    #[default]
    #[serde(rename = "create")]
    Invite,
    /// With a password, at once.
    #[serde(rename = "autoCreate")]
    Auto,
    /// Without a way to sign in.
    #[serde(rename = "custCreate")]
    Api,
    /// Signs in through the organisation.
    #[serde(rename = "ssoCreate")]
    Sso,
}

impl Creation {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Invite, Self::Auto, Self::Api, Self::Sso];

    /// Zoom's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Invite => "create",
            Self::Auto => "autoCreate",
            Self::Api => "custCreate",
            Self::Sso => "ssoCreate",
        }
    }

    /// The one of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// What a person calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Invite => "Invite by mail (create)",
            Self::Auto => "Add with a password (autoCreate)",
            Self::Api => "Add an API user (custCreate)",
            Self::Sso => "Add for single sign-on (ssoCreate)",
        }
    }

    /// What it does.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Invite => {
                "Zoom mails an invitation. Until it is accepted the person is listed as invited and \
                 cannot host."
            }
            Self::Auto => {
                "The person is active at once and signs in with the password given here. Zoom allows \
                 it for managed domains only."
            }
            Self::Api => {
                "The person exists for the API alone and cannot sign in to Zoom, but can host what is \
                 scheduled for them."
            }
            Self::Sso => {
                "The person is active at once and signs in through the organisation’s single sign-on. \
                 Needs single sign-on and a vanity URL."
            }
        }
    }
}

/// Who shall be added.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewPerson {
    /// How.
    pub action: Creation,
    /// Mail address.
    pub email: String,
    /// For [`Creation::Auto`] only; never kept.
    pub password: Option<SecretString>,
    /// Fields as [`crate::FIELDS`] names them. Names and licence go with the creation; the others
    /// are set right after it.
    #[serde(flatten)]
    pub values: Values,
}

impl NewPerson {
    /// A JSON body: `action`, `email`, `password` and the fields of [`crate::FIELDS`].
    pub fn from_json(body: &Map<String, Value>) -> Result<Self, FormProblems> {
        let mut problems = FormProblems::default();
        let mut one = Self::default();
        let mut rest = Map::new();
        for (name, value) in body {
            match (name.as_str(), value) {
                ("action", Value::String(word)) => match Creation::from_word(word) {
                    Some(action) => one.action = action,
                    None => problems.add("action", ACTIONS),
                },
                ("email", Value::String(email)) => one.email.clone_from(email),
                ("password", Value::String(word)) => {
                    one.password = Some(SecretString::from(word.clone()));
                }
                ("password", Value::Null) => {}
                ("action", _) => problems.add("action", ACTIONS),
                ("email" | "password", _) => {
                    problems.add(name, format!("“{name}” is a text."));
                }
                _ => {
                    rest.insert(name.clone(), value.clone());
                }
            }
        }
        match crate::Change::from_json(&rest) {
            Ok(change) => one.values = change.values,
            Err(more) => problems.0.extend(more.0),
        }
        problems.or(())?;
        Ok(one)
    }

    /// The licence asked for; Basic unless said.
    pub fn kind(&self) -> i64 {
        let word = self.values.get("type").map_or("", |text| text.trim());
        word.parse().unwrap_or(1)
    }

    pub(crate) fn check(&self) -> Result<(), FormProblems> {
        let mut problems = FormProblems::default();
        if let Some(why) = bad_address(&self.email) {
            problems.add("email", why);
        }
        fields::check(&self.values, &mut problems);
        if self.kind() == 99 && self.action != Creation::Sso {
            problems.add("type", "No licence at all (99) is for single sign-on only.");
        }
        let letters = self
            .password
            .as_ref()
            .map_or(0, |word| word.expose_secret().chars().count());
        match self.action {
            Creation::Auto if !(8..=32).contains(&letters) => problems.add(
                "password",
                "Adding with a password needs one of 8 to 32 letters.",
            ),
            Creation::Auto => {}
            _ if letters > 0 => problems.add(
                "password",
                "A password goes with “Add with a password” only; leave it empty.",
            ),
            _ => {}
        }
        problems.or(())
    }

    /// The body of `POST /users`.
    pub(crate) fn body(&self) -> Value {
        let mut info = Map::new();
        info.insert("email".into(), self.email.trim().into());
        info.insert("type".into(), self.kind().into());
        for name in ["first_name", "last_name", "display_name"] {
            if let Some(value) = self.values.get(name).map(|text| text.trim())
                && !value.is_empty()
            {
                info.insert(name.into(), value.into());
            }
        }
        if let (Creation::Auto, Some(word)) = (self.action, &self.password) {
            info.insert("password".into(), word.expose_secret().into());
        }
        json!({ "action": self.action.word(), "user_info": info })
    }

    /// The fields that `POST /users` does not take.
    pub(crate) fn later(&self) -> Values {
        let mut later = self.values.clone();
        later.retain(|name, value| {
            !matches!(
                name.as_str(),
                "first_name" | "last_name" | "display_name" | "type"
            ) && !value.trim().is_empty()
        });
        later
    }
}

const ACTIONS: &str = "Choose create, autoCreate, custCreate or ssoCreate.";

/// Why this is no mail address; `None` when it may be one.
pub(crate) fn bad_address(email: &str) -> Option<String> {
    let email = email.trim();
    if email.is_empty() {
        return Some("Enter the mail address.".to_owned());
    }
    if email.chars().count() > ADDRESS_MOST {
        return Some(format!(
            "Zoom takes addresses of at most {ADDRESS_MOST} letters."
        ));
    }
    let odd = email
        .chars()
        .any(|letter| letter.is_whitespace() || letter.is_control() || "<>\",;".contains(letter));
    let shaped = email.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty()
            && !domain.contains('@')
            && domain.contains('.')
            && domain.split('.').all(|part| !part.is_empty())
    });
    (odd || !shaped).then(|| format!("“{email}” is no mail address; write one as ana@example.org."))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{NewPerson, bad_address};

    #[test]
    fn an_address_is_one_name_at_one_domain() {
        assert_eq!(bad_address(" ana@example.org "), None);
        for wrong in [
            "",
            "ana",
            "ana@",
            "@example.org",
            "a@b",
            "a@b..c",
            "a b@c.de",
            "a@b@c.de",
            "<a@b.de>",
        ] {
            assert!(bad_address(wrong).is_some(), "{wrong}");
        }
        assert!(bad_address(&format!("{}@example.org", "a".repeat(128))).is_some());
    }

    #[test]
    fn a_password_goes_with_its_action_alone_and_is_never_printed() {
        let body =
            json!({"action": "autoCreate", "email": "a@example.org", "password": "hunter2hunter2"});
        let one = NewPerson::from_json(body.as_object().unwrap()).unwrap();
        one.check().unwrap();
        assert!(!format!("{one:?}").contains("hunter2"));
        let body = json!({"email": "a@example.org", "password": "hunter2hunter2"});
        let one = NewPerson::from_json(body.as_object().unwrap()).unwrap();
        assert!(one.check().unwrap_err().of("password").is_some());
    }

    #[test]
    fn what_is_unknown_or_of_the_wrong_kind_is_said_at_its_field() {
        let body = json!({"email": 7, "action": "magic", "wings": "two"});
        let refused = NewPerson::from_json(body.as_object().unwrap()).unwrap_err();
        for field in ["email", "action", "wings"] {
            assert!(refused.of(field).is_some(), "{field}");
        }
    }
}
