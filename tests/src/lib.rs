//! What several test targets share.

pub mod lives;
pub mod moto;
mod outside;
pub mod proxy;

// The two binaries of benchmarks fill one table.
#[path = "../bench/figures.rs"]
pub mod figures;
#[path = "../bench/running.rs"]
pub mod running;
#[path = "../bench/table.rs"]
pub mod table;

pub use outside::{outside, over_the_network};

use serde_json::Value;

/// Lays one JSON value over another: objects member by member, everything else as a whole.
pub fn merge(into: &mut Value, extra: Value) {
    match (into, extra) {
        (Value::Object(into), Value::Object(extra)) => {
            for (key, value) in extra {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, extra) => *into = extra,
    }
}
