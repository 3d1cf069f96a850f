//! `/api`: the JSON API's document as a page, from the same document that programs read.

use serde_json::Value;
use ui::{Card, Column, CopyText, FieldGroup, Html, Page, Table};

use crate::{Error, State, api, extract::Session, layout};

/// Every operation, by room.
pub(crate) async fn show(app: State, session: Session) -> Result<Page, Error> {
    let document = api::openapi();
    let mut rooms: Vec<(String, Html, usize)> = Vec::new();
    let mut count = 0;
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let operations = item.as_object().into_iter().flatten();
        for (method, operation) in operations.filter(|(_, one)| one["responses"].is_object()) {
            let room = operation["tags"][0].as_str().unwrap_or("other").to_owned();
            let shown = one(&app, method, path, operation);
            count += 1;
            match rooms.iter_mut().find(|(name, ..)| *name == room) {
                Some((_, html, operations)) => {
                    html.push(shown);
                    *operations += 1;
                }
                None => rooms.push((room, shown, 1)),
            }
        }
    }
    let contents = rooms.iter().map(|(room, _, operations)| {
        ui::link(&format!("#{room}"), format!("{room} ({operations})")).with(" ")
    });
    let contents = contents.collect::<Html>().paragraph();
    let cards = rooms.into_iter().map(|(room, html, _)| {
        Html::from(
            Card::new(&*room)
                .id(&*room)
                .span(4)
                .body(html.boxed("div", "stack")),
        )
    });
    let cards: Html = cards.collect();
    let sub = ui::all![
        "Version 1, under /api/v1; a program reads ",
        ui::link("/api/v1/openapi.json", "the document"),
        " and sends a token made on the page ",
        ui::link("/tokens", "API tokens"),
        ": what it may is read, operate or administer."
    ];
    Ok(layout::page(&app, &session, "JSON API", "/api")
        .sentence(format!(
            "{count} operations, everything that the pages show"
        ))
        .subline(sub)
        .body(ui::all![contents, cards.boxed("div", "grid")]))
}

fn one(app: &State, method: &str, path: &str, operation: &Value) -> Html {
    let method = method.to_uppercase();
    let summary = operation["summary"].as_str().unwrap_or_default();
    let head = format!("{method} {path}: {}", said(summary.trim_end_matches('.')));
    let says = said(operation["description"].as_str().unwrap_or_default());
    let body = &operation["requestBody"]["content"]["application/json"]["example"];
    let right = operation["security"][0]["bearer"][0].as_str();
    let mut inside = ui::all![
        match right {
            Some(right) => ui::all!["For tokens that may ", ui::code(right), "."],
            None => "For everybody.".into(),
        }
        .paragraph(),
        (!says.is_empty()).then(|| Html::from(says).paragraph()),
        parameters(operation),
        CopyText::new(
            format!("call, {method} {path}"),
            curl(app, &method, path, right.is_some(), body)
        )
        .block(),
    ];
    let mut answers = Table::new(format!("Answers of {method} {path}"))
        .column(Column::number("Status"))
        .column(Column::text("Meaning"));
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let says = response["description"].as_str().unwrap_or_default();
        answers = answers.row([ui::number(status), says.into()]);
        let example = &response["content"]["application/json"]["example"];
        if status.starts_with('2') && !example.is_null() {
            let text = serde_json::to_string_pretty(example).unwrap_or_default();
            inside.push(
                FieldGroup::more(format!("An answer ({status})"), false)
                    .with(CopyText::new(format!("answer, {method} {path}"), text).block()),
            );
        }
    }
    inside.push(answers);
    FieldGroup::more(head, false).with(inside).into()
}

fn parameters(operation: &Value) -> Option<Table> {
    let all = operation["parameters"].as_array()?;
    let mut table = Table::new("Parameters")
        .column(Column::text("Name"))
        .column(Column::text("Stands in"))
        .column(Column::text("Meaning"));
    for one in all {
        let text = |name: &str| one[name].as_str().unwrap_or_default();
        let needed = if one["required"] == true {
            ""
        } else {
            ", optional"
        };
        table = table.row([
            ui::code(text("name")),
            format!("{}{needed}", text("in")).into(),
            said(text("description")).into(),
        ]);
    }
    Some(table)
}

/// The document's words for people: what programs read between backticks stands in quotes.
fn said(words: &str) -> String {
    let mut said = String::with_capacity(words.len());
    for (at, piece) in words.split('`').enumerate() {
        match at {
            0 => {}
            at if at % 2 == 1 => said.push('“'),
            _ => said.push('”'),
        }
        said.push_str(piece);
    }
    said
}

/// The call as it is typed in a shell.
fn curl(app: &State, method: &str, path: &str, token: bool, body: &Value) -> String {
    let address = app.settings.absolute(path);
    let mut call = format!("curl -X {method} '{address}'");
    if token {
        call.push_str(" \\\n  -H \"Authorization: Bearer $PARFOCAL_TOKEN\"");
    }
    if !body.is_null() {
        let text = body.to_string().replace('\'', "'\\''");
        call.push_str(" \\\n  -H 'Content-Type: application/json' \\\n  -d '");
        call.push_str(&text);
        call.push('\'');
    }
    call
}
