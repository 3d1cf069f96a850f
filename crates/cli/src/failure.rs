//! Why a command ended badly: one sentence, what to do about it, and a stable exit code.
//!
//! What this refuses: chains of inner errors. The product crates' errors are sentences already.

use std::{fmt, process::ExitCode};

use connect::{Cause, Refusal};

/// The documented exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It was tried and did not work.
    Failed = 1,
    /// The command line is wrong (`EX_USAGE` of sysexits).
    Usage = 64,
    /// The configuration is wrong (`EX_CONFIG` of sysexits).
    Config = 78,
}

impl Exit {
    /// Every code a command may end with.
    const ALL: [Self; 3] = [Self::Failed, Self::Usage, Self::Config];

    /// The `code` of an error's JSON.
    fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Config => "configuration",
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Failed => {
                "It was tried and did not work: Zoom refused, the database or the network failed, \
                 there is no such thing. `doctor`: something that was set up does not work."
            }
            Self::Usage => {
                "The command line is wrong, or what was typed into a form's flags was refused \
                 before anybody was asked."
            }
            Self::Config => "The configuration is wrong, or belongs to another Zoom.",
        }
    }
}

/// The page of the documentation about exit codes.
pub(crate) fn reference() -> String {
    use std::fmt::Write as _;
    let mut out = String::from(
        "# Exit codes\n\nGenerated from the program. They are stable: a script may rely on them.\n\n\
         | code | `code` in JSON | meaning |\n|---|---|---|\n| 0 | - | Done. `doctor`: all that was \
         set up works. |\n",
    );
    let row = |code: u8, word: &str, meaning: &str| format!("| {code} | {word} | {meaning} |");
    for exit in Exit::ALL {
        let word = format!("`{}`", exit.word());
        let _ = writeln!(out, "{}", row(exit as u8, &word, exit.meaning()));
        if exit == Exit::Failed {
            let _ = writeln!(out, "{}", row(2, "-", "`doctor` only: nothing works."));
        }
    }
    out.push_str(
        "\nWith `--json` an error is JSON on standard error, `{\"error\": {\"code\", \
         \"message\"}}`; the answer on standard output is \
         one JSON value (of `live --follow` one a line). A reader that goes \
         away (a closed pipe) is no error.\n",
    );
    out
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A command that did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    pub exit: Exit,
    /// What happened, a full sentence.
    pub what: String,
    /// What to do about it, a full sentence; empty where nothing can be said.
    pub advice: String,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            exit: Exit::Failed,
            what: sentence(&what.into()),
            advice: advice.into(),
        }
    }

    pub(crate) fn usage(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            ..Self::new(what, advice)
        }
    }

    pub(crate) fn config(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            exit: Exit::Config,
            ..Self::new(what, advice)
        }
    }

    /// The address asked for with `flag` is not to be had.
    pub(crate) fn listen(flag: &str, address: &str, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::AddrInUse {
            return Self::new(
                format!("Another program already listens on {address}."),
                format!("Stop it, or choose another port with {flag} (port 0 takes any free one)."),
            );
        }
        if error.kind() == std::io::ErrorKind::InvalidInput {
            return Self::usage(
                format!("“{address}” is no address to listen on: {error}."),
                format!("Write host and port with {flag}, as in 127.0.0.1:8470."),
            );
        }
        Self::new(
            format!("Cannot listen on {address}: {error}."),
            "Choose another address.",
        )
    }

    /// As a program reads it, in the shape of the JSON API's errors.
    pub(crate) fn json(&self) -> serde_json::Value {
        let code = self.exit.word();
        serde_json::json!({ "error": { "code": code, "message": self.to_string() } })
    }
}

/// Every product error is a sentence; it becomes the failure as it stands.
impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let failure = Self::new(error.to_string(), command_for(&error));
        if is_about_what_was_typed(&error) {
            Self {
                exit: Exit::Usage,
                ..failure
            }
        } else {
            failure
        }
    }
}

/// The command that does what Zoom's refusal says is to be done.
fn command_for(error: &(dyn std::error::Error + 'static)) -> &'static str {
    match refusal_in(error).map(|refusal| refusal.cause) {
        Some(Cause::MissingScopes) => "`parfocal connect check` fetches a new token.",
        Some(Cause::NotSetUp) => "`parfocal connect s2s` enters an app's credentials.",
        _ => "",
    }
}

/// What a part of the product says that Zoom refused, or would.
fn refusal_in<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e Refusal> {
    if let Some(meetings::Error::Zoom(refusal)) = error.downcast_ref() {
        return Some(refusal);
    }
    if let Some(people::Error::Zoom(refusal)) = error.downcast_ref() {
        return Some(refusal);
    }
    match error.downcast_ref() {
        Some(account::Error::Zoom(refusal) | account::Error::Half { refusal, .. }) => Some(refusal),
        _ => None,
    }
}

/// A form refused before anybody was asked: on the command line its fields are flags.
fn is_about_what_was_typed(error: &(dyn std::error::Error + 'static)) -> bool {
    matches!(
        error.downcast_ref::<meetings::Error>(),
        Some(meetings::Error::Form(_))
    ) || matches!(
        error.downcast_ref::<account::Error>(),
        Some(account::Error::Form(_))
    ) || matches!(
        error.downcast_ref::<people::Error>(),
        Some(people::Error::Form(_))
    ) || matches!(
        error.downcast_ref::<web::accounts::AccountError>(),
        Some(
            web::accounts::AccountError::Name
                | web::accounts::AccountError::NotAPerson
                | web::accounts::AccountError::ShortPassword
                | web::accounts::AccountError::LongPassword
        )
    ) || matches!(
        error.downcast_ref::<connect::ConnectError>(),
        Some(connect::ConnectError::Form(_))
    ) || matches!(
        error.downcast_ref::<monitor::Error>(),
        Some(monitor::Error::Period { .. } | monitor::Error::Alarms(_))
    )
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.advice.is_empty() {
            write!(f, " {}", self.advice)?;
        }
        Ok(())
    }
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let mut out: String = letters
        .next()
        .map(|first| first.to_uppercase().collect())
        .unwrap_or_default();
    out.push_str(letters.as_str());
    if !out.ends_with(['.', '!', '?', ':']) {
        out.push('.');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Exit, Failure, sentence};

    #[test]
    fn a_bare_message_becomes_a_sentence() {
        assert_eq!(sentence("no such file"), "No such file.");
        assert_eq!(sentence("Zoom is down."), "Zoom is down.");
    }

    #[test]
    fn a_taken_port_says_what_to_do() {
        let error = std::io::Error::from(std::io::ErrorKind::AddrInUse);
        let failure = Failure::listen("--listen", "127.0.0.1:8470", &error);
        assert_eq!(failure.exit, Exit::Failed);
        assert_eq!(
            failure.to_string(),
            "Another program already listens on 127.0.0.1:8470. Stop it, or choose another port \
             with --listen (port 0 takes any free one)."
        );
    }
}
