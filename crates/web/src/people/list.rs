//! The list: search, filters, columns, order, pages and a file of it.

use ::people::{Act, Facet, Filter, Listing, Order, Person, Standing};
use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Query;
use futures::stream;
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{
    Button, Checkbox, Column, Field, FieldGroup, Form, Hidden, Html, Moment, Page, Select, Table,
    View,
};

use super::words::{self, After};
use crate::{
    Error, State, csv,
    extract::{Connected, Posted, Session},
    layout,
    pages::Empty,
    refusal,
};

/// Rows of a page.
const ROWS: u32 = 50;
/// Rows read at once for a file.
const BATCH: u32 = 2_000;

/// Columns that can be chosen: key, title, order, shown unless chosen otherwise.
const COLUMNS: &[(&str, &str, Option<&str>, bool)] = &[
    ("email", "Mail address", Some("email"), true),
    ("status", "Status", Some("status"), true),
    ("licence", "Licence", Some("licence"), true),
    ("role", "Role", Some("role"), true),
    ("dept", "Department", Some("dept"), true),
    ("last_login", "Last sign-in", Some("last_login"), true),
    ("login", "Signs in by", None, false),
    ("created", "Added", Some("created"), false),
    ("timezone", "Time zone", None, false),
    ("client", "Last version", None, false),
    ("id", "Zoom id", None, false),
];

/// The address of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    status: String,
    licence: String,
    role: String,
    dept: String,
    login: String,
    sort: String,
    desc: String,
    #[serde(deserialize_with = "crate::extract::page_number")]
    page: u32,
    col: Vec<String>,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            q: self.q.clone(),
            status: self.status.clone(),
            licence: self.licence.clone(),
            role: self.role.clone(),
            dept: self.dept.clone(),
            login: self.login.clone(),
            sort: Order::from_word(&self.sort),
            desc: self.desc == "1",
            page: self.page,
            size: ROWS,
        }
    }

    fn narrows(&self) -> bool {
        let words = [
            &self.q,
            &self.status,
            &self.licence,
            &self.role,
            &self.dept,
            &self.login,
        ];
        words.iter().any(|word| !word.trim().is_empty())
    }

    fn kept(&self) -> Vec<(String, String)> {
        let pairs = [
            ("status", &self.status),
            ("licence", &self.licence),
            ("role", &self.role),
            ("dept", &self.dept),
            ("login", &self.login),
        ];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        pairs
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .chain(self.col.iter().map(|col| ("col".to_owned(), col.clone())))
            .collect()
    }

    fn shows(&self, key: &str, default: bool) -> bool {
        if self.col.is_empty() {
            default
        } else {
            self.col.iter().any(|col| col == key)
        }
    }
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
    Query(after): Query<After>,
) -> Result<Page, Error> {
    let listing = app
        .people
        .list(&session.principal, &at.id, &asked.filter())
        .await?;
    let standing = app.people.standing(&at.id).await?;
    let seats = app.people.seats(&session.principal, &at.id).await?;
    let acts = [
        Act::Create,
        Act::Change,
        Act::Delete,
        Act::Verify,
        Act::Read,
    ];
    let obstacles = app.people.obstacles(&at.id, &acts).await?;
    let actions = ui::all![
        words::action(
            "Add somebody",
            "/people/new".into(),
            Act::Create,
            &obstacles
        ),
        " ",
        Button::quiet("Many from a file").to("/people/jobs/new"),
        " ",
        Button::quiet("Jobs").to("/people/jobs"),
    ];
    let sentence = match (listing.total, asked.narrows()) {
        (0, true) => "Nobody fits what you look for".to_owned(),
        (0, false) => "Nobody is known here yet".to_owned(),
        (1, _) => "One person".to_owned(),
        (many, _) if listing.at_least => format!("More than {many} people"),
        (many, _) => format!("{many} people"),
    };
    let sentence = match seats {
        Some(seats) => format!(
            "{sentence}; {} of {} licences are used",
            seats.used, seats.total
        ),
        None => sentence,
    };
    let body = ui::all![
        after.notice(),
        fresh(&app, &session, &standing),
        actions,
        narrow(&asked, &listing),
        table(&app, &asked, &listing),
        lookup(),
    ];
    let mut page = layout::page(&app, &session, "People", "/people")
        .sentence(sentence)
        .body(body);
    if standing.walking {
        page = page.refresh(5);
    }
    Ok(page)
}

