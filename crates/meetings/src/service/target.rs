//! What an act is about: something held here, or only a number at Zoom.
//!
//! Lists need scopes of their own, and a guide may leave them out. So whatever can be done with
//! one meeting is done by its number, its link as people paste it, or its id here.

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use zoom_types::MeetingId;

use super::{Meetings, may};
use crate::{
    Error, Kind, Scheduled, State, audit,
    repository::{AuditEntry, Deed},
};

/// Entries of the audit that are shown.
const ENTRIES: u32 = 50;

/// A meeting or webinar that something is done with.
#[derive(Debug, Clone)]
pub struct Target {
    /// The connection it belongs to.
    pub connection: ConnectionId,
    /// Meeting or webinar.
    pub kind: Kind,
    /// Zoom's number.
    pub zoom_id: MeetingId,
    /// What is held of it here.
    pub held: Option<Box<Scheduled>>,
}

impl Target {
    /// How its pages and the API call it: its id here, else Zoom's number.
    pub fn key(&self) -> String {
        match &self.held {
            Some(one) => one.public_id.to_string(),
            None => self.zoom_id.to_string(),
        }
    }

    /// Its topic, else its number in words.
    pub fn title(&self) -> String {
        match &self.held {
            Some(one) => one.topic.clone(),
            None => format!("{} {}", self.kind.title(), self.zoom_id),
        }
    }
}

impl Meetings {
    /// The meeting or webinar that `word` means: an id of here, Zoom's number, a pasted link.
    pub async fn target(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        kind: Kind,
        word: &str,
    ) -> Result<Target, Error> {
        may(who, Action::Read, connection)?;
        let word = word.trim();
        let number = match number(word) {
            Some(number) => number,
            None if word.len() == PUBLIC_ID && word.chars().all(|c| c.is_ascii_alphanumeric()) => {
                let one = self.find(who, connection, kind, word).await?;
                return Ok(Target::from(one));
            }
            None => return Err(unreadable(kind, word).into()),
        };
        match self.find(who, connection, kind, &number.to_string()).await {
            Ok(one) => Ok(Target::from(one)),
            Err(Error::NotFound(_)) => Ok(Target {
                connection: connection.clone(),
                kind,
                zoom_id: number,
                held: None,
            }),
            Err(other) => Err(other),
        }
    }

    /// Who did what to it.
    pub async fn history(
        &self,
        who: &Principal,
        target: &Target,
    ) -> Result<Vec<AuditEntry>, Error> {
        may(who, Action::Read, &target.connection)?;
        audit::latest(&self.db, target.connection.as_str(), &target.key(), ENTRIES).await
    }

    /// Ends it for everybody who is in it; see [`end`](Self::end) for what is held here.
    pub async fn end_target(&self, who: &Principal, target: &Target) -> Result<Vec<String>, Error> {
        if let Some(one) = &target.held {
            return Ok(self.end(who, &one.public_id).await?.notes);
        }
        may(who, Action::Change, &target.connection)?;
        let zoom = self.zoom(&target.connection).await?;
        zoom.end(target.kind, target.zoom_id)
            .await
            .map_err(Refusal::of(crate::Act::End.on(target.kind)))?;
        let detail = format!("Asked Zoom to end {} {}.", target.kind, target.zoom_id);
        self.note(who, target, "end", detail).await?;
        // Zoom accepts the end of what does not run, too; whether it ran only a reading tells.
        Ok(match zoom.read(target.kind, target.zoom_id).await {
            Ok(kept) if kept.start.is_some_and(|start| start > self.now()) => vec![format!(
                "Zoom accepted it; the start of the {} is still to come, so it can be joined then.",
                target.kind
            )],
            Ok(_) => Vec::new(),
            Err(error) => vec![format!(
                "Zoom accepted it, but the {} could not be read back: {}",
                target.kind,
                error.sentence()
            )],
        })
    }

    /// Writes down what was done with it.
    pub(super) async fn note(
        &self,
        who: &Principal,
        target: &Target,
        action: &'static str,
        detail: String,
    ) -> Result<(), Error> {
        let deed = Deed {
            at: self.now(),
            who: who.name(),
            action,
            detail,
        };
        audit::note(
            &self.db,
            target.connection.as_str(),
            &target.key(),
            target.kind.word(),
            &deed,
        )
        .await
    }

    /// What is held, as it stands now; what was called off can only be recovered.
    pub(super) fn standing_target(target: &Target) -> Result<(), Error> {
        match &target.held {
            Some(one) if one.state == State::Cancelled => Err(Error::CalledOff(one.kind)),
            _ => Ok(()),
        }
    }
}

impl From<Scheduled> for Target {
    fn from(one: Scheduled) -> Self {
        Self {
            connection: one.connection.clone(),
            kind: one.kind,
            zoom_id: one.zoom_id,
            held: Some(Box::new(one)),
        }
    }
}

/// Letters of an id of here.
const PUBLIC_ID: usize = 22;

/// The number that a word is, or that a link leads to: `…/j/88012345678?pwd=…`, and the same with
/// `w`, `s`, `wc` or `webinar/register` in its place.
pub(super) fn number(word: &str) -> Option<MeetingId> {
    let word = word.trim();
    let is_number = |text: &str| {
        (9..=11).contains(&text.len()) && text.chars().all(|letter| letter.is_ascii_digit())
    };
    if !word.contains('/') {
        let digits: String = word
            .chars()
            .filter(|letter| !matches!(letter, ' ' | '-' | '\u{a0}'))
            .collect();
        return is_number(&digits).then(|| digits.parse().ok()).flatten();
    }
    let path = word.split(['?', '#']).next().unwrap_or_default();
    let number = path.split('/').find(|part| is_number(part))?;
    number.parse().ok()
}

fn unreadable(kind: Kind, word: &str) -> FormProblems {
    let mut problems = FormProblems::default();
    let shown: String = word.chars().take(60).collect();
    problems.add(
        "meeting",
        if word.is_empty() {
            format!("Write the number of the {kind} (9 to 11 digits), or paste a link to it.")
        } else {
            format!(
                "“{shown}” is neither the number of a {kind} (9 to 11 digits) nor a link that \
                 holds one. A link to a personal room by its name holds none."
            )
        },
    );
    problems
}

#[cfg(test)]
mod tests {
    use zoom_types::MeetingId;

    use super::number;

    #[test]
    fn a_number_is_read_as_people_write_it_and_out_of_their_links() {
        for word in [
            "88012345678",
            "880 1234 5678",
            "880-1234-5678",
            "https://zoom.example/j/88012345678?pwd=123456789",
            "zoom.example/w/88012345678#success",
            "https://zoom.example/wc/88012345678/join",
            "https://us02web.zoom.example/s/88012345678",
        ] {
            assert_eq!(number(word), Some(MeetingId(88_012_345_678)), "{word}");
        }
        for word in [
            "",
            "12345678",
            "123456789012",
            "ada",
            "https://zoom.example/my/ada?x=880123456789",
        ] {
            assert_eq!(number(word), None, "{word}");
        }
    }
}
