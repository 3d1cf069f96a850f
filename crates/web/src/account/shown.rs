//! A form as its page shows it, empty, filled or refused: the same for a sub-account's webinar and
//! for a speaker of Zoom Events.

use ::account::Error as Failure;
use axum::http::StatusCode;
use connect::FormProblems;
use ui::{Field, Form, Html};

use super::words;
use crate::{Error, refusal::Gate};

/// What stands in a form, what is wrong with it field by field, and what is said above it.
pub(crate) struct Shown<F> {
    pub(crate) form: F,
    pub(crate) problems: FormProblems,
    pub(crate) said: Html,
}

impl<F> Shown<F> {
    /// Nothing is wrong with it.
    pub(crate) fn new(form: F, said: impl Into<Html>) -> Self {
        Self {
            form,
            problems: FormProblems::default(),
            said: said.into(),
        }
    }

    /// One of its fields: what stands in it, and what is wrong with that.
    pub(crate) fn filled(&self, field: Field, value: &str) -> Field {
        let wrong = self.problems.of(field.name());
        field.error(wrong).value(value)
    }

    /// The whole of its page: what is said, what stands in the way of sending it, and the form.
    pub(crate) fn around(&self, gate: &Gate, form: Form) -> Html {
        ui::all![&self.said, gate.notices(), form]
    }

    /// As it was typed, after a failure, and the status of that.
    pub(crate) fn refused(form: F, failure: Failure) -> Result<(StatusCode, Self), Error> {
        let status = words::status(&failure);
        let (problems, said) = words::split(failure)?;
        let shown = Self {
            form,
            problems,
            said,
        };
        Ok((status, shown))
    }
}
