//! How well the media flowed, minute by minute.
//!
//! Loss is the root of it: from the loss of a minute come its latency and jitter, from the mean
//! loss of a stay its score, from those of all stays a meeting's. So the per-minute figures, the
//! scores and the account's counts can be worked out of one another. The limits of the scores
//! are this sandbox's own (Zoom does not publish its): mean loss under 1 % is good, under 3 %
//! fair, under 6 % poor.

use super::{
    chance::Chance,
    office,
    session::{Attendance, Network, Session},
};

/// Zoom's four words for quality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Score {
    Good,
    Fair,
    Poor,
    Bad,
}

impl Score {
    /// Zoom's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
            Self::Bad => "bad",
        }
    }

    /// From a mean loss in hundredths of a per cent.
    pub(crate) fn of_loss(loss: u64) -> Self {
        match loss {
            0..100 => Self::Good,
            100..300 => Self::Fair,
            300..600 => Self::Poor,
            _ => Self::Bad,
        }
    }
}

/// What flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    Audio,
    Video,
    Share,
}

/// All that flows, in the order the figures are kept in.
pub(crate) const MEDIA: [Media; 3] = [Media::Audio, Media::Video, Media::Share];

impl Media {
    /// How much of what the air loses it loses: audio is repaired best.
    fn share_of(self, base: u64) -> u64 {
        match self {
            Self::Audio => base * 8 / 10,
            Self::Video => base,
            Self::Share => base * 9 / 10,
        }
    }
}

/// One direction of one medium in one minute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stream {
    /// Hundredths of a kbps.
    pub(crate) bitrate: u64,
    /// Milliseconds.
    pub(crate) latency: u64,
    /// Milliseconds.
    pub(crate) jitter: u64,
    /// Hundredths of a per cent.
    pub(crate) avg_loss: u64,
    /// Hundredths of a per cent.
    pub(crate) max_loss: u64,
    /// Frames a second; 0 for audio.
    pub(crate) frames: u64,
    /// Lines of the picture; 0 for audio.
    pub(crate) lines: u64,
}

/// What one participant's client reported for one minute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Minute {
    pub(crate) at: i64,
    pub(crate) audio: (Stream, Stream),
    pub(crate) video: Option<(Stream, Stream)>,
    pub(crate) share: Option<(Stream, Stream)>,
    /// Per cent: Zoom's lowest, average and highest, and the system's highest.
    pub(crate) cpu: [u64; 4],
    /// dBm: lowest, average, highest; none on a wire.
    pub(crate) rssi: Option<[i64; 3]>,
}

impl Attendance {
    /// The full minutes of the stay as of `now`.
    pub(crate) fn minutes(&self, now: i64) -> impl Iterator<Item = i64> + use<> {
        let first = self.join.div_euclid(60) * 60;
        let end = self.leave.min(now);
        (0..)
            .map(move |step| first + step * 60)
            .take_while(move |at| *at < end)
    }

    /// What the air did to them in a minute, in hundredths of a per cent lost.
    fn base_loss(&self, root: Chance, at: i64) -> u64 {
        let mut chance = self.chance.at(at);
        let wireless = self.network == Network::Wifi;
        if wireless && self.at_office && office::wifi_is_poor(root, self.office, at) {
            320 + chance.below(1_380)
        } else if self.network == Network::Cellular && chance.happens(180) {
            90 + chance.below(420)
        } else if wireless && !self.at_office && chance.happens(30) {
            120 + chance.below(500)
        } else {
            chance.below(28)
        }
    }

    /// Loss of what they sent in a minute, in hundredths of a per cent.
    fn loss(&self, root: Chance, at: i64, media: Media) -> u64 {
        media.share_of(self.base_loss(root, at))
    }

    /// Sums of losses by medium, and the number of minutes, as of `now`.
    fn losses(&self, root: Chance, now: i64) -> ([u64; 3], u64) {
        self.minutes(now)
            .fold(([0; 3], 0), |(mut sums, count), at| {
                let base = self.base_loss(root, at);
                for (sum, media) in sums.iter_mut().zip(MEDIA) {
                    *sum += media.share_of(base);
                }
                (sums, count + 1)
            })
    }

