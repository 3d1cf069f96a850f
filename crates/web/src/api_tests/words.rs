//! What states and grades look like, and errors as a page says them.

use monitor::{Grade, Outcome, RunView, State as Standing, TestView};
use ui::{Badge, Html, Quality};

use crate::Error;

/// The colour and shape of a state; it always comes with the words.
pub(super) const fn quality(standing: Standing) -> Quality {
    match standing {
        Standing::Good => Quality::Good,
        Standing::Fair => Quality::Fair,
        Standing::Poor => Quality::Poor,
        Standing::Bad | Standing::Broken => Quality::Bad,
        Standing::Off
        | Standing::Waiting
        | Standing::NoData
        | Standing::Available
        | Standing::NotSetUp
        | Standing::NeedsPlan
        | Standing::Paused => Quality::Plain,
    }
}

/// The state of a test.
pub(super) fn standing(test: &TestView) -> Badge {
    Badge::new(quality(test.state), test.state.words())
}

/// The colour and shape of a grade.
pub(super) const fn graded(grade: Grade) -> Quality {
    match grade {
        Grade::Good => Quality::Good,
        Grade::Fair => Quality::Fair,
        Grade::Poor => Quality::Poor,
        Grade::Bad => Quality::Bad,
        Grade::Unjudged | Grade::NoData => Quality::Plain,
    }
}

/// How a run ended.
pub(super) fn ended(run: &RunView) -> Badge {
    match &run.outcome {
        Outcome::Ok { notes } if notes.is_empty() => Badge::new(Quality::Good, "read"),
        Outcome::Ok { .. } => Badge::new(Quality::Good, "read, with notes"),
        Outcome::NoScope { .. } => Badge::new(Quality::Plain, "available with more scopes"),
        Outcome::NotSetUp { .. } => Badge::new(Quality::Plain, "not set up yet"),
        Outcome::NeedsPlan { .. } => Badge::new(Quality::Plain, "needs another plan"),
        Outcome::BudgetSpent { .. } => Badge::new(Quality::Fair, "budget used up"),
        Outcome::RateLimited { .. } => Badge::new(Quality::Fair, "Zoom asked to wait"),
        Outcome::Unreachable { .. } => Badge::new(Quality::Bad, "Zoom unreachable"),
        Outcome::Refused { .. } => Badge::new(Quality::Bad, "refused"),
        Outcome::Failed { .. } => Badge::new(Quality::Bad, "failed"),
    }
}

/// A length of time in milliseconds.
pub(super) fn took(milliseconds: i64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        _ => format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100),
    }
}

/// The latest figures of a test, or words for there being none.
pub(super) fn figure(test: &TestView) -> Html {
    let Some(key) = &test.key else {
        return ui::quiet("no figure yet");
    };
    if let Some(beside) = &test.beside {
        let title = format!("{}, {}", key.title, beside.title.to_lowercase());
        return ui::all![
            ui::number(&key.said),
            ", ",
            ui::number(&beside.said),
            " ",
            ui::quiet(title)
        ];
    }
    // An amount names its currency itself.
    let title = if key.label.is_empty() || key.said.starts_with(&key.label) {
        key.title.to_owned()
    } else {
        format!("{}, {}", key.title, key.label)
    };
    ui::all![ui::number(&key.said), " ", ui::quiet(title)]
}

/// What went wrong, as the site's one enum of errors.
pub(super) fn error(error: monitor::Error) -> Error {
    match error {
        monitor::Error::NoProbe(id) => Error::NotFound(format!("API test “{id}”")),
        monitor::Error::NoMeasure(name) => Error::NotFound(format!("measure “{name}”")),
        monitor::Error::NoRun(id) => Error::NotFound(format!("run “{id}”")),
        monitor::Error::Period { .. } | monitor::Error::Span => Error::Refused(error.to_string()),
        monitor::Error::Running(_) => Error::Conflict(error.to_string()),
        monitor::Error::Store(error) => Error::Store(error),
        other => Error::Monitor(other),
    }
}
