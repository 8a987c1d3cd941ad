//! How many tests passed and failed, read from the closing lines of the test runners.

use std::fmt;
use std::ops::AddAssign;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

/// The runners whose closing lines are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    Nextest,
    Vitest,
    Pytest,
    /// A check that either holds or not, and counts nothing.
    Check,
}

impl Tally {
    /// Reads what `runner` showed. A runner that ended badly failed at something even where its closing
    /// line does not say so: a file that does not load, a check, a crash.
    pub fn read(runner: Runner, shown: &str, ended_well: bool) -> Self {
        let plain = without_colour(shown);
        let mut tally = match runner {
            Runner::Nextest => last_line(&plain, |line| line.contains("run: ") && line.contains("Summary [")),
            Runner::Vitest => last_line(&plain, |line| line.trim_start().starts_with("Tests ")),
            Runner::Pytest => last_line(&plain, |line| {
                line.contains(" in ") && ["passed", "failed", "error"].iter().any(|word| line.contains(word))
            }),
            Runner::Check => None,
        }
        .map(counts)
        .unwrap_or_default();
        if !ended_well && tally.failed == 0 {
            tally.failed = 1;
        }
        tally
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn last_line(text: &str, is_it: impl Fn(&str) -> bool) -> Option<&str> {
    text.lines().rev().find(|line| is_it(line))
}

/// Every `<number> <word>` of a closing line, sorted into passed and failed. A retry that passed, a skipped
/// and an ignored test are neither.
fn counts(line: &str) -> Tally {
    let words: Vec<&str> =
        line.split(|c: char| c.is_whitespace() || "(),;|=:".contains(c)).filter(|word| !word.is_empty()).collect();
    let mut tally = Tally::default();
    for pair in words.windows(2) {
        let Ok(count) = pair[0].parse::<u64>() else { continue };
        match pair[1] {
            "passed" => tally.passed += count,
            // `2 exec failed` and `1 timed out` are nextest's words for tests that did not even end.
            "failed" | "error" | "errors" | "exec" | "timed" => tally.failed += count,
            _ => {}
        }
    }
    tally
}

fn without_colour(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            plain.push(c);
            continue;
        }
        // A control sequence: ESC [ parameters letter.
        for inner in chars.by_ref() {
            if inner.is_ascii_alphabetic() {
                break;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn nextest_says_all_in_one_line() {
        let shown = "        PASS [   0.012s] a b\n────────────\n     Summary [   2.014s] 22 tests run: 22 passed (1 slow), 3 skipped\n";
        assert_eq!(Tally::read(Runner::Nextest, shown, true), tally(22, 0));
        let one = "     Summary [   0.014s] 1 test run: 1 passed, 0 skipped\n";
        assert_eq!(Tally::read(Runner::Nextest, one, true), tally(1, 0));
    }

    #[test]
    fn tests_that_did_not_even_end_are_failures() {
        let shown =
            "     Summary [  61.2s] 9/12 tests run: 5 passed, 1 failed, 2 exec failed, 1 timed out, 0 skipped\n";
        assert_eq!(Tally::read(Runner::Nextest, shown, false), tally(5, 4));
    }

    #[test]
    fn vitest_is_read_through_its_colours() {
        let shown = "\u{1b}[2m Test Files \u{1b}[22m \u{1b}[1m\u{1b}[32m2 passed\u{1b}[39m (2)\n\u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m1 failed\u{1b}[39m\u{1b}[2m | \u{1b}[22m\u{1b}[32m12 passed\u{1b}[39m | 1 skipped (14)\n";
        assert_eq!(Tally::read(Runner::Vitest, shown, false), tally(12, 1));
    }

    #[test]
    fn pytest_errors_count_as_failures() {
        let shown = "collected 8 items\n==== 1 failed, 5 passed, 1 skipped, 1 error in 0.12s ====\n";
        assert_eq!(Tally::read(Runner::Pytest, shown, false), tally(5, 2));
        let quiet = "5 passed in 0.12s\n";
        assert_eq!(Tally::read(Runner::Pytest, quiet, true), tally(5, 0));
    }

    #[test]
    fn a_runner_that_ended_badly_failed_even_if_it_counted_nothing() {
        assert_eq!(Tally::read(Runner::Vitest, "Error: cannot find vite", false), tally(0, 1));
        assert_eq!(Tally::read(Runner::Check, "", false), tally(0, 1));
        assert_eq!(Tally::read(Runner::Check, "", true), tally(0, 0));
    }

    #[test]
    fn the_closing_line_is_plain() {
        let mut sum = tally(5, 0);
        sum += tally(2, 1);
        assert_eq!(sum.to_string(), "7 passed, 1 failed");
    }
}
