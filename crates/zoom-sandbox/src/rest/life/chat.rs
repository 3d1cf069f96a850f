//! `meeting.chat_message_sent`: what people write to each other in a meeting.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Map, json};

use super::{Ear, host};
use crate::world::{Organisation, Session, Who};

const WORDS: [&str; 8] = [
    "Good morning, everybody.",
    "Could somebody share the agenda?",
    "The figures are in the folder.",
    "I have to leave five minutes early.",
    "Thank you, that helps.",
    "Can you hear me now?",
    "Let us take that to the next meeting.",
    "Agreed.",
];
const EVENT: &str = "meeting.chat_message_sent";
/// The most messages of one run.
const MOST: u64 = 6;

pub(super) fn of_run(of: &Organisation, run: &Session, ear: &mut Ear<'_>) {
    if run.is_webinar() || !run.has_chat() {
        return;
    }
    let mut chance = run.chance.of(0xc4a7);
    for number in 0..=chance.below(MOST) {
        let at = chance.between(run.start + 60, run.planned.max(run.start + 61));
        let words = chance.pick(&WORDS);
        let seat = chance.bits();
        if !ear.hears(at, EVENT) {
            continue;
        }
        let stays = of.attendances(run, at);
        // Whoever is there when it is written.
        let there: Vec<_> = stays
            .iter()
            .filter(|stay| stay.join <= at && at < stay.leave)
            .collect();
        let Some(seat) = seat.checked_rem(there.len() as u64) else {
            continue;
        };
        let stay = there[usize::try_from(seat).unwrap_or_default()];
        let who = of.who(stay);
        let written = Timestamp::from_second(at).unwrap_or_default();
        let id = STANDARD.encode(chance.of(number).bytes());
        let sender = match stay.who {
            Who::User(index) if index == run.host => "host",
            Who::User(_) => "attendee",
            Who::Guest(_) | Who::Visitor(_) => "guest",
        };
        let mut object = Map::new();
        object.insert("id".into(), run.meeting.into());
        object.insert("uuid".into(), of.uuid(run.meeting, run.slot).into());
        object.insert(
            "chat_message".into(),
            json!({
                "date_time": written.strftime("GMT%Y%m%d-%H%M%S").to_string(),
                "sender_session_id": who.number.to_string(),
                "sender_name": who.name,
                "sender_email": who.email,
                "sender_type": sender,
                "sender_context": "meeting",
                "recipient_type": "everyone",
                "recipient_context": "meeting",
                "message_id": id,
                "message_content": words,
            }),
        );
        ear.hear(at, EVENT, None, || (object, host(of, run)));
    }
}
