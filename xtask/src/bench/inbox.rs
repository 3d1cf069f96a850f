//! Receiving webhooks: verified and durable events a second, through the real HTTP endpoint, on
//! both databases, beside Zoom's own receiver, which keeps nothing; and what a forged one costs.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{process::Server, signed::Events};
use crate::{
    browser, demo,
    postgres::Cluster,
    shell::{cache, command, find, root, run, step},
    tools::WRK,
};

const SECRET: &str = "a-secret-token-of-the-app";
/// Connections that send at once.
const CONNECTIONS: u32 = 256;
/// More than can be sent in the time measured, so that none comes twice.
const EVENTS: u64 = 600_000;
const WARM: u64 = 150_000;
const SECONDS: u32 = 8;
/// Forged events of the flood, at the least.
const FLOOD: u64 = 1_000_000;

/// The task's part.
pub(super) fn run_inbox() -> Result<()> {
    let wrk = WRK.ensure()?;
    browser::packages()?;
    step("Building with optimisation");
    run(&mut command(
        "cargo",
        &["build", "--release", "--locked", "--package", "cli"],
    ))?;
    let folder = cache("bench")?.join("inbox");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;

    step("Zoom's own receiver (@zoom/rivet), which keeps nothing");
    let rivet = rivet(&wrk, &folder)?;
    step("Parfocal on SQLite");
    let store = format!("sqlite:{}", folder.join("bench.db").display());
    let sqlite = parfocal(&wrk, &folder, &store)?;
    step("Parfocal on PostgreSQL");
    let cluster = Cluster::start_durable()?;
    let postgres = parfocal(&wrk, &folder, &cluster.url())?;
    drop(cluster);

    let figures = json!({ "rivet": rivet, "sqlite": sqlite, "postgres": postgres });
    println!("{}", serde_json::to_string_pretty(&figures)?);
    table(&figures);
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn rivet(wrk: &Path, folder: &Path) -> Result<Value> {
    let node = find(&["node"]).context("rivet needs Node 20 or later")?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?
        .local_addr()?
        .port()
        .to_string();
    let script = root().join("e2e/lib/rivet-receiver.mjs");
    let words = [&*script.to_string_lossy(), SECRET, &port];
    let mut server = Server::start(&node, &words)?;
    let url = server.first_line()?;
    let url = url.trim();
    Events::write(folder, "warm", SECRET, 0, WARM)?.send(wrk, url, CONNECTIONS, 2)?;
    let events = Events::write(folder, "events", SECRET, WARM, EVENTS)?;
    let outcome = events.send(wrk, url, CONNECTIONS, SECONDS)?;
    Ok(json!({
        "per_second": outcome.per_second,
        "p99_ms": outcome.p99_ms,
        "failed": outcome.failed,
        "memory_mb": server.peak_megabytes()?,
    }))
}

fn parfocal(wrk: &Path, folder: &Path, store: &str) -> Result<Value> {
    let home = Home::new(folder, store)?;
    let mut server = Server::start_in(
        &home.folder,
        &home.binary,
        &["serve", "--listen", "127.0.0.1:0"],
    )?;
    let line = server.first_line()?;
    let site = line.trim().rsplit(' ').next().unwrap_or_default();
    let site = site.trim_end_matches('/').to_owned();
    let known: Value = home.ask(&site, "/api/v1/webhook")?;
    let url = known["address"].as_str().context("no address")?.to_owned();

    let warm = Events::write(folder, "warm", SECRET, 0, WARM)?.send(wrk, &url, CONNECTIONS, 2)?;
    let events = Events::write(folder, "events", SECRET, WARM, EVENTS)?;
    let outcome = events.send(wrk, &url, CONNECTIONS, SECONDS)?;
    anyhow::ensure!(
        outcome.requests < EVENTS && warm.requests < WARM,
        "more was sent than there are different events: raise EVENTS"
    );
    let memory = server.peak_megabytes()?;
    let health: Value = home.ask(&site, "/api/v1/inbox/health")?;
    let kept = health["journal"]["entries"].as_u64().context("no count")?;
    let cursors = health["cursors"].as_array().context("no cursors")?;
    let monitor = cursors
        .iter()
        .find(|cursor| cursor["consumer"] == "monitor")
        .context("nobody follows the journal")?;
    let applied = kept.saturating_sub(monitor["behind"].as_u64().context("no count")?);
    let answered = outcome.requests + warm.requests - outcome.failed - warm.failed;
    // What was under way when wrk stopped was kept and not counted by it.
    anyhow::ensure!(
        kept >= answered,
        "{answered} events were acknowledged, and the journal holds {kept}"
    );

    let forged = Events::write(folder, "forged", "guessed", 0, 20_000)?;
    let before = server.cpu_seconds()?;
    let (mut sent, mut slowest) = (0, f64::INFINITY);
    while sent < FLOOD {
        let wave = forged.send(wrk, &url, CONNECTIONS, 5)?;
        anyhow::ensure!(wave.requests > 0, "the flood was not answered");
        sent += wave.requests;
        slowest = wave.per_second.min(slowest);
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let cost = (server.cpu_seconds()? - before) * 1e6 / sent as f64;
    let after: Value = home.ask(&site, "/api/v1/inbox/health")?;
    anyhow::ensure!(
        after["journal"] == health["journal"],
        "the flood changed the journal"
    );
    Ok(json!({
        "per_second": outcome.per_second,
        "p99_ms": outcome.p99_ms,
        "failed": outcome.failed,
        "acknowledged": answered,
        "kept": kept,
        "applied_meanwhile": applied,
        "memory_mb": memory,
        "forged": sent,
        "forged_per_second": slowest,
        "forged_cpu_us": cost,
    }))
}

/// An installation of its own, with a Secret Token and a bearer token.
struct Home {
    folder: PathBuf,
    binary: PathBuf,
    token: String,
}

impl Home {
    fn new(folder: &Path, store: &str) -> Result<Self> {
        let engine = store.split(':').next().unwrap_or_default();
        let folder = folder.join(engine);
        std::fs::create_dir_all(&folder)?;
        // Nobody listens there: Zoom is not needed to receive.
        let nowhere = "http://127.0.0.1:9";
        std::fs::write(
            folder.join("parfocal.toml"),
            format!(
                "[store]\nurl = \"{store}\"\n[zoom]\napi_url = \"{nowhere}/v2\"\noauth_url = \"{nowhere}/oauth\"\nstatus_url = \"{nowhere}/status\"\n[log]\nfilter = \"error\"\n"
            ),
        )?;
        let mut home = Self {
            folder,
            binary: demo::binary("release"),
            token: String::new(),
        };
        // It is saved although nobody can check it; the exit code says that it was not checked.
        home.command(&[
            "connect",
            "monitoring",
            "--client-id",
            "an-app",
            "--redirect-url",
            "https://example.org/zoom/callback",
        ])
        .env("PARFOCAL_CLIENT_SECRET", "its-secret")
        .env("PARFOCAL_SECRET_TOKEN", SECRET)
        .output()?;
        let made = home
            .command(&[
                "--json",
                "config",
                "token",
                "create",
                "bench",
                "--rights",
                "administer",
            ])
            .output()?;
        let made: Value = serde_json::from_slice(&made.stdout).context("no API token")?;
        made["token"]
            .as_str()
            .context("no API token")?
            .clone_into(&mut home.token);
        Ok(home)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).current_dir(&self.folder);
        command
    }

    fn ask(&self, site: &str, path: &str) -> Result<Value> {
        Ok(ureq::get(format!("{site}{path}"))
            .header("authorization", format!("Bearer {}", self.token))
            .call()?
            .body_mut()
            .read_json()?)
    }
}

fn table(figures: &Value) {
    let number = |pointer: &str| {
        let found = figures.pointer(pointer).and_then(Value::as_f64);
        found.unwrap_or(f64::NAN)
    };
    let rows = [
        (
            "rivet, keeps nothing",
            "/rivet/per_second",
            "/s",
            "the measure",
        ),
        (
            "SQLite, durable",
            "/sqlite/per_second",
            "/s",
            "15 000 or more",
        ),
        ("SQLite, p99", "/sqlite/p99_ms", "ms", "under 200"),
        ("SQLite, memory", "/sqlite/memory_mb", "MB", "under 150"),
        (
            "PostgreSQL, durable",
            "/postgres/per_second",
            "/s",
            "8 000 or more",
        ),
        ("PostgreSQL, p99", "/postgres/p99_ms", "ms", "under 200"),
        (
            "PostgreSQL, memory",
            "/postgres/memory_mb",
            "MB",
            "under 150",
        ),
        (
            "CPU of a forged event",
            "/sqlite/forged_cpu_us",
            "us",
            "under 1000",
        ),
    ];
    eprintln!("\n{:<30} {:>10}      wanted", "figure", "measured");
    for (name, pointer, unit, wanted) in rows {
        eprintln!("{name:<30} {:>10.1} {unit:<4} {wanted}", number(pointer));
    }
}
