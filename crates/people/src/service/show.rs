//! One person: what Zoom holds of them now, without what opens anything.

use connect::{Action, ConnectionId, Principal, Refusal};
use serde::{Deserialize, Serialize};
use zoom_client::Priority;

use super::People;
use crate::{
    Act, Error, Person,
    fields::{FIELDS, Values},
    person::Told,
};

/// What is shown of Zoom's answer. The host key, which opens meetings, is not among it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = PeopleFields)]
pub struct Fields {
    /// Job title.
    pub job_title: String,
    /// Company.
    pub company: String,
    /// Location.
    pub location: String,
    /// Cost centre.
    pub cost_center: String,
    /// Manager.
    pub manager: String,
    /// Language.
    pub language: String,
    /// Personal meeting number.
    pub pmi: u64,
    /// Whether instant meetings use it.
    pub use_pmi: bool,
    /// Pronouns.
    pub pronouns: String,
    /// The groups they belong to.
    pub group_ids: Vec<String>,
    /// Plan beyond meetings, in Zoom's number.
    pub plan_united_type: String,
}

/// Somebody's page.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleProfile)]
pub struct Profile {
    /// As the directory holds them.
    pub person: Person,
    /// What only Zoom's single answer tells; `None` where it could not be read.
    pub fields: Option<Fields>,
    /// Every field that can be changed, as it is now.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub values: Values,
    /// Why it could not be read from Zoom now.
    pub refusal: Option<Refusal>,
}

impl People {
    /// Somebody by Zoom's id or their address, read from Zoom now where the scope is there, else
    /// as the directory holds them. A stranger to the directory is looked up at Zoom and kept.
    pub async fn show(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
    ) -> Result<Profile, Error> {
        self.may(who, Action::Read, id)?;
        let key = key.trim();
        let known = self.known(id, key).await?;
        let zoom = self.zoom(id, Priority::Person).await?;
        let at_zoom = known.as_ref().map_or(key, Person::key).to_owned();
        match zoom.read(&at_zoom).await {
            Ok(user) => {
                let person = self.told(id, known.unwrap_or_default(), &user).await?;
                Ok(Profile {
                    values: values(&user),
                    fields: serde_json::from_value(user).ok(),
                    person,
                    refusal: None,
                })
            }
            Err(error) => {
                let refusal = Refusal::after(&Act::Read, &error);
                match known {
                    Some(person) => Ok(Profile {
                        values: of_person(&person),
                        person,
                        fields: None,
                        refusal: Some(refusal),
                    }),
                    None if refusal.cause == connect::Cause::NoSuchPerson => {
                        Err(Error::Nobody(key.to_owned()))
                    }
                    None => Err(refusal.into()),
                }
            }
        }
    }

    /// Zoom's single answer, laid over who was known, kept.
    pub(crate) async fn told(
        &self,
        id: &ConnectionId,
        known: Person,
        user: &serde_json::Value,
    ) -> Result<Person, Error> {
        let told: Told = serde_json::from_value(user.clone()).unwrap_or_default();
        let person = told.over(known, None, self.now());
        let mut tx = self.db.begin().await?;
        crate::directory::keep(&mut tx, id.as_str(), std::slice::from_ref(&person), 0).await?;
        tx.commit().await?;
        Ok(person)
    }
}

/// Every field that can be changed, as Zoom's answer holds it.
pub(crate) fn values(user: &serde_json::Value) -> Values {
    FIELDS
        .iter()
        .map(|rule| {
            let value = match &user[rule.name] {
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Number(number) => number.to_string(),
                _ => String::new(),
            };
            (rule.name.to_owned(), value)
        })
        .collect()
}

/// The same from the directory: what it does not hold is empty.
pub(crate) fn of_person(person: &Person) -> Values {
    let mut values: Values = FIELDS
        .iter()
        .map(|rule| (rule.name.to_owned(), String::new()))
        .collect();
    for (name, value) in [
        ("first_name", person.first_name.clone()),
        ("last_name", person.last_name.clone()),
        ("display_name", person.display_name.clone()),
        ("type", person.kind.to_string()),
        ("dept", person.dept.clone()),
        ("timezone", person.timezone.clone()),
    ] {
        values.insert(name.to_owned(), value);
    }
    values
}
