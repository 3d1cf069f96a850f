//! What is known about receiving webhooks, as findings: the doctor's, in page, API and command.

use connect::{Connect, ConnectionId, Finding, Reach, Severity, Verdict};
use inbox::{Health, Inbox};
use jiff::{SignedDuration, Timestamp};

use crate::Error;

/// Older refusals are history.
const RECENT: SignedDuration = SignedDuration::from_hours(24);
/// A consumer this far behind (seconds) is said.
const LATE: i64 = 60;

/// Looks at the public address and at the inbox. Nothing where no app is entered.
pub(crate) async fn findings(
    connect: &Connect,
    inbox: &Inbox,
    id: &ConnectionId,
    now: Timestamp,
) -> Result<Vec<Finding>, Error> {
    let sets = connect.sets(id).await?;
    if !sets.iter().any(|set| set.has_secret_token) {
        return Ok(Vec::new());
    }
    let health = inbox.health(id.as_str()).await?;
    let mut found: Vec<Finding> = reach(&connect.reach().await).into_iter().collect();
    found.extend(of(&health, now));
    if connect.accepts_verification_token(id).await? {
        found.push(finding(
            "webhook_legacy",
            Severity::Hint,
            "Webhooks that carry only the Verification Token are accepted. They are not signed: whoever reads one can forge others.",
            "Make the subscription anew in the Marketplace, then switch this off.",
        ));
    }
    Ok(found)
}

fn reach(reach: &Reach) -> Option<Finding> {
    let severity = match reach.verdict {
        // The doctor says these itself.
        Verdict::NoAddress | Verdict::NoTls => return None,
        Verdict::BadCertificate => Severity::Problem,
        // Some networks do not let a machine reach its own public address.
        Verdict::Unreachable => Severity::Unsure,
        Verdict::NotUs => Severity::Problem,
        Verdict::Answers => Severity::Good,
    };
    Some(finding("webhook_reach", severity, &reach.says, ""))
}

/// What Zoom did at the address so far.
fn of(health: &Health, now: Timestamp) -> Vec<Finding> {
    let mut found = Vec::new();
    found.push(match (health.last_validation_at, health.last_event_at) {
        (_, Some(at)) => finding(
            "webhook_events",
            Severity::Good,
            format!("Events arrive; the last one came {}.", said(at)),
            "",
        ),
        (Some(at), None) => finding(
            "webhook_events",
            Severity::Hint,
            format!("Zoom checked the address {}; no event has come yet.", said(at)),
            "Hold a short meeting: its start arrives within seconds where meeting.started is subscribed.",
        ),
        (None, None) => finding(
            "webhook_events",
            Severity::Hint,
            "Zoom has not checked the webhook address yet, so figures are polled.",
            "Subscribe events on the app's Feature page and press Validate there; both guides work without.",
        ),
    });
    let recent = health
        .refused
        .first()
        .filter(|one| now.duration_since(one.last_at) < RECENT)
        // What came right since is not a problem any more.
        .filter(|one| health.last_event_at.is_none_or(|event| event < one.last_at));
    if let Some(refused) = recent {
        found.push(finding(
            "webhook_refused",
            Severity::Hint,
            format!(
                "{} were refused, the last one {}. {}",
                deliveries(refused.count),
                said(refused.last_at),
                refused.says
            ),
            "",
        ));
    }
    if let Some(other) = &health.other_host {
        found.push(finding(
            "webhook_other_host",
            Severity::Hint,
            format!(
                "Events come to the name {} instead of the public address, the last one {}.",
                other.host,
                said(other.last_at)
            ),
            "Enter the address that the page Zoom settings shows in the Marketplace, or pass the Host header on in the proxy.",
        ));
    }
    if health.set_aside > 0 {
        found.push(finding(
            "webhook_set_aside",
            Severity::Problem,
            format!(
                "{} could not be applied and are set aside.",
                events(health.set_aside)
            ),
            "Look at them on the page Events, and retry them there or with `parfocal inbox retry`.",
        ));
    }
    if health.journal.dropped > 0 {
        found.push(finding(
            "webhook_dropped",
            Severity::Problem,
            format!(
                "{} went unread because the journal was over its size.",
                events(health.journal.dropped)
            ),
            "Give the journal more room with `inbox.megabytes`.",
        ));
    }
    for cursor in health.cursors.iter().filter(|one| one.lag_seconds > LATE) {
        found.push(finding(
            "webhook_behind",
            Severity::Problem,
            format!(
                "“{}” is {} behind, the oldest of which waits for {} s.",
                cursor.consumer,
                events(cursor.behind),
                cursor.lag_seconds
            ),
            "It is read while `parfocal serve` or `parfocal agent` runs.",
        ));
    }
    found
}

/// `1 event`, `7 events`.
pub(crate) fn events(count: i64) -> String {
    if count == 1 {
        "1 event".to_owned()
    } else {
        format!("{count} events")
    }
}

fn deliveries(count: i64) -> String {
    if count == 1 {
        "1 delivery".to_owned()
    } else {
        format!("{count} deliveries")
    }
}

fn said(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn finding(
    key: &str,
    severity: Severity,
    says: impl Into<String>,
    what_to_do: impl Into<String>,
) -> Finding {
    Finding {
        key: key.to_owned(),
        severity,
        set: None,
        says: says.into(),
        what_to_do: what_to_do.into(),
        zoom_said: None,
    }
}
