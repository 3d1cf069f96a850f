//! `meeting.permanently_deleted`: thirty days after somebody deleted a meeting it cannot be
//! brought back any more.

use serde_json::Map;

use super::Ear;
use crate::{
    rest::meetings,
    world::{Organisation, time},
};

const EVENT: &str = "meeting.permanently_deleted";

pub(super) fn between(of: &Organisation, ear: &mut Ear<'_>) {
    for id in &of.touched {
        let Some(meeting) = of.book.get(id).filter(|meeting| !meeting.is_webinar()) else {
            continue;
        };
        let at = meeting.deleted_at.map(|at| at + meetings::RECOVERABLE);
        let Some(at) = at.filter(|at| ear.hears(*at, EVENT)) else {
            continue;
        };
        let host = of.people.get(meeting.host);
        let host = host.map(|user| user.id.to_string()).unwrap_or_default();
        let mut object = Map::new();
        let start = meeting.start();
        let uuid = of.uuid(*id, start.unwrap_or(meeting.created_at));
        object.insert("uuid".into(), uuid.into());
        object.insert("id".into(), (*id).into());
        object.insert("host_id".into(), host.clone().into());
        object.insert("topic".into(), meeting.topic.clone().into());
        object.insert("type".into(), meeting.kind.into());
        object.extend(start.map(|at| ("start_time".to_owned(), time::utc(at).into())));
        object.insert("duration".into(), meeting.duration.into());
        object.insert("timezone".into(), meeting.timezone.clone().into());
        ear.hear(at, EVENT, None, || (object, host));
    }
}
