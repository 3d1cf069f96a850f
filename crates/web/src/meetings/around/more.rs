//! `/meetings/{id}/more`: everything that can be done around one, and who is in it now.

use ::meetings::{Act, AuditEntry, Kind, State as HeldState, Target};
use axum::extract::Query;
use connect::Refusal;
use connect::access::{Action, Resource};
use jiff::tz::TimeZone;
use ui::{Button, Card, Column, Html, Moment, Page, Table};

use super::{frame, named::Named, obstacle, path};
use crate::{
    Error, State,
    extract::Session,
    live,
    meetings::{said::After, words},
    refusal,
};

/// People who are named; the live page has them all.
const NAMED: usize = 12;

/// One thing to do: its title, what it gives, the word on its button, where it is.
struct Door {
    act: Act,
    title: &'static str,
    text: String,
    button: &'static str,
    rest: &'static str,
    danger: bool,
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    named: Named,
    Query(after): Query<After>,
) -> Result<Page, Error> {
    let target = named.target(&app, &session.principal).await?;
    let kind = target.kind;
    let history = app.meetings.history(&session.principal, &target).await?;
    let mut cards = Vec::new();
    for door in doors(&target) {
        let notice = obstacle(&app, &target.connection, door.act, kind).await?;
        cards.push(card(&target, &door, notice.as_ref()));
    }
    cards.push(recordings(&target));
    cards.push(people(&app, &session, &target).await?);
    let own = target.held.as_ref().map(|one| {
        let own = words::path(kind, &format!("/{}", one.public_id));
        Button::quiet("To its own page").to(own)
    });
    let body = ui::all![
        after.notice(),
        own,
        ui::grid(cards),
        Card::new("Who did what").body(entries(&history)),
    ];
    let title = format!("Around {}", target.title());
    Ok(frame(&app, &session, &target, &title).body(body))
}

fn doors(target: &Target) -> Vec<Door> {
    let kind = target.kind;
    let called_off = target
        .held
        .as_ref()
        .is_some_and(|one| one.state == HeldState::Cancelled);
    let links = Door {
        act: Act::Links,
        title: "Links for many",
        text: "A join link of their own for each of many names, pasted or from a file; as a table \
               and as CSV."
            .to_owned(),
        button: "Make links",
        rest: "/links",
        danger: false,
    };
    let end = Door {
        act: Act::End,
        title: "End",
        text: format!("Sends out everybody who is in the {kind} now."),
        button: "End it",
        rest: "/status/end",
        danger: true,
    };
    let mut doors = Vec::new();
    if kind == Kind::Meeting {
        doors.push(Door {
            act: Act::Summary,
            title: "Summary",
            text: "What Zoom's assistant wrote about it, once it is over.".to_owned(),
            button: "Read the summary",
            rest: "/summary",
            danger: false,
        });
        // Of what runs or was deleted in Zoom itself nobody here knows: it can be tried.
        if called_off || target.held.is_none() {
            doors.push(Door {
                act: Act::Recover,
                title: "Recover",
                text: "Zoom keeps a deleted meeting for thirty days.".to_owned(),
                button: "Recover it",
                rest: "/status/recover",
                danger: false,
            });
        }
    }
    if called_off {
        return doors;
    }
    if kind == Kind::Meeting {
        doors.push(Door {
            act: Act::Invitation,
            title: "Invitation",
            text: "The text that Zoom writes for people to forward, with link and passcode."
                .to_owned(),
            button: "Read the invitation",
            rest: "/invitation",
            danger: false,
        });
        for (act, title, what) in [
            (
                Act::StreamingToken,
                "Token for live streaming",
                "a streaming",
            ),
            (
                Act::ArchivingToken,
                "Token for local archiving",
                "an archiving",
            ),
        ] {
            doors.push(Door {
                act,
                title,
                text: format!("Lets {what} client in. Good for two minutes, shown once."),
                button: "Make a token",
                rest: "/tokens",
                danger: false,
            });
        }
    }
    doors.extend([links, end]);
    doors
}

fn card(target: &Target, door: &Door, notice: Option<&Refusal>) -> Card {
    let button = if door.danger {
        Button::danger(door.button)
    } else {
        Button::quiet(door.button)
    };
    Card::new(door.title).body(ui::all![
        Html::from(&door.text).paragraph(),
        Html::from(
            button
                .to(path(target, door.rest))
                .off(notice.is_some_and(Refusal::is_certain))
        )
        .boxed("div", "actions"),
        notice.map(refusal::notice),
    ])
}

fn recordings(target: &Target) -> Card {
    Card::new("Recordings").body(ui::all![
        Html::from("The files of its latest run that was recorded; earlier runs are in the list.")
            .paragraph(),
        ui::all![
            Button::quiet("Its latest recording").to(format!("/recordings/{}", target.zoom_id)),
            Button::quiet("All recordings").to("/recordings"),
        ]
        .boxed("div", "actions"),
    ])
}

/// Who is in it, as Zoom's events tell.
async fn people(app: &State, session: &Session, target: &Target) -> Result<Card, Error> {
    app.may(
        &session.principal,
        Action::Read,
        &Resource::Probes(target.connection.clone()),
    )?;
    let number = target.zoom_id.to_string();
    let view = app.monitor.live(&target.connection).await?;
    let mut body = Html::new();
    for one in view.meetings.iter().filter(|one| one.meeting_id == number) {
        let people = match one.participants {
            0 => "Nobody is in it yet".to_owned(),
            1 => "One person is in it".to_owned(),
            many => format!("{many} people are in it"),
        };
        body.push(Html::from(format!("{people}; at most {} were.", one.peak)).paragraph());
        let found = app
            .monitor
            .live_instance(&target.connection, &one.uuid)
            .await?;
        let people = found.map(|found| found.people).unwrap_or_default();
        let inside: Vec<&str> = people
            .iter()
            .filter(|person| person.inside && !person.name.is_empty())
            .map(|person| person.name.as_str())
            .take(NAMED)
            .collect();
        if !inside.is_empty() {
            body.push(ui::list(inside));
        }
        let more = Button::quiet("Who comes and goes").to(live::path(&one.uuid));
        body.push(Html::from(more).boxed("div", "actions"));
    }
    if body.is_empty() {
        body = ui::all![
            Html::from(format!(
                "This {} is not under way, as far as is known. Once it is, people appear here and \
                 on its live page as they come and go, told by Zoom's events.",
                target.kind
            ))
            .paragraph(),
            Html::from(Button::quiet("What is under way").to(live::PATH)).boxed("div", "actions"),
        ];
    }
    let notice = obstacle(app, &target.connection, Act::Participants, target.kind).await?;
    Ok(Card::new("In it now").body(ui::all![body, notice.as_ref().map(refusal::notice)]))
}

/// The audit, the latest first.
pub(crate) fn entries(audit: &[AuditEntry]) -> Table {
    let mut table = Table::new("Who did what")
        .column(Column::text("When"))
        .column(Column::text("Who"))
        .column(Column::text("What"))
        .empty(ui::State::empty("Nothing was done from here yet"));
    for entry in audit.iter().rev() {
        table = table.row([
            ui::all![Moment::minute(entry.at, &TimeZone::UTC), " UTC"],
            Html::from(&entry.who),
            Html::from(&entry.detail),
        ]);
    }
    table
}
