//! Who is in a meeting, who waits, who left and why.

use jiff::{Timestamp, tz::TimeZone};
use monitor::{InstanceView, Presence};
use ui::{Badge, Card, Column, Html, Moment, Quality, Table};

/// People shown; a webinar may have ten thousand.
const SHOWN: usize = 200;

/// The card.
pub(super) fn card(view: &InstanceView, now: Timestamp) -> Card {
    let mut table = Table::new("People of this meeting")
        .column(Column::text("Name"))
        .column(Column::text("Where"))
        .column(Column::text("Since"))
        .column(Column::text("Note"))
        .empty(ui::State::empty("Nobody is known by name").text(
            "Whoever comes, waits or leaves stands here from the moment Zoom sends the event.",
        ));
    if !view.people.is_empty() {
        table = table.csv(format!("{}/people.csv", super::path(&view.meeting.uuid)));
    }
    for person in view.people.iter().take(SHOWN) {
        table = table.row([
            name(person),
            place(person).into(),
            since(person, now),
            note(person),
        ]);
    }
    let more = view.people.len().saturating_sub(SHOWN);
    let rest = if more > 0 {
        ui::quiet(format!(
            "{more} more are not shown; the CSV, the JSON API and the command line list them."
        ))
        .paragraph()
    } else {
        Html::new()
    };
    Card::new("People").span(3).body(ui::all![table, rest])
}

fn name(person: &Presence) -> Html {
    let name = if person.name.is_empty() {
        ui::quiet("(no name)")
    } else {
        person.name.as_str().into()
    };
    match &person.email {
        Some(email) if !email.is_empty() && *email != person.name => {
            ui::all![name, " ", ui::quiet(email)]
        }
        _ => name,
    }
}

fn place(person: &Presence) -> Badge {
    if person.waiting {
        Badge::new(Quality::Fair, "waiting room")
    } else if person.inside {
        Badge::new(Quality::Good, "in it")
    } else {
        Badge::new(Quality::Plain, "left")
    }
}

fn since(person: &Presence, now: Timestamp) -> Html {
    let at = match (person.waiting, person.inside) {
        (true, _) => person.waiting_since,
        (false, true) => person.joined_at,
        (false, false) => person.left_at,
    };
    at.map_or_else(
        || ui::quiet("–"),
        |at| Moment::relative(at, now, &TimeZone::UTC).into(),
    )
}

/// Role, reason for leaving, and whether they came more than once.
fn note(person: &Presence) -> Html {
    let mut notes: Vec<String> = Vec::new();
    notes.extend(person.role.clone());
    notes.extend(person.reason.clone().filter(|reason| !reason.is_empty()));
    if person.times_joined > 1 {
        notes.push(format!("joined {} times", person.times_joined));
    }
    ui::quiet(notes.join(" · "))
}

#[cfg(test)]
mod tests {
    use monitor::Presence;

    use super::{name, note, since};

    #[test]
    fn who_left_is_shown_with_the_time_and_zooms_reason() {
        let person = Presence {
            name: "<Ann>".to_owned(),
            email: None,
            user_id: None,
            role: None,
            joined_at: Some("2026-11-21T12:00:00Z".parse().expect("an instant")),
            left_at: Some("2026-11-21T12:20:00Z".parse().expect("an instant")),
            inside: false,
            waiting: false,
            waiting_since: None,
            reason: Some("left the meeting".to_owned()),
            times_joined: 2,
        };
        let now = "2026-11-21T12:30:00Z".parse().expect("an instant");
        let waits = Presence {
            waiting: true,
            waiting_since: Some("2026-11-21T12:27:00Z".parse().expect("an instant")),
            ..person.clone()
        };
        assert!(since(&waits, now).as_str().contains("3 min ago"));
        assert_eq!(name(&person).as_str(), "&#60;Ann&#62;");
        assert!(since(&person, now).as_str().contains("10 min ago"));
        assert_eq!(
            note(&person).as_str(),
            "<span class=\"why\">left the meeting · joined 2 times</span>"
        );
    }
}
