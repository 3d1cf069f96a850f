//! The picker of events: categories, a search bar, and why an event cannot be had.

use std::collections::BTreeMap;

use ui::{Button, Card, Checkbox, Field, FieldGroup, Html};
use zoom_catalog::Event;
use zoom_sandbox::{App, webhooks::is_produced};

use super::subscription::View;

/// What is shown, and what of it can be ticked.
pub(super) struct Picked {
    pub(super) html: Html,
    pub(super) category: String,
    pub(super) addable: Vec<&'static str>,
}

/// The events of one category or of a search, as boxes.
pub(super) fn picker(app: &App, view: &View, ticked: &[String]) -> Picked {
    let categories = categories();
    let searching = !view.q.trim().is_empty();
    let category = categories
        .get_key_value(view.category.as_str())
        .or_else(|| categories.get_key_value("Meeting"))
        .map_or("", |(name, _)| *name);
    let shown = if searching {
        found(&view.q)
    } else {
        categories.get(category).cloned().unwrap_or_default()
    };
    let addable: Vec<&'static str> = shown
        .iter()
        .map(|event| event.name)
        .filter(|event| app.may_subscribe(event))
        .collect();
    let title = match (searching, shown.len()) {
        (false, _) => category.to_owned(),
        (true, 0) => format!("Nothing matches “{}”", view.q.trim()),
        (true, 1) => "1 event found".to_owned(),
        (true, many) => format!("{many} events found"),
    };
    let search = ui::all![
        Field::of("search", "q", "Search events")
            .value(&view.q)
            .hint("A word of the event's name.")
            .attribute("autocomplete", "off"),
        Button::quiet("Search").sends("do", "search")
    ]
    .boxed("div", "searchbar");
    let boxes = shown
        .iter()
        .fold(FieldGroup::new("Event types"), |group, event| {
            group.with(tick(app, event, ticked))
        });
    let all = (addable.len() > 1).then(|| Button::quiet("Select all shown").sends("do", "all"));
    let html = ui::all![
        search,
        ui::all![
            category_list(&categories, ticked, (!searching).then_some(category)),
            Card::new(title).aside(all).body(boxes)
        ]
        .boxed("div", "sided")
    ];
    Picked {
        html,
        category: category.to_owned(),
        addable,
    }
}

fn tick(app: &App, event: &Event, ticked: &[String]) -> Checkbox {
    let label = ui::all![caption(event.name), " (", ui::code(event.name), ")"];
    let refusal = app.allows_event(event.name).err();
    let mut checkbox = Checkbox::new("event", label)
        .value(event.name)
        .checked(ticked.iter().any(|one| one == event.name))
        .disabled(refusal.is_some());
    if let Some(refusal) = refusal {
        checkbox = checkbox.hint(refusal.to_string());
    } else if !is_produced(event.name) {
        checkbox = checkbox.hint("Can be subscribed to; this sandbox's world never sends it.");
    }
    checkbox
}

/// The categories with their events, in the order of their names.
fn categories() -> BTreeMap<&'static str, Vec<&'static Event>> {
    let mut categories: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for event in zoom_catalog::events() {
        categories
            .entry(category(event.name))
            .or_default()
            .push(event);
    }
    categories
}

/// The category an event stands in: what its name begins with.
fn category(event: &str) -> &'static str {
    match event.split('.').next().unwrap_or_default() {
        "account" | "information_barriers" => "Account",
        "group" => "Group",
        "meeting" => "Meeting",
        "phone" => "Phone",
        "recording" => "Recording",
        "session" => "Video SDK session",
        "user" => "User",
        "visitor_management" => "Visitor management",
        "webinar" => "Webinar",
        "workspace" => "Workspace",
        "zoom_events" => "Zoom Events",
        "zoomroom" => "Zoom Rooms",
        _ => "Other",
    }
}

/// "Participant joined waiting room" of `meeting.participant_joined_waiting_room`.
fn caption(event: &str) -> String {
    let words = event
        .split_once('.')
        .map_or(event, |(_, rest)| rest)
        .replace(['_', '.'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// What a search finds: every word somewhere in the name or the category. Event names pasted as a
/// list find exactly those events.
fn found(q: &str) -> Vec<&'static Event> {
    let words: Vec<String> = q
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let all = zoom_catalog::events().iter();
    if words.len() > 1 && words.iter().all(|word| word.contains('.')) {
        return all
            .filter(|event| words.iter().any(|word| word == event.name))
            .collect();
    }
    all.filter(|event| {
        let text = format!(
            "{} {} {}",
            event.name,
            caption(event.name),
            category(event.name)
        );
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    })
    .collect()
}

fn category_list(
    categories: &BTreeMap<&'static str, Vec<&'static Event>>,
    ticked: &[String],
    current: Option<&str>,
) -> Html {
    categories
        .keys()
        .map(|name| {
            let count = ticked
                .iter()
                .filter(|event| category(event) == *name)
                .count();
            let look = if current == Some(*name) {
                Button::primary(*name)
            } else {
                Button::quiet(*name)
            };
            let chosen = (count > 0).then(|| ui::quiet(format!("{count} selected")));
            ui::all![look.sends("do", format!("category={name}")), chosen].boxed("li", "entry")
        })
        .collect::<Html>()
        .boxed("ul", "categories")
}
