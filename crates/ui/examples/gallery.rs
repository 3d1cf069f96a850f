//! Every component in every state on a few pages, to be looked at: `cargo run -p ui --example
//! gallery` prints where.

use axum::{Router, routing::get};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use ui::{
    Badge, Button, Card, Checkbox, Choices, Column, CopyText, Countdown, Facts, Field, FieldGroup,
    Form, Html, Line, Moment, Nav, Notice, Page, PlainPage, Plot, PublicPage, Quality, Reveal,
    Search, Select, SignedIn, Stand, Stat, State, Steps, Table, Tag, View,
};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let router = Router::new()
        .route("/", get(|| async { overview() }))
        .route("/forms", get(|| async { forms() }))
        .route("/states", get(|| async { states() }))
        .route("/event", get(|| async { event() }))
        .route("/plain", get(|| async { plain() }))
        .merge(ui::assets());
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, router).await
}

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_795_255_200 + minutes * 60).unwrap_or_default()
}

fn page(title: &str, current: &str) -> Page {
    let nav = Nav::new()
        .group("Watch")
        .link("Overview", "/")
        .counted("API tests", "/forms", Some("8"))
        .link("States", "/states")
        .group("Run")
        .link("Schedule", "/event")
        .group("Zoom")
        .link("Connection", "/plain");
    Page::new(title, nav, current)
        .search(Search {
            action: "/".to_owned(),
            words: "Find a person, meeting, page".to_owned(),
            value: String::new(),
        })
        .user(SignedIn {
            name: "admin".to_owned(),
            sign_out: "/".to_owned(),
            csrf: "x".to_owned(),
        })
}

fn wave(from: i64, to: i64) -> Vec<(Timestamp, Option<f64>)> {
    (from..to)
        .map(|m| {
            let x = f64::from(u16::try_from(m * 10 % 1440).unwrap_or(0)) / 1440.0;
            let value = 40.0 + 200.0 * (x * std::f64::consts::PI).sin().powi(4);
            (at(m * 10), (m % 97 > 5).then_some(value.round()))
        })
        .collect()
}

fn overview() -> Page {
    let spark: Vec<_> = wave(0, 100).into_iter().map(|p| p.1).collect();
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    let plot = Plot::new("Participants today", "people", zone)
        .line(Line::new("today", wave(0, 95)))
        .line(Line::new("last Tuesday", wave(0, 144)).dotted())
        .band(at(500), at(560), "Lisbon Wi-Fi, 33 min");
    let table = Table::new("Meetings that need you")
        .column(Column::text("Meeting").sort("meeting"))
        .column(Column::text("Likely cause"))
        .column(Column::number("Loss").sort("loss"))
        .column(Column::number("Latency").sort("latency"))
        .row([
            Html::from(Badge::new(Quality::Bad, "Board preparation")),
            ui::quiet("Wi-Fi of the Lisbon office: 9 of 11 on it suffer"),
            "3.1 %".into(),
            "212 ms".into(),
        ])
        .row([
            Html::from(Badge::new(Quality::Fair, "Quarterly review")),
            ui::quiet("provider of 4 home networks"),
            "1.2 %".into(),
            "88 ms".into(),
        ])
        .view(View {
            path: "/".to_owned(),
            sort: Some("loss".to_owned()),
            descending: true,
            page: 2,
            ..View::default()
        })
        .filter("Filter meetings")
        .pages(137, 5)
        .csv("/meetings.csv");
    let layers = ["Service", "Account", "Users", "Meetings", "Rooms", "Phone"]
        .into_iter()
        .zip(["good", "good", "good", "fair", "bad", "plain"])
        .map(|(name, quality)| {
            Html::trusted(format!(
                "<a class=\"layer {quality}\" href=\"/\"><b>{name}</b><span>{quality}</span></a>"
            ))
        })
        .collect::<Html>()
        .boxed("nav", "layers");
    page("Overview", "/")
        .sentence("Tuesday, quarter past three: every feature on, one office has poor audio")
        .subline(ui::all![
            "Sandbox account, Business plan · ",
            Badge::new(Quality::Good, "connected"),
            " · checked ",
            Moment::relative(at(-3), at(0), &TimeZone::UTC)
        ])
        .body(ui::all![
            layers,
            ui::grid([
                Html::from(
                    Stat::new("Live meetings", "37")
                        .note(Quality::Plain, "4 more than last Tuesday")
                        .spark(&spark)
                        .to("/")
                ),
                Stat::new("Good minutes, last hour", "97.2")
                    .unit("%")
                    .note(Quality::Fair, "1.9 points under normal")
                    .spark(&spark)
                    .into(),
                Stat::new("Licensed seats", "811")
                    .unit("of 1 000")
                    .note(Quality::Bad, "reclaim some")
                    .into(),
                Stat::new("Phone calls", "–")
                    .note(Quality::Plain, "not set up")
                    .into(),
                Card::new("Participants today").span(3).body(plot).into(),
                Card::new("Alarms")
                    .aside(Tag::new("2 open"))
                    .body(
                        Facts::new()
                            .fact("Oslo 2", "no camera")
                            .fact("Lisbon", "poor audio")
                    )
                    .into(),
                Card::new("Meetings that need you")
                    .span(4)
                    .body(table)
                    .into(),
            ]),
        ])
}

