//! The scopes to add, as text to copy: as in the guide, or everything Parfocal can use; granular
//! for new apps, classic for older ones; what is granted already is counted.

use std::collections::BTreeSet;

use connect::{CredentialSet, Preset, PresetScope, SetKind};
use ui::{Column, CopyText, FieldGroup, Html, Quality, Table, code};

/// The lists of one block, folded away; the guide's links lead here.
pub(super) fn section(kind: SetKind, set: Option<&CredentialSet>) -> Html {
    let lists: Html = match Preset::of(kind) {
        [] => only_zak(),
        presets => presets
            .iter()
            .map(|preset| list(kind, *preset, set))
            .collect(),
    };
    let group = FieldGroup::more("Scopes to add, exact names to copy", false).with(lists);
    Html::trusted(format!("<div id=\"{}-scopes\">{group}</div>", kind.key()))
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
    let names: Vec<&str> = scopes.iter().map(|scope| scope.scope).collect();
    let label = format!("scopes, {}", preset.title());
    let copy = CopyText::new(label, names.join("\n")).block();
    ui::all![
        Html::text(preset.title()).inside("h4"),
        Html::from(note(preset)).paragraph(),
        set.and_then(|set| set.scopes.as_ref())
            .map(|_| granted(&scopes)),
        copy,
        FieldGroup::more("Each with its heading in the Marketplace", false).with(table(&scopes)),
        classic(&scopes),
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
        .column(Column::text("Scope"));
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
