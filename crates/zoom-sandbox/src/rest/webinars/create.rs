//! `POST /users/{userId}/webinars`.

use crate::{
    call::{Call, Reply},
    rest::{
        meetings::{
            self,
            draft::{Draft, Family},
            view,
        },
        scene::{self, Answer, Sent},
        tell,
    },
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let body = Sent::of(call)?;
    let mut of = scene::write(world, call)?;
    let (host, user) = scene::user(&of, call)?;
    super::licensed(&of, user)?;
    let draft = Draft::read(body, Family::Webinar, user.zone_name())?;
    let id = meetings::lay_down(&mut of, host, draft, Family::Webinar, scene::now(call))?;
    tell::created(&of, id, &web, call);
    let made = of
        .meeting(id)
        .ok_or_else(|| meetings::no_meeting(&id.to_string()))?;
    Ok(Reply::created(&view::whole(&of, made, &web, call, None)))
}
