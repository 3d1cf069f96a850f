//! The second guide's end: somebody joins in the browser, with Zoom's own SDK, and is really there.
//!
//! It needs the SDK's files and a Chromium. Where one is missing it says which, and the demo is as
//! good as ever otherwise.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use clock::Clock;
use jiff::{ToSpan as _, tz::TimeZone};
use meetings::{Form, Kind, Scheduled};
use serde_json::Value;

use super::{
    DemoWorld, Tell,
    chromium::{self, Browser},
    second_guide,
};
use crate::failure::Failure;

/// Who joins.
const WHO: &str = "Vera Visitor";
/// A cold start of the SDK takes five seconds on two cores that have nothing else to do.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK: Duration = Duration::from_millis(200);

/// Presses Join as soon as the page lets anybody: `true` once it did.
const PRESS: &str = "(() => { const name = document.querySelector('#join-form:not([hidden]) #f-name'); \
    if (!name || !window.ZoomMtg) return false; name.value = 'Vera Visitor'; \
    name.form.requestSubmit(); window.pressed = performance.now(); return true; })()";
/// Milliseconds from there to `join.success`, or what the page says instead.
const CAME: &str = "(() => { const [joined] = performance.getEntriesByName('join.success'); \
    if (joined) return Math.round(joined.startTime - window.pressed); \
    return [...document.documentElement.children].at(-1)?.shadowRoot?.querySelector('#title')?.textContent ?? null; })()";

/// Joins, where it can.
pub(crate) async fn walk(world: &DemoWorld, tell: &Tell, data: &Path) -> Result<(), Failure> {
    if !world.product.sdk.is_current().await {
        // What came of fetching it was said.
        return Ok(());
    }
    tell.heading("Second guide, its end: join in the browser");
    let Some(program) = chromium::find() else {
        tell.line(&format!(
            "Left out: there is no Chromium or Chrome on the path. Name one in {}, or open one by \
             hand with the command below.",
            chromium::VARIABLE
        ));
        return Ok(());
    };
    let one = for_now(world).await?;
    let page = format!("{}/m/{}", world.site_url(), one.public_id);
    tell.step(1, "A meeting for now", &page);
    match join(world, &program, data, &format!("{page}/join")).await {
        Ok((browser, took)) => {
            let press = format!("{WHO} presses Join, without a window");
            tell.step(2, &press, &format!("in it after {took} ms"));
            tell.and(
                "Who is in it by Zoom's dashboard",
                &there(world, &one).await?,
            );
            browser.close().await;
        }
        Err(why) => tell.line(&format!("     Nobody came in: {why}.")),
    }
    Ok(())
}

/// Their names, as Zoom's API tells them.
async fn there(world: &DemoWorld, one: &Scheduled) -> Result<String, Failure> {
    let client = world.product.connect.client(&world.connection).await?;
    let heard: Value = client
        .call("GET /metrics/meetings/{meetingId}/participants")
        .param("meetingId", one.zoom_id)
        .query("type", "live")
        .json()
        .await?;
    let all = heard["participants"].as_array().map(Vec::as_slice);
    let names = all.unwrap_or_default().iter();
    let names: Vec<&str> = names.filter_map(|one| one["user_name"].as_str()).collect();
    Ok(names.join(", "))
}

/// A meeting that lets its visitors in at once.
async fn for_now(world: &DemoWorld) -> Result<Scheduled, Failure> {
    let form = second_guide::form(world, Kind::Meeting, "Open house").await?;
    let start = world.sandbox.now().to_zoned(TimeZone::UTC);
    let start = start.checked_add(1.minute())?;
    let form = Form {
        date: start.strftime("%Y-%m-%d").to_string(),
        time: start.strftime("%H:%M").to_string(),
        zone: "UTC".into(),
        join_before_host: "on".into(),
        waiting_room: String::new(),
        ..form
    };
    let made = world
        .product
        .meetings
        .create(
            &world.administrator,
            &world.connection,
            Kind::Meeting,
            &form,
        )
        .await?;
    Ok(made.event)
}

/// The browser that is in it, and milliseconds from the press to `join.success`.
async fn join(
    world: &DemoWorld,
    program: &Path,
    data: &Path,
    address: &str,
) -> Result<(Browser, u64), String> {
    let zoom = world.sandbox.ready().web_client;
    let zoom = zoom.ok_or("the emulated Zoom does not listen for browsers")?;
    let clock = Clock::system();
    let profile = profile(data);
    let mut browser = Browser::open(program, &zoom, &profile, address, &clock).await?;
    let joins = async {
        while browser.evaluate(PRESS).await? != true {
            clock.sleep(LOOK).await;
        }
        loop {
            match browser.evaluate(CAME).await? {
                Value::Number(took) => return Ok(took.as_u64().unwrap_or_default()),
                Value::String(said) => return Err(format!("the page says “{said}”")),
                _ => clock.sleep(LOOK).await,
            }
        }
    };
    let came = clock.timeout(PATIENCE, joins).await.unwrap_or_else(|_| {
        Err(format!(
            "nothing came within {} s; the machine may be busy",
            PATIENCE.as_secs()
        ))
    });
    came.map(|took| (browser, took))
}

/// The folder of the demo's own browser.
pub(crate) fn profile(data: &Path) -> PathBuf {
    std::path::absolute(data)
        .unwrap_or_else(|_| data.to_owned())
        .join("browser")
}
