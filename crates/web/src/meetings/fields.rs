//! The form for a meeting or a webinar, new or changed: eight fields first, the rest under “more”.

use ::meetings::{AGENDA_MAX, DURATION_MAX, Form, Host, Kind, TOPIC_MAX, zone_choices};
use connect::FormProblems;
use jiff::Timestamp;
use ui::{Button, Checkbox, Choices, Field, FieldGroup, Hidden, Html, Notice, Select};

/// More hosts than this are typed, not chosen: the list would be larger than the page.
const LIST: usize = 400;

/// The question that a form without JavaScript could not ask while it was typed: which of two
/// equal times is meant.
pub(super) fn unanswered(typed: &Form) -> Option<FormProblems> {
    if !typed.fold.trim().is_empty() || !typed.comes_twice() {
        return None;
    }
    let mut question = FormProblems::default();
    question.add(
        "fold",
        "That night the clocks are set back and show this time twice: say which is meant.",
    );
    Some(question)
}

/// What a form is shown with.
pub(super) struct Shown<'a> {
    pub(super) kind: Kind,
    pub(super) typed: &'a Form,
    pub(super) problems: &'a FormProblems,
    pub(super) hosts: &'a [Host],
    pub(super) now: Timestamp,
    pub(super) csrf: &'a str,
    /// The key of a form that makes something new, so that sent twice it makes one.
    pub(super) once: Option<String>,
    pub(super) action: String,
    pub(super) submit: &'static str,
    /// The scope without which it cannot be sent.
    pub(super) lacks: Option<String>,
    /// Where to go without saving.
    pub(super) back: String,
}

