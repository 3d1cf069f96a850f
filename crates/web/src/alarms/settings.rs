//! `/alarms/settings`: when alarms open, and who is told.

use axum::extract::Query;
use connect::access::Action;
use jiff::Timestamp;
use monitor::{AlarmSettings, Level, MOST_READINGS};
use serde::Deserialize;
use ui::{
    Button, Card, Column, Field, FieldGroup, Form, Hidden, Html, Notice, Page, Select, Table,
};

use super::{
    act::{Fault, Rules},
    words,
};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(after): Query<After>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let said = match after.said.as_str() {
        "rules" => Notice::good("It is saved: alarms open by these rules from the next reading on")
            .live()
            .into(),
        _ => Html::new(),
    };
    page(&app, &session, &at, said, Typed::default()).await
}

/// What was done a moment ago.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct After {
    said: String,
}

/// What was typed into a form that was refused, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub(super) address: String,
    pub(super) address_fault: Option<String>,
    pub(super) name: String,
    pub(super) url: String,
    pub(super) webhook_fault: Option<String>,
    pub(super) rules: Option<(Rules, Vec<Fault>)>,
}

/// The page with `first` at its top.
pub(super) async fn page(
    app: &State,
    session: &Session,
    at: &Connected,
    first: Html,
    typed: Typed,
) -> Result<Page, Error> {
    let settings = app.monitor.alarm_settings(&at.id).await;
    let settings = settings?;
    let body = ui::all![
        first,
        ui::grid([
            Html::from(mails(app, session, &settings, &typed)),
            webhooks(app, session, &settings, &typed).into(),
            rules(session, &settings, typed.rules.as_ref()).into(),
        ])
    ];
    Ok(
        layout::page(app, session, "Who is told of alarms", "/alarms")
            .sentence(sentence(&settings))
            .subline(ui::all![
                ui::link("/alarms", "All alarms"),
                " · ",
                ui::link("/alarms/thresholds", "What is normal")
            ])
            .body(body),
    )
}

fn sentence(settings: &AlarmSettings) -> String {
    let people = match settings.recipients.len() {
        0 => None,
        1 => Some("one person by mail".to_owned()),
        many => Some(format!("{many} people by mail")),
    };
    let programs = match settings.webhooks.len() {
        0 => None,
        1 => Some("one program by webhook".to_owned()),
        many => Some(format!("{many} programs by webhook")),
    };
    let told: Vec<String> = people.into_iter().chain(programs).collect();
    if told.is_empty() {
        "Nobody is told of alarms".to_owned()
    } else {
        format!("Alarms are told to {}", told.join(" and "))
    }
}

fn mails(app: &State, session: &Session, settings: &AlarmSettings, typed: &Typed) -> Card {
    let server = match &settings.mail {
        Some(mail) => ui::quiet(format!("Sent through {} as {}.", mail.server, mail.from)).paragraph(),
        None => Notice::fair("No mail server is configured")
            .text("Name it in the section [mail] of the configuration (host, from), then restart Parfocal. Until then mails wait; one that has waited for about eleven hours is given up.")
            .into(),
    };
    let now = app.clock.now();
    let mut table = Table::new("Who is told by mail")
        .column(Column::text("Address"))
        .column(Column::text("Added"))
        .column(Column::text("What to do"))
        .empty(ui::State::empty("Nobody is told by mail").text("Add an address below."));
    for one in &settings.recipients {
        let form = |act: &str| {
            let path = format!("/alarms/settings/recipients/{act}");
            Form::post(path, &*session.csrf)
                .inline()
                .with(Hidden::new("address", &*one.address))
        };
        table = table.row([
            Html::from(&one.address),
            added(one.added_at, &one.added_by, now),
            acts(&one.address, form),
        ]);
    }
    let add = Form::post("/alarms/settings/recipients", &*session.csrf)
        .named("Add a recipient")
        .with(
            Field::of("email", "address", "Mail address")
                .value(&*typed.address)
                .required()
                .attribute("autocomplete", "off")
                .error(typed.address_fault.as_deref()),
        )
        .button(Button::primary("Add"));
    Card::new("By mail")
        .span(4)
        .id("mail")
        .body(ui::all![server, table, add])
}

