//! What was sent to make or change a meeting or webinar, checked field by field.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::settings;
use crate::{
    call::Reply,
    rest::scene::Sent,
    world::{Organisation, Recurrence, time},
};

/// Meetings and webinars differ in their types, their settings and their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rest) enum Family {
    Meeting,
    Webinar,
}

impl Family {
    /// The `type`s that can be asked for.
    fn kinds(self) -> &'static [i64] {
        match self {
            Self::Meeting => &[1, 2, 3, 8, 10],
            Self::Webinar => &[5, 6, 9],
        }
    }

    /// The `type` when none was sent.
    pub(in crate::rest) fn usual(self) -> u8 {
        match self {
            Self::Meeting => 2,
            Self::Webinar => 5,
        }
    }
}

/// The checked body; what was not sent is `None`.
#[derive(Debug, Default)]
pub(in crate::rest) struct Draft {
    pub(in crate::rest) kind: Option<u8>,
    pub(in crate::rest) topic: Option<String>,
    pub(in crate::rest) agenda: Option<String>,
    pub(in crate::rest) timezone: Option<String>,
    pub(in crate::rest) start: Option<i64>,
    pub(in crate::rest) duration: Option<i64>,
    pub(in crate::rest) password: Option<String>,
    pub(in crate::rest) default_password: bool,
    pub(in crate::rest) settings: Map<String, Value>,
    pub(in crate::rest) recurrence: Option<Recurrence>,
    pub(in crate::rest) tracking_fields: Option<Vec<Value>>,
    pub(in crate::rest) pre_schedule: Option<bool>,
    pub(in crate::rest) schedule_for: Option<String>,
}

impl Draft {
    /// Checks a body; local times are read in its `timezone`, or else in `zone`.
    pub(in crate::rest) fn read(mut body: Sent, family: Family, zone: &str) -> Result<Self, Reply> {
        let kind = body.number("type", 0..=99);
        if kind.is_some_and(|kind| !family.kinds().contains(&kind)) {
            body.refuse("type");
        }
        let topic = body
            .text("topic", 200)
            .filter(|topic| !topic.trim().is_empty());
        let agenda = body.text("agenda", 2_000);
        let timezone = body.text("timezone", 64).filter(|name| !name.is_empty());
        let zone = time::zone(timezone.as_deref().unwrap_or(zone));
        if zone.is_none() {
            body.refuse("timezone");
        }
        let zone = zone.unwrap_or(jiff::tz::TimeZone::UTC);
        let start = body.text("start_time", 64).filter(|text| !text.is_empty());
        let start = start.and_then(|text| {
            let at = time::parse(&text, &zone);
            if at.is_none() {
                body.refuse("start_time");
            }
            at
        });
        let duration = body.number("duration", 1..=1_440);
        let password = body.text("password", 10);
        if password
            .as_deref()
            .is_some_and(|word| !word.chars().all(|c| c.is_ascii_graphic()))
        {
            body.refuse("password");
        }
        let default_password = match family {
            Family::Meeting => body.flag("default_password"),
            Family::Webinar => body.flag("default_passcode"),
        };
        let pre_schedule = body.flag("pre_schedule");
        let schedule_for = body.text("schedule_for", 128).filter(|who| !who.is_empty());
        let tracking_fields = body.list("tracking_fields");
        let recurrence = read_recurrence(&mut body);
        let mut kept = Map::new();
        if let Some(sent) = body.within("settings") {
            let known = match family {
                Family::Meeting => settings::MEETING,
                Family::Webinar => settings::WEBINAR,
            };
            settings::take(known, &sent.fields, &mut kept, &mut body.refused);
        }
        body.settle()?;
        Ok(Self {
            kind: kind.and_then(|kind| u8::try_from(kind).ok()),
            topic,
            agenda,
            timezone,
            start,
            duration,
            password,
            default_password: default_password.unwrap_or(true),
            settings: kept,
            recurrence,
            tracking_fields,
            pre_schedule,
            schedule_for,
        })
    }

    /// The user a meeting is scheduled for, when one is named.
    pub(in crate::rest) fn meant_for(
        &self,
        of: &Organisation,
        kind: u8,
    ) -> Result<Option<u32>, Reply> {
        let Some(who) = &self.schedule_for else {
            return Ok(None);
        };
        if kind == 1 {
            return Err(Reply::error(
                400,
                3000,
                "Instant meetings do not support the `schedule_for` parameter, and you can't schedule an instant meeting for another user.",
            ));
        }
        match of.people.find(who) {
            Some((index, user)) if user.may_host() => Ok(Some(index)),
            Some(_) => {
                let words = format!("You cannot schedule a meeting for {who}");
                Err(Reply::error(400, 3000, &words))
            }
            None => Err(Reply::error(
                400,
                300,
                "The value that you entered in the `schedule_for` field is invalid. Enter a valid value and try again.",
            )),
        }
    }
}

fn read_recurrence(body: &mut Sent) -> Option<Recurrence> {
    let sent = body.within("recurrence")?;
    // Null and empty text are absent, as forms and older clients send them.
    let fields: Map<String, Value> = sent
        .fields
        .into_iter()
        .filter(|(_, value)| !value.is_null() && value.as_str() != Some(""))
        .collect();
    if let Ok(rule) = Recurrence::deserialize(Value::Object(fields)) {
        for field in rule.faults() {
            body.refuse(field);
        }
        return Some(rule);
    }
    body.refuse("recurrence");
    None
}
