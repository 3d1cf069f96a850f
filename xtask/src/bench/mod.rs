//! The figures that the README quotes, measured so that others can measure them again.
//!
//! Load generator and server share the machine, and machines are noisy: compare the figures of one
//! run with one another, not with those of another run. Everything stays on the loopback
//! interface and ends by itself.

mod http;
mod inbox;
mod join;
mod load;
mod pages;
mod process;
mod signed;

use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use self::{load::Load, process::Server};
use crate::{
    demo,
    shell::{cache, command, run, step, target},
    tools::WRK,
};

const STARTS: usize = 9;

/// The task: everything, or the part that is named.
pub(crate) fn run_bench(words: &[String]) -> Result<()> {
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            run_all()?;
            inbox::run_inbox()
        }
        ["inbox"] => inbox::run_inbox(),
        ["pages"] => {
            build()?;
            show(&json!({ "pages": pages::measure("release")? }))
        }
        // What cargo has built already: the figures are an upper bound.
        ["pages", "--debug"] => show(&json!({ "pages": pages::measure("debug")? })),
        ["join"] => {
            build()?;
            show(&json!({ "join": join::measure("release")? }))
        }
        ["join", "--debug"] => show(&json!({ "join": join::measure("debug")? })),
        _ => anyhow::bail!(
            "`bench` takes nothing, `inbox`, or `pages` or `join` with or without --debug, not {}",
            words.join(" ")
        ),
    }
}

fn show(figures: &Value) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(figures)?);
    table(figures);
    Ok(())
}

fn build() -> Result<()> {
    step("Building with optimisation");
    run(&mut command(
        "cargo",
        &["build", "--release", "--locked", "--package", "cli"],
    ))
}

/// Prints a table on standard error and JSON on standard output.
fn run_all() -> Result<()> {
    let wrk = WRK.ensure()?;
    build()?;
    run(&mut command(
        "cargo",
        &[
            "build",
            "--release",
            "--locked",
            "--package",
            "zoom-sandbox",
            "--example",
            "bare_axum",
        ],
    ))?;
    let load = Load::new(wrk, &cache("bench")?)?;

    step(&format!(
        "Sandbox with 60 users: ready, memory ({STARTS} starts)"
    ));
    let (ready_ms, sandbox_mb) = sandbox_starts()?;

    step("Requests a second: GET /v2/users/{id}, scopes checked, limits counted");
    let mut sandbox = sandbox(&[])?;
    let ready = sandbox.ready_line()?;
    let api = text(&ready, "/api_url")?;
    let token = http::server_to_server_token(&ready)?;
    let user = http::first_user(&api, &token)?;
    let served = load.run(
        &format!("{api}/users/{user}"),
        &[("authorization", &format!("Bearer {token}"))],
    )?;
    let loaded_mb = sandbox.megabytes()?;
    drop(sandbox);
    let mut bare = Server::start(&target().join("release/examples/bare_axum"), &[])?;
    let address = bare.first_line()?;
    let ceiling = load.run(&format!("{}/v2/users/{user}", address.trim()), &[])?;
    drop(bare);

    step("Parfocal in the demo: memory, the API tests page");
    let (page, demo_mb) = api_tests_page(&load)?;
    let pages = pages::measure("release")?;
    let join = join::measure("release")?;

    let figures = json!({
        "sandbox": {
            "users": 60,
            "ready_ms_median": ready_ms,
            "memory_mb_ready": sandbox_mb,
            "memory_mb_loaded": loaded_mb,
            "get_user_per_second": served.per_second,
            "get_user_p95_ms": served.p95_ms,
            "bare_axum_per_second": ceiling.per_second,
            "share_of_bare_axum": served.per_second / ceiling.per_second,
        },
        "demo": {
            "memory_mb": demo_mb,
            "api_tests_page_p95_ms": page.p95_ms,
            "api_tests_page_per_second": page.per_second,
        },
        "pages": pages,
        "join": join,
    });
    show(&figures)
}

