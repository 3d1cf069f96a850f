//! Change something that is scheduled: only what changed is sent, and only over what was seen.

use connect::{Action, FormProblems, Principal, Refusal};

use zoom_types::UserId;

use super::{Meetings, Outcome, Reading, may};
use crate::{
    Act, Draft, Error, Form, PublicId, Scheduled, State, check::Purpose, difference::differences,
    repository::Deed, zoom::Zoom,
};

impl Meetings {
    /// Checks the form, makes sure that nobody changed the event meanwhile (here or at Zoom),
    /// sends what differs, reads back what Zoom kept and stores that.
    pub async fn update(
        &self,
        who: &Principal,
        id: &PublicId,
        form: &Form,
    ) -> Result<Outcome, Error> {
        let one = self.held(id).await?;
        may(who, Action::Change, &one.connection)?;
        if one.state == State::Cancelled {
            return Err(Error::CalledOff(one.kind));
        }
        if form.revision.trim() != one.revision.to_string() {
            return Err(Error::Stale {
                changes: Vec::new(),
                at_zoom: false,
            });
        }
        let purpose = Purpose::Change { start: one.start };
        let draft = form.check(one.kind, purpose, self.now())?;
        same_host(&one, &draft)?;
        let zoom = self.zoom(&one.connection).await?;
        let (one, mut notes) = self.unchanged_at_zoom(who, &zoom, one).await?;
        notes.extend(draft.notes.clone());
        let old = one.draft();
        let sent = zoom
            .update(
                one.zoom_id,
                &UserId::from(one.host_id.as_str()),
                &old,
                &draft,
            )
            .await
            .map_err(Refusal::of(Act::Change.on(one.kind)))?;
        let mut event = one;
        if sent {
            match zoom.read(event.kind, event.zoom_id).await {
                Ok(kept) => {
                    event.take(&kept, &draft);
                    event.differences = differences(&draft, &kept);
                }
                Err(error) => {
                    notes.push(format!(
                        "Zoom took the change, but it could not be read back: {}",
                        error.sentence()
                    ));
                    confirm_unread(&mut event, &draft);
                }
            }
        } else {
            event.join_link = draft.join_link;
            event.passcode_shown = draft.passcode_shown;
            if event.draft() == old {
                notes.push("Nothing was changed, so nothing was sent to Zoom.".to_owned());
                return Ok(Outcome { event, notes });
            }
        }
        event.notes.clone_from(&notes);
        let deed = Deed {
            at: self.now(),
            who: who.name(),
            action: "update",
            detail: changed(&old, &draft),
        };
        let event = self.write(event, &deed).await?;
        Ok(Outcome { event, notes })
    }

    /// Refuses when it was changed or deleted at Zoom since it was last read. Where the scopes do
    /// not allow reading, nothing can be known and the change goes on with a note.
    async fn unchanged_at_zoom(
        &self,
        who: &Principal,
        zoom: &Zoom,
        one: Scheduled,
    ) -> Result<(Scheduled, Vec<String>), Error> {
        let unread = one.clone();
        match self.compare(who, zoom, one).await {
            Ok(Reading::Same(one)) => Ok((one, Vec::new())),
            Ok(Reading::Changed(_, changes)) => Err(Error::Stale {
                changes,
                at_zoom: true,
            }),
            Ok(Reading::Gone(one)) => Err(Error::CalledOff(one.kind)),
            Err(Error::Zoom(notice)) => Ok((
                unread,
                vec![format!(
                    "Whether somebody changed it at Zoom meanwhile could not be seen: {notice}"
                )],
            )),
            Err(other) => Err(other),
        }
    }
}

/// Zoom's update has no field for the host.
fn same_host(one: &Scheduled, draft: &Draft) -> Result<(), FormProblems> {
    let host = draft.host.as_str();
    if host.eq_ignore_ascii_case(&one.host_email) || host == one.host_id {
        return Ok(());
    }
    let mut problems = FormProblems::default();
    problems.add(
        "host",
        format!(
            "Zoom cannot hand a {} to another host. Schedule a new one for them and delete this.",
            one.kind
        ),
    );
    Err(problems)
}

/// What Zoom accepted but could not be read back, taken as asked.
fn confirm_unread(event: &mut Scheduled, draft: &Draft) {
    event.topic.clone_from(&draft.topic);
    event.agenda.clone_from(&draft.agenda);
    event.start = draft.start;
    event.zone = draft.zone.clone();
    event.duration = draft.duration;
    event.passcode = draft.passcode.clone().map(Into::into);
    event.options = draft.options;
    event.join_link = draft.join_link;
    event.passcode_shown = draft.passcode_shown;
}

/// The changed fields by name: values stay out of the audit, a passcode may be among them.
fn changed(old: &Draft, new: &Draft) -> String {
    let mut fields = Vec::new();
    let mut note = |changed: bool, field: &'static str| {
        if changed {
            fields.push(field);
        }
    };
    note(old.topic != new.topic, "topic");
    note(old.agenda != new.agenda, "agenda");
    note(old.start != new.start, "start");
    note(old.zone != new.zone, "time zone");
    note(old.duration != new.duration, "duration");
    note(old.passcode != new.passcode, "passcode");
    note(old.options != new.options, "settings");
    note(old.join_link != new.join_link, "who sees the join link");
    note(
        old.passcode_shown != new.passcode_shown,
        "who sees the passcode",
    );
    format!("Changed: {}.", fields.join(", "))
}
