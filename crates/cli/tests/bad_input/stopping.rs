//! The program is asked to stop while people hold it open: it ends in its time, answers who is under
//! way, and what it answered is kept.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::Command,
    time::{Duration, Instant},
};

use crate::{browser::connect, demo::Demo};

/// Twenty seconds are everybody's to finish; the rest is for the program's own end.
const DRAIN: Duration = Duration::from_secs(20);
const IN_ALL: Duration = Duration::from_secs(35);

/// Reads until `words` have come.
fn wait_for(stream: &mut TcpStream, words: &str) -> String {
    let mut came = Vec::new();
    let mut some = [0; 4096];
    loop {
        let read = stream.read(&mut some).expect("it answers");
        assert!(read > 0, "closed: {}", String::from_utf8_lossy(&came));
        came.extend_from_slice(&some[..read]);
        let text = String::from_utf8_lossy(&came).into_owned();
        if text.contains(words) {
            return text;
        }
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a real program ends in real time"
)]
fn at_sigterm_nobody_who_holds_it_open_keeps_it_and_what_was_under_way_is_done() {
    let mut demo = Demo::start();
    let (browser, _) = demo.connected();
    let (site, cookies) = (demo.site(), browser.cookies());
    let host = site.trim_start_matches("http://").to_owned();
    let send = |head: &str, body: &str| {
        let mut stream = connect(&site);
        let request = format!("{head}\r\nHost: {host}\r\nCookie: {cookies}\r\n{body}");
        stream.write_all(request.as_bytes()).expect("sent");
        stream
    };
    // A connection that was answered and is kept.
    let mut kept = send("GET /healthz HTTP/1.1", "\r\n");
    wait_for(&mut kept, "HTTP/1.1 200");
    // A page that moves.
    let mut stream = send("GET /live/stream?part=overview HTTP/1.1", "\r\n");
    wait_for(&mut stream, "text/event-stream");
    // A body that never ends.
    let mut endless = send(
        "POST /tokens HTTP/1.1",
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nname=",
    );
    // And a form whose second half comes after the stop.
    let form = format!("csrf={}&name=Sent+while+it+stopped", browser.token());
    let (first, second) = form.split_at(form.len() / 2);
    let mut under_way = send(
        "POST /tokens HTTP/1.1",
        &format!(
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{first}",
            form.len()
        ),
    );
    // Whatever was sent before has arrived when a later request is answered.
    assert_eq!(browser.ask("/healthz").status, 200);

    let began = Instant::now();
    let pid = demo.running.pid().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(told.expect("kill").success());
    // Nobody new is let in; who is under way may finish.
    while TcpStream::connect(&host).is_ok() {
        assert!(began.elapsed() < DRAIN, "it still listens");
    }
    under_way.write_all(second.as_bytes()).expect("sent");
    let answer = wait_for(&mut under_way, "\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");

    let status = demo.running.ended(IN_ALL);
    assert_eq!(status, Some(0), "{}", demo.running.diary());
    assert!(began.elapsed() < IN_ALL, "{:?}", began.elapsed());
    for held in [&mut kept, &mut stream, &mut endless] {
        let mut rest = Vec::new();
        // Closed, the soft or the hard way.
        let _ = held.read_to_end(&mut rest);
    }
    let again = Demo::start_in(demo.folder);
    let tokens = again.administrator().open("/tokens");
    assert!(
        tokens.html.contains("Sent while it stopped"),
        "{}",
        tokens.text()
    );
}
