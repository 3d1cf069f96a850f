//! Paging, as Zoom does it: `page_size` with a cap, `page_number` (old) or `next_page_token`.
//!
//! A token lives fifteen minutes and belongs to the request it came from: with other parameters
//! it is invalid. It carries its own place, so that nothing has to be remembered.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    call::{Call, Reply},
    world::Chance,
};

/// Seconds a token lives.
const LIVES: i64 = 15 * 60;

/// Which slice of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) size: usize,
    pub(super) number: usize,
    offset: usize,
    /// Whether this page was asked for by token: its answer then has no page numbers.
    pub(super) by_token: bool,
    mark: u64,
    until: i64,
}

/// One page of a list with what stands around it.
#[derive(Debug)]
pub(super) struct Slice<T> {
    pub(super) rows: Vec<T>,
    pub(super) total: usize,
    pub(super) pages: usize,
    pub(super) next: String,
}

impl Page {
    /// Reads the parameters; a size over `most` is clamped, nonsense counts as the default.
    pub(super) fn of(call: &Call<'_>, usual: usize, most: usize) -> Result<Self, Reply> {
        let number_of = |name| {
            call.query(name)
                .and_then(|text| text.trim().parse::<usize>().ok())
        };
        let size = number_of("page_size")
            .filter(|size| *size > 0)
            .unwrap_or(usual)
            .min(most);
        let mark = fingerprint(call);
        let now = call.now.as_second();
        let (offset, by_token) = if let Some(token) = call.query("next_page_token") {
            (open(token, mark, now).ok_or_else(expired)?, true)
        } else {
            // Page 0 is answered as page 1: published clients begin there.
            let page = number_of("page_number").unwrap_or(1).max(1);
            ((page - 1).saturating_mul(size), false)
        };
        Ok(Self {
            size,
            number: offset / size + 1,
            offset,
            by_token,
            mark,
            until: now + LIVES,
        })
    }

    /// Cuts the page out of a whole list.
    pub(super) fn cut<T>(&self, all: impl ExactSizeIterator<Item = T>) -> Slice<T> {
        let total = all.len();
        let end = self.offset.saturating_add(self.size);
        Slice {
            rows: all.skip(self.offset).take(self.size).collect(),
            total,
            pages: total.div_ceil(self.size),
            next: if end < total {
                seal(end, self.mark, self.until)
            } else {
                String::new()
            },
        }
    }
}

fn expired() -> Reply {
    Reply::error(400, 300, "The next page token is invalid or expired.")
}

/// What a token belongs to: the operation, its path and its filters.
fn fingerprint(call: &Call<'_>) -> u64 {
    let mut chance = Chance::new(0x9a6e);
    let mut add = |text: &str| {
        for byte in text.bytes() {
            chance = chance.of(u64::from(byte));
        }
        chance = chance.of(256);
    };
    add(call.key);
    for (_, value) in call.params {
        add(value);
    }
    let paging = ["next_page_token", "page_size", "page_number"];
    let mut filters: Vec<_> = call
        .query
        .iter()
        .filter(|(name, _)| !paging.contains(&name.as_str()))
        .collect();
    filters.sort();
    for (name, value) in filters {
        add(name);
        add(value);
    }
    chance.bits()
}

fn seal(offset: usize, mark: u64, until: i64) -> String {
    let offset = u64::try_from(offset).unwrap_or(u64::MAX);
    let (one, two) = masks(mark);
    let mut bytes = Vec::with_capacity(24);
    bytes.extend((offset ^ one).to_be_bytes());
    bytes.extend((until.cast_unsigned() ^ two).to_be_bytes());
    bytes.extend(check(offset, mark, until).to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn open(token: &str, mark: u64, now: i64) -> Option<usize> {
    let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    let part = |at: usize| bytes[at..at + 8].try_into().map(u64::from_be_bytes).ok();
    let (one, two) = masks(mark);
    let (offset, until) = (part(0)? ^ one, (part(8)? ^ two).cast_signed());
    let good = part(16)? == check(offset, mark, until) && now <= until;
    usize::try_from(offset).ok().filter(|_| good)
}

/// What hides offset and time: nobody should come to count on what is in a token.
fn masks(mark: u64) -> (u64, u64) {
    let mut chance = Chance::new(mark).of(1);
    (chance.bits(), chance.bits())
}

fn check(offset: u64, mark: u64, until: i64) -> u64 {
    Chance::new(mark).of(offset).at(until).bits()
}
