//! The forms of a sub-account's webinar: its fields, and who is invited.

use ::account::{Act, Invitation, WebinarForm};
use connect::FormProblems;
use serde::Deserialize;
use ui::{Button, Column, CopyText, Field, Form, Html, Table};

use super::words::Gate;
use crate::extract::Session;

/// Who is invited.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Invited {
    pub(super) names: String,
    pub(super) hours: String,
}

/// The fields of a webinar.
pub(super) fn fields(form: Form, typed: &WebinarForm, problems: &FormProblems) -> Form {
    let errors = problems.each();
    form.errors(errors)
        .with(
            Field::text("topic", "Topic")
                .value(&typed.topic)
                .error(problems.of("topic"))
                .required(),
        )
        .with(
            Field::lines("agenda", "What will be talked about", 4)
                .value(&typed.agenda)
                .error(problems.of("agenda")),
        )
        .with(
            Field::of("datetime-local", "start", "Date and time")
                .hint("On the wall of the time zone below.")
                .value(&typed.start)
                .error(problems.of("start"))
                .required(),
        )
        .with(
            Field::text("zone", "Time zone")
                .hint("As in Europe/Berlin.")
                .value(&typed.zone)
                .error(problems.of("zone"))
                .required(),
        )
        .with(
            Field::of("number", "duration", "Minutes")
                .attribute("min", "1")
                .attribute("max", "1440")
                .value(&typed.duration)
                .error(problems.of("duration"))
                .required(),
        )
}

/// The form that makes invite links.
pub(super) fn invitation(
    session: &Session,
    own: &str,
    typed: &Invited,
    problems: &FormProblems,
    gate: &Gate,
) -> Form {
    let errors = problems.each();
    Form::post(format!("{own}/invite"), &*session.csrf)
        .errors(errors)
        .with(
            Field::lines("names", "Names, one a line", 6)
                .hint("Each gets a link of their own. At most 500.")
                .value(&typed.names)
                .error(problems.of("names"))
                .required(),
        )
        .with(
            Field::of("number", "hours", "Hours that the links live")
                .attribute("min", "1")
                .attribute("max", "2160")
                .value(&typed.hours)
                .error(problems.of("hours"))
                .required(),
        )
        .button(Button::quiet("Make the links").needs(gate.lacks(Act::InviteToWebinar)))
}

/// The links that were made.
pub(super) fn made(links: &[Invitation]) -> Table {
    let mut table = Table::new("Invite links")
        .column(Column::text("Name"))
        .column(Column::text("Link"));
    for one in links {
        let copy = CopyText::new(format!("Link of {}", one.name), &*one.join_url);
        table = table.row([Html::from(&one.name), copy.into()]);
    }
    table
}