fn sandbox(more: &[&str]) -> Result<Server> {
    let mut words = vec![
        "sandbox",
        "--listen",
        "127.0.0.1:0",
        "--ready-json",
        "--limits",
        "count",
    ];
    words.extend(more);
    Server::start(&demo::binary("release"), &words)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures the wall clock"
)]
fn sandbox_starts() -> Result<(f64, f64)> {
    let mut times = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..STARTS {
        let began = Instant::now();
        let mut server = sandbox(&[])?;
        server.ready_line()?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        memory.push(server.megabytes()?);
    }
    Ok((median(&mut times), median(&mut memory)))
}

fn api_tests_page(load: &Load) -> Result<(load::Outcome, f64)> {
    let data = cache("bench")?.join("demo");
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
    let mut server = Server::start(&demo::binary("release"), &words)?;
    let ready = server.ready_line()?;
    let site = text(&ready, "/parfocal_url")?;
    let cookie = http::sign_in(
        &site,
        &text(&ready, "/administrator/name")?,
        &text(&ready, "/administrator/password")?,
    )?;
    let page = load.run(
        &format!("{}/tests", site.trim_end_matches('/')),
        &[("cookie", &cookie)],
    )?;
    Ok((page, server.megabytes()?))
}

fn text(value: &Value, pointer: &str) -> Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    Ok(found
        .with_context(|| format!("the ready line has no {pointer}"))?
        .to_owned())
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn table(figures: &Value) {
    let number = |pointer: &str| {
        figures
            .pointer(pointer)
            .and_then(Value::as_f64)
            .unwrap_or(f64::NAN)
    };
    let rows = [
        (
            "sandbox ready, median",
            number("/sandbox/ready_ms_median"),
            "ms",
            "under 150",
        ),
        (
            "sandbox memory when ready",
            number("/sandbox/memory_mb_ready"),
            "MB",
            "under 60",
        ),
        (
            "GET /v2/users/{id}",
            number("/sandbox/get_user_per_second"),
            "/s",
            "20 000 or more",
        ),
        (
            "the same, bare axum",
            number("/sandbox/bare_axum_per_second"),
            "/s",
            "the ceiling here",
        ),
        ("demo memory", number("/demo/memory_mb"), "MB", "under 100"),
        (
            "API tests page, p95",
            number("/demo/api_tests_page_p95_ms"),
            "ms",
            "under 50",
        ),
        (
            "1 000 open pages, memory",
            number("/pages/memory_mb_after_changes"),
            "MB",
            "under 200",
        ),
        (
            "change to the last of them",
            number("/pages/change_to_last_page_ms_median"),
            "ms",
            "under 2 000",
        ),
        (
            "signatures, a core",
            number("/join/signatures/per_second_and_core"),
            "/s",
            "1 000 or more",
        ),
        (
            "first join, from the public page",
            number("/join/visitor/first_ms"),
            "ms",
            "under 6 000",
        ),
        (
            "first join, from pressing Join",
            number("/join/visitor/first_pressed_ms"),
            "ms",
            "under 6 000",
        ),
        (
            "later join, from the public page",
            number("/join/visitor/again_ms"),
            "ms",
            "under 3 000, of which 2 300 are timers of Zoom's",
        ),
        (
            "later join, from pressing Join",
            number("/join/visitor/again_pressed_ms"),
            "ms",
            "under 3 000",
        ),
        (
            "first join, over the wire",
            number("/join/visitor/first_bytes") / 1e6,
            "MB",
            "under 12",
        ),
        (
            "later join, over the wire",
            number("/join/visitor/again_bytes") / 1e3,
            "kB",
            "under 300",
        ),
    ];
    eprintln!("\n{:<33} {:>10}      wanted", "figure", "measured");
    // A part of the measurements has figures for its own rows only.
    for (name, value, unit, wanted) in rows.into_iter().filter(|row| !row.1.is_nan()) {
        eprintln!("{name:<33} {value:>10.1} {unit:<4} {wanted}");
    }
}
