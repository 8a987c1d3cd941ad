//! Reproducible chance: every number of the world is a hash of the seed and of the names of what it belongs to.

/// A hash state. `with` derives a new one, so that two questions never share an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(scramble(seed ^ 0x9e37_79b9_7f4a_7c15))
    }

    pub fn with(self, key: u64) -> Self {
        Self(scramble(self.0 ^ key.wrapping_mul(0xd6e8_feb8_6659_fd93)))
    }

    pub fn named(self, key: &str) -> Self {
        // FNV-1a is stable across releases, which the standard library's hasher does not promise to be.
        let hash = key
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        self.with(hash)
    }

    pub fn value(self) -> u64 {
        self.0
    }

    /// A whole number in `low..=high`.
    pub fn between(self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0).unsigned_abs() + 1;
        low + i64::try_from(self.0 % span).unwrap_or(0)
    }

    /// True in `permille` of 1,000 cases.
    pub fn chance(self, permille: u64) -> bool {
        self.0 % 1000 < permille
    }

    /// One of `items`, which must not be empty.
    pub fn pick<T>(self, items: &[T]) -> &T {
        let count = u64::try_from(items.len()).unwrap_or(1).max(1);
        &items[usize::try_from(self.0 % count).unwrap_or(0)]
    }

    /// Thirteen capital letters and digits, as in `j-2AXXXXXXGAPLF`.
    pub fn capitals(self) -> String {
        base36(self.0)
    }

    /// Seventeen hexadecimal digits, as in `i-0abcdef0123456789`.
    pub fn hex17(self) -> String {
        format!("0{:016x}", self.0)
    }
}

/// The value in thirteen digits of base 36, the most that a 64-bit number needs.
pub(super) fn base36(mut value: u64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut digits = ['0'; 13];
    for digit in digits.iter_mut().rev() {
        *digit = char::from(DIGITS[usize::try_from(value % 36).unwrap_or(0)]);
        value /= 36;
    }
    digits.iter().collect()
}

/// The finalizer of splitmix64: every input bit reaches every output bit.
fn scramble(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
