//! What the page has read. Polls answer all the time, and mostly with what was known: a page that would be drawn as it
//! is stays undisturbed.

use crate::events::ChangedWhat;
use emberwatch_views::shell::ShellView;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use tokio::time::Instant;

/// A part that the page reads only while it is shown is shown no more when it was not read for so long.
const SHOWN_FOR: Duration = Duration::from_secs(75);

/// The page reads how new the newest answer is once a minute. An answer that is so much newer was waited for.
const NEWER: SignedDuration = SignedDuration::from_secs(90);

#[derive(Default)]
pub struct Page {
    shell: Option<Shell>,
    clusters: Option<u32>,
    /// It shows more of a cluster than its row, and that is in no revision.
    detail: Option<Instant>,
    /// What was asked of AWS moves with every poll.
    accounts: Option<Instant>,
}

struct Shell {
    notable: String,
    as_of: Option<Timestamp>,
}

impl Shell {
    fn of(view: &ShellView) -> Self {
        let as_of = view.freshness.as_of.as_deref().and_then(|at| at.parse().ok());
        Self { notable: view.notable(), as_of }
    }

    fn is_outdated_by(&self, now: &Self) -> bool {
        let is_much_newer = match (self.as_of, now.as_of) {
            (Some(read), Some(now)) => now.duration_since(read) > NEWER,
            (read, now) => read != now,
        };
        is_much_newer || self.notable != now.notable
    }
}

impl Page {
    pub fn read_shell(&mut self, shell: &ShellView) {
        self.shell = Some(Shell::of(shell));
    }

    pub fn read_clusters(&mut self, revision: u32) {
        self.clusters = Some(revision);
    }

    pub fn read_detail(&mut self) {
        self.detail = Some(Instant::now());
    }

    pub fn read_accounts(&mut self) {
        self.accounts = Some(Instant::now());
    }

    /// What the page is to read again, now that this is so; what could not be made up is read again as well.
    pub fn outdated(&self, shell: Option<&ShellView>, clusters: Option<u32>) -> Vec<ChangedWhat> {
        let is_shown = |read: Option<Instant>| read.is_some_and(|at| at.elapsed() < SHOWN_FOR);
        let shell_moved = match (&self.shell, shell) {
            (Some(read), Some(now)) => read.is_outdated_by(&Shell::of(now)),
            _ => true,
        };
        let moved = [
            (ChangedWhat::Shell, shell_moved),
            (ChangedWhat::Clusters, clusters.is_none() || self.clusters != clusters || is_shown(self.detail)),
            (ChangedWhat::Accounts, is_shown(self.accounts)),
        ];
        moved.into_iter().filter(|(_, moved)| *moved).map(|(what, _)| what).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_views::clusters::BurnTotal;
    use emberwatch_views::shell::{Liveness, ShellFreshness, ShellTotals};

    fn shell(as_of: &str, active_clusters: u32) -> ShellView {
        let burn = BurnTotal { usd_per_hour: "1.00".to_owned(), complete: true, unknown: vec![] };
        let (as_of, problems) = (Some(as_of.to_owned()), vec![]);
        ShellView {
            sample: true,
            now: as_of.clone().unwrap_or_default(),
            accounts: vec![],
            all: ShellTotals { active_clusters, all_clusters: 9, burn, regions: 1, silent: 0 },
            freshness: ShellFreshness { as_of, refreshing: false, paused: false, live: Liveness::All, problems },
            banners: vec![],
            open_terminations: 0,
            version: String::new(),
        }
    }

    fn page() -> Page {
        let mut page = Page::default();
        page.read_shell(&shell("2031-03-05T10:00:10Z", 3));
        page.read_clusters(7);
        page
    }

    #[tokio::test(start_paused = true)]
    async fn at_rest_a_page_that_reads_once_a_minute_is_told_of_nothing_however_often_aws_answers() {
        let (mut page, mut told) = (page(), 0);
        for second in 11..3600 {
            let now = shell(&format!("2031-03-05T10:{:02}:{:02}Z", second / 60, second % 60), 3);
            told += page.outdated(Some(&now), Some(7)).len();
            if second % 60 == 0 {
                page.read_shell(&now);
            }
        }
        assert_eq!(told, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_after_a_pause_is_told() {
        assert_eq!(page().outdated(Some(&shell("2031-03-05T10:05:00Z", 3)), Some(7)), [ChangedWhat::Shell]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_would_be_drawn_otherwise_is_told() {
        let (page, newer) = (page(), shell("2031-03-05T10:00:40Z", 4));
        assert_eq!(page.outdated(Some(&newer), Some(7)), [ChangedWhat::Shell]);
        assert_eq!(page.outdated(Some(&shell("2031-03-05T10:00:40Z", 3)), Some(8)), [ChangedWhat::Clusters]);
        assert_eq!(page.outdated(None, None), [ChangedWhat::Shell, ChangedWhat::Clusters]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_read_only_while_it_is_shown_is_told_while_it_is_read() {
        let mut page = page();
        page.read_detail();
        page.read_accounts();
        let same = shell("2031-03-05T10:00:20Z", 3);
        assert_eq!(page.outdated(Some(&same), Some(7)), [ChangedWhat::Clusters, ChangedWhat::Accounts]);
        tokio::time::advance(SHOWN_FOR).await;
        assert_eq!(page.outdated(Some(&same), Some(7)), []);
    }
}
