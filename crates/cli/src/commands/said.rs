//! States and findings of `connect` in the words of a terminal.

use connect::{Feature, FeatureState, Finding, SetState, Severity};

/// A set's state in a few words.
pub(crate) fn state(state: &SetState) -> String {
    match state {
        SetState::Saved => "saved, not checked".into(),
        SetState::NotAuthorized => "waits for Add and Allow".into(),
        SetState::Works => "works".into(),
        SetState::CouldNotBeChecked { why } => format!("saved, could not be checked: {why}"),
        SetState::Refused { why } => format!("refused: {why}"),
        SetState::NeedsRenewal { cause } => format!("needs renewal: {}", cause.says()),
    }
}

/// A finding in one paragraph.
pub(crate) fn finding(finding: &Finding) -> String {
    let mark = match finding.severity {
        Severity::Good => "ok     ",
        Severity::Hint => "note   ",
        Severity::Unsure => "unsure ",
        Severity::Problem => "PROBLEM",
    };
    let mut out = format!("{mark} {}", finding.says);
    if let Some(said) = &finding.zoom_said {
        out.extend([" Zoom said: “", said, "”."]);
    }
    if !finding.what_to_do.is_empty() {
        out.extend([" ", &finding.what_to_do]);
    }
    out
}

/// A feature's state and what it takes.
pub(crate) fn feature(feature: &Feature) -> (&'static str, String) {
    match &feature.state {
        // Whether it works now is not known from credentials that it does not take.
        FeatureState::Works { by } if by.is_empty() => ("needs no app", String::new()),
        FeatureState::Works { by } => {
            let by: Vec<&str> = by.iter().map(|kind| kind.title()).collect();
            ("works", by.join(", "))
        }
        FeatureState::NeedsScopes { granular, .. } => ("available with scopes", granular.join(" ")),
        FeatureState::NeedsPlan { why } => ("not in this plan", why.clone()),
        FeatureState::NotSetUp => ("not set up", String::new()),
        FeatureState::Unknown { why } => ("cannot be told now", why.clone()),
    }
}
