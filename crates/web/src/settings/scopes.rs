//! The scopes to add, as text to copy: as in the guide, everything Parfocal can use, or those of
//! chosen features; granular for new apps, classic for older ones; what is granted already is
//! counted, and each scope says what it opens.

use std::collections::BTreeSet;

use connect::{CredentialSet, Preset, PresetScope, SetKind, scopes_of};
use ui::{
    Button, Checkbox, Column, CopyText, FieldGroup, Form, Html, Quality, Select, Table, code,
};

/// The name of the choice of features beside the presets.
const SMALLER: &str = "smaller";

/// Which list each block shows, as the page's address says it.
#[derive(Debug, Default)]
pub(super) struct Chosen(Vec<(String, String)>);

impl Chosen {
    /// From the query of the page's address.
    pub(super) fn read(query: &str) -> Self {
        Self(
            url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    fn list(&self, kind: SetKind) -> Option<&str> {
        let name = format!("{}-list", kind.key());
        self.0
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.as_str())
    }

    fn has(&self, kind: SetKind, feature: &str) -> bool {
        let name = format!("{}-feature", kind.key());
        self.0
            .iter()
            .any(|(key, value)| *key == name && value == feature)
    }
}

/// The list of one block, folded away until somebody chooses; the guide's links lead here.
pub(super) fn section(kind: SetKind, set: Option<&CredentialSet>, chosen: &Chosen) -> Html {
    let asked = chosen.list(kind);
    let shown: Html = match Preset::of(kind) {
        [] => only_zak(),
        presets => {
            let preset = presets
                .iter()
                .find(|preset| Some(preset.key()) == asked)
                .or(presets.first().filter(|_| asked != Some(SMALLER)));
            ui::all![
                chooser(
                    kind,
                    presets,
                    preset.map_or(SMALLER, |preset| preset.key()),
                    chosen
                ),
                match preset {
                    Some(preset) => list(kind, *preset, set),
                    None => smaller(kind, set, chosen),
                }
            ]
        }
    };
    let group = FieldGroup::more("Scopes to add, exact names to copy", asked.is_some()).with(shown);
    Html::trusted(format!("<div id=\"{}-scopes\">{group}</div>", kind.key()))
}

/// Which list, and for the smaller one which features.
fn chooser(kind: SetKind, presets: &[Preset], now: &str, chosen: &Chosen) -> Form {
    let select = Select::new(format!("{}-list", kind.key()), "Which list");
    let select = presets
        .iter()
        .fold(select, |select, preset| {
            select.option(preset.key(), preset.title())
        })
        .option(SMALLER, "A smaller choice, by feature")
        .selected(now);
    let boxes: Html = crate::capabilities()
        .iter()
        .filter(|one| one.owner() == kind)
        .map(|one| {
            Html::from(
                Checkbox::new(format!("{}-feature", kind.key()), one.title)
                    .value(one.key)
                    .checked(chosen.has(kind, one.key))
                    .hint(one.what),
            )
        })
        .collect();
    Form::get(format!("/zoom#{}-scopes", kind.key()))
        .named(format!("Which scopes: {}", kind.title()))
        .with(select)
        .with(FieldGroup::more("Features of a smaller choice", now == SMALLER).with(boxes))
        .button(Button::quiet("Show this list").named(format!("Show this list: {}", kind.title())))
}

/// The Meeting SDK app of the second guide has one scope.
fn only_zak() -> Html {
    let note = Html::from("One scope, for starting a meeting as its host in the browser.");
    let copy = CopyText::new("scopes, As in the guide", "user:read:zak:admin");
    ui::all![
        Html::text("As in the guide").inside("h4"),
        note.paragraph(),
        copy
    ]
}

fn list(kind: SetKind, preset: Preset, set: Option<&CredentialSet>) -> Html {
    let scopes = preset.list(kind, set, &crate::capabilities());
    shown(preset.title(), note(preset), set, &scopes)
}

fn smaller(kind: SetKind, set: Option<&CredentialSet>, chosen: &Chosen) -> Html {
    let scopes = scopes_of(kind, set, &crate::capabilities(), |key| {
        chosen.has(kind, key)
    });
    if scopes.is_empty() {
        let note = "Tick the features that you want, then show the list: it holds what they need and no more.";
        return Html::from(note).paragraph();
    }
    shown(
        "A smaller choice",
        "What the ticked features need, and no more.",
        set,
        &scopes,
    )
}

fn shown(title: &str, note: &str, set: Option<&CredentialSet>, scopes: &[PresetScope]) -> Html {
    let names: Vec<&str> = scopes.iter().map(|scope| scope.scope).collect();
    let copy = CopyText::new(format!("scopes, {title}"), names.join("\n")).block();
    ui::all![
        Html::text(title).inside("h4"),
        Html::from(note).paragraph(),
        set.and_then(|set| set.scopes.as_ref())
            .map(|_| granted(scopes)),
        copy,
        FieldGroup::more(
            "Each with its heading in the Marketplace, and what it opens",
            false
        )
        .with(table(scopes)),
        classic(scopes),
    ]
}

fn note(preset: Preset) -> &'static str {
    match preset {
        Preset::AsInGuideFirst => {
            "The guide names categories only; these scopes are chosen from what the API tests read \
             in them."
        }
        Preset::AsInGuideSecond => {
            "The eight that end in :master can only be added in a primary account; skip them in \
             any other, nothing here needs them there."
        }
        Preset::Everything => "For every feature, also those the guide does not ask for.",
    }
}
fn granted(scopes: &[PresetScope]) -> Html {
    let missing: Vec<&PresetScope> = scopes.iter().filter(|scope| !scope.granted).collect();
    if missing.is_empty() {
        return ui::all![
            Quality::Good.mark(),
            format!(" All {} are granted.", scopes.len())
        ]
        .paragraph();
    }
    let names: Html = missing
        .iter()
        .map(|scope| code(scope.scope).with(" "))
        .collect();
    let count = scopes.len() - missing.len();
    ui::all![
        format!("{count} of {} are granted. Missing: ", scopes.len()),
        names
    ]
    .paragraph()
}

fn table(scopes: &[PresetScope]) -> Table {
    let mut table = Table::new("Scopes as the Marketplace shows them")
        .column(Column::text("Category"))
        .column(Column::text("Heading"))
        .column(Column::text("Line to tick"))
        .column(Column::text("Scope"))
        .column(Column::text("Opens"));
    for scope in scopes {
        let mut name = code(scope.scope);
        if scope.primary_only {
            name.push(ui::quiet(" primary account only"));
        }
        table = table.row([
            scope.category.into(),
            scope.heading.into(),
            scope.caption.into(),
            name,
            match scope.opens.as_slice() {
                [] => ui::quiet("no page of its own yet"),
                titles => titles.join(", ").into(),
            },
        ]);
    }
    table
}

/// What opens the same operations in an app with classic scopes.
fn classic(scopes: &[PresetScope]) -> Option<FieldGroup> {
    let mut names = BTreeSet::new();
    for scope in scopes {
        let operations = zoom_catalog::scope(scope.scope).map(|info| &info.operations);
        for key in operations.into_iter().flatten() {
            let Some(operation) = zoom_catalog::operation(key) else {
                continue;
            };
            let classic = &operation.classic;
            let admin = classic.iter().find(|name| name.ends_with(":admin"));
            names.extend(admin.or(classic.first()));
        }
    }
    if names.is_empty() {
        return None;
    }
    let names: Vec<&str> = names.into_iter().collect();
    let copy = CopyText::new("classic scopes", names.join("\n")).block();
    Some(FieldGroup::more("For an older app with classic scopes", false).with(copy))
}
