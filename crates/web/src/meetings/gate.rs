//! What stands in the way of what a page offers, said before the click: the button is greyed out
//! with the name of the scope, and a notice says what to do about it.

use ::meetings::{Act, Cause, Kind, Notice};
use connect::ConnectionId;
use ui::Html;

use super::words;
use crate::{Error, State};

/// What stands in the way of the acts of one page.
#[derive(Debug, Default)]
pub(crate) struct Gate(Vec<(Act, Notice)>);

impl Gate {
    /// Of these; those that work are left out.
    pub(crate) async fn of(
        app: &State,
        connection: &ConnectionId,
        kind: Kind,
        acts: &[Act],
    ) -> Result<Self, Error> {
        let mut found = Vec::new();
        for act in acts {
            let notice = app.meetings.obstacle(connection, *act, kind).await?;
            found.extend(notice.map(|notice| (*act, notice)));
        }
        Ok(Self(found))
    }

    /// What an act lacks, for its greyed out button. What is not certain can be tried.
    pub(crate) fn lacks(&self, act: Act) -> Option<String> {
        let (_, notice) = self.0.iter().find(|(known, _)| *known == act)?;
        match notice.cause {
            Cause::MissingScopes => notice.granular.first().cloned(),
            Cause::NotSetUp => Some("an app at Zoom".to_owned()),
            _ => None,
        }
    }

    /// All of it, as notices.
    pub(crate) fn notices(&self) -> Html {
        self.0
            .iter()
            .map(|(_, notice)| words::notice(notice))
            .collect()
    }
}
