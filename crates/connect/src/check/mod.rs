//! Checking a credential set: a look at the values, a token, a cheap call, and plain words.

mod call;
pub(crate) mod diagnose;
pub(crate) mod look;
pub(crate) mod online;

use store::args;

use crate::{
    Action, CheckReport, Connect, ConnectionId, CredentialSet, Finding, Principal, Resource,
    Result, SetKind, SetState, Severity, authorize,
    stored::{Stored, to_json},
};

/// What the steps of a check have found so far.
#[derive(Default)]
pub(crate) struct Looked {
    pub(crate) findings: Vec<Finding>,
    /// Seconds by which our clock is ahead of Zoom's.
    pub(crate) clock_ahead: Option<i64>,
}

/// Behind or ahead by more than this, tokens and webhooks begin to be refused.
const SKEW_PROBLEM: i64 = 240;
/// More than this is worth a word.
const SKEW_HINT: i64 = 30;

impl Connect {
    /// Checks a set: fetches a new token (for the monitoring app through its refresh chain; a
    /// code that waits for this connection is exchanged first), makes a cheap call with it, and
    /// keeps what was found. An `Err` is ours (database, key); Zoom's troubles are findings.
    pub async fn check(
        &self,
        id: &ConnectionId,
        principal: &Principal,
        kind: SetKind,
    ) -> Result<CheckReport> {
        authorize(principal, Action::Run, &Resource::Credentials(id.clone()))?;
        let stored = self.entered(id, kind).await?;
        let (this, principal) = (self.clone(), principal.clone());
        self.whole(async move { this.check_all(&stored, &principal).await })
            .await
    }

    async fn check_all(&self, stored: &Stored, principal: &Principal) -> Result<CheckReport> {
        let mut looked = Looked {
            findings: self.look(stored)?,
            clock_ahead: None,
        };
        let state = match stored.set.kind {
            SetKind::Monitoring => {
                self.check_monitoring(stored, principal, &mut looked)
                    .await?
            }
            SetKind::ServerToServer => self.check_server_to_server(stored, &mut looked).await?,
            SetKind::MeetingSdk => self.check_meeting_sdk(stored, &mut looked).await?,
        };
        let report = self.keep_report(stored, state, looked).await?;
        // With what shows beside the other sets.
        let sets = self.sets(&stored.connection).await?;
        let set = sets.into_iter().find(|set| set.kind == report.kind);
        Ok(match set {
            Some(CredentialSet {
                state,
                report: Some(laid),
                ..
            }) if laid.checked_at == report.checked_at => CheckReport { state, ..laid },
            _ => report,
        })
    }

    /// Keeps what a check of `judged` found. A set that was saved or authorised anew meanwhile
    /// stands as that left it.
    pub(crate) async fn keep_report(
        &self,
        judged: &Stored,
        state: SetState,
        mut looked: Looked,
    ) -> Result<CheckReport> {
        let (id, kind) = (&judged.connection, judged.set.kind);
        looked
            .findings
            .extend(skew(looked.clock_ahead).map(|finding| finding.of(kind)));
        looked
            .findings
            .sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let stored = self.entered(id, kind).await?;
        let saved_anew = stored.set.saved_at != judged.set.saved_at;
        // Whoever was granted a token has written with it that the set works, and a later refusal
        // stands; a Meeting SDK pair is granted nothing.
        let written = state == SetState::Works && kind != SetKind::MeetingSdk;
        let granted_anew = stored.generation != judged.generation;
        let report = CheckReport {
            kind,
            state: if written || granted_anew || saved_anew {
                stored.set.state.clone()
            } else {
                state
            },
            findings: looked.findings,
            scopes: stored.set.scopes.clone(),
            checked_at: self.0.clock.now(),
            clock_ahead_seconds: looked.clock_ahead,
        };
        if saved_anew || (granted_anew && !written) {
            // About values that are not there any more.
            return Ok(report);
        }
        self.0
            .db
            .execute(
                "UPDATE credential_sets SET state = $3, report = $4, checked_at = $5
                 WHERE connection_id = $1 AND kind = $2 AND generation = $6 AND saved_at = $7",
                args![
                    id.as_str(),
                    kind.key(),
                    to_json(&report.state),
                    to_json(&report),
                    report.checked_at.as_microsecond(),
                    stored.generation,
                    stored.set.saved_at.as_microsecond()
                ],
            )
            .await?;
        Ok(report)
    }

    /// How a set stands after a token was not granted for this finding.
    pub(crate) fn state_of(stored: &Stored, finding: &Finding) -> SetState {
        if finding.severity != Severity::Unsure {
            return SetState::Refused {
                why: finding.says.clone(),
            };
        }
        SetState::CouldNotBeChecked {
            why: match &stored.set.state {
                SetState::Works => format!("{} It worked before.", finding.says),
                _ => finding.says.clone(),
            },
        }
    }

    /// Seconds by which our clock is ahead of a server's.
    pub(crate) fn ahead_of(&self, server: Option<jiff::Timestamp>) -> Option<i64> {
        server.map(|server| self.0.clock.now().as_second() - server.as_second())
    }
}

/// This machine's clock against Zoom's.
fn skew(ahead: Option<i64>) -> Option<Finding> {
    let ahead = ahead.filter(|ahead| ahead.abs() > SKEW_HINT)?;
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    let minutes = ahead.abs() / 60;
    let by = if minutes == 0 {
        format!("{} seconds", ahead.abs())
    } else {
        format!("{minutes} minutes")
    };
    let says = format!("This machine's clock is {by} {way} Zoom's.");
    let finding = if ahead.abs() > SKEW_PROBLEM {
        Finding::problem("clock_skew", says)
    } else {
        Finding::hint("clock_skew", says)
    };
    Some(finding.then(
        "Set the clock by NTP (for instance systemd-timesyncd): webhooks and join signatures are \
         refused when it is off by more than a few minutes.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_said_with_its_direction() {
        assert_eq!(skew(Some(5)), None);
        assert_eq!(skew(None), None);
        let hour = skew(Some(3600)).unwrap();
        assert_eq!(hour.severity, Severity::Problem);
        assert!(hour.says.contains("60 minutes ahead of"), "{}", hour.says);
        let minute = skew(Some(-70)).unwrap();
        assert_eq!(minute.severity, Severity::Hint);
        assert!(minute.says.contains("1 minutes behind"), "{}", minute.says);
    }
}
