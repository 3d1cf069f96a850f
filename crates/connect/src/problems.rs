//! What is wrong with what a person typed: a sentence for each field. Nothing was sent to Zoom.
//!
//! Every form of the product is refused in this shape, so that pages, API and command line show
//! all of them alike.

use serde::Serialize;

/// Why one field was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// The field's name in form and API; empty when it concerns the form as a whole.
    pub field: String,
    /// What is wrong and what to do.
    pub sentence: String,
    /// What to choose instead, where that is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
}

/// A value that would be accepted in place of what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Offer {
    /// On the button: `01:30`.
    pub label: String,
    /// The fields it fills, by name.
    pub fills: Vec<(&'static str, String)>,
}

/// Why a form was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
#[error("{}", .0.iter().map(|one| one.sentence.as_str()).collect::<Vec<_>>().join(" "))]
pub struct FormProblems(pub Vec<FieldProblem>);

impl FormProblems {
    /// One field and what is wrong with it.
    pub fn one(field: &str, sentence: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(field, sentence);
        problems
    }

    /// Adds a sentence.
    pub fn add(&mut self, field: &str, sentence: impl Into<String>) {
        self.0.push(FieldProblem {
            field: field.to_owned(),
            sentence: sentence.into(),
            offers: Vec::new(),
        });
    }

    /// Whether there is nothing to complain about.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first sentence about this field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.each()
            .find_map(|(name, sentence)| (name == field).then_some(sentence))
    }

    /// Field by field, what is wrong with it.
    pub fn each(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|one| (&*one.field, &*one.sentence))
    }

    /// `value` if nothing is wrong.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}
