//! `/`: is everything all right? The first line answers, the layers show where not.

use connect::{
    Connection, CredentialSet, SetState,
    access::{Action, Resource},
};
use monitor::{FigureView, Layer, State as TestState, TestView};
use ui::{Button, Html, Notice, Page, Quality, Stat};

use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// The stack in the order in which one part rests on the next.
const LAYERS: [Layer; 5] = [
    Layer::Service,
    Layer::Account,
    Layer::Users,
    Layer::Meetings,
    Layer::Phone,
];

/// The page.
pub(crate) async fn show(
    app: State,
    session: Session,
    connected: Connected,
) -> Result<Page, Error> {
    app.may(
        &session.principal,
        Action::Read,
        &Resource::Probes(connected.id.clone()),
    )?;
    let sets = app.connect.sets(&connected.id).await?;
    let tests = app.monitor.tests(&connected.id).await?;
    let page = layout::page(&app, &session, "Overview", "/")
        .sentence(sentence(&sets, &tests))
        .subline(sub(&connected.connection, &sets));
    if sets.is_empty() {
        return Ok(page.body(first_steps()));
    }
    Ok(page
        .body(ui::all![
            troubles(&sets, &tests),
            layers(&tests),
            figures(&tests)
        ])
        .refresh(60))
}

/// The answer in one line, the worst first.
fn sentence(sets: &[CredentialSet], tests: &[TestView]) -> String {
    if sets.is_empty() {
        return "Parfocal is ready; no Zoom account is connected yet".into();
    }
    if sets.iter().any(|set| is_broken(&set.state)) {
        return "Zoom does not accept an app that was set up".into();
    }
    let count = |state| tests.iter().filter(|test| test.state == state).count();
    let broken = count(TestState::Broken);
    if broken > 0 {
        return format!(
            "{} not work",
            plural(broken, "API test does", "API tests do")
        );
    }
    for (state, word) in [
        (TestState::Bad, "bad"),
        (TestState::Poor, "poor"),
        (TestState::Fair, "worth a look"),
    ] {
        let found: Vec<&str> = tests
            .iter()
            .filter(|test| test.state == state)
            .map(|test| test.title)
            .collect();
        match found.as_slice() {
            [] => {}
            [one] => return format!("{one}: {word}"),
            many => return format!("{} areas are {word}: {}", many.len(), many.join(", ")),
        }
    }
    let good = count(TestState::Good);
    if good > 0 {
        return "Everything that is watched is well".into();
    }
    if count(TestState::Waiting) > 0 {
        return "Connected; the first figures are on their way".into();
    }
    "Connected; nothing is watched yet".into()
}

fn plural(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        format!("One {one}")
    } else {
        format!("{n} {many}")
    }
}

fn sub(connection: &Connection, sets: &[CredentialSet]) -> String {
    let name = match connection.plan {
        Some(plan) => format!("{}, {plan} plan", connection.name),
        None => connection.name.clone(),
    };
    if sets.is_empty() {
        return name;
    }
    let works = sets.iter().filter(|set| set.state.usable()).count();
    format!("{name} · {works} of {} apps connected", sets.len())
}

fn is_broken(state: &SetState) -> bool {
    matches!(
        state,
        SetState::Refused { .. } | SetState::NeedsRenewal { .. }
    )
}

fn first_steps() -> ui::State {
    ui::State::empty("Here you will see your Zoom account at a glance")
        .text(
            "Build an app in Zoom's Marketplace and enter what it gives you; the page Zoom \
             settings goes through it step by step.",
        )
        .actions(Button::primary("Open Zoom settings").to("/zoom"))
}

/// What does not work, with the way to it.
fn troubles(sets: &[CredentialSet], tests: &[TestView]) -> Html {
    let of_sets = sets.iter().filter(|set| is_broken(&set.state)).map(|set| {
        let why = match &set.state {
            SetState::Refused { why } => why.clone(),
            SetState::NeedsRenewal { cause } => cause.says().to_owned(),
            _ => String::new(),
        };
        Notice::bad(format!("{} does not work", set.kind.title()))
            .text(why)
            .actions(Button::quiet("Open Zoom settings").to(format!("/zoom#{}", set.kind.key())))
    });
    let of_tests = tests
        .iter()
        .filter(|test| test.state == TestState::Broken)
        .map(|test| {
            Notice::bad(format!("The API test {} does not work", test.title))
                .text(&*test.words)
                .actions(Button::quiet("Open it").to(format!("/tests/{}", test.id)))
        });
    of_sets.chain(of_tests).collect()
}

/// One cell per layer with its worst state.
fn layers(tests: &[TestView]) -> Html {
    let cells: Html = LAYERS
        .iter()
        .map(|layer| {
            let of_layer: Vec<&TestView> =
                tests.iter().filter(|test| test.layer == *layer).collect();
            let worst = of_layer.iter().max_by_key(|test| severity(test.state));
            let quality = worst.map_or(Quality::Plain, |test| quality(test.state));
            let said = match worst {
                None => "nothing watched".to_owned(),
                Some(test) if quality == Quality::Good => {
                    test.key.as_ref().map_or_else(|| "good".to_owned(), figure)
                }
                Some(test) => format!("{}: {}", test.title, test.state.words()),
            };
            let inside = ui::all![
                Html::text("").inside("i"),
                ui::all![quality.mark(), " ", layer.title()].inside("b"),
                Html::from(said).inside("span"),
            ];
            Html::trusted(format!(
                "<a class=\"layer {}\" href=\"/tests#{}\">{inside}</a>",
                quality.class(),
                layer_key(*layer)
            ))
        })
        .collect();
    Html::trusted(format!(
        "<nav class=\"layers\" aria-label=\"Layers\">{cells}</nav>"
    ))
}

fn layer_key(layer: Layer) -> String {
    layer.title().to_lowercase()
}

fn figures(tests: &[TestView]) -> Html {
    let cards = tests.iter().filter_map(|test| {
        let key = test.key.as_ref()?;
        let quality = quality(test.state);
        let note = match test.state {
            TestState::Good if key.title == test.title => "normal".to_owned(),
            TestState::Good => named(key),
            _ => test.words.clone(),
        };
        Some(
            Stat::new(test.title, &*key.said)
                .note(quality, note)
                .to(format!("/tests/{}", test.id)),
        )
    });
    ui::grid(cards)
}

/// "Users: 54 users", with the descriptor where there is one.
fn figure(key: &FigureView) -> String {
    format!("{}: {}", named(key), key.said)
}

fn named(key: &FigureView) -> String {
    if key.label.is_empty() {
        key.title.to_owned()
    } else {
        format!("{} ({})", key.title, key.label)
    }
}

/// How states rank within a layer: what people feel first, what is merely not set up last.
fn severity(state: TestState) -> u8 {
    match state {
        TestState::Broken => 9,
        TestState::Bad => 8,
        TestState::Poor => 7,
        TestState::Fair => 6,
        TestState::Paused => 5,
        TestState::NoData => 4,
        TestState::Good => 3,
        TestState::Waiting => 2,
        TestState::Available | TestState::NotSetUp | TestState::NeedsPlan => 1,
        TestState::Off => 0,
    }
}

fn quality(state: TestState) -> Quality {
    match state {
        TestState::Broken | TestState::Bad => Quality::Bad,
        TestState::Poor => Quality::Poor,
        TestState::Fair | TestState::Paused => Quality::Fair,
        TestState::Good => Quality::Good,
        TestState::NoData
        | TestState::Waiting
        | TestState::Available
        | TestState::NotSetUp
        | TestState::NeedsPlan
        | TestState::Off => Quality::Plain,
    }
}
