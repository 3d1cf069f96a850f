//! `GET /metrics/client_versions`: how many active users have which client.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::{Status, World},
};

#[derive(Serialize)]
struct Versions {
    client_versions: Vec<Version>,
}

#[derive(Serialize)]
struct Version {
    client_version: String,
    total_count: u32,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::dashboards(&of)?;
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for (_, user) in of
        .people
        .all()
        .filter(|(_, user)| user.status == Status::Active)
    {
        if let Some(client) = user.client() {
            *counts.entry((client.platform, client.version)).or_default() += 1;
        }
    }
    let client_versions = counts
        .into_iter()
        .map(|((platform, version), total_count)| Version {
            client_version: format!("{platform}_{version}"),
            total_count,
        })
        .collect();
    Ok(Reply::ok(&Versions { client_versions }))
}
