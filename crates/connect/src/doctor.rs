//! The doctor: everything that was set up, looked at once, in words.

use zoom_catalog::{Level, level_of, scope};

use crate::{
    Capability, Connect, ConnectionId, CredentialSet, Feature, FeatureState, Finding, Principal,
    Report, Result, SetKind, SetState,
};

impl Connect {
    /// Checks every set that was entered, and says what works, what does not, and what to add.
    /// What neither guide asks for is an offer and never a problem.
    pub async fn doctor(&self, id: &ConnectionId, capabilities: &[Capability]) -> Result<Report> {
        let mut failed = Vec::new();
        for set in self.sets(id).await? {
            if let Err(error) = self.check(id, &Principal::Agent, set.kind).await {
                failed.push(Finding::problem("check_failed", error.to_string()).of(set.kind));
            }
        }
        let mut report = self.overview(id, capabilities).await?;
        failed.append(&mut report.findings);
        report.findings = failed;
        Ok(report)
    }

    /// The same from what the last checks found, without asking Zoom: for a page.
    pub async fn overview(&self, id: &ConnectionId, capabilities: &[Capability]) -> Result<Report> {
        let sets = self.sets(id).await?;
        let reports = sets.iter().filter_map(|set| set.report.as_ref());
        let mut findings: Vec<Finding> =
            reports.flat_map(|report| report.findings.clone()).collect();
        let features = self.what_works(id, capabilities).await?;
        for kind in SetKind::ALL {
            match sets.iter().find(|set| set.kind == kind) {
                Some(set) => findings.extend(scopes(set, &features, capabilities)),
                None => findings.push(not_entered(kind)),
            }
        }
        findings.push(self.address());
        findings.extend(self.webhooks(id, &sets));
        // The clock is one, whichever app's check saw it.
        let mut clock_said = false;
        findings.retain(|finding| {
            finding.key != "clock_skew" || !std::mem::replace(&mut clock_said, true)
        });
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let anything_works = sets.iter().any(|set| set.state == SetState::Works)
            && (capabilities.is_empty() || features.iter().any(Feature::works));
        Ok(Report {
            connection: self.connection(id).await?.name,
            findings,
            features,
            sets,
            anything_works,
        })
    }

    /// Where the world reaches us.
    fn address(&self) -> Finding {
        match self.public_url() {
            None => Finding::hint(
                "no_public_address",
                format!(
                    "There is no public address: authorizations come back to {} in a browser on \
                     this machine, and live figures are polled, because webhooks cannot arrive.",
                    self.redirect_url()
                ),
            )
            .then("Set the public address once there is one; nothing else has to change."),
            Some(url) if url.scheme() == "https" => Finding::good(
                "public_address",
                format!("The public address is {url} (TLS)."),
            ),
            Some(url) => Finding::hint(
                "no_tls",
                format!(
                    "The public address {url} has no TLS: Zoom sends webhooks to https only, and \
                     authorization codes and sign-ins can be read on the way.",
                ),
            )
            .then(
                "Give Parfocal a certificate (server.tls_certificate and server.tls_key) or put it \
                 behind a server that has one, and set the https address.",
            ),
        }
    }

    /// Whether push can come, and to which path.
    fn webhooks(&self, id: &ConnectionId, sets: &[CredentialSet]) -> Option<Finding> {
        if sets.is_empty() {
            return None;
        }
        let path = format!("/zoom/webhook/{id}");
        let token = sets.iter().any(|set| set.has_secret_token);
        let public = self.public_url().filter(|url| url.scheme() == "https");
        Some(match (token, public) {
            (true, Some(url)) => Finding::good(
                "webhook_path",
                format!(
                    "Webhooks are taken at {}{path} and verified with the Secret Token.",
                    url.as_str().trim_end_matches('/')
                ),
            ),
            (false, _) => Finding::hint(
                "webhook_token",
                "No Secret Token is entered, so webhooks would not be believed; live figures are polled.",
            )
            .then(format!(
                "For push, enter the Secret Token of the app's Feature page and subscribe its events to the path {path}."
            )),
            (true, None) => Finding::hint(
                "webhook_unreachable",
                format!("A Secret Token is entered, but this installation has no public https address, which Zoom itself needs to send webhooks; where none arrive, live figures are polled. The path is {path}."),
            ),
        })
    }
}

