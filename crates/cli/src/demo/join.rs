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
    chromium::{self, Amiss, Browser},
    second_guide,
};
use crate::failure::Failure;

/// Who joins.
const WHO: &str = "Vera Visitor";
/// A cold start of the SDK takes five seconds on two cores that have nothing else to do.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK: Duration = Duration::from_millis(200);

/// Presses Join as soon as the page lets anybody, and once: `true` when it did.
const PRESS: &str = "(() => { if (window.pressed) return true; \
    const name = document.querySelector('#join-form:not([hidden]) #f-name'); \
    if (!name || !window.ZoomMtg) return false; name.value = 'Vera Visitor'; \
    name.form.requestSubmit(); window.pressed = performance.now(); return true; })()";
/// Milliseconds from there, or from where the page began anew, to `join.success`; or what the page says
/// instead.
const CAME: &str = "(() => { const [joined] = performance.getEntriesByName('join.success'); \
    if (joined) return Math.round(joined.startTime - (window.pressed ?? 0)); \
    return [...document.documentElement.children].at(-1)?.shadowRoot?.querySelector('#title')?.textContent ?? null; })()";

/// Joins, where it can. What goes wrong is told: the demo is up by now, and stays up.
pub(crate) async fn walk(world: &DemoWorld, tell: &Tell, data: &Path) {
    if !world.product.sdk.is_current().await {
        // What came of fetching it was said.
        return;
    }
    tell.heading("Second guide, its end: join in the browser");
    let Some(program) = chromium::find() else {
        tell.line(&format!(
            "Left out: there is no Chromium or Chrome on the path. Name one in {}, or open one by \
             hand with the command above.",
            chromium::VARIABLE
        ));
        return;
    };
    if let Err(why) = come_in(world, tell, &program, data).await {
        tell.line(&format!(
            "     Nobody came in: {}.",
            why.trim_end_matches('.')
        ));
    }
}

async fn come_in(
    world: &DemoWorld,
    tell: &Tell,
    program: &Path,
    data: &Path,
) -> Result<(), String> {
    let one = for_now(world).await.map_err(|why| why.to_string())?;
    let page = format!("{}/m/{}", world.site_url(), one.public_id);
    tell.step(1, "A meeting for now", &page);
    let (browser, took) = join(world, program, data, &format!("{page}/join")).await?;
    let press = format!("{WHO} presses Join, without a window");
    tell.step(2, &press, &format!("in it after {took} ms"));
    let there = there(world, &one).await;
    let there = there.unwrap_or_else(|why| format!("not to be had. {why}"));
    tell.and("Who is in it by Zoom's dashboard", &there);
    browser.close().await;
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
    // Not the one of the printed command: one folder is for one browser at a time.
    let profile = folder(data, "browser-without-a-window");
    let mut browser = Browser::open(program, &zoom, &profile, address, &clock).await?;
    let came = clock.timeout(PATIENCE, press(&mut browser, &clock)).await;
    let came = came.unwrap_or_else(|_| {
        Err(format!(
            "nothing came within {} s; the machine may be busy",
            PATIENCE.as_secs()
        ))
    });
    match came {
        Ok(took) => Ok((browser, took)),
        Err(why) => {
            browser.close().await;
            Err(why)
        }
    }
}

/// Presses Join once the page is there, and waits for what comes of it.
async fn press(browser: &mut Browser, clock: &Clock) -> Result<u64, String> {
    while look(browser, PRESS).await? != true {
        clock.sleep(LOOK).await;
    }
    loop {
        match look(browser, CAME).await? {
            Value::Number(took) => return Ok(took.as_u64().unwrap_or_default()),
            Value::String(said) => return Err(format!("the page says “{said}”")),
            _ => clock.sleep(LOOK).await,
        }
    }
}

/// A page that is just coming or going cannot be asked; it is asked again.
async fn look(browser: &mut Browser, script: &str) -> Result<Value, String> {
    match browser.evaluate(script).await {
        Err(Amiss::NotNow(_)) => Ok(Value::Null),
        Err(Amiss::Gone(why)) => Err(why),
        Ok(seen) => Ok(seen),
    }
}

/// The folder of the browser that the demo's visitors open by hand.
pub(crate) fn profile(data: &Path) -> PathBuf {
    folder(data, "browser")
}

fn folder(data: &Path, name: &str) -> PathBuf {
    std::path::absolute(data)
        .unwrap_or_else(|_| data.to_owned())
        .join(name)
}

#[cfg(all(test, unix))]
mod tests {
    use clock::Clock;
    use futures::{SinkExt as _, StreamExt as _};
    use serde_json::{Value, json};
    use tokio::{net::TcpListener, process::Command};
    use tokio_tungstenite::{accept_async, tungstenite::Message};

    use super::{Browser, press};

    /// Says these things of the page, one for each question, then goes away. The browser that asks.
    async fn browser(said: Vec<Value>) -> Browser {
        let listens = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listens.local_addr().expect("an address").port();
        tokio::spawn(async move {
            let (stream, _) = listens.accept().await.expect("a connection");
            let mut socket = accept_async(stream).await.expect("a socket");
            let opened = [
                json!({"result": {"targetId": "t"}}),
                json!({"result": {"sessionId": "s"}}),
            ];
            for mut answer in opened.into_iter().chain(said) {
                let asked = socket.next().await.expect("a question").expect("a message");
                let asked: Value =
                    serde_json::from_str(asked.to_text().expect("text")).expect("JSON");
                answer["id"] = asked["id"].clone();
                let sent = socket.send(Message::text(answer.to_string())).await;
                sent.expect("sent");
            }
        });
        let folder = tempfile::tempdir().expect("a folder");
        let port_file = folder.path().join("DevToolsActivePort");
        std::fs::write(&port_file, format!("{port}\n/devtools")).expect("written");
        let child = Command::new("sleep").arg("60").kill_on_drop(true).spawn();
        let child = child.expect("a process");
        let driven =
            Browser::drive(child, &port_file, "http://127.0.0.1:9/", &Clock::system()).await;
        driven.unwrap_or_else(|why| panic!("{why}"))
    }

    fn seen(value: impl Into<Value>) -> Value {
        json!({"result": {"result": {"value": value.into()}}})
    }

    #[tokio::test]
    async fn a_page_that_is_just_coming_is_asked_again() {
        let coming = || json!({"error": {"message": "Inspected target navigated or closed"}});
        let said = vec![
            coming(),
            seen(false),
            seen(true),
            coming(),
            seen(Value::Null),
            seen(1234),
        ];
        let mut browser = browser(said).await;
        assert_eq!(press(&mut browser, &Clock::system()).await, Ok(1234));
    }

    #[tokio::test]
    async fn what_the_page_says_ends_the_waiting_and_so_does_a_browser_that_went_away() {
        let mut told = browser(vec![seen(true), seen("The meeting is full")]).await;
        let said = press(&mut told, &Clock::system()).await;
        assert_eq!(said, Err("the page says “The meeting is full”".into()));
        let mut gone = browser(vec![seen(true)]).await;
        let said = press(&mut gone, &Clock::system()).await.expect_err("gone");
        assert!(
            said.starts_with("the browser went away at Runtime.evaluate"),
            "{said}"
        );
    }
}
