//! What is said of a speaker: as it is held, as it was typed, and the difference that Zoom is sent.

use std::collections::BTreeMap;

use connect::FormProblems;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use zoom_types::zoom_events::Speaker as Held;

use super::event::is_web;
use crate::{
    Error,
    form::{mail, text},
};

/// Somebody who speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Speaker {
    /// Zoom's id.
    pub id: String,
    /// Counts the changes; a form that others overtook is refused.
    pub revision: i64,
    /// Whether there is a photo here.
    pub photo: bool,
    /// What is said of them.
    #[serde(flatten)]
    pub fields: Fields,
}

/// What is said of a speaker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SpeakerFields)]
pub struct Fields {
    /// Their name.
    pub name: String,
    /// Their mail address: one speaker each at Zoom, never on the public page.
    pub email: String,
    /// What they do.
    pub job_title: String,
    /// Who they are.
    pub biography: String,
    /// Whom they work for.
    pub company_name: String,
    /// Its site.
    pub company_website: String,
    /// Their page there.
    pub linkedin_url: String,
    /// Their page there.
    pub twitter_url: String,
    /// Their page there.
    pub youtube_url: String,
    /// Whether they are shown on the event's page.
    #[serde(deserialize_with = "switch")]
    pub visible: bool,
}

/// The form of a speaker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct SpeakerForm {
    /// What shall be said of them.
    #[serde(flatten)]
    pub fields: Fields,
    /// The revision it was made from; empty for somebody new.
    pub revision: String,
    /// What was sent beside: a page's own fields, or a program's mistake.
    #[serde(flatten, skip_serializing)]
    #[schema(ignore)]
    pub beside: BTreeMap<String, serde_json::Value>,
}

/// A switch as JSON has it, or as a browser sends a ticked box.
fn switch<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Typed {
        Plain(bool),
        Word(String),
    }
    match Typed::deserialize(from)? {
        Typed::Plain(on) => Ok(on),
        Typed::Word(word) => match word.trim() {
            "on" | "true" => Ok(true),
            "" | "off" | "false" => Ok(false),
            other => Err(D::Error::custom(format!("“{other}” is neither on nor off"))),
        },
    }
}

impl Speaker {
    /// The form that changes it.
    pub fn to_form(&self) -> SpeakerForm {
        SpeakerForm {
            fields: self.fields.clone(),
            revision: self.revision.to_string(),
            beside: BTreeMap::new(),
        }
    }
}

impl SpeakerForm {
    /// Refuses what no field is called: a program's mistake.
    pub fn nothing_beside(&self) -> Result<(), FormProblems> {
        let mut problems = FormProblems::default();
        for name in self.beside.keys() {
            problems.add(
                name,
                format!("There is no field “{name}” here; nothing was done."),
            );
        }
        problems.or(())
    }

    /// What was typed, if Zoom can take it.
    pub(super) fn check(&self) -> Result<Fields, Error> {
        let mut problems = FormProblems::default();
        let typed = &self.fields;
        let fields = Fields {
            name: text(&mut problems, "name", "The name", &typed.name, 128, true),
            email: mail(
                &mut problems,
                "email",
                "The mail address",
                &typed.email,
                false,
            ),
            job_title: text(
                &mut problems,
                "job_title",
                "The job title",
                &typed.job_title,
                128,
                false,
            ),
            biography: text(
                &mut problems,
                "biography",
                "The biography",
                &typed.biography,
                4_000,
                false,
            ),
            company_name: text(
                &mut problems,
                "company_name",
                "The company's name",
                &typed.company_name,
                128,
                false,
            ),
            company_website: link(
                &mut problems,
                "company_website",
                "The company's site",
                &typed.company_website,
            ),
            linkedin_url: link(
                &mut problems,
                "linkedin_url",
                "The LinkedIn address",
                &typed.linkedin_url,
            ),
            twitter_url: link(
                &mut problems,
                "twitter_url",
                "The Twitter address",
                &typed.twitter_url,
            ),
            youtube_url: link(
                &mut problems,
                "youtube_url",
                "The YouTube address",
                &typed.youtube_url,
            ),
            visible: typed.visible,
        };
        Ok(problems.or(fields)?)
    }
}

/// The address of a page.
fn link(problems: &mut FormProblems, field: &str, name: &str, typed: &str) -> String {
    let text = text(problems, field, name, typed, 1_024, false);
    if !text.is_empty() && (!is_web(&text) || url::Url::parse(&text).is_err()) {
        let sentence = format!("{name} must begin with https:// and be whole.");
        problems.add(field, sentence);
    }
    text
}

impl Fields {
    /// As Zoom holds it.
    pub(super) fn of(held: &Held) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            name: text(&held.name),
            email: text(&held.email),
            job_title: text(&held.job_title),
            biography: text(&held.biography),
            company_name: text(&held.company_name),
            company_website: text(&held.company_website),
            linkedin_url: text(&held.linkedin_url),
            twitter_url: text(&held.twitter_url),
            youtube_url: text(&held.youtube_url),
            visible: held.visible_in_event_detail_page.unwrap_or(true),
        }
    }

    /// The body that makes `self` of `from`.
    pub(super) fn over(&self, from: &Self) -> Held {
        let text = |from: &str, to: &str| (from != to).then(|| to.to_owned());
        Held {
            name: text(&from.name, &self.name),
            email: text(&from.email, &self.email),
            job_title: text(&from.job_title, &self.job_title),
            biography: text(&from.biography, &self.biography),
            company_name: text(&from.company_name, &self.company_name),
            company_website: text(&from.company_website, &self.company_website),
            linkedin_url: text(&from.linkedin_url, &self.linkedin_url),
            twitter_url: text(&from.twitter_url, &self.twitter_url),
            youtube_url: text(&from.youtube_url, &self.youtube_url),
            visible_in_event_detail_page: (from.visible != self.visible).then_some(self.visible),
            ..Held::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SpeakerForm;

    #[test]
    fn a_switch_is_taken_from_json_and_from_a_browsers_form_alike() {
        let visible = |body| {
            let form: Result<SpeakerForm, _> = serde_json::from_str(body);
            form.map(|form| form.fields.visible)
        };
        for (body, expected) in [
            (r#"{"visible":true}"#, true),
            (r#"{"visible":"on"}"#, true),
            (r#"{"visible":false}"#, false),
            (r#"{"visible":""}"#, false),
            ("{}", false),
        ] {
            assert_eq!(visible(body).ok(), Some(expected), "{body}");
        }
        assert!(visible(r#"{"visible":"perhaps"}"#).is_err());
    }
}
