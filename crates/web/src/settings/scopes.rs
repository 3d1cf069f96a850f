//! The scopes to add, as text to copy: as in the guide, or everything Parfocal can use; granular
//! for new apps, classic for older ones; those already granted are ticked.

use std::collections::BTreeSet;

use connect::{CredentialSet, Preset, SetKind};
use ui::{CopyText, FieldGroup, Html, Quality, code};
use zoom_catalog::guides;

/// One list to copy.
struct List {
    title: &'static str,
    note: &'static str,
    granular: Vec<&'static str>,
    classic: Vec<&'static str>,
}

/// The lists of one block, folded away; the guide's links lead here.
pub(super) fn section(kind: SetKind, set: Option<&CredentialSet>) -> Html {
    let lists: Html = lists(kind).iter().map(|list| shown(list, set)).collect();
    let group = FieldGroup::more("Scopes to add, exact names to copy", false).with(lists);
    Html::trusted(format!("<div id=\"{}-scopes\">{group}</div>", kind.key()))
}

fn lists(kind: SetKind) -> Vec<List> {
    match kind {
        SetKind::Monitoring => vec![
            List {
                title: "As in the guide",
                note: "The guide names categories only; these scopes are chosen from what the API \
                       tests read in them.",
                granular: guides::first_scopes(),
                classic: classic_of_the_first_guide(),
            },
            everything("monitoring"),
        ],
        SetKind::ServerToServer => vec![
            List {
                title: "As in the guide: 49 scopes",
                note: "The eight that end in :master can only be added in a primary account; skip \
                       them in any other, nothing here needs them there.",
                granular: guides::second().iter().map(|row| row.scope).collect(),
                classic: Vec::new(),
            },
            everything("meetings"),
        ],
        SetKind::MeetingSdk => vec![List {
            title: Preset::AsInGuideSecond.title(),
            note: "One scope, for starting a meeting as its host in the browser.",
            granular: vec!["user:read:zak:admin"],
            classic: Vec::new(),
        }],
    }
}

/// What all features of one product need, each scope once.
fn everything(product: &str) -> List {
    let mut granular = BTreeSet::new();
    let mut classic = BTreeSet::new();
    for capability in crate::capabilities()
        .iter()
        .filter(|of| of.product == product)
    {
        for need in capability.needs {
            let connect::Need::Operation(key) = need else {
                continue;
            };
            let Some(operation) = zoom_catalog::operation(key) else {
                continue;
            };
            // Any one of an operation's scopes opens it; an account-level app can add `:admin`.
            let admin = |names: &[&'static str]| {
                names
                    .iter()
                    .find(|name| name.ends_with(":admin"))
                    .or(names.first())
                    .copied()
            };
            granular.extend(admin(&operation.granular));
            classic.extend(admin(&operation.classic));
        }
    }
    List {
        title: "Everything Parfocal can use",
        note: "For every feature below, also those the guide does not ask for.",
        granular: granular.into_iter().collect(),
        classic: classic.into_iter().collect(),
    }
}

fn classic_of_the_first_guide() -> Vec<&'static str> {
    let rows = guides::first().iter().filter(|row| row.pictured);
    let admin = rows.filter_map(|row| {
        let names = &row.classic;
        names
            .iter()
            .find(|name| name.ends_with(":admin"))
            .or(names.first())
            .copied()
    });
    admin.collect::<BTreeSet<_>>().into_iter().collect()
}

fn shown(list: &List, set: Option<&CredentialSet>) -> Html {
    let granted = set.and_then(|set| set.scopes.as_ref());
    let missing: Vec<&str> = match granted {
        Some(scopes) => list
            .granular
            .iter()
            .copied()
            .filter(|name| !scopes.contains(name))
            .collect(),
        None => Vec::new(),
    };
    let title = Html::text(list.title).inside("h4");
    let note = Html::from(list.note).paragraph();
    let state = match granted {
        None => Html::new(),
        Some(_) if missing.is_empty() => ui::all![
            Quality::Good.mark(),
            format!(" All {} are granted.", list.granular.len())
        ]
        .paragraph(),
        Some(_) => {
            let names: Html = missing.iter().map(|name| code(name).with(" ")).collect();
            let count = list.granular.len() - missing.len();
            ui::all![
                format!("{count} of {} are granted. Missing: ", list.granular.len()),
                names
            ]
            .paragraph()
        }
    };
    let copy = CopyText::new(format!("scopes, {}", list.title), list.granular.join("\n")).block();
    let classic = (!list.classic.is_empty()).then(|| {
        let copy = CopyText::new(
            format!("classic scopes, {}", list.title),
            list.classic.join("\n"),
        );
        FieldGroup::more("For an older app with classic scopes", false).with(copy.block())
    });
    ui::all![title, note, state, copy, classic]
}
