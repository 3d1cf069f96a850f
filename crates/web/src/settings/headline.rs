//! The page's first line: is Zoom connected, and what is missing.

use super::works;
use connect::{CredentialSet, Feature, Finding, SetKind, SetState, Severity};

/// One sentence over the three sets and their features.
pub(super) fn said(sets: &[CredentialSet], features: &[Feature]) -> String {
    if sets.is_empty() {
        return "Not connected to Zoom yet".into();
    }
    let refused: Vec<&str> = sets
        .iter()
        .filter(|set| {
            matches!(
                set.state,
                SetState::Refused { .. } | SetState::NeedsRenewal { .. }
            )
        })
        .map(|set| short(set.kind))
        .collect();
    if !refused.is_empty() {
        return format!("{} does not work", refused.join(" and "));
    }
    if let Some(set) = sets.iter().find(|set| set.state == SetState::NotAuthorized) {
        return format!(
            "{} waits for Add and Allow in the Marketplace",
            short(set.kind)
        );
    }
    if sets
        .iter()
        .any(|set| matches!(set.state, SetState::CouldNotBeChecked { .. }))
    {
        return "Saved, but Zoom could not be asked".into();
    }
    if sets.iter().any(|set| set.state == SetState::Saved) {
        return "Saved, not checked yet".into();
    }
    if let Some(set) = sets.iter().find(|set| flawed(set)) {
        return format!("Zoom accepts {}, with a problem", short(set.kind));
    }
    let works = features.iter().filter(|feature| feature.works()).count();
    let more = features.len() - works;
    if more == 0 {
        "Connected: every feature works".into()
    } else if features.iter().any(works::asked) {
        format!("Connected: {works} of {} features work", features.len())
    } else {
        format!("Connected: {works} features work, {more} more are available")
    }
}

/// Whether Zoom gave a token with which something is wrong all the same, such as no scope. This
/// machine's clock is not the app's fault.
pub(super) fn flawed(set: &CredentialSet) -> bool {
    let problem =
        |finding: &Finding| finding.severity == Severity::Problem && finding.key != "clock_skew";
    set.state == SetState::Works
        && set
            .report
            .as_ref()
            .is_some_and(|report| report.findings.iter().any(problem))
}

/// A block in a word or two.
pub(super) fn short(kind: SetKind) -> &'static str {
    match kind {
        SetKind::Monitoring => "Monitoring",
        SetKind::ServerToServer => "Server-to-Server",
        SetKind::MeetingSdk => "Meeting SDK",
    }
}
