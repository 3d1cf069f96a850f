//! How it is known what is under way, and whether that can still be believed.
//!
//! Events come when something happens, so their absence proves nothing by itself: at night nobody
//! meets. What must come is a word of any kind. While Zoom answers, the dashboard gives one; where it
//! does not, and no event came either, the state is what it was at the last word, and page, JSON and
//! command line say since when. A state that nobody has confirmed for long is never shown as the
//! present one.

use connect::ConnectionId;
use jiff::Timestamp;

use super::{
    feed::{Feed, feed},
    keeper::COMPARED_EVERY,
    rows,
    view::{InstanceKind, LiveSource, LiveStale},
};
use crate::{
    Error, Monitor,
    history::instant,
    monitor::named,
    outcome::Outcome,
    present,
    probes::probe,
    storage::{self, RunRow, Setting},
    unit::duration,
};

/// The test that reads the dashboard of live meetings.
pub(crate) const PROBE: &str = InstanceKind::Meeting.probe();

/// How long no word may come from a Zoom that does not answer (microseconds).
const PATIENCE: i64 = 5 * 60 * SECOND;
/// Polled figures are old once this many readings in a row did not come.
const MISSED: i64 = 3;

const SECOND: i64 = 1_000_000;

/// How it is known what is under way.
pub(crate) struct Known {
    pub(crate) source: LiveSource,
    /// The same in words.
    pub(crate) words: String,
    /// Since when it is not, if it is not.
    pub(crate) stale: Option<LiveStale>,
}

impl Known {
    fn new(source: LiveSource, words: String, stale: Option<LiveStale>) -> Self {
        let words = match &stale {
            Some(stale) => format!("{words} {}", stale.words()),
            None => words,
        };
        Self {
            source,
            words,
            stale,
        }
    }
}

impl LiveStale {
    /// Since when, and why, in whole sentences.
    pub fn words(&self) -> String {
        format!("{} {}", self.since_when(), self.why)
    }

    /// Since when, in one sentence.
    pub fn since_when(&self) -> String {
        format!(
            "Nothing has been heard since {}: what is shown is what was known then.",
            clock_time(self.since)
        )
    }
}

impl Monitor {
    /// How it is known, and the same in words.
    pub(crate) async fn known(&self, connection: &ConnectionId) -> Result<Known, Error> {
        let (db, id) = (&self.0.db, connection.as_str());
        let feed = feed(db, id).await?;
        let settings = storage::settings(db, id).await?;
        let reach = Reach::of(&settings, &storage::latest_runs(db, id).await?);
        // The list beneath tells events of every kind: the latest of any is what came last.
        let last = feed.last_at.max(feed.live_last_at);
        if let (Some(since), Some(last)) = (feed.pushed_since(), last) {
            let (source, words) = self.pushed(&feed, since, last);
            let stale = self.pushed_stale(id, &feed, last, &reach).await?;
            return Ok(Known::new(source, words, stale));
        }
        let setting = settings.iter().find(|setting| setting.probe == PROBE);
        let runs = storage::runs(db, id, PROBE, 1).await?;
        let run = runs.first();
        let off = setting.is_some_and(|setting| !setting.enabled);
        let why = match run {
            _ if off => Some("the API test Live meetings is switched off".to_owned()),
            Some(run) if !run.outcome.is_ok() => Some(run.outcome.words()),
            _ => None,
        };
        let read_before = setting.and_then(|setting| setting.last_ok_at);
        if let Some(why) = why
            && (off || read_before.is_none())
        {
            let why = format!(
                "Nothing tells what is under way: no event subscription sends events here, and Zoom's dashboard is not read. {}",
                sentence(&why)
            );
            return Ok(Known::new(
                LiveSource::Nothing { why: why.clone() },
                why,
                None,
            ));
        }
        let every = self.plan(connection).await?.every(named(PROBE)?).seconds;
        let mut words = polled_words(&feed, every, read_before.map(instant));
        let failed = run.filter(|run| !run.outcome.is_ok());
        let failed = failed.map(|run| sentence(&run.outcome.words()));
        let stale =
            read_before.and_then(|read| self.polled_stale(read, every, &reach, failed.as_deref()));
        if let (Some(failed), None) = (failed, &stale) {
            words = format!("{words} It could not be read last: {failed}");
        }
        let source = LiveSource::Polled {
            every_seconds: every,
            last_at: read_before.map(instant),
        };
        Ok(Known::new(source, words, stale))
    }

    fn pushed(&self, feed: &Feed, since: i64, last: i64) -> (LiveSource, String) {
        let ago = self.0.clock.now().duration_since(instant(last));
        let compared = match feed.compared_at {
            Some(at) => format!(
                "last compared with its dashboard at {}",
                clock_time(instant(at))
            ),
            None => "not compared with its dashboard".to_owned(),
        };
        let words = format!(
            "Pushed: Zoom tells as it happens, last {} ago; {compared}.",
            duration(ago.as_secs_f64().max(0.0).round()),
        );
        let source = LiveSource::Pushed {
            since: instant(since),
            last_event_at: instant(last),
            compared_at: feed.compared_at.map(instant),
        };
        (source, words)
    }

