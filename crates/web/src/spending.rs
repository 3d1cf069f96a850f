//! Today's spending with the hosts' names.
//!
//! The budget counts hosts by Zoom's ids, and who that is stands in the directory of people. It is
//! here because only here both products are known: one answer for the page, the JSON API and the
//! command line.

use ::people::People;
use connect::{ConnectionId, Principal};
use monitor::{Monitor, SpendingView};

use crate::Error;

/// Today's spending of a connection; asks Zoom nothing.
pub async fn spending(
    monitor: &Monitor,
    people: &People,
    who: &Principal,
    id: &ConnectionId,
) -> Result<SpendingView, Error> {
    let mut view = monitor.spending(id).await?;
    let keys: Vec<&str> = view.hosts.iter().map(|host| host.host.as_str()).collect();
    if keys.is_empty() {
        return Ok(view);
    }
    let known = people.who_are(who, id, &keys).await?;
    for host in &mut view.hosts {
        let is_meant = |one: &&::people::Person| {
            one.id == host.host || one.email.eq_ignore_ascii_case(&host.host)
        };
        if let Some(one) = known.iter().find(is_meant) {
            host.name = Some(one.name());
            host.email = Some(one.email.clone()).filter(|email| !email.is_empty());
        }
    }
    Ok(view)
}