fn forms() -> Page {
    let form = Form::post("/forms", "token")
        .errors([
            ("topic", "Give the meeting a topic."),
            ("", "Zoom is not reachable."),
        ])
        .with(
            Field::text("topic", "Topic")
                .required()
                .error(Some("Give the meeting a topic.")),
        )
        .with(
            Field::text("client_id", "Client ID")
                .mono()
                .value("AbC<123>")
                .hint("22 letters and digits, from App Credentials."),
        )
        .with(Field::secret("secret", "Client Secret").hint("Empty keeps the one that is saved."))
        .with(Field::lines("agenda", "Agenda", 3).value("One\nTwo"))
        .with(
            Select::new("host", "Host")
                .option("a", "Ann")
                .option("b", "Ben")
                .selected("b"),
        )
        .with(
            Choices::new("kind", "App management type")
                .choice("admin", "Admin-managed", "An administrator adds it.")
                .choice("user", "User-managed", "Each user adds it.")
                .selected("admin")
                .cards(),
        )
        .with(
            Checkbox::new("publish", "Publish")
                .switch()
                .checked(true)
                .hint("A switch."),
        )
        .with(
            FieldGroup::more("More", true)
                .with(Checkbox::new("mute", "Mute upon entry"))
                .with(Field::of("number", "duration", "Duration in minutes").value("60")),
        )
        .button(Button::primary("Save"))
        .button(Button::quiet("Re-check"))
        .button(Button::danger("Forget"));
    page("Forms", "/forms").body(
        ui::all![
            Steps::new("Setting up")
                .step("App Credentials", "/", Stand::Done)
                .step("Information", "/forms", Stand::Current)
                .step("Feature", "/", Stand::ToDo)
                .plain("Activation", Stand::ToDo),
            ui::all![
                Card::new("Credentials").body(
                    Facts::new()
                        .fact(
                            "Client ID",
                            CopyText::new("Client ID", "x8sAf3kQRcmVn1tZ0pLq2w")
                        )
                        .fact("Client Secret", Reveal::new("Client Secret", "s3cr3t"))
                ),
                Card::new("A form").body(form),
                CopyText::new("scopes", "user:read:user:admin\nuser:read:list_users:admin").block(),
            ]
            .boxed("div", "stack")
        ]
        .boxed("div", "sided"),
    )
}

fn states() -> Page {
    page("States", "/states").refresh(5).body(ui::all![
        Notice::good("Connected").text("All 49 scopes of the guide are there."),
        Notice::fair("Zoom's answer is an hour old").text("Zoom was not reachable at 14:05."),
        Notice::poor("Creating webinars needs one more scope")
            .text(ui::all![
                "The app lacks ",
                ui::code("webinar:write:webinar:admin"),
                "."
            ])
            .to_do("Add it to the app, then re-check.")
            .actions(Button::quiet("Re-check")),
        Notice::bad("Zoom refused the client secret")
            .text("invalid_client: Invalid client_id or client_secret"),
        Notice::info("An API test is a scheduled read").text("Its answer is kept as history."),
        ui::grid([
            Card::new("Empty").body(State::empty("No meetings yet").text("Schedule one.")),
            Card::new("Error").body(State::error("Zoom did not answer").text("Tried at 14:05.")),
            Card::new("Forbidden").body(State::forbidden("Only administrators see this")),
            Card::new("Stale").body(State::stale("As of 13:52")),
            Card::new("Partial").body(State::partial("Two of three pages were read")),
            Card::new("Loading").body(State::loading("Reading 300 users")),
            Card::new("No figures").body(Plot::new("Calls", "calls", TimeZone::UTC)),
        ]),
    ])
}

fn event() -> PublicPage {
    PublicPage::new(
        "Your organisation",
        "/",
        "Sound on a slow line: calls that survive bad networks",
    )
    .link("All events", "/")
    .kicker("Webinar · English, captions")
    .lede("What four years of call data taught us about jitter buffers.")
    .body(ui::all![
        ui::heading("In sixty minutes"),
        ui::list([
            "Reading one bad call",
            "Telling Wi-Fi, provider and CPU apart"
        ])
    ])
    .aside(ui::all![
        ui::all![
            Html::from(Moment::long(at(0), &TimeZone::UTC).local()).inside("b"),
            Html::from("where it is held: UTC").inside("span")
        ]
        .boxed("div", "when"),
        Countdown::new(at(0), at(0).saturating_sub(280.hours()).unwrap_or_default()),
        Button::primary("Register, free").to("/"),
        Button::quiet("Add to calendar").to("/"),
        Html::from("Join in the browser or the Zoom app.").boxed("p", "hint"),
    ])
}

fn plain() -> PlainPage {
    PlainPage::new("Sign in")
        .banner("This is an emulated Zoom, not zoom.us.")
        .body(
            Form::post("/", "t")
                .with(Field::text("name", "Name"))
                .with(Field::password("password", "Password"))
                .button(Button::primary("Sign in")),
        )
}
