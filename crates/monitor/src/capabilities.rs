//! The probes as capabilities: what `connect` checks scopes against before anything runs.

use std::sync::LazyLock;

use connect::{Capability, Need};

use crate::{probe::Probe, probes::probes};

static TABLE: LazyLock<Vec<Capability>> = LazyLock::new(|| probes().iter().map(one).collect());

/// One capability per probe, key `probe.` and the probe's id.
pub fn capabilities() -> Vec<Capability> {
    TABLE.clone()
}

/// Made once per process: a capability borrows for good, as tables written by hand do.
fn one(probe: &'static Probe) -> Capability {
    let needs: Vec<Need> = probe
        .needs
        .iter()
        .filter(|need| need.required)
        .map(|need| Need::Operation(need.operation))
        .collect();
    Capability {
        key: Box::leak(format!("probe.{}", probe.id).into_boxed_str()),
        title: probe.title,
        what: probe.question,
        product: "monitoring",
        needs: Box::leak(needs.into_boxed_slice()),
    }
}

#[cfg(test)]
mod tests {
    use connect::Need;

    use super::capabilities;

    #[test]
    fn a_probe_is_a_capability_with_the_operations_it_cannot_do_without() {
        let all = capabilities();
        let users = all.iter().find(|c| c.key == "probe.users").unwrap();
        assert_eq!(users.needs, [Need::Operation("GET /users")]);
    }
}
