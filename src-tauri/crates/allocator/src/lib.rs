//! Where every binary takes its memory from.

use libmimalloc_sys::{mi_option_set, mi_option_t};
use mimalloc::MiMalloc;
use std::ffi::c_long;

/// A sweep makes and drops millions of small pieces on several threads at once, and half of its time went into the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Milliseconds, two sweeps long. After the second that is usual, each sweep gave all of its memory back to the system
/// and had to be given it again page by page, which took a tenth of its time.
const KEPT_FOR: c_long = 60_000;

/// `mi_option_purge_delay` of mimalloc 3, which the crate leaves to its users to number.
const PURGE_DELAY: mi_option_t = 15;

/// What a sweep no longer needs is kept for the next one. For a program that stays, first of all that it does: one that
/// ends soon needs nothing kept.
pub fn keep_for_the_next_sweep() {
    // SAFETY: it stores one number of a fixed table, and touches no other memory. Should another thread give memory back
    // at this very moment, it reads the old number or the new one, and either will do.
    #[expect(unsafe_code, reason = "there is no safe way to set an option of the allocator")]
    unsafe {
        mi_option_set(PURGE_DELAY, KEPT_FOR);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(unsafe_code, reason = "there is no safe way to read an option of the allocator")]
    fn the_option_that_is_set_is_the_delay_of_giving_back_which_is_a_second_by_itself() {
        let delay = || {
            // SAFETY: it reads a number.
            unsafe { libmimalloc_sys::mi_option_get(PURGE_DELAY) }
        };
        assert_eq!(delay(), 1000, "the options of this version of mimalloc are numbered in another way");
        keep_for_the_next_sweep();
        assert_eq!(delay(), KEPT_FOR);
    }
}
