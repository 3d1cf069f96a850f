//! Sending mail: one letter, one recipient, one answer.
//!
//! Alarms and invitations leave through here. A letter is plain text with an id that its sender
//! chose and keeps: whoever tries again after a crash sends the same id, and a mailbox or a person
//! can tell the repetition.
//!
//! What this crate refuses: a queue (its users have a database and know when to give up), a
//! connection without TLS to anything but this machine, HTML, and several recipients in one letter,
//! because one that is refused must not cost the others theirs.

mod error;
mod letter;
mod mailer;
mod settings;

pub use self::{
    error::MailError,
    letter::{Address, Letter, NotAnAddress},
    mailer::{Accepted, Mailer},
    settings::{Security, Settings, SettingsError},
};
