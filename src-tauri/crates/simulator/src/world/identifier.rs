//! Cluster ids that look random, yet lead back to the template and the occurrence they come from, so that a cluster
//! is found by its id without listing the world.

use std::fmt;
use std::str::FromStr;

use super::dice::{Dice, base36};

/// `j-` and thirteen capital letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClusterId(u64);

/// Where a recurring cluster comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) place: u16,
    pub(super) template: u32,
    pub(super) occurrence: u32,
}

const PLACE_BITS: u32 = 10;
const TEMPLATE_BITS: u32 = 18;
const OCCURRENCE_BITS: u32 = 24;
const CHECK_BITS: u32 = 64 - PLACE_BITS - TEMPLATE_BITS - OCCURRENCE_BITS;
const MULTIPLIER: u64 = 0xd1b5_4a32_d192_ed03;

impl Origin {
    pub(super) fn id(self, dice: Dice) -> ClusterId {
        let packed = (u64::from(self.place) << (TEMPLATE_BITS + OCCURRENCE_BITS))
            | (u64::from(self.template) << OCCURRENCE_BITS)
            | u64::from(self.occurrence);
        let key = dice.named("cluster id").value();
        ClusterId(shuffle((checksum(packed, key) << (64 - CHECK_BITS)) | packed, key))
    }

    /// The origin of an id, or none when no template of this world can have made it.
    pub(super) fn of(id: ClusterId, dice: Dice) -> Option<Self> {
        let key = dice.named("cluster id").value();
        let value = unshuffle(id.0, key);
        let packed = value & ((1 << (64 - CHECK_BITS)) - 1);
        if value >> (64 - CHECK_BITS) != checksum(packed, key) {
            return None;
        }
        Some(Self {
            place: u16::try_from(packed >> (TEMPLATE_BITS + OCCURRENCE_BITS)).ok()?,
            template: u32::try_from((packed >> OCCURRENCE_BITS) & ((1 << TEMPLATE_BITS) - 1)).ok()?,
            occurrence: u32::try_from(packed & ((1 << OCCURRENCE_BITS) - 1)).ok()?,
        })
    }
}

impl ClusterId {
    /// An id for a cluster that a caller launched: one that no template can have.
    pub(crate) fn launched(mut chance: Dice, world: Dice) -> Self {
        loop {
            let id = Self(chance.value());
            if Origin::of(id, world).is_none() {
                return id;
            }
            chance = chance.with(1);
        }
    }

    pub(crate) fn value(self) -> u64 {
        self.0
    }
}

impl fmt::Display for ClusterId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "j-{}", base36(self.0))
    }
}

/// The text is not a cluster id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cluster id")]
pub struct NotAClusterId;

impl FromStr for ClusterId {
    type Err = NotAClusterId;

    fn from_str(text: &str) -> Result<Self, NotAClusterId> {
        let digits = text.strip_prefix("j-").ok_or(NotAClusterId)?;
        let canonical =
            digits.len() == 13 && digits.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        if !canonical {
            return Err(NotAClusterId);
        }
        u64::from_str_radix(digits, 36).map(Self).map_err(|_| NotAClusterId)
    }
}

fn checksum(packed: u64, key: u64) -> u64 {
    Dice::new(packed ^ key).value() >> (64 - CHECK_BITS)
}

/// A permutation of the 64-bit numbers: each step can be undone.
fn shuffle(value: u64, key: u64) -> u64 {
    let value = (value ^ key).wrapping_mul(MULTIPLIER);
    let value = (value ^ (value >> 32)).wrapping_mul(MULTIPLIER);
    value ^ (value >> 32)
}

fn unshuffle(value: u64, key: u64) -> u64 {
    let inverse = inverse_of(MULTIPLIER);
    let value = (value ^ (value >> 32)).wrapping_mul(inverse);
    (value ^ (value >> 32)).wrapping_mul(inverse) ^ key
}

/// Newton's iteration for the inverse of an odd number modulo 2^64.
fn inverse_of(odd: u64) -> u64 {
    (0..6).fold(odd, |inverse, _| inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse))))
}

#[cfg(test)]
mod tests {
    use super::{ClusterId, Origin};
    use crate::world::Dice;

    #[test]
    fn an_id_leads_back_to_its_origin_through_its_text() {
        let dice = Dice::new(7);
        for occurrence in 0..500 {
            let origin = Origin { place: 1000, template: 200_000, occurrence };
            let text = origin.id(dice).to_string();
            let id: ClusterId = text.parse().unwrap();
            assert_eq!((text.len(), Origin::of(id, dice)), (15, Some(origin)));
        }
    }

    #[test]
    fn a_launched_id_belongs_to_no_template() {
        let dice = Dice::new(7);
        assert_eq!(Origin::of(ClusterId::launched(Dice::new(1), dice), dice), None);
    }

    #[test]
    fn other_texts_are_no_cluster_ids() {
        for text in ["", "j-", "j-ZZZZZZZZZZZZZ", "j-2axxxxxxgaplf", "x-2AXXXXXXGAPLF", "j-+123456789012"] {
            assert!(text.parse::<ClusterId>().is_err(), "{text}");
        }
    }
}