/// The scopes of the guide that an app lacks: a problem only where a feature of that guide does
/// not work without them.
fn scopes(set: &CredentialSet, features: &[Feature], capabilities: &[Capability]) -> Vec<Finding> {
    if set.state != SetState::Works || set.kind == SetKind::MeetingSdk {
        return Vec::new();
    }
    let Some(granted) = &set.scopes else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for feature in features {
        let asked = set.preset.asks_for(&feature.capability);
        if let (true, FeatureState::NeedsScopes { granular, .. }) = (asked, &feature.state) {
            findings.push(
                Finding::problem(
                    "scope_missing",
                    format!(
                        "“{}” does not work: the app lacks {}.",
                        feature.capability.title,
                        granular.join(", ")
                    ),
                )
                .then(add(set.kind))
                .of(set.kind),
            );
        }
    }
    let missing: Vec<&str> = set
        .preset
        .scopes(set.kind, capabilities)
        .into_iter()
        .filter(|scope| !granted.contains(scope))
        .collect();
    let (master, ordinary): (Vec<&str>, Vec<&str>) = missing
        .into_iter()
        .partition(|scope| level_of(scope) == Level::Master);
    if !master.is_empty() {
        findings.push(
            Finding::hint(
                "master_scopes",
                format!(
                    "{} of the list's scopes end in :master and are for primary accounts with sub \
                     accounts: {}.",
                    master.len(),
                    master.join(", ")
                ),
            )
            .then("In an ordinary account skip these; nothing here needs them.")
            .of(set.kind),
        );
    }
    let listed = set.preset.scopes(set.kind, capabilities);
    findings.extend(
        listed
            .into_iter()
            .filter_map(without_use)
            .map(|finding| finding.of(set.kind)),
    );
    if findings
        .iter()
        .all(|finding| finding.key != "scope_missing")
        && !ordinary.is_empty()
    {
        findings.push(
            Finding::hint(
                "scopes_not_added",
                format!(
                    "{} of the list's scopes are not added, and no feature of the guide waits for \
                     them: {}.",
                    ordinary.len(),
                    ordinary.join(", ")
                ),
            )
            .of(set.kind),
        );
    }
    findings
}

/// A scope of the list that opens no operation and no event of Zoom's, and what its twin does.
fn without_use(name: &'static str) -> Option<Finding> {
    let info = scope(name)?;
    if !info.operations.is_empty() || !info.events.is_empty() {
        return None;
    }
    let twin = name
        .strip_suffix(":admin")
        .and_then(|stem| scope(&format!("{stem}:master")))
        .filter(|twin| !twin.operations.is_empty());
    Some(match twin {
        Some(twin) => Finding::hint(
            "scope_without_use",
            format!(
                "The list has {name}, which opens no operation of Zoom's: only its twin {} does \
                 ({}), in a primary account with sub accounts.",
                twin.name,
                twin.operations.join(", ")
            ),
        )
        .then("Leave it as it is: it does no harm, and nothing here waits for it."),
        None => Finding::hint(
            "scope_without_use",
            format!("The list has {name}, which opens no operation and no event of Zoom's."),
        )
        .then("Leave it as it is: it does no harm, and nothing here waits for it."),
    })
}

fn add(kind: SetKind) -> &'static str {
    match kind {
        SetKind::Monitoring => {
            "Open the app in the Marketplace, Scopes, Add Scopes; then press Add and Allow here (or Add there, then Allow)."
        }
        SetKind::ServerToServer | SetKind::MeetingSdk => {
            "Open the app in the Marketplace, Scopes, Add Scopes; then check again here."
        }
    }
}

fn not_entered(kind: SetKind) -> Finding {
    let gives = match kind {
        SetKind::Monitoring => "API tests and monitoring (the first guide)",
        SetKind::ServerToServer => "meetings and webinars (the second guide)",
        SetKind::MeetingSdk => "joining in the browser (the second guide)",
    };
    Finding::hint(
        "not_entered",
        format!("{kind} is not entered; it opens {gives}."),
    )
    .of(kind)
}
