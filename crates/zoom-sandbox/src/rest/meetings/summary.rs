//! `GET /meetings/{meetingId}/meeting_summary`: what Zoom's assistant wrote about a run that is
//! over. It is there for meetings with `auto_start_meeting_summary`, and for a share of the rest.

use serde_json::{Map, Value, json};

use crate::{
    call::{Call, Reply},
    rest::{
        meetings,
        scene::{self, Answer},
    },
    world::{Organisation, Session, World, time},
};

/// How long the assistant writes.
const WRITES: i64 = 180;

/// When the summary of a run is there.
pub(in crate::rest) fn ready_at(run: &Session) -> i64 {
    run.end + WRITES
}

/// The summary as REST and the events show it.
pub(in crate::rest) fn whole(of: &Organisation, run: &Session) -> Map<String, Value> {
    let host = of.people.get(run.host);
    let topic = of.topic(run);
    let stays = of.attendances(run, run.end);
    let mut names: Vec<String> = stays.iter().map(|stay| of.who(stay).name).collect();
    names.sort();
    names.dedup();
    let minutes = meetings::minutes(run.end - run.start);
    let overview = format!(
        "{} people met for {minutes} minutes about {topic}.",
        names.len()
    );
    let details: Vec<Value> = names
        .iter()
        .take(3)
        .map(|name| json!({ "label": name, "summary": format!("{name} spoke about {topic}.") }))
        .collect();
    let step = format!(
        "{} sends the notes on {topic}.",
        names.first().map_or("Somebody", String::as_str)
    );
    let at = |seconds: i64| Value::from(time::utc(seconds));
    let mut all = Map::new();
    let mut put = |name: &str, value: Value| all.insert(name.to_owned(), value);
    put("meeting_host_id", json!(host.map_or("", |user| &user.id)));
    put(
        "meeting_host_email",
        json!(host.map_or("", |user| &user.email)),
    );
    put("meeting_uuid", of.uuid(run.meeting, run.slot).into());
    put("meeting_id", run.meeting.into());
    put("meeting_topic", topic.into());
    put("meeting_start_time", at(run.start));
    put("meeting_end_time", at(run.end));
    put("summary_start_time", at(run.start));
    put("summary_end_time", at(run.end));
    put("summary_created_time", at(ready_at(run)));
    put("summary_last_modified_time", at(ready_at(run)));
    put(
        "summary_title",
        format!("Meeting summary for {topic}").into(),
    );
    put("summary_overview", overview.clone().into());
    put("summary_details", details.into());
    put("next_steps", json!([step]));
    put(
        "summary_content",
        format!("## Overview\n{overview}\n\n## Next steps\n- {step}\n").into(),
    );
    all
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::paid(&of)?;
    let now = scene::now(call);
    let named = call.param("meetingId");
    let there = |run: &Session| run.has_summary() && ready_at(run) <= now;
    let run = if let Ok(id) = named.parse::<u64>() {
        let runs = of.runs_of(id, now - 365 * time::DAY, now + 1, now);
        runs.into_iter().rev().find(there)
    } else {
        of.run(named, now).filter(there)
    };
    let run = run.ok_or_else(|| meetings::no_meeting(named))?;
    meetings::reaches(&of, call, run.host)?;
    Ok(Reply::ok(&whole(&of, &run)))
}
