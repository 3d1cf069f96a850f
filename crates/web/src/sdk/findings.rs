//! What of joining in the browser can be told without a browser: for the doctor and the test page.

use ::meetings::Meetings;
use connect::{CLOCK_LEEWAY, Connect, ConnectionId, Finding, SetKind, Severity};
use jiff::Timestamp;
use meeting_sdk::{Sdk, Source, Status};
use secrecy::ExposeSecret as _;
use zoom_types::{
    MeetingId,
    meeting_sdk::{Claims, Role, SHORTEST, sign, verify},
};

use super::warned::{self, Belief};
use crate::Error;

/// The number in the sample: of the right shape, and no meeting's.
const NUMBER: MeetingId = MeetingId(10_000_000_000);

/// Nothing where no Meeting SDK pair is entered.
pub(crate) async fn findings(
    connect: &Connect,
    sdk: &Sdk,
    meetings: &Meetings,
    id: &ConnectionId,
    now: Timestamp,
) -> Result<Vec<Finding>, Error> {
    if connect.set(id, SetKind::MeetingSdk).await?.is_none() {
        return Ok(Vec::new());
    }
    let signs = match sample(connect, id, now).await {
        Ok(_) => finding(
            "sdk_signs",
            Severity::Good,
            "The Meeting SDK pair signs: a sample signature verifies and lives half an hour, the shortest that Zoom takes.",
            "",
        ),
        Err(error) => finding(
            "sdk_signs",
            Severity::Problem,
            format!("The Meeting SDK pair does not sign: {error}"),
            "Enter the pair of the Meeting SDK app again on the Zoom settings page.",
        ),
    };
    let mut found = vec![signs, clock(connect.clock_ahead_of_zoom().await)];
    let status = sdk.status().await;
    found.extend(files(&status));
    found.extend(warned::refused(meetings, &status, id).await?.map(|said| {
        let belief = Belief::of(&said, &status.enforcement);
        let severity = match belief {
            Belief::Seen | Belief::Likely => Severity::Problem,
            Belief::Said => Severity::Unsure,
        };
        let says = format!(
            "{}. {}",
            belief.title(&said),
            belief.grounds(&said, &status.enforcement)
        );
        finding("sdk_too_old", severity, says, belief.to_do())
    }));
    found.extend(address(connect));
    Ok(found)
}

/// Claims that were signed with the connection's pair and read back with it.
pub(super) async fn sample(
    connect: &Connect,
    id: &ConnectionId,
    now: Timestamp,
) -> Result<Claims, Error> {
    let (client_id, secret) = connect.meeting_sdk_pair(id).await?;
    let iat = now.as_second() - CLOCK_LEEWAY;
    let claims = Claims::new(&client_id, NUMBER, Role::Participant, iat, iat + SHORTEST);
    let signature = sign(&claims, secret.expose_secret());
    verify(&signature, secret.expose_secret())
        .filter(|read| *read == claims && read.life_is_valid())
        .ok_or_else(|| {
            Error::Refused("a sample signature does not verify with the kept secret.".into())
        })
}

/// This machine's clock against Zoom's.
pub(super) fn clock(ahead: Result<i64, String>) -> Finding {
    let key = "sdk_clock";
    match ahead {
        Ok(ahead) if ahead.abs() < CLOCK_LEEWAY => finding(
            key,
            Severity::Good,
            format!(
                "This machine's clock and Zoom's differ by {} s; {CLOCK_LEEWAY} s are allowed for \
                 in every join signature.",
                ahead.abs()
            ),
            "",
        ),
        Ok(ahead) => finding(
            key,
            Severity::Problem,
            format!(
                "This machine's clock is {} s {} Zoom's, so join signatures {}.",
                ahead.abs(),
                if ahead > 0 { "ahead of" } else { "behind" },
                if ahead > 0 {
                    "begin in its future and are refused (3712)"
                } else {
                    "end early there (3705)"
                }
            ),
            "Set the clock by NTP (for instance systemd-timesyncd).",
        ),
        Err(why) => finding(
            key,
            Severity::Unsure,
            format!("Whether this machine's clock agrees with Zoom's cannot be told: {why}"),
            "",
        ),
    }
}

/// The SDK's files and Zoom's calendar.
pub(super) fn files(status: &Status) -> Vec<Finding> {
    let key = "sdk_files";
    let pinned = &status.pinned;
    let mut found = vec![match (&status.installed, &status.fetching) {
        _ if status.source == Source::Cdn => finding(
            key,
            Severity::Good,
            format!("Browsers load Meeting SDK {pinned} from Zoom's CDN."),
            "",
        ),
        (Some(_), _) if status.current() => finding(
            key,
            Severity::Good,
            format!("Meeting SDK {pinned} is on this server, verified and whole."),
            "",
        ),
        (_, Some(progress)) => finding(
            key,
            Severity::Unsure,
            format!("Meeting SDK {pinned} is being fetched: {progress}."),
            "",
        ),
        (Some(older), None) => finding(
            key,
            Severity::Hint,
            format!(
                "Visitors join with Meeting SDK {}; this Parfocal was measured with {pinned}.",
                older.version
            ),
            "Run `parfocal sdk upgrade`, or press Upgrade on the page of the SDK's files.",
        ),
        (None, None) => finding(
            key,
            Severity::Hint,
            format!(
                "Meeting SDK {pinned} is not on this server, so nobody can join in the browser."
            ),
            "Run `parfocal sdk fetch`, or press Fetch on the page of the SDK's files.",
        ),
    }];
    if let Some(warning) = &status.enforcement.warning {
        found.push(finding("sdk_enforcement", Severity::Hint, warning, ""));
    }
    found
}

/// Cameras need TLS.
fn address(connect: &Connect) -> Option<Finding> {
    let url = connect.public_url()?;
    let local = url
        .host_str()
        .is_some_and(|host| matches!(host, "localhost" | "127.0.0.1"));
    (url.scheme() != "https" && !local).then(|| {
        finding(
            "sdk_no_tls",
            Severity::Hint,
            format!(
                "The public address {url} has no TLS: browsers give camera, microphone and what \
                 the SDK's video needs to https pages only."
            ),
            "Give Parfocal a certificate or put it behind a proxy that has one; the site that embeds \
             the join page needs https as well.",
        )
    })
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
        set: Some(SetKind::MeetingSdk),
        says: says.into(),
        what_to_do: what_to_do.into(),
        zoom_said: None,
    }
}

#[cfg(test)]
mod tests {
    use connect::Severity;

    use super::clock;

    #[test]
    fn a_clock_that_is_off_says_what_zoom_will_answer() {
        assert_eq!(clock(Ok(-2)).severity, Severity::Good);
        let ahead = clock(Ok(61));
        assert_eq!(ahead.severity, Severity::Problem);
        assert!(ahead.says.contains("61 s ahead of") && ahead.says.contains("3712"));
        assert!(clock(Ok(-61)).says.contains("3705"));
        assert_eq!(clock(Err("nobody.".into())).severity, Severity::Unsure);
    }
}