/// When somebody was added, and by whom.
fn added(at: Timestamp, by: &str, now: Timestamp) -> Html {
    ui::all![words::ago(at, now), " ", ui::quiet(format!("by {by}"))]
}

/// What can be done with who is told: `form` leads to one of the acts.
fn acts(name: &str, form: impl Fn(&str) -> Form) -> Html {
    let test = Button::quiet("Send a test").named(format!("Send a test to {name}"));
    let remove = Button::danger("Remove").named(format!("Remove {name}"));
    ui::all![
        form("test").button(test),
        " ",
        form("remove").button(remove),
    ]
}

fn webhooks(app: &State, session: &Session, settings: &AlarmSettings, typed: &Typed) -> Card {
    let now = app.clock.now();
    let mut table = Table::new("What is told by webhook")
        .column(Column::text("Name"))
        .column(Column::text("Address"))
        .column(Column::text("Added"))
        .column(Column::text("What to do"))
        .empty(ui::State::empty("No program is told").text("Add its address below."));
    for one in &settings.webhooks {
        let form = |act: &str| {
            let path = format!("/alarms/settings/webhooks/{}/{act}", one.id);
            Form::post(path, &*session.csrf).inline()
        };
        table = table.row([
            Html::from(&one.name),
            ui::code(&one.url),
            added(one.added_at, &one.added_by, now),
            acts(&one.name, form),
        ]);
    }
    let add = Form::post("/alarms/settings/webhooks", &*session.csrf)
        .named("Add a webhook")
        .errors(typed.webhook_fault.iter().map(|why| ("", why.as_str())))
        .with(
            Field::text("name", "Name")
                .value(&*typed.name)
                .hint("To know it by, such as on call.")
                .required(),
        )
        .with(
            Field::of("url", "url", "Web address")
                .value(&*typed.url)
                .hint("https:// or http://. An address inside your own network is allowed. Redirects are not followed.")
                .required(),
        )
        .with(FieldGroup::more("A secret of your own (optional)", false).with(
            Field::secret("secret", "Secret")
                .hint("At least 16 characters. Left empty, one is made and shown once. It signs every call: x-parfocal-signature is v1= and the HMAC-SHA256 of timestamp, a dot and the body."),
        ))
        .button(Button::primary("Add"));
    Card::new("By signed webhook")
        .span(4)
        .id("webhooks")
        .body(ui::all![table, add])
}

fn rules(session: &Session, settings: &AlarmSettings, typed: Option<&(Rules, Vec<Fault>)>) -> Card {
    let held = Rules::of(settings);
    let (policy, faults) = typed.map_or((&held, &[][..]), |(rules, faults)| {
        (rules, faults.as_slice())
    });
    let fault = |name: &str| {
        let found = faults.iter().find(|(field, _)| *field == name);
        found.map(|(_, why)| why.as_str())
    };
    let number = |name: &'static str, label: &'static str, value: &str, hint: &'static str| {
        Field::of("number", name, label)
            .value(value)
            .error(fault(name))
            .hint(hint)
            .attribute("min", "1")
            .attribute("max", MOST_READINGS.to_string())
            .required()
    };
    let levels = [Level::Fair, Level::Poor, Level::Bad];
    let mut least = Select::new("least_level", "Tell of figures from")
        .error(fault("least_level"))
        .hint("Tests that do not work, no data, credentials and the subscription are always told.");
    for level in levels {
        least = least.option(level.key(), level.word().to_lowercase());
    }
    let form = Form::post("/alarms/settings/rules", &*session.csrf)
        .named("When alarms open")
        .with(Hidden::new("revision", &*policy.revision))
        .errors(faults.iter().map(|(field, why)| (*field, why.as_str())))
        .with(number(
            "readings",
            "Readings looked at",
            &policy.readings,
            "The last so many readings decide. What is read once an hour or less often is judged by its latest reading alone.",
        ))
        .with(number(
            "opens",
            "Open an alarm with",
            &policy.opens,
            "So many of them past a threshold.",
        ))
        .with(number(
            "clears",
            "Clear it with",
            &policy.clears,
            "So many of them normal again. The two together must be more than the readings looked at.",
        ))
        .with(least.selected(&*policy.least_level))
        .button(Button::quiet("Save"));
    Card::new("When alarms open").span(4).id("rules").body(form)
}
