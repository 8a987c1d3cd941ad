//! The one table: what was measured, against what, and whether it is met.

use std::fmt::Write as _;

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    pub benchmark: String,
    pub measure: String,
    pub ours: String,
    /// The limit, or the peer that was measured in the same run.
    pub peer: String,
    pub ratio: String,
    pub target: String,
    pub verdict: Verdict,
}

/// What a line comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Met,
    /// A count is what it is on every machine: the run fails.
    CountMissed,
    /// A ratio of times or sizes is told; a busy machine alone can miss it.
    Missed,
    /// Shown beside the others; nothing was promised of it.
    Told,
    /// Belongs to what is built later.
    NotYet,
}

impl Verdict {
    pub fn count(holds: bool) -> Self {
        if holds { Self::Met } else { Self::CountMissed }
    }

    pub fn ratio(holds: bool) -> Self {
        if holds { Self::Met } else { Self::Missed }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::CountMissed => "COUNT MISSED",
            Self::Missed => "missed",
            Self::Told => "told",
            Self::NotYet => "not in this issue",
        }
    }
}

impl Row {
    pub fn new(benchmark: &str, measure: impl Into<String>) -> Self {
        let nothing = String::new;
        Self {
            benchmark: benchmark.to_owned(),
            measure: measure.into(),
            ours: nothing(),
            peer: nothing(),
            ratio: nothing(),
            target: nothing(),
            verdict: Verdict::Told,
        }
    }

    pub fn ours(mut self, ours: impl Into<String>) -> Self {
        self.ours = ours.into();
        self
    }

    pub fn against(mut self, peer: impl Into<String>) -> Self {
        self.peer = peer.into();
        self
    }

    pub fn ratio(mut self, ratio: impl Into<String>) -> Self {
        self.ratio = ratio.into();
        self
    }

    pub fn target(mut self, target: impl Into<String>, verdict: Verdict) -> Self {
        self.target = target.into();
        self.verdict = verdict;
        self
    }

    /// Where it stands in the table: by the number of its benchmark, what has none at the end.
    pub fn place(&self) -> u32 {
        self.benchmark.strip_prefix('B').and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)
    }

    /// One line for another process. No cell holds a tab.
    pub fn to_line(&self) -> String {
        self.cells().join("\t")
    }

    pub fn from_line(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[benchmark, measure, ours, peer, ratio, target, verdict] = cells.as_slice() else { return None };
        let verdict = VERDICTS.into_iter().find(|known| known.word() == verdict)?;
        Some(Self::new(benchmark, measure).ours(ours).against(peer).ratio(ratio).target(target, verdict))
    }

    fn cells(&self) -> [&str; 7] {
        let verdict = self.verdict.word();
        [&self.benchmark, &self.measure, &self.ours, &self.peer, &self.ratio, &self.target, verdict]
    }
}

const VERDICTS: [Verdict; 5] = [Verdict::Met, Verdict::CountMissed, Verdict::Missed, Verdict::Told, Verdict::NotYet];
const HEAD: [&str; 7] = ["#", "measure", "ours", "limit or peer", "ratio", "target", "verdict"];

/// The table as text, every column as wide as its widest cell.
pub fn table(rows: &[Row]) -> String {
    let lines: Vec<[&str; 7]> = std::iter::once(HEAD).chain(rows.iter().map(Row::cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        for (cell, width) in line.iter().zip(&widths) {
            // Writing to a String cannot fail.
            let _ = write!(text, "| {cell:width$} ");
        }
        text.push_str("|\n");
        if index == 0 {
            let dashes = widths.iter().map(|width| format!("|{}", "-".repeat(width + 2)));
            text.extend(dashes);
            text.push_str("|\n");
        }
    }
    text
}
