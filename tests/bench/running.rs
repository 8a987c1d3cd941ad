//! Running what was asked for, and the table in the end.

use crate::table::{Row, Verdict, table};
use std::path::PathBuf;
use std::process::ExitCode;

/// A benchmark by the name that it is asked for by, and what it does in a few words.
pub struct Benchmark {
    pub name: &'static str,
    pub does: &'static str,
    pub run: fn() -> Vec<Row>,
}

/// Every name that may be asked for, wherever it is measured.
const NAMES: [&str; 13] =
    ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10", "growth", "profiles", "forecast"];
/// Rows are handed on in this file, one a line, to whoever prints the table.
const ROWS_VARIABLE: &str = "EMBERWATCH_BENCH_ROWS";

/// What was asked for on the command line; nothing means everything.
pub struct Asked(Vec<String>);

impl Asked {
    /// Or how to end at once: a test runner that asks for tests gets none, and an unknown name is told.
    pub fn from_arguments() -> Result<Self, ExitCode> {
        let asked: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
        if asked.iter().any(|argument| argument == "--list") {
            return Err(ExitCode::SUCCESS);
        }
        let is_known = |asked: &&String| NAMES.iter().any(|name| name.eq_ignore_ascii_case(asked));
        match asked.iter().find(|asked| !is_known(asked)) {
            None => Ok(Self(asked)),
            Some(unknown) => {
                eprintln!("there is no benchmark {unknown}: {}", NAMES.join(", "));
                Err(ExitCode::from(2))
            }
        }
    }

    pub fn wants(&self, name: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|asked| asked.eq_ignore_ascii_case(name))
    }

    pub fn run(&self, benchmarks: &[Benchmark]) -> Vec<Row> {
        let wanted = benchmarks.iter().filter(|benchmark| self.wants(benchmark.name));
        wanted
            .flat_map(|benchmark| {
                assert!(NAMES.contains(&benchmark.name), "{} cannot be asked for", benchmark.name);
                println!("\n{}: {}", benchmark.name, benchmark.does);
                (benchmark.run)()
            })
            .collect()
    }
}

/// Keeps the rows for the process that prints the table; true where nobody will.
pub fn hand_on(rows: &[Row]) -> bool {
    let Some(file) = rows_file() else { return true };
    let lines: String = rows.iter().map(|row| row.to_line() + "\n").collect();
    std::fs::write(file, lines).expect("the rows are kept for the table");
    false
}

/// What another process has handed on.
pub fn handed_on() -> Vec<Row> {
    let text = rows_file().and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    text.lines().filter_map(Row::from_line).collect()
}

/// Prints the table, and fails where a count was missed.
pub fn close(rows: &[Row]) -> ExitCode {
    println!("\n{}", table(rows));
    let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    let missed = count(Verdict::CountMissed);
    println!("{missed} counts missed, {} times or sizes missed", count(Verdict::Missed));
    exit(rows)
}

pub fn exit(rows: &[Row]) -> ExitCode {
    let missed = rows.iter().any(|row| row.verdict == Verdict::CountMissed);
    if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn rows_file() -> Option<PathBuf> {
    std::env::var_os(ROWS_VARIABLE).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended_with(verdicts: &[Verdict]) -> ExitCode {
        let rows: Vec<Row> = verdicts.iter().map(|verdict| Row::new("B1", "calls").target("=", *verdict)).collect();
        exit(&rows)
    }

    // An ExitCode can only be compared by what it prints as.
    fn is_well(code: ExitCode) -> bool {
        format!("{code:?}") == format!("{:?}", ExitCode::SUCCESS)
    }

    #[test]
    fn a_missed_count_fails_the_run_whatever_else_is_met() {
        assert!(!is_well(ended_with(&[Verdict::Met, Verdict::count(false), Verdict::Met])));
    }

    #[test]
    fn a_missed_time_or_size_is_told_and_fails_nothing() {
        let verdicts = [Verdict::count(true), Verdict::ratio(false), Verdict::Told, Verdict::NotYet];
        assert!(is_well(ended_with(&verdicts)));
        assert!(is_well(ended_with(&[])));
    }

    #[test]
    fn a_missed_count_is_one_in_the_process_that_prints_the_table_too() {
        let line = Row::new("B2", "throttled replies").target("0", Verdict::count(false)).to_line();
        assert!(!is_well(exit(&[Row::from_line(&line).unwrap()])));
    }
}
