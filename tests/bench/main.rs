//! The benchmarks, and the one table that they fill. `cargo xtask bench [B1 …]` runs them.
//!
//! Counts decide: a missed one ends the run with a failure. Times and sizes are told as ratios of what was measured in
//! the same run.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on must end at once")]

mod budgets;
mod figures;
mod sweep;
mod table;
mod terminating;

#[path = "../faults/emberwatch.rs"]
#[allow(dead_code, reason = "the tests of faults use more of it")]
mod emberwatch;
#[path = "../e2e/harness/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests of the window use more of it")]
mod harness;
#[path = "../faults/world.rs"]
#[allow(dead_code, reason = "the tests of faults use more of it")]
mod world;

use std::process::ExitCode;
use table::{Row, Verdict, table};

/// A benchmark by the name that it is asked for by, and what it does in a few words.
struct Benchmark {
    name: &'static str,
    does: &'static str,
    run: fn() -> Vec<Row>,
}

const BENCHMARKS: &[Benchmark] = &[
    Benchmark { name: "B1", does: sweep::DOES, run: sweep::run },
    Benchmark { name: "B2", does: budgets::DOES, run: budgets::run },
    Benchmark { name: "B10", does: terminating::DOES, run: terminating::run },
];

/// What the features of later issues are measured by.
const LATER: &[(&str, &str)] = &[
    ("B3", "calls and dollars of one simulated day"),
    ("B4", "idle detection, 50 clusters"),
    ("B7", "90 days × 60 spot series, click to drawing"),
    ("B8", "one year of history (10 M rows)"),
];

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if asked.iter().any(|argument| argument == "--list") {
        // A test runner asks what tests there are: none.
        return ExitCode::SUCCESS;
    }
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|asked| asked.eq_ignore_ascii_case(name));
    if let Some(unknown) = asked.iter().find(|asked| !is_known(asked)) {
        eprintln!("there is no benchmark {unknown}");
        return ExitCode::from(2);
    }
    let mut rows = Vec::new();
    for benchmark in BENCHMARKS.iter().filter(|benchmark| wanted(benchmark.name)) {
        println!("\n{}: {}", benchmark.name, benchmark.does);
        rows.extend((benchmark.run)());
    }
    let later = LATER.iter().filter(|(name, _)| wanted(name));
    rows.extend(later.map(|(name, measure)| Row::new(name, *measure).target("", Verdict::NotYet)));
    println!("\n{}", table(&rows));
    let missed = rows.iter().filter(|row| row.verdict == Verdict::CountMissed).count();
    let told = rows.iter().filter(|row| row.verdict == Verdict::Missed).count();
    println!("{missed} counts missed, {told} times or sizes missed");
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn is_known(asked: &str) -> bool {
    let names = BENCHMARKS.iter().map(|benchmark| benchmark.name).chain(LATER.iter().map(|(name, _)| *name));
    names.into_iter().any(|name| name.eq_ignore_ascii_case(asked))
}
