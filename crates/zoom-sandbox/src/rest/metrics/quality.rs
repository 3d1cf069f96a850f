//! `GET /metrics/quality`: how many meetings, or participants, had which quality.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer},
        window::Window,
    },
    world::{Score, World, session_scores},
};

#[derive(Serialize)]
struct Body {
    from: String,
    to: String,
    quality: Quality,
}

#[derive(Default, Serialize)]
struct Quality {
    audio: Counts,
    video: Counts,
    screen_share: Counts,
}

#[derive(Default, Serialize)]
struct Counts {
    good: u64,
    fair: u64,
    poor: u64,
    bad: u64,
}

impl Counts {
    fn add(&mut self, score: Option<Score>) {
        match score {
            Some(Score::Good) => self.good += 1,
            Some(Score::Fair) => self.fair += 1,
            Some(Score::Poor) => self.poor += 1,
            Some(Score::Bad) => self.bad += 1,
            None => {}
        }
    }
}

impl Quality {
    fn add(&mut self, [audio, video, share]: [Option<Score>; 3]) {
        self.audio.add(audio);
        self.video.add(video);
        self.screen_share.add(share);
    }
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::dashboards(&of)?;
    let window = Window::of(call)?;
    let now = scene::now(call);
    let by_participant = call.query("type") == Some("participants");
    let mut quality = Quality::default();
    for session in of.past(window.from, window.to, now) {
        if session.is_webinar() {
            continue;
        }
        let stays = of.attendances(&session, now);
        if by_participant {
            for stay in &stays {
                quality.add(stay.scores(of.root, now));
            }
        } else {
            quality.add(session_scores(of.root, &session, &stays, now));
        }
    }
    Ok(Reply::ok(&Body {
        from: window.first.to_string(),
        to: window.last.to_string(),
        quality,
    }))
}
