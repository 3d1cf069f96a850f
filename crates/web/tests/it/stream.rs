//! Pages that move: what a stream sends, to whom, and when it ends.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use clock::{Clock, ManualClock};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::site::Site;

/// Much longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A page's stream, read as a browser reads it.
struct Stream {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

impl Stream {
    async fn open(site: &Site, part: &str, seen: Option<&str>) -> Self {
        let mut request = Request::get(format!("/live/stream?part={part}"))
            .header(header::COOKIE, site.cookie())
            .header(header::ACCEPT_ENCODING, "gzip, br");
        if let Some(seen) = seen {
            request = request.header("last-event-id", seen);
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = site
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("answered");
        let (parts, body) = answer.into_parts();
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// The next bytes; none once the stream has ended.
    async fn next(&mut self) -> Option<Bytes> {
        let next = Clock::system().timeout(PATIENCE, self.body.frame()).await;
        let frame = next.expect("something in time")?;
        Some(frame.expect("a frame").into_data().expect("data"))
    }

    async fn text(&mut self) -> String {
        let bytes = self.next().await.expect("the stream goes on");
        String::from_utf8(bytes.to_vec()).expect("text")
    }

    /// The next bytes while the pace clock is pushed on.
    async fn pushed(&mut self, hand: &ManualClock) -> Option<String> {
        let push = async {
            loop {
                Clock::system().sleep(Duration::from_millis(20)).await;
                hand.advance(Duration::from_secs(1));
            }
        };
        let bytes = tokio::select! {
            bytes = self.next() => bytes?,
            () = push => return None,
        };
        Some(String::from_utf8(bytes.to_vec()).expect("text"))
    }
}

fn id(frame: &str) -> &str {
    let found = frame.lines().find_map(|line| line.strip_prefix("id: "));
    found.expect("an id")
}

pub(crate) fn paced() -> (Clock, ManualClock) {
    Clock::manual("2026-11-21T12:00:00Z".parse().expect("an instant"))
}

#[tokio::test]
async fn a_stream_tells_the_present_state_and_then_only_what_changed() {
    let site = Site::signed_in().await;
    crate::live_pages::connect(&site).await;
    let mut stream = Stream::open(&site, "overview", None).await;
    assert_eq!(stream.status, StatusCode::OK);
    assert!(
        stream.text().await.starts_with("retry: "),
        "a first word at once"
    );
    let whole = stream.text().await;
    for part in ["sentence", "layers", "people", "quota", "figures"] {
        assert!(
            whole.contains(&format!("data-part=\"{part}\"")),
            "no {part}: {whole}"
        );
    }
    site.post("/tests/users/run", &[]).await;
    let changed = stream.text().await;
    assert!(changed.contains("data-part=\"figures\""), "{changed}");
    assert!(!changed.contains("data-part=\"history\""), "{changed}");
    assert_ne!(id(&whole), id(&changed));
}

#[tokio::test]
async fn whoever_comes_back_is_told_the_present_state_unless_they_have_it() {
    let site = Site::signed_in().await;
    let mut stream = Stream::open(&site, "live", None).await;
    stream.text().await;
    let whole = stream.text().await;
    drop(stream);
    let mut current = Stream::open(&site, "live", Some(id(&whole))).await;
    current.text().await;
    let quiet = Clock::system()
        .timeout(Duration::from_millis(1200), current.next())
        .await;
    assert!(quiet.is_err(), "{quiet:?}");
    let mut behind = Stream::open(&site, "live", Some("an older one")).await;
    behind.text().await;
    assert_eq!(behind.text().await, whole);
}

#[tokio::test]
async fn whoever_looks_at_the_same_is_sent_the_same_bytes() {
    let site = Site::signed_in().await;
    let mut one = Stream::open(&site, "live", None).await;
    let mut other = Stream::open(&site, "live&page=1&column=x", None).await;
    one.text().await;
    other.text().await;
    let (first, second) = (one.next().await, other.next().await);
    let place = |bytes: &Option<Bytes>| bytes.as_ref().map(|bytes| bytes.as_ptr());
    assert_eq!(place(&first), place(&second), "made once");
    let mut third = Stream::open(&site, "live&q=board", None).await;
    third.text().await;
    assert!(
        third.text().await.contains("board"),
        "another view is another state"
    );
}

#[tokio::test]
async fn proxies_are_told_to_pass_a_stream_on_as_it_is() {
    let site = Site::signed_in().await;
    let stream = Stream::open(&site, "live", None).await;
    let head = |name: &str| {
        let value = stream.headers.get(name);
        value.map_or("", |value| value.to_str().expect("text"))
    };
    assert_eq!(head("content-type"), "text/event-stream");
    assert_eq!(
        head("content-encoding"),
        "",
        "a compressor would hold it back"
    );
    assert_eq!(head("x-accel-buffering"), "no");
    assert!(head("cache-control").contains("no-transform"));
    assert!(head("content-security-policy").contains("default-src 'self'"));
}

#[tokio::test]
async fn a_stranger_is_told_nothing_and_an_unknown_page_is_none() {
    let site = Site::fresh(web::MetricsAccess::Closed).await;
    let stranger = Stream::open(&site, "overview", None).await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    let site = Site::signed_in().await;
    let unknown = Stream::open(&site, "secrets", None).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let foreign = Stream::open(&site, "overview&connection=nobodys", None).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stream_beats_while_signed_in_and_ends_after_signing_out() {
    let (pace, hand) = paced();
    let site = Site::signed_in_paced(pace).await;
    let mut stream = Stream::open(&site, "live", None).await;
    stream.text().await;
    stream.text().await;
    let beat = stream.pushed(&hand).await.expect("the stream goes on");
    assert_eq!(beat, ": still here\n\n");
    site.post("/sign-out", &[]).await;
    let end = stream.pushed(&hand).await.expect("a last word");
    assert!(end.starts_with("event: end\n"), "{end}");
    assert!(stream.next().await.is_none(), "nothing after it");
}

#[tokio::test]
async fn when_a_state_cannot_be_made_the_page_says_of_when_it_is() {
    let (pace, hand) = paced();
    let site = Site::signed_in_paced(pace).await;
    let mut stream = Stream::open(&site, "live", None).await;
    stream.text().await;
    assert!(!stream.text().await.contains("What is shown is from"));
    let table = "ALTER TABLE monitor_feeds RENAME TO elsewhere";
    site.db.db.execute(table, vec![]).await.expect("renamed");
    let said = loop {
        let said = stream.pushed(&hand).await.expect("the stream goes on");
        if said.contains("event: part") {
            break said;
        }
    };
    assert!(said.contains("What is shown is from 20"), "{said}");
    assert!(said.contains(" UTC"), "{said}");
    assert!(
        !said.contains("data-part=\"table\""),
        "the figures stay: {said}"
    );
    let table = "ALTER TABLE elsewhere RENAME TO monitor_feeds";
    site.db.db.execute(table, vec![]).await.expect("renamed");
    let well = loop {
        let said = stream.pushed(&hand).await.expect("the stream goes on");
        if said.contains("event: part") {
            break said;
        }
    };
    assert!(well.contains("data-part=\"trouble\""), "{well}");
    assert!(!well.contains("What is shown is from"), "{well}");
}

#[tokio::test]
async fn a_server_that_stops_does_not_wait_for_its_open_pages() {
    let site = Site::signed_in().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("bound");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let until = site.state.until(async {
        let _ = stopped.await;
    });
    let served = tokio::spawn(
        axum::serve(listener, site.router.clone())
            .with_graceful_shutdown(until)
            .into_future(),
    );
    let client = zoom_client::http_client(None).expect("a client");
    let mut answer = client
        .get(format!("http://{address}/live/stream?part=live"))
        .header(header::COOKIE, site.cookie())
        .send()
        .await
        .expect("an answer");
    assert!(
        answer.chunk().await.expect("read").is_some(),
        "the stream is open"
    );
    stop.send(()).expect("told");
    let ended = Clock::system().timeout(PATIENCE, served).await;
    ended
        .expect("ended in time")
        .expect("no panic")
        .expect("served");
}
