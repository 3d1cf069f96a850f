//! What works: each feature green, or what it would take. Nothing the guide never asked for is
//! called broken.

use connect::{Feature, FeatureState, Preset, SetKind};
use ui::{Badge, Column, Html, Quality, State as Panel, Table, code};

/// The features that belong beneath a block.
pub(super) fn beneath(kind: SetKind, features: &[Feature]) -> Vec<&Feature> {
    features
        .iter()
        .filter(|feature| owner(feature) == kind)
        .collect()
}

/// The block a feature is shown in: the app that its guide builds for it.
fn owner(feature: &Feature) -> SetKind {
    let capability = &feature.capability;
    if capability.needs.contains(&connect::Need::MeetingSdk) {
        SetKind::MeetingSdk
    } else if capability.product == "monitoring" {
        SetKind::Monitoring
    } else {
        SetKind::ServerToServer
    }
}

/// Whether a feature of the block does not work yet.
pub(super) fn any_waits(kind: SetKind, features: &[Feature]) -> bool {
    beneath(kind, features)
        .iter()
        .any(|feature| !feature.works())
}

/// Whether a guide asks for what a feature lacks: only then is its absence worth a look.
pub(super) fn asked(feature: &Feature) -> bool {
    let FeatureState::NeedsScopes { granular, .. } = &feature.state else {
        return false;
    };
    let guide = Preset::of(owner(feature)).first();
    let named = guide.map(|guide| guide.scopes(&[])).unwrap_or_default();
    granular.iter().any(|scope| named.contains(&scope.as_str()))
}

/// A table of features.
pub(super) fn table(kind: SetKind, features: &[Feature]) -> Html {
    let shown = beneath(kind, features);
    let mut table = Table::new(format!("What works with the {}", kind.title()))
        .column(Column::text("Feature"))
        .column(Column::text("State"))
        .column(Column::text("What it takes"))
        .empty(Panel::empty("Nothing needs this app yet"));
    for feature in &shown {
        let (badge, takes) = said(feature);
        let what = ui::all![
            Html::text(feature.capability.title).inside("b"),
            Html::trusted("<br>"),
            ui::quiet(feature.capability.what),
        ];
        table = table.row([what, badge.into(), takes]);
    }
    table.into()
}

/// In one line: "All 8 features work", how many wait for scopes, or what the app would open.
pub(super) fn summary(kind: SetKind, set_up: bool, features: &[Feature]) -> String {
    let shown = beneath(kind, features);
    let works = shown.iter().filter(|feature| feature.works()).count();
    match shown.len() {
        all if works == 0 && !set_up => format!("Set this app up and {all} features open."),
        all if !set_up && works < all => {
            format!("{works} of {all} features work without it; set this app up for the rest.")
        }
        all if works == all => format!("All {all} features work."),
        all if shown.iter().any(|feature| asked(feature)) => {
            format!("{works} of {all} features work; a scope that the guide names is missing.")
        }
        all => format!("{works} of {all} features work; the rest the guide does not ask for."),
    }
}

fn said(feature: &Feature) -> (Badge, Html) {
    match &feature.state {
        FeatureState::Works { by } => {
            let by: Vec<&str> = by.iter().map(|kind| kind.title()).collect();
            let by = match by.as_slice() {
                [] => "Needs no app.".to_owned(),
                by => format!("Through: {}", by.join(", ")),
            };
            (Badge::new(Quality::Good, "works"), ui::quiet(by))
        }
        FeatureState::NeedsScopes { granular, classic } => {
            let quality = if asked(feature) {
                Quality::Fair
            } else {
                Quality::Plain
            };
            (
                Badge::new(quality, "available with these scopes"),
                scopes(granular, classic),
            )
        }
        FeatureState::NeedsPlan { why } => (
            Badge::new(Quality::Plain, "not in this plan"),
            why.as_str().into(),
        ),
        FeatureState::NotSetUp => (
            Badge::new(Quality::Plain, "not set up"),
            "Enter this app's credentials.".into(),
        ),
        FeatureState::Unknown { why } => (
            Badge::new(Quality::Fair, "cannot be told now"),
            why.as_str().into(),
        ),
    }
}

fn scopes(granular: &[String], classic: &[String]) -> Html {
    let names = |all: &[String]| {
        let each = all.iter().map(|name| code(name).with(" "));
        each.collect::<Html>()
    };
    let mut out = ui::all!["Add ", names(granular)];
    if !classic.is_empty() {
        out.push(ui::quiet(ui::all!["in an older app: ", names(classic)]));
    }
    out
}
