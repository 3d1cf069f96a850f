//! Managed and trusted domains.

use serde_json::json;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::scene::Answer,
    world::World,
};

pub(super) fn managed(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let domain = of.account.domain;
    Ok(Reply::ok(&json!({
        "domains": [{ "domain": domain, "status": "verified" }],
        "total_records": 1,
    })))
}

pub(super) fn trusted(world: &World, call: &Call<'_>) -> Answer {
    drop(scene::read(world, call)?);
    Ok(Reply::ok(&json!({ "trusted_domains": [] })))
}
