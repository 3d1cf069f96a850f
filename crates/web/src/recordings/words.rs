//! The same words and boxes on every page of the room.

use ::meetings::{
    Act,
    recordings::{File, RecordingAct, RecordingRef},
};
use connect::{ConnectionId, Refusal};
use jiff::{Timestamp, tz::TimeZone};
use ui::{Button, Checkbox, Html, Moment};

use crate::{Error, State, refusal};

/// Bytes as people read them.
pub(super) fn size(bytes: u64) -> String {
    let (mut value, mut unit) = (bytes, "B");
    for next in ["kB", "MB", "GB", "TB"] {
        if value < 1000 {
            break;
        }
        value = value.div_ceil(1000);
        unit = next;
    }
    format!("{value} {unit}")
}

/// A moment to the minute, its zone beside it.
pub(super) fn at(at: Option<Timestamp>) -> Html {
    match at {
        Some(at) => ui::all![Moment::minute(at, &TimeZone::UTC), " UTC"],
        None => ui::quiet("not said"),
    }
}

/// The box that chooses a recording or a file of it.
pub(super) fn pick(of: &RecordingRef, label: impl Into<Html>) -> Checkbox {
    Checkbox::new("pick", label).value(of.word())
}

/// The box and words of one file.
pub(super) fn file(run: &str, file: &File) -> Html {
    let of = RecordingRef {
        run: run.to_owned(),
        file: Some(file.id.clone()),
    };
    let mut words = format!("{} ({}), {}", file.what, file.kind, size(file.bytes));
    if file.processing {
        words.push_str(", not ready yet");
    }
    pick(&of, words).into()
}

/// What stands in the way of an act, with whole recordings and with single files.
pub(super) struct Stands {
    whole: Option<Refusal>,
    file: Option<Refusal>,
}

impl Stands {
    /// Whether neither works.
    fn nothing_works(&self) -> bool {
        let certain = |notice: &Option<Refusal>| notice.as_ref().is_some_and(Refusal::is_certain);
        certain(&self.whole) && certain(&self.file)
    }
}

/// How an act stands.
pub(super) async fn stands(
    app: &State,
    connection: &ConnectionId,
    act: RecordingAct,
    trash: bool,
) -> Result<Stands, Error> {
    let of = async |act: Act| {
        let kind = ::meetings::Kind::Meeting;
        app.meetings.obstacle(connection, act, kind).await
    };
    // Before something is deleted from the trash it is looked whether it is still there.
    if trash && act == RecordingAct::Delete {
        let look = of(Act::RecordingFiles).await?;
        if look.is_some() {
            return Ok(Stands {
                whole: look.clone(),
                file: look,
            });
        }
    }
    Ok(Stands {
        whole: of(act.act(false)).await?,
        file: of(act.act(true)).await?,
    })
}

/// The buttons under a list, and why one cannot be pressed.
pub(super) async fn buttons(
    app: &State,
    connection: &ConnectionId,
    trash: bool,
) -> Result<(Vec<Button>, Html), Error> {
    let acts = if trash {
        [RecordingAct::Recover, RecordingAct::Delete]
    } else {
        [RecordingAct::Trash, RecordingAct::Delete]
    };
    let (mut buttons, mut notices) = (Vec::new(), Vec::<Refusal>::new());
    for act in acts {
        let stands = stands(app, connection, act, trash).await?;
        let button = match act {
            RecordingAct::Trash => Button::quiet("Move to the trash…"),
            RecordingAct::Recover => Button::quiet("Recover…"),
            RecordingAct::Delete => Button::danger("Delete for good…"),
        };
        let button = button.sends("act", act.word());
        let obstacle = stands.whole.as_ref().filter(|_| stands.nothing_works());
        buttons.push(refusal::greyed(button, obstacle));
        for notice in [stands.whole, stands.file].into_iter().flatten() {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
    }
    Ok((buttons, notices.iter().map(refusal::notice).collect()))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn what_is_there_is_never_nothing() {
        for (bytes, said) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 kB"),
            (1_001, "2 kB"),
            (61_400_000, "62 MB"),
        ] {
            assert_eq!(size(bytes), said);
        }
    }
}
