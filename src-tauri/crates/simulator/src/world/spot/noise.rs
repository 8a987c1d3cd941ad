//! Randomness without state: the same key and number always give the same value.

/// A family of random values for one market. The hash is FNV-1a finished by SplitMix64, written out here because the
/// standard library promises no stable hash, and a sample account must look the same after an upgrade.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    key: u64,
}

impl Noise {
    pub(super) fn new(seed: u64, names: &[&str]) -> Self {
        let key = names.iter().fold(seed ^ FNV_OFFSET, |key, name| fnv(fnv(key, name.as_bytes()), &[0]));
        Self { key: mix(key) }
    }

    /// A value in [0, 1) for a purpose and a number.
    pub(super) fn unit(&self, purpose: &str, number: i64) -> f64 {
        let bits = mix(fnv(fnv(self.key, purpose.as_bytes()), &number.to_le_bytes()));
        // 53 bits are what a double holds exactly.
        (bits >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A value in [-1, 1) that drifts smoothly, with a new random target every `period` seconds.
    pub(super) fn smooth(&self, purpose: &str, second: i64, period: i64) -> f64 {
        let knot = second.div_euclid(period);
        let along = second.rem_euclid(period) as f64 / period as f64;
        let weight = along * along * (3.0 - 2.0 * along);
        let (from, to) = (self.unit(purpose, knot), self.unit(purpose, knot + 1));
        (from + (to - from) * weight) * 2.0 - 1.0
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(key: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(key, |key, byte| (key ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

fn mix(key: u64) -> u64 {
    let key = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let key = (key ^ (key >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ (key >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    key ^ (key >> 31)
}
