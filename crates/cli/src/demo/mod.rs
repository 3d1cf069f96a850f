//! The demo: an emulated Zoom and Parfocal in one process, and both set-up guides walked step by
//! step, with each outcome and value.
//!
//! After both guides come two steps beyond them, marked as such: an event subscription of each app.
//!
//! The walk does what a person does, through the same doors: it builds apps in the Marketplace,
//! copies what the Marketplace shows into Parfocal, and asks Parfocal what works. What this
//! refuses: invented output. Every value printed was read back.

mod beyond;
mod chromium;
mod first_guide;
mod join;
mod ports;
mod scope_taken_away;
pub(crate) mod sdk;
mod second_guide;
mod shell;
mod tell;
mod told;
mod world;

pub(crate) use self::{
    chromium::command as browser_command,
    join::{profile as browser_profile, walk as join},
    ports::{Ports, forget},
    shell::{quoted, this_program},
    tell::Tell,
    world::DemoWorld,
};
use crate::failure::Failure;

/// Both guides, a scope taken away and put back, then event subscriptions.
pub(crate) async fn walk(world: &DemoWorld, tell: &Tell) -> Result<(), Failure> {
    first_guide::walk(world, tell).await?;
    let meeting = second_guide::walk(world, tell).await?;
    scope_taken_away::walk(world, tell).await?;
    beyond::walk(world, tell, meeting).await?;
    told::walk(world, tell).await
}

/// What a person who follows the guides by hand finds.
pub(crate) async fn by_hand(world: &DemoWorld) -> Result<String, Failure> {
    let sets = world.product.connect.sets(&world.connection).await?.len();
    let apps = world.marketplace().apps().len();
    if sets + apps == 0 {
        return Ok(
            "The Marketplace is empty and nothing is set up: follow the guides by hand.".to_owned(),
        );
    }
    let of = |number: usize, one: &str, many: &str| match number {
        0 => format!("no {one}"),
        1 => format!("one {one}"),
        number => format!("{number} {many}"),
    };
    Ok(format!(
        "Kept from the earlier run: {} in the Marketplace and {} in Parfocal. Go on by hand, or \
         start with nothing by --fresh.",
        of(apps, "app", "apps"),
        of(sets, "app's credentials", "apps' credentials")
    ))
}

/// What an earlier run left, checked anew.
pub(crate) async fn look_again(world: &DemoWorld, tell: &Tell) -> Result<(), Failure> {
    tell.heading("Kept from the earlier run");
    let connect = &world.product.connect;
    for set in connect.sets(&world.connection).await? {
        let report = connect
            .check(&world.connection, &world.administrator, set.kind)
            .await?;
        tell.line(&format!(
            "{} “{}”: {}",
            set.kind.title(),
            set.app_name,
            crate::commands::state_words(&report.state)
        ));
    }
    let features = connect
        .what_works(&world.connection, &web::capabilities())
        .await?;
    let works = features.iter().filter(|feature| feature.works()).count();
    tell.line(&format!("{works} of {} features work.", features.len()));
    Ok(())
}
