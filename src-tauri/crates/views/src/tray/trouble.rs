//! What needs attention, in one line of a menu.

use super::TrayPage;
use crate::harmless::clipped;
use crate::scene::Scene;
use crate::shell::{Banner, Severity};
use crate::sources::{SourceRow, SourceStatus, is_offline, whom};
use emberwatch_domain::termination::Phase;

/// A menu is as wide as its longest line.
const LONGEST: usize = 80;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub text: String,
    /// Where the window says more about it, and what to do.
    pub page: TrayPage,
}

impl Trouble {
    fn new(text: &str, page: TrayPage) -> Self {
        Self { text: clipped(text, LONGEST), page }
    }

    /// With a word on how many there are beside it.
    pub(super) fn and(mut self, others: usize) -> Self {
        if others > 0 {
            self.text = format!("{}, and {others} more", self.text);
        }
        self
    }
}

/// The most important first: what bars every action, what was asked for and does not happen, who must sign in,
/// what fails.
pub(super) fn troubles(scene: &Scene<'_>, sources: &[SourceRow], alarms: &[Banner]) -> Vec<Trouble> {
    if is_offline(scene, sources) {
        return vec![Trouble::new("Offline: nothing that is watched is reached", TrayPage::Accounts)];
    }
    let failures = alarms.iter().filter(|banner| banner.severity == Severity::Failure);
    let mut troubles: Vec<Trouble> = failures.map(|banner| Trouble::new(&banner.text, TrayPage::Now)).collect();
    let stuck = scene.journal.iter().filter(|entry| entry.phase == Phase::Stuck);
    troubles.extend(stuck.map(|entry| {
        Trouble::new(&format!("Termination of {} is stuck", entry.request.cluster_name), TrayPage::Activity)
    }));
    let (sign_ins, failing): (Vec<_>, Vec<_>) = sources
        .iter()
        .filter(|source| source.needs_attention)
        .partition(|source| source.status == SourceStatus::SignInNeeded);
    let mut profiles: Vec<&str> = sign_ins.iter().map(|source| source.profile.as_str()).collect();
    profiles.dedup();
    troubles.extend(profiles.iter().map(|profile| {
        Trouble::new(&format!("Profile {profile} {}", SourceStatus::SignInNeeded.words()), TrayPage::Accounts)
    }));
    troubles.extend(
        failing.iter().map(|source| {
            Trouble::new(&format!("{} {}", whom(scene, source), source.status.words()), TrayPage::Accounts)
        }),
    );
    troubles
}