    /// Whether pushed state is what it was, and not what it is.
    pub(crate) async fn pushed_stale(
        &self,
        id: &str,
        feed: &Feed,
        last: i64,
        reach: &Reach,
    ) -> Result<Option<LiveStale>, Error> {
        let now = self.0.clock.now_micros();
        let heard = last.max(feed.compared_at.unwrap_or(i64::MIN));
        let stale = |why: String| {
            Some(LiveStale {
                since: instant(heard),
                why,
            })
        };
        if now - heard <= PATIENCE {
            return Ok(None);
        }
        if let Some(why) = reach.lost(now) {
            return Ok(stale(sentence(&format!("no event comes, and {why}"))));
        }
        // The dashboard is compared twice in this time.
        if now - heard <= 2 * i64::from(COMPARED_EVERY) * SECOND {
            return Ok(None);
        }
        // Zoom answers. Then the dashboard gives a word, or something that goes on does.
        let is_read = reach.reads_dashboard && feed.compared_at.is_some();
        Ok(if is_read {
            let why =
                "No event came, and the API test Live meetings did not read Zoom's dashboard.";
            stale(why.to_owned())
        } else if rows::live(&self.0.db, id).await?.is_empty() {
            None
        } else {
            let why = "No event came although something goes on, and Zoom's dashboard is not read.";
            stale(why.to_owned())
        })
    }

    fn polled_stale(
        &self,
        read: i64,
        every: u32,
        reach: &Reach,
        failed: Option<&str>,
    ) -> Option<LiveStale> {
        let now = self.0.clock.now_micros();
        let every = i64::from(every) * SECOND;
        let why = match reach.lost(now) {
            Some(why) if now - read > every.max(PATIENCE) => sentence(&why),
            _ if now - read > every * MISSED => failed
                .unwrap_or("The API test Live meetings did not read Zoom's dashboard.")
                .to_owned(),
            _ => return None,
        };
        Some(LiveStale {
            since: instant(read),
            why,
        })
    }
}

/// Whether Zoom answers what it is asked, by what the API tests met last.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    api: Met,
    /// The status page and the sign-in service, asked every minute whatever an app may do.
    service: Met,
    /// Whether the dashboard is to be read.
    reads_dashboard: bool,
}

#[derive(Debug, Default)]
struct Met {
    /// The latest answer, whatever it said.
    answered: Option<i64>,
    /// The latest failure to get one, and its words.
    failed: Option<(i64, String)>,
}

impl Reach {
    pub(crate) fn of(settings: &[Setting], runs: &[RunRow]) -> Self {
        let mut reach = Self {
            reads_dashboard: true,
            ..Self::default()
        };
        for setting in settings {
            if setting.probe == PROBE {
                reach.reads_dashboard = setting.enabled;
            }
            if let (Some(met), Some(at)) = (reach.met(&setting.probe), setting.last_ok_at) {
                met.answered = met.answered.max(Some(at));
            }
        }
        for run in runs {
            let Some(met) = reach.met(&run.probe) else {
                continue;
            };
            match &run.outcome {
                Outcome::Unreachable { .. } => {
                    let failed = (run.ended_at, run.outcome.words());
                    met.failed = met.failed.take().max(Some(failed));
                }
                Outcome::Refused { .. } | Outcome::RateLimited { .. } => {
                    met.answered = met.answered.max(Some(run.ended_at));
                }
                _ => {}
            }
        }
        reach
    }

    fn met(&mut self, id: &str) -> Option<&mut Met> {
        if id == "service-status" {
            return Some(&mut self.service);
        }
        let asks = probe(id).is_some_and(|probe| !probe.needs.is_empty());
        asks.then_some(&mut self.api)
    }

    /// Why Zoom has not answered for longer than may be, if it has not.
    fn lost(&self, now: i64) -> Option<String> {
        [&self.api, &self.service].into_iter().find_map(|met| {
            let (at, words) = met.failed.as_ref()?;
            let lost = met
                .answered
                .is_none_or(|answered| *at > answered && now - answered > PATIENCE);
            lost.then(|| words.clone())
        })
    }
}

fn polled_words(feed: &Feed, every: u32, last: Option<Timestamp>) -> String {
    let read = match last {
        Some(at) => format!("last at {}", clock_time(at)),
        None => "not read yet".to_owned(),
    };
    let push = if feed.silent_at.is_some() && feed.live_since.is_some() {
        "Events used to come and do not any more: check the event subscription in Zoom's Marketplace."
    } else {
        "With an event subscription changes show within seconds."
    };
    format!(
        "Polled: Zoom's dashboard is read {}, {read}. {push}",
        present::every(every)
    )
}

/// Hour and minute, with its zone.
fn clock_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn sentence(words: &str) -> String {
    let mut letters = words.trim().trim_end_matches('.').chars();
    let first: String = letters
        .next()
        .map(char::to_uppercase)
        .into_iter()
        .flatten()
        .collect();
    format!("{first}{}.", letters.as_str())
}
