//! Joining in the browser: signatures a second with every check on, and what a join costs a visitor.
//!
//! Signatures are asked for over the real endpoint of a real server by many visitors from many
//! addresses (all of 127/8 is this machine), because each visitor and each address has a limit and
//! the limits stay on. What one core does follows from the server's own processor time: the load
//! shares the machine with it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};

use super::{http, process::Server, text};
use crate::{
    browser, demo,
    shell::{cache, command, find, output, root, step},
    tools::CHROMIUM,
};

/// Connections, each from an address of its own.
const CONNECTIONS: u8 = 16;
const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(8);

/// Both parts, with the binary of `profile`.
pub(super) fn measure(profile: &str) -> Result<Value> {
    let signatures = signatures(profile)?;
    let visitor = visitor(profile)?;
    Ok(json!({ "signatures": signatures, "visitor": visitor }))
}

/// How many signatures a second are given to visitors who may join.
fn signatures(profile: &str) -> Result<Value> {
    step("Signatures a second, every check on");
    let data = cache("bench")?.join("join");
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
    let address: SocketAddr = site
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .parse()
        .context("the demo's address")?;
    let meeting = http::meeting_for_now(
        &site,
        &text(&ready, "/administrator/name")?,
        &text(&ready, "/administrator/password")?,
    )?;
    load(address, &meeting, WARM_UP, 0)?;
    let before = server.cpu_seconds()?;
    let (given, took) = load(address, &meeting, MEASURED, 1)?;
    let cpu = server.cpu_seconds()? - before;
    ensure!(given > 0.0 && cpu > 0.0, "no signature was given");
    Ok(json!({
        "per_second": given / took,
        "per_second_and_core": given / cpu,
        "cpu_us_each": cpu / given * 1e6,
    }))
}

/// Asks for signatures for that long: how many were given, and in how many seconds. Any other
/// answer is an error.
#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures the wall clock"
)]
fn load(address: SocketAddr, meeting: &str, during: Duration, round: u8) -> Result<(f64, f64)> {
    let (given, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let began = Instant::now();
    thread::scope(|scope| {
        let askers: Vec<_> = (0..CONNECTIONS)
            .map(|n| {
                let (given, over) = (&given, &over);
                scope.spawn(move || ask(address, meeting, (round, n), given, over))
            })
            .collect();
        while began.elapsed() < during && !askers.iter().any(ScopedJoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(50));
        }
        over.store(true, Ordering::Relaxed);
        askers.into_iter().try_for_each(|asker| {
            asker
                .join()
                .unwrap_or_else(|_| bail!("an asker ended badly"))
        })
    })?;
    let took = began.elapsed().as_secs_f64();
    let given = u32::try_from(given.into_inner())?;
    Ok((f64::from(given), took))
}

/// One visitor after the other, over one connection from one address.
fn ask(
    to: SocketAddr,
    meeting: &str,
    (round, n): (u8, u8),
    given: &AtomicU64,
    over: &AtomicBool,
) -> Result<()> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    let own = SocketAddr::from((Ipv4Addr::new(127, 1, round, n + 1), 0));
    socket.bind(&own.into())?;
    socket.connect(&to.into())?;
    socket.set_tcp_nodelay(true)?;
    let mut stream = std::net::TcpStream::from(socket);
    let mut answers = BufReader::new(stream.try_clone()?);
    let body = r#"{"name":"Vera Visitor"}"#;
    let (mut line, mut rest) = (String::new(), Vec::new());
    for visitor in 0_u64.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        write!(
            stream,
            "POST /m/{meeting}/join/signature HTTP/1.1\r\nhost: {to}\r\n\
             content-type: application/json\r\nsec-fetch-site: same-origin\r\n\
             cookie: parfocal_visitor={round:02}{n:04}{visitor:016}\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        line.clear();
        answers.read_line(&mut line)?;
        let status = line.trim().to_owned();
        let mut length = 0;
        loop {
            line.clear();
            answers.read_line(&mut line)?;
            let Some((name, value)) = line.trim().split_once(": ") else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse()?;
            }
        }
        rest.resize(length, 0);
        answers.read_exact(&mut rest)?;
        ensure!(
            status.ends_with(" 200 OK"),
            "{status}: {}",
            String::from_utf8_lossy(&rest)
        );
        given.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// Time and bytes of a first and of a later join, in Chromium.
fn visitor(profile: &str) -> Result<Value> {
    browser::packages()?;
    let chromium = CHROMIUM.ensure()?;
    let node = find(&["node"]).context("this needs Node 20 or later")?;
    step("Joining in Chromium: bytes over the wire, from the click to join.success");
    let said = output(
        command(node, &["bench/join.mjs"])
            .current_dir(root().join("e2e"))
            .env("PARFOCAL_CHROMIUM", chromium)
            .env("PARFOCAL_SDK_CACHE", cache("meeting-sdk")?)
            .env("PARFOCAL_BINARY", demo::binary(profile)),
    )?;
    let line = said.lines().last().context("the walk said nothing")?;
    serde_json::from_str(line).with_context(|| format!("not what the walk measures: {line}"))
}
