//! A registrant as Zoom shows one.

use serde_json::{Map, Value, json};

use crate::{
    rest::meetings::view,
    world::{Meeting, Organisation, Registrant, Standing, time},
};

/// The whole of a registrant.
pub(super) fn whole(
    of: &Organisation,
    meeting: &Meeting,
    registrant: &Registrant,
    web: &str,
) -> Map<String, Value> {
    let mut all = Map::new();
    all.insert("id".into(), json!(registrant.id));
    all.insert("email".into(), json!(registrant.email));
    all.extend(registrant.answers.clone());
    all.insert("status".into(), registrant.standing.as_str().into());
    all.insert(
        "create_time".into(),
        time::utc(registrant.created_at).into(),
    );
    if let Some(url) = join_url(of, meeting, registrant, web) {
        all.insert("join_url".into(), url.into());
    }
    all.insert("participant_pin_code".into(), registrant.pin.into());
    all
}

/// Their own link; none before they are approved.
pub(in crate::rest) fn join_url(
    of: &Organisation,
    meeting: &Meeting,
    registrant: &Registrant,
    web: &str,
) -> Option<String> {
    (registrant.standing == Standing::Approved)
        .then(|| view::own_join_url(of, meeting, &registrant.pass, web))
}

/// The repeats they registered for, where the meeting repeats.
pub(in crate::rest) fn occurrences(meeting: &Meeting, registrant: &Registrant) -> Vec<Value> {
    if !meeting.repeats() {
        return Vec::new();
    }
    let standing = meeting.occurrences.iter().filter(|one| !one.deleted);
    standing
        .filter(|one| registrant.comes_to(one.id))
        .map(|one| {
            json!({
                "occurrence_id": (one.id * 1_000).to_string(),
                "start_time": time::utc(one.start),
                "duration": one.duration,
                "status": "available",
            })
        })
        .collect()
}
