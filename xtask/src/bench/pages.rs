//! A thousand open pages: what they cost in memory, and how soon a change is on all of them.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use ureq::Agent;

use super::{http, process::Server, text};
use crate::{
    demo,
    shell::{cache, step},
};

/// Pages opened.
const OPEN: u16 = 1_000;
/// Changes made while they are open.
const CHANGES: usize = 5;
/// Longer than anything here should take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Opens the pages against the binary of `profile` and measures.
pub(super) fn measure(profile: &str) -> Result<Value> {
    step(&format!(
        "{OPEN} open pages: memory, and from a change to the last of them"
    ));
    let data = cache("bench")?.join("pages");
    let _ = std::fs::remove_dir_all(&data);
    let data = data.to_string_lossy().into_owned();
    let words = [
        "demo",
        "--ready-json",
        "--data",
        &data,
        "--listen",
        "127.0.0.1:0",
        "--sandbox-listen",
        "127.0.0.1:0",
    ];
    let mut server = Server::start(&demo::binary(profile), &words)?;
    let ready = server.ready_line()?;
    let site = text(&ready, "/parfocal_url")?;
    let cookie = http::sign_in(
        &site,
        &text(&ready, "/administrator/name")?,
        &text(&ready, "/administrator/password")?,
    )?;
    let before = server.megabytes()?;
    let mut pages = (0..OPEN)
        .map(|_| Page::open(&site, &cookie))
        .collect::<Result<Vec<_>>>()?;
    until(&mut pages, |page| page.states >= 1)?;
    let open = server.megabytes()?;

    let mut took = Vec::new();
    for _ in 0..CHANGES {
        quiet(&mut pages)?;
        let known: Vec<usize> = pages.iter().map(|page| page.states).collect();
        let began = change(&site, &cookie)?;
        let mut known = known.into_iter();
        for page in &mut pages {
            page.wanted = known.next().unwrap_or_default() + 1;
        }
        until(&mut pages, |page| page.states >= page.wanted)?;
        took.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    let changed = server.megabytes()?;
    Ok(json!({
        "open": OPEN,
        "memory_mb_before": before,
        "memory_mb_open": open,
        "memory_mb_after_changes": changed,
        "kb_a_page": (open - before) * 1024.0 / f64::from(OPEN),
        "change_to_last_page_ms_median": super::median(&mut took),
        "change_to_last_page_ms_worst": took.last(),
    }))
}

/// A browser's connection, read without waiting.
struct Page {
    stream: TcpStream,
    /// States it was sent: each ends with the event that carries the id.
    states: usize,
    wanted: usize,
    /// The end of what was read, where a mark may have been cut.
    tail: Vec<u8>,
}

const MARK: &[u8] = b"\nid: ";

impl Page {
    fn open(site: &str, cookie: &str) -> Result<Self> {
        let host = site.trim_start_matches("http://").trim_end_matches('/');
        let mut stream = TcpStream::connect(host).context(
            "a page could not be opened: is the limit of open files (ulimit -n) high enough?",
        )?;
        write!(
            stream,
            "GET /live/stream?part=overview HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\n\
             accept: text/event-stream\r\naccept-encoding: gzip, br\r\n\r\n"
        )?;
        stream.set_nonblocking(true)?;
        Ok(Self {
            stream,
            states: 0,
            wanted: 0,
            tail: Vec::new(),
        })
    }

    /// Reads what is there; says whether anything was.
    fn read(&mut self) -> Result<bool> {
        let mut some = false;
        let mut piece = [0; 16 * 1024];
        loop {
            match self.stream.read(&mut piece) {
                Ok(0) => anyhow::bail!("the server closed a page's stream"),
                Ok(read) => {
                    some = true;
                    self.tail.extend_from_slice(&piece[..read]);
                    self.states += self
                        .tail
                        .windows(MARK.len())
                        .filter(|window| *window == MARK)
                        .count();
                    let kept = self.tail.len().saturating_sub(MARK.len() - 1);
                    self.tail.drain(..kept);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(some),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Reads until every page is as it should be.
#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures the wall clock"
)]
fn until(pages: &mut [Page], done: impl Fn(&Page) -> bool) -> Result<()> {
    let began = Instant::now();
    loop {
        for page in &mut *pages {
            page.read()?;
        }
        if pages.iter().all(&done) {
            return Ok(());
        }
        ensure!(
            began.elapsed() < PATIENCE,
            "after {PATIENCE:?} {} of {OPEN} pages wait for a state",
            pages.iter().filter(|page| !done(page)).count()
        );
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Waits until nothing has come for longer than the pace of states.
#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures the wall clock"
)]
fn quiet(pages: &mut [Page]) -> Result<()> {
    let mut last = Instant::now();
    while last.elapsed() < Duration::from_millis(800) {
        for page in &mut *pages {
            if page.read()? {
                last = Instant::now();
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// Runs an API test by the page's own form: its figures and its run are new. Answers when the
/// answer came, after which the change is committed.
#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures the wall clock"
)]
fn change(site: &str, cookie: &str) -> Result<Instant> {
    let agent: Agent = Agent::config_builder().max_redirects(0).build().into();
    let site = site.trim_end_matches('/');
    let page = agent
        .get(format!("{site}/tests"))
        .header("cookie", cookie)
        .call()?
        .body_mut()
        .read_to_string()?;
    let csrf = page
        .split_once("name=\"csrf\" value=\"")
        .and_then(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()))
        .context("the page has no csrf field")?;
    agent
        .post(format!("{site}/tests/service-status/run"))
        .header("cookie", cookie)
        .send_form([("csrf", csrf.as_str())])?;
    Ok(Instant::now())
}
