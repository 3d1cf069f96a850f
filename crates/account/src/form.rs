//! What is wrong with what was typed, at the field.

use serde::Serialize;

use crate::Error;

/// A field and a sentence about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = AccountFieldProblem)]
pub struct FieldProblem {
    /// The field's name in form and API.
    pub field: String,
    /// What is wrong and what to do.
    pub sentence: String,
}

/// Everything that is wrong with a form. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
#[error("{}", .0.iter().map(|one| one.sentence.as_str()).collect::<Vec<_>>().join(" "))]
pub struct Problems(pub Vec<FieldProblem>);

impl Problems {
    pub(crate) fn one(field: &str, sentence: impl Into<String>) -> Error {
        let mut all = Self::default();
        all.add(field, sentence);
        all.into()
    }

    pub(crate) fn add(&mut self, field: &str, sentence: impl Into<String>) {
        self.0.push(FieldProblem {
            field: field.to_owned(),
            sentence: sentence.into(),
        });
    }

    /// The sentence at a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        let found = self.0.iter().find(|one| one.field == field);
        found.map(|one| one.sentence.as_str())
    }

    /// `value` if nothing is wrong.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Error> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(self.into())
        }
    }

    /// Text of at most `most` letters; missing only where it may be.
    pub(crate) fn text(
        &mut self,
        field: &str,
        name: &str,
        typed: &str,
        most: usize,
        required: bool,
    ) -> String {
        let text = typed.trim();
        if required && text.is_empty() {
            self.add(field, format!("{name} is missing."));
        }
        let length = text.chars().count();
        if length > most {
            self.add(
                field,
                format!("{name} has {length} letters; Zoom takes at most {most}."),
            );
        }
        text.to_owned()
    }

    /// A mail address.
    pub(crate) fn mail(&mut self, field: &str, name: &str, typed: &str, required: bool) -> String {
        let before = self.0.len();
        let mail = self.text(field, name, typed, 128, required);
        let whole = mail.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty() && host.contains('.') && !mail.contains(char::is_whitespace)
        });
        if self.0.len() == before && !mail.is_empty() && !whole {
            self.add(field, format!("“{mail}” is no mail address."));
        }
        mail
    }
}
