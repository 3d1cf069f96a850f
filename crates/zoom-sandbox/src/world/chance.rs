//! Chance that can be asked twice: the organisation's luck, as a pure function of its seed.
//!
//! The world is never stored day by day; whatever it did at an instant is worked out again when
//! somebody looks. So its luck must not depend on the order of asking: a [`Chance`] is branched
//! by what it is for (`chance.of(day).of(meeting)`) and drawn from only after that. It refuses
//! to be used for secrets.

/// A stream of draws for one purpose; branching leaves the parent untouched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chance(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Scatters 64 bits over 64 bits; [`unmix`] takes it back (the finaliser of splitmix64).
pub(crate) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The inverse of [`mix`].
pub(crate) const fn unmix(mut z: u64) -> u64 {
    z = (z ^ (z >> 31) ^ (z >> 62)).wrapping_mul(0x3196_42b2_d24d_8ec3);
    z = (z ^ (z >> 27) ^ (z >> 54)).wrapping_mul(0x96de_1b17_3f11_9089);
    z ^ (z >> 30) ^ (z >> 60)
}

impl Chance {
    /// The root of a world's luck.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(mix(seed.wrapping_add(GOLDEN)))
    }

    /// The luck of one thing within this one.
    pub(crate) const fn of(self, key: u64) -> Self {
        Self(mix(self.0 ^ mix(key.wrapping_add(GOLDEN))))
    }

    /// The luck of something known by a signed number, such as an instant.
    pub(crate) const fn at(self, key: i64) -> Self {
        self.of(key.cast_unsigned())
    }

    /// 64 fresh bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number below `bound`; 0 when `bound` is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.bits()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// An index below `len`; 0 when `len` is 0.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(u64::try_from(len).unwrap_or(u64::MAX))).unwrap_or_default()
    }

    /// A number from `low` up to, but not including, `high`; `low` when the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low)).unwrap_or_default();
        low.saturating_add(i64::try_from(self.below(width)).unwrap_or_default())
    }

    /// True `per_mille` times in a thousand.
    pub(crate) fn happens(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of `choices`, which must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.index(choices.len())]
    }

    /// 16 bytes, for ids.
    pub(crate) fn bytes(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.bits().to_be_bytes());
        bytes[8..].copy_from_slice(&self.bits().to_be_bytes());
        bytes
    }

    /// `len` decimal digits, the first never 0.
    pub(crate) fn digits(&mut self, len: u32) -> u64 {
        let low = 10_u64.pow(len.saturating_sub(1));
        low + self.below(low * 9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixing_can_be_undone() {
        for z in [0, 1, 42, u64::MAX, 0x1234_5678_9abc_def0] {
            assert_eq!(unmix(mix(z)), z);
            assert_eq!(mix(unmix(z)), z);
        }
    }

    #[test]
    fn branches_do_not_depend_on_what_was_drawn_before() {
        let root = Chance::new(7);
        let mut first = root.of(1);
        let mut again = root.of(1);
        let _other = root.of(2).bits();
        assert_eq!(first.bits(), again.bits());
        assert_ne!(root.of(1).bits(), root.of(2).bits());
    }

    #[test]
    fn draws_stay_within_their_bounds() {
        let mut chance = Chance::new(1);
        for _ in 0..1000 {
            assert!(chance.below(7) < 7);
            assert!((-3..4).contains(&chance.between(-3, 4)));
            assert!((1000..10_000).contains(&chance.digits(4)));
        }
        assert_eq!(chance.below(0), 0);
    }
}
