//! Randomness: the system's for secrets, a seed's for worlds and tests.

use std::sync::{Arc, Mutex, PoisonError};

use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};

/// A source of random bytes: cheap to clone, clones share the stream.
#[derive(Clone)]
pub struct Random(Arc<Source>);

enum Source {
    System,
    Seeded(Box<Mutex<ChaCha12Rng>>),
}

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl Random {
    /// The operating system's generator: the only one fit for secrets.
    pub fn system() -> Self {
        Self(Arc::new(Source::System))
    }

    /// The same bytes for the same seed: for worlds and tests, never for secrets.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Source::Seeded(Box::new(Mutex::new(
            ChaCha12Rng::seed_from_u64(seed),
        )))))
    }

    /// Fills `bytes`.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe can follow.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the system for randomness"
    )]
    pub fn fill(&self, bytes: &mut [u8]) {
        match &*self.0 {
            Source::System => {
                getrandom::fill(bytes).expect("the operating system gives randomness");
            }
            Source::Seeded(rng) => {
                rng.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .fill_bytes(bytes);
            }
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A random 64-bit number.
    pub fn u64(&self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }

    /// A number below `bound`, evenly spread; 0 when `bound` is 0.
    pub fn below(&self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        // Rejecting the uneven tail keeps every number equally likely.
        let zone = u64::MAX - u64::MAX % bound;
        loop {
            let drawn = self.u64();
            if drawn < zone {
                return drawn % bound;
            }
        }
    }

    /// A number in `0.0..1.0`.
    pub fn unit(&self) -> f64 {
        let bits = u32::from_le_bytes(self.bytes());
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }

    /// `length` letters and digits, about 5.95 bits each.
    pub fn letters(&self, length: usize) -> String {
        (0..length)
            .map(|_| {
                let at = usize::try_from(self.below(62)).unwrap_or_default();
                char::from(LETTERS[at])
            })
            .collect()
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match &*self.0 {
            Source::System => "Random(system)",
            Source::Seeded(_) => "Random(seeded)",
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::Random;

    #[test]
    fn the_same_seed_gives_the_same_stream_and_clones_share_it() {
        let (one, other) = (Random::seeded(7), Random::seeded(7));
        let first = one.letters(12);
        assert_eq!(first, other.letters(12));
        assert_ne!(first, one.clone().letters(12));
    }

    #[test]
    fn below_stays_below() {
        let random = Random::seeded(1);
        assert!((0..1000).all(|_| random.below(3) < 3));
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn system_randomness_does_not_repeat() {
        assert_ne!(
            Random::system().bytes::<16>(),
            Random::system().bytes::<16>()
        );
    }
}