/// How fresh the list is, and what stands in its way.
fn fresh(app: &State, session: &Session, standing: &Standing) -> Html {
    if let Some(notice) = &standing.refusal {
        return refusal::notice(notice)
            .text(
                "Until then the list shows whom Parfocal added, whom events told of and whom you look \
                 up below by id or mail address.",
            )
            .into();
    }
    let again = Form::post("/people/refresh", &*session.csrf)
        .inline()
        .with(Button::quiet("List everybody again"));
    if standing.walking {
        let of = if standing.of > 0 {
            format!(" of about {}", standing.of)
        } else {
            String::new()
        };
        return ui::Notice::info(format!(
            "Everybody is being listed from Zoom: {}{of} so far.",
            standing.met
        ))
        .into();
    }
    let when: Html = match standing.listed_at {
        Some(at) => ui::all![
            "Listed from Zoom ",
            Moment::relative(at, app.clock.now(), &TimeZone::UTC),
            ". "
        ],
        None => "Not listed from Zoom yet; that begins by itself. ".into(),
    };
    let said: Html = (!standing.said.is_empty())
        .then(|| ui::Notice::poor("The last listing did not come to its end").text(&*standing.said))
        .into();
    ui::all![said, ui::quiet(when), again]
}

fn choose(name: &str, label: &str, any: &str, facets: &[Facet], chosen: &str) -> Select {
    let mut select = Select::new(name, label.to_owned())
        .option("", any)
        .selected(chosen);
    for facet in facets.iter().filter(|facet| !facet.value.is_empty()) {
        select = select.option(&*facet.value, format!("{} ({})", facet.title, facet.count));
    }
    select
}

fn narrow(asked: &Asked, listing: &Listing) -> Form {
    let facets = &listing.facets;
    let mut columns = FieldGroup::more("Columns and more filters", false).with(choose(
        "login",
        "Signs in by",
        "In any way",
        &facets.login,
        &asked.login,
    ));
    for (key, title, _, default) in COLUMNS {
        columns = columns.with(
            Checkbox::new("col", *title)
                .value(*key)
                .checked(asked.shows(key, *default)),
        );
    }
    Form::get("/people")
        .named("Narrow the list")
        .with(choose(
            "status",
            "Status",
            "Any status",
            &facets.status,
            &asked.status,
        ))
        .with(choose(
            "licence",
            "Licence",
            "Any licence",
            &facets.licence,
            &asked.licence,
        ))
        .with(choose(
            "role",
            "Role",
            "Any role",
            &facets.role,
            &asked.role,
        ))
        .with(choose(
            "dept",
            "Department",
            "Any department",
            &facets.dept,
            &asked.dept,
        ))
        .with(columns)
        .with(Hidden::new("q", &*asked.q))
        .button(Button::quiet("Show"))
}

fn table(app: &State, asked: &Asked, listing: &Listing) -> Table {
    let mut pairs = asked.kept();
    pairs.push(("q".into(), asked.q.clone()));
    pairs.push(("sort".into(), asked.sort.clone()));
    pairs.push(("desc".into(), asked.desc.clone()));
    let mut table = Table::new("People").column(Column::text("Name").sort("name"));
    let shown: Vec<_> = COLUMNS
        .iter()
        .filter(|(key, _, _, default)| asked.shows(key, *default))
        .collect();
    for (_, title, sort, _) in &shown {
        let column = Column::text(*title);
        table = table.column(match sort {
            Some(sort) => column.sort(*sort),
            None => column,
        });
    }
    table = table
        .view(View {
            path: "/people".into(),
            filter: asked.q.clone(),
            sort: Some(if asked.sort.is_empty() {
                "name".into()
            } else {
                asked.sort.clone()
            }),
            descending: asked.desc == "1",
            page: listing.page,
            keep: asked.kept(),
        })
        .filter("Name, mail address or department")
        .pages(listing.total, listing.pages)
        .csv(format!("/people/list.csv?{}", ui::query(pairs)))
        .empty(ui::State::empty("Nobody here").text(if asked.narrows() {
            "Nobody fits. Look for fewer words, or for their beginnings."
        } else {
            "Everybody of the account appears here once Zoom has listed them."
        }));
    for one in &listing.rows {
        let mut cells = vec![ui::link(&words::path(one.key(), ""), one.name())];
        cells.extend(shown.iter().map(|(key, ..)| cell(app, one, key)));
        table = table.row(cells);
    }
    table
}

fn cell(app: &State, one: &Person, key: &str) -> Html {
    let when = |at: Option<jiff::Timestamp>| {
        at.map_or_else(
            || ui::quiet("never"),
            |at| Moment::relative(at, app.clock.now(), &TimeZone::UTC).into(),
        )
    };
    match key {
        "email" => Html::from(&one.email),
        "status" => words::status(&one.status).into(),
        "licence" => one.licence().into(),
        "role" => one.role().into(),
        "dept" => Html::from(&one.dept),
        "last_login" => when(one.last_login_at),
        "created" => when(one.created_at),
        "login" => logins(one).into(),
        "timezone" => Html::from(&one.timezone),
        "client" => Html::from(&one.last_client_version),
        _ => ui::code(&one.id),
    }
}

fn logins(one: &Person) -> String {
    let words: Vec<String> = one
        .login_types
        .iter()
        .map(|login| ::people::login(*login))
        .collect();
    words.join(", ")
}