impl Shown<'_> {
    fn error(&self, field: &str) -> Option<&str> {
        self.problems.of(field)
    }

    /// The form.
    pub(super) fn form(&self) -> ui::Form {
        ui::Form::post(&*self.action, self.csrf)
            .errors(self.problems.each())
            .with(Hidden::new("revision", &*self.typed.revision))
            .with(self.once.as_deref().map(|key| Hidden::new("once", key)))
            .with(self.first())
            .with(self.more())
            .button(Button::primary(self.submit).needs(self.lacks.as_deref()))
            .button(Button::quiet("Back without saving").to(&*self.back))
    }

    fn first(&self) -> Html {
        let typed = self.typed;
        ui::all![
            Field::text("topic", "Topic")
                .value(&*typed.topic)
                .hint(format!(
                    "Up to {TOPIC_MAX} characters; everybody invited reads it."
                ))
                .required()
                .error(self.error("topic")),
            Field::lines("agenda", "Agenda", 4)
                .value(&*typed.agenda)
                .hint(format!(
                    "Up to {AGENDA_MAX} characters; shown on the page and in calendars."
                ))
                .error(self.error("agenda")),
            self.host(),
            Field::of("date", "date", "Date")
                .value(&*typed.date)
                .required()
                .error(self.error("date")),
            Field::of("time", "time", "Starts at")
                .value(&*typed.time)
                .hint("As clocks show it in the time zone below.")
                .required()
                .error(self.error("time")),
            self.offers(),
            self.zone(),
            Field::of("number", "duration", "Minutes")
                .value(&*typed.duration)
                .hint(format!("1 to {DURATION_MAX}."))
                .attribute("min", "1")
                .attribute("max", DURATION_MAX.to_string())
                .required()
                .error(self.error("duration")),
            Field::text("passcode", "Passcode")
                .value(&*typed.passcode)
                .hint(
                    "Up to 10 Latin letters, digits and signs. Left empty, Zoom decides by the \
                     host's settings.",
                )
                .mono()
                .attribute("autocomplete", "off")
                .error(self.error("passcode")),
        ]
    }

    fn host(&self) -> Html {
        let hint = match self.kind {
            Kind::Meeting => "Whose meeting it is at Zoom.",
            Kind::Webinar => "Needs a licence and a webinar plan at Zoom.",
        };
        let typed = &*self.typed.host;
        if self.hosts.is_empty() || self.hosts.len() > LIST {
            return Field::text("host", "Host")
                .value(typed)
                .hint(format!("{hint} The mail address or Zoom's user id."))
                .attribute("autocomplete", "off")
                .required()
                .error(self.error("host"))
                .into();
        }
        let mut select = Select::new("host", "Host")
            .option("", "Choose a host")
            .selected(typed)
            .hint(hint)
            .required()
            .error(self.error("host"));
        if !typed.is_empty() && !self.hosts.iter().any(|host| host.email == typed) {
            select = select.option(typed, typed);
        }
        for host in self.hosts {
            let licence = if host.licensed {
                ""
            } else {
                ", Basic: 40 minutes at most"
            };
            select = select.option(
                &*host.email,
                format!("{} ({}){licence}", host.name, host.email),
            );
        }
        select.into()
    }

    fn zone(&self) -> Select {
        let typed = &*self.typed.zone;
        let mut select = Select::new("zone", "Time zone")
            .option("", "Choose a time zone")
            .selected(typed)
            .hint("Where it is held; every visitor also reads their own time.")
            .required()
            .error(self.error("zone"));
        let choices = zone_choices(self.now);
        if !typed.is_empty() && !choices.iter().any(|zone| zone.name == typed) {
            select = select.option(typed, typed);
        }
        for zone in choices {
            select = select.option(zone.name, format!("{} ({})", zone.name, zone.offset));
        }
        select
    }

    /// Times to take instead of one that does not exist, each a button of the same form.
    fn offers(&self) -> Html {
        let mut all = Html::new();
        for problem in self.problems.0.iter().filter(|one| !one.offers.is_empty()) {
            let buttons: Html = problem
                .offers
                .iter()
                .map(|offer| {
                    let value: Vec<&str> = offer.fills.iter().map(|(_, value)| &**value).collect();
                    Button::quiet(format!("Take {}", offer.label)).sends("take", value.join("T"))
                })
                .collect();
            all.push(Notice::fair("Take a time beside it").actions(buttons));
        }
        all
    }

    fn more(&self) -> FieldGroup {
        let group = match self.kind {
            Kind::Meeting => self.meeting(),
            Kind::Webinar => self.webinar(),
        };
        let group = group.with(
            Select::new("auto_recording", "Automatic recording")
                .option("none", "None")
                .option("local", "On the host's computer")
                .option("cloud", "In Zoom's cloud")
                .selected(&*self.typed.auto_recording)
                .error(self.error("auto_recording")),
        );
        group
            .with(self.who_sees(
                "join_link",
                "Who sees the join link",
                &self.typed.join_link,
                "everyone",
            ))
            .with(self.who_sees(
                "passcode_shown",
                "Who sees the passcode",
                &self.typed.passcode_shown,
                "nobody",
            ))
            .with(self.which_of_two())
    }

    /// Asked only where it matters: for one hour of a year, in zones that set their clocks back.
    fn which_of_two(&self) -> Option<Choices> {
        let asked = self.typed.comes_twice() || self.error("fold").is_some();
        asked.then(|| {
            Choices::new("fold", "Clocks show this time twice")
                .choice(
                    "first",
                    "The first of the two",
                    "Before the clock is set back.",
                )
                .choice("second", "The second of the two", "After it.")
                .selected(if self.typed.fold.is_empty() {
                    "first"
                } else {
                    &self.typed.fold
                })
                .error(self.error("fold"))
        })
    }

    fn switch(
        &self,
        name: &'static str,
        label: &'static str,
        typed: &str,
        hint: &'static str,
    ) -> Checkbox {
        Checkbox::new(name, label)
            .checked(matches!(typed, "on" | "true" | "yes" | "1"))
            .hint(hint)
            .error(self.error(name))
    }

    fn meeting(&self) -> FieldGroup {
        let t = self.typed;
        FieldGroup::new("Settings")
            .with(self.switch(
                "waiting_room",
                "Waiting room",
                &t.waiting_room,
                "The host lets people in.",
            ))
            .with(self.switch(
                "join_before_host",
                "Join before host",
                &t.join_before_host,
                "People may enter before the host; not together with a waiting room.",
            ))
            .with(self.switch(
                "mute_on_entry",
                "Mute on entry",
                &t.mute_on_entry,
                "People enter muted.",
            ))
            .with(self.switch(
                "host_video",
                "Host video",
                &t.host_video,
                "The host starts with the camera on.",
            ))
            .with(self.switch(
                "participant_video",
                "Participant video",
                &t.participant_video,
                "Participants start with their cameras on.",
            ))
    }

    fn webinar(&self) -> FieldGroup {
        let t = self.typed;
        FieldGroup::new("Settings")
            .with(self.switch(
                "practice_session",
                "Practice session",
                &t.practice_session,
                "Host and panelists meet before attendees are let in.",
            ))
            .with(self.switch(
                "questions_and_answers",
                "Questions and answers",
                &t.questions_and_answers,
                "Attendees may ask in writing.",
            ))
            .with(self.switch(
                "host_video",
                "Host video",
                &t.host_video,
                "The host starts with the camera on.",
            ))
            .with(self.switch(
                "panelists_video",
                "Panelist video",
                &t.panelists_video,
                "Panelists start with their cameras on.",
            ))
            .with(self.switch(
                "hd_video",
                "HD video",
                &t.hd_video,
                "Video in high definition by default.",
            ))
            .with(self.switch(
                "on_demand",
                "On demand",
                &t.on_demand,
                "The recording can be watched afterwards; needs automatic recording in the cloud.",
            ))
    }

    fn who_sees(
        &self,
        name: &'static str,
        label: &'static str,
        typed: &str,
        unset: &str,
    ) -> Select {
        let hint = if name == "join_link" {
            "On the public page and in calendar files. The link lets people in without typing the \
             passcode."
        } else {
            "On the public page and in calendar files; the administration always sees it."
        };
        Select::new(name, label)
            .option("everyone", "Everyone who has the page's address")
            .option("nobody", "Nobody but the administration")
            .selected(if typed.is_empty() { unset } else { typed })
            .hint(hint)
            .error(self.error(name))
    }
}
