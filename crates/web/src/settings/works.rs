//! What works: each feature green, or what it would take. Nothing the guide never asked for is
//! called broken.

use connect::{CredentialSet, Feature, FeatureState, Preset, SetKind, SetState};
use ui::{Badge, Column, Html, Quality, State as Panel, Table, code};

/// The features that belong beneath a block.
pub(super) fn beneath(kind: SetKind, features: &[Feature]) -> Vec<&Feature> {
    features
        .iter()
        .filter(|feature| feature.capability.owner() == kind)
        .collect()
}

/// Whether a feature of the block lacks what the guide asks for: what is merely available can
/// stay folded.
pub(super) fn any_is_missing(kind: SetKind, features: &[Feature]) -> bool {
    beneath(kind, features).into_iter().any(asked)
}

/// Whether a guide asks for what a feature lacks: only then is its absence worth a look.
pub(super) fn asked(feature: &Feature) -> bool {
    let guide = Preset::of(feature.capability.owner()).first();
    matches!(feature.state, FeatureState::NeedsScopes { .. })
        && guide.is_some_and(|guide| guide.asks_for(&feature.capability))
}

/// A table of features.
pub(super) fn table(kind: SetKind, set: Option<&CredentialSet>, features: &[Feature]) -> Html {
    let shown = beneath(kind, features);
    let mut table = Table::new(format!("What works with the {}", kind.title()))
        .column(Column::text("Feature"))
        .column(Column::text("State"))
        .column(Column::text("What it takes"))
        .empty(Panel::empty("Nothing needs this app yet"));
    for feature in &shown {
        let (badge, takes) = said(set, feature);
        let what = ui::all![
            Html::text(feature.capability.title).inside("b"),
            Html::trusted("<br>"),
            ui::quiet(feature.capability.what),
        ];
        table = table.row([what, badge.into(), takes]);
    }
    table.into()
}

/// In one line: "All 8 features work", how many wait and for what, or what the app would open.
pub(super) fn summary(kind: SetKind, set: Option<&CredentialSet>, features: &[Feature]) -> String {
    let shown = beneath(kind, features);
    let works = shown.iter().filter(|feature| feature.works()).count();
    let all = shown.len();
    if let Some(waits) = set
        .and_then(|set| waits(&set.state))
        .filter(|_| works < all)
    {
        return match works {
            0 if all == 1 => format!("Its one feature does not work yet: {waits}."),
            0 => format!("None of {all} features works yet: {waits}."),
            works => format!("{works} of {all} features work; for the rest, {waits}."),
        };
    }
    match all {
        1 if works == 1 => "Its one feature works.".to_owned(),
        1 if set.is_none() => "Set this app up and its one feature opens.".to_owned(),
        all if works == 0 && set.is_none() => format!("Set this app up and {all} features open."),
        all if set.is_none() && works < all => {
            format!("{works} of {all} features work without it; set this app up for the rest.")
        }
        all if works == all => format!("All {all} features work."),
        all if shown.iter().any(|feature| asked(feature)) => {
            format!("{works} of {all} features work; a scope that the guide names is missing.")
        }
        all => format!("{works} of {all} features work; the rest the guide does not ask for."),
    }
}

/// What the features of a set wait for that Zoom does not accept now.
fn waits(state: &SetState) -> Option<&'static str> {
    match state {
        SetState::Works => None,
        SetState::Saved => Some("the app was not checked yet"),
        SetState::NotAuthorized => Some("the app has to be added and allowed"),
        SetState::CouldNotBeChecked { .. } => Some("the app could not be checked"),
        SetState::Refused { .. } => Some("this app does not work as it was entered"),
        SetState::NeedsRenewal { .. } => Some("the app must be allowed once more"),
    }
}

fn said(set: Option<&CredentialSet>, feature: &Feature) -> (Badge, Html) {
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
        FeatureState::NotSetUp if set.is_some() => (
            Badge::new(Quality::Plain, "waits for the app"),
            "Opens once the app is added and allowed.".into(),
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
