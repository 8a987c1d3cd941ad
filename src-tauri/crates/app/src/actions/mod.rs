//! Acting.
