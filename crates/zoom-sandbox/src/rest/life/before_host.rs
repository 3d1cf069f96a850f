//! `meeting.participant_jbh_joined`: who came in before the host did, where that is allowed.

use serde_json::json;

use super::{Ear, host, run_object};
use crate::world::{Organisation, Session, Who};

const EVENT: &str = "meeting.participant_jbh_joined";

pub(super) fn of_run(of: &Organisation, run: &Session, ear: &mut Ear<'_>) {
    let Some(meeting) = of.book.get(&run.meeting) else {
        return;
    };
    let flag = meeting.settings.get("join_before_host");
    let allowed = flag.and_then(serde_json::Value::as_bool) == Some(true);
    if run.is_webinar() || !allowed || !(ear.wanted)(EVENT) {
        return;
    }
    let stays = of.attendances(run, ear.window.end);
    let hosts = stays.iter().filter(|stay| stay.who == Who::User(run.host));
    let host_came = hosts.map(|stay| stay.join).min().unwrap_or(i64::MAX);
    // Whoever began it was there first, be it in the same second.
    let by_visitor = meeting.started.contains(&run.start) && !of.visits.began(run);
    let first = |stay: &crate::world::Attendance| {
        by_visitor && stay.join == run.start && matches!(stay.who, Who::Visitor(_))
    };
    for stay in &stays {
        if stay.join >= host_came && !first(stay) {
            continue;
        }
        ear.hear(stay.join, EVENT, None, || {
            let who = of.who(stay);
            let mut object = run_object(of, run, run.meeting.to_string().into());
            object.insert(
                "participant".into(),
                json!({
                    "id": who.user_id.unwrap_or_default(),
                    "user_name": who.name,
                    "customer_key": who.customer_key,
                    "registrant_id": who.registrant_id,
                }),
            );
            (object, host(of, run))
        });
    }
}
