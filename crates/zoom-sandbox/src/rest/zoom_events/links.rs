//! `GET /zoom_events/events/{eventId}/access_links`.

use serde_json::{Value, json};

use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::World,
};

pub(super) fn list(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let event = super::event(&of, call)?;
    let links: Vec<Value> = event
        .links
        .iter()
        .map(|(id, name, default)| {
            json!({
                "access_link_id": id,
                "name": name,
                "type": if *default { "registration" } else { "group-join" },
                "is_default": default,
                "url": format!("{web}/ev/{}?link={id}", event.id),
                "authentication_method": "zoom_account_otp",
                "idp_name": "",
                "allow_domain_list": [],
                "email_restrict_list": [],
                "security_at_join": {
                    "email_authentication": true,
                    "security_code_verification": false,
                },
            })
        })
        .collect();
    Ok(Reply::ok(&json!({ "access_links": links })))
}
