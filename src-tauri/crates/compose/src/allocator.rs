//! Where every binary takes its memory from.

use mimalloc::MiMalloc;

/// A sweep makes and drops millions of small pieces on several threads at once, and half of its time went into the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;