/// For whoever is not in the list: by Zoom's id or a mail address.
fn lookup() -> Html {
    let find = Form::get("/people/find")
        .named("Look somebody up at Zoom")
        .with(
            Field::text("key", "Zoom’s user id or a mail address")
                .hint("Reads this one person from Zoom and keeps them here."),
        )
        .button(Button::quiet("Look up"));
    let verify = Form::get("/people/verify")
        .named("Verify a mail address")
        .with(
            Field::text("email", "Mail address")
                .hint("Says whether anybody at Zoom has it, in this account or another."),
        )
        .button(Button::quiet("Verify"));
    ui::grid([
        ui::Card::new("Look somebody up").body(find),
        ui::Card::new("Is a mail address known to Zoom?").body(verify),
    ])
}

/// To the page of whoever is looked up.
#[derive(Deserialize)]
pub(super) struct Key {
    #[serde(default)]
    key: String,
}

pub(super) async fn find(_: Session, Query(of): Query<Key>) -> Redirect {
    let key = of.key.trim();
    if key.is_empty() {
        return Redirect::to("/people");
    }
    Redirect::to(&words::path(key, ""))
}

#[derive(Deserialize)]
pub(super) struct Address {
    #[serde(default)]
    email: String,
}

/// Whether Zoom knows a mail address.
pub(super) async fn verify(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Address>,
) -> Result<Response, Error> {
    let form = |error: Option<String>| {
        Form::get("/people/verify")
            .with(
                Field::text("email", "Mail address")
                    .value(&*asked.email)
                    .error(error),
            )
            .button(Button::primary("Verify"))
            .button(Button::quiet("Back").to("/people"))
    };
    let page = |sentence: &str, body: Html| {
        layout::page(&app, &session, "Verify a mail address", "/people")
            .sentence(sentence.to_owned())
            .body(body)
    };
    match app
        .people
        .verify(&session.principal, &at.id, &asked.email)
        .await
    {
        Ok(found) => {
            let said = match (&found.here, found.at_zoom) {
                (Some(one), _) => ui::Notice::info(format!("{} has {} in this account.", one.name(), found.email))
                    .actions(Button::quiet("To their page").to(words::path(one.key(), ""))),
                (None, true) => ui::Notice::fair(format!("Somebody at Zoom has {}.", found.email)).text(
                    "Nobody known here has it: they may belong to another account, and would have to \
                     leave it or accept an invitation.",
                ),
                (None, false) => ui::Notice::good(format!("Nobody at Zoom has {}.", found.email)),
            };
            Ok(page(
                "Is a mail address known to Zoom?",
                ui::all![said, form(None)],
            )
            .into_response())
        }
        Err(failure) => {
            let error = match &failure {
                ::people::Error::Form(problems) => problems.of("email").map(str::to_owned),
                _ => None,
            };
            let body = ui::all![words::failed(&failure), form(error)];
            Ok(words::again(
                &failure,
                page("The address was not verified", body),
            ))
        }
    }
}

/// Lists everybody anew, in the background.
pub(super) async fn refresh(
    app: State,
    at: Connected,
    posted: Posted<Empty>,
) -> Result<Redirect, Error> {
    app.people
        .refresh(&posted.session.principal, &at.id)
        .await?;
    Ok(Redirect::to("/people?said=listing"))
}

/// Everybody who fits, as a file, read as it is sent.
pub(super) async fn csv(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let head = "id,email,first_name,last_name,display_name,type,status,role_id,role,dept,timezone,\
                last_login_utc,created_utc\r\n";
    let first = app
        .people
        .batch(&session.principal, &at.id, &asked.filter(), BATCH, 0)
        .await?;
    let start = format!("{head}{}", lines(&first));
    let more = first.len() == BATCH as usize;
    let rest = stream::unfold((1_u64, more), move |(batch, more)| {
        let (app, who, id, filter) = (
            app.clone(),
            session.principal.clone(),
            at.id.clone(),
            asked.filter(),
        );
        async move {
            if !more {
                return None;
            }
            let read = app
                .people
                .batch(&who, &id, &filter, BATCH, batch * u64::from(BATCH))
                .await;
            let more = read.as_ref().is_ok_and(|rows| rows.len() == BATCH as usize);
            Some((read.map(|rows| lines(&rows)), (batch + 1, more)))
        }
    });
    let body = futures::StreamExt::chain(stream::iter([Ok(start)]), rest);
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"people.csv\"",
            ),
        ],
        Body::from_stream(body),
    )
        .into_response())
}

fn lines(rows: &[Person]) -> String {
    let when = |at: Option<jiff::Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    rows.iter()
        .map(|one| {
            csv::line([
                one.id.clone(),
                one.email.clone(),
                one.first_name.clone(),
                one.last_name.clone(),
                one.display_name.clone(),
                one.kind.to_string(),
                one.status.clone(),
                one.role_id.clone(),
                one.role(),
                one.dept.clone(),
                one.timezone.clone(),
                when(one.last_login_at),
                when(one.created_at),
            ])
        })
        .collect()
}