    /// The scores of what they sent, in the order of [`MEDIA`]; none where they sent nothing.
    pub(crate) fn scores(&self, root: Chance, now: i64) -> [Option<Score>; 3] {
        let (sums, count) = self.losses(root, now);
        let score = |media: Media| {
            (self.sends(media) && count > 0).then(|| Score::of_loss(sums[media as usize] / count))
        };
        MEDIA.map(score)
    }

    /// Whether they send a medium at all.
    pub(crate) fn sends(&self, media: Media) -> bool {
        match media {
            Media::Audio => true,
            Media::Video => self.video,
            Media::Share => self.shares,
        }
    }

    /// The figures of one minute.
    pub(crate) fn minute(&self, root: Chance, at: i64) -> Minute {
        let pair = |media| {
            (
                self.stream(root, at, media, false),
                self.stream(root, at, media, true),
            )
        };
        let mut chance = self.chance.at(at).of(99);
        let zoom = 4 + chance.below(9) + u64::from(self.video) * 6;
        let peak = zoom + 3 + chance.below(20);
        let system = (peak + 8 + chance.below(30)).min(100);
        let weak = i64::from(self.loss(root, at, Media::Video) > 200) * 22;
        let middle = -52 - weak - chance.between(0, 9);
        Minute {
            at,
            audio: pair(Media::Audio),
            video: self.video.then(|| pair(Media::Video)),
            share: self.shares.then(|| pair(Media::Share)),
            cpu: [zoom / 2, zoom, peak, system],
            rssi: (self.network == Network::Wifi).then(|| [middle - 9, middle, middle + 7]),
        }
    }

    fn stream(&self, root: Chance, at: i64, media: Media, out: bool) -> Stream {
        let sent = self.loss(root, at, media);
        let mut chance = self
            .chance
            .at(at)
            .of(10 + media as u64 * 2 + u64::from(out));
        // What comes in suffers from the same air, a little less.
        let avg_loss = if out { sent } else { sent * 7 / 10 };
        let distance = u64::from(self.place().distance);
        let (rate, frames, lines) = match media {
            Media::Audio => (6_200 + chance.below(1_800), 0, 0),
            Media::Video if avg_loss > 400 => {
                (28_000 + chance.below(9_000), 9 + chance.below(5), 180)
            }
            Media::Video => (118_000 + chance.below(60_000), 22 + chance.below(4), 720),
            Media::Share => (31_000 + chance.below(40_000), 4 + chance.below(5), 1080),
        };
        Stream {
            bitrate: rate,
            latency: distance + 6 + chance.below(9) + avg_loss / 5,
            jitter: 1 + chance.below(4) + avg_loss / 16,
            avg_loss,
            max_loss: avg_loss + avg_loss / 2 + chance.below(12),
            frames,
            lines,
        }
    }
}

/// The scores of a whole session, in the order of [`MEDIA`]: of the mean loss over everybody's
/// minutes.
pub(crate) fn session_scores(
    root: Chance,
    session: &Session,
    stays: &[Attendance],
    now: i64,
) -> [Option<Score>; 3] {
    let mut sums = [0; 3];
    let mut counts = [0; 3];
    for stay in stays {
        let (lost, minutes) = stay.losses(root, now);
        for media in MEDIA.into_iter().filter(|media| stay.sends(*media)) {
            sums[media as usize] += lost[media as usize];
            counts[media as usize] += minutes;
        }
    }
    MEDIA.map(|media| {
        let used = match media {
            Media::Audio => true,
            Media::Video => session.has_video(),
            Media::Share => session.has_share(),
        };
        let (sum, count) = (sums[media as usize], counts[media as usize]);
        (used && count > 0).then(|| Score::of_loss(sum / count))
    })
}
