//! `GET /users/{userId}/meeting_summary_templates`: the templates every account has.

use serde_json::{Value, json};

use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::{World, new_id},
};

const TEMPLATES: [(&str, &str); 4] = [
    ("General", "For any meeting: overview, topics, next steps."),
    (
        "One on one",
        "For two people: what was agreed, what is open.",
    ),
    (
        "Sales call",
        "For customers: needs, objections, next steps.",
    ),
    ("Stand-up", "For teams: done, planned, in the way."),
];

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::user(&of, call)?;
    let mut chance = of.root.of(0x7e3b);
    let all: Vec<Value> = TEMPLATES
        .iter()
        .map(|(name, description)| {
            json!({
                "meeting_summary_template_id": new_id(&mut chance),
                "name": name,
                "description": description,
            })
        })
        .collect();
    Ok(Reply::ok(&all))
}
