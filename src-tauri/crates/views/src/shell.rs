//! The frame around every page: accounts to switch between, freshness, warnings.

mod banners;
mod keeping;

pub use keeping::{Keeping, keeping};

use crate::clusters::{AccountColor, BurnTotal, ClusterBook, burn_of, newest_answer, recent};
use crate::profiles::kind_text;
use crate::requests::{Scope, Which};
use crate::scene::Scene;
use crate::sources::{SourceRow, SourceStatus, sources, sources_of, unseen, whom};
use crate::wording::{burn_total, length, rfc3339, seconds_between};
use emberwatch_app::cloud::ProfileListing;
use emberwatch_app::settings::Pace;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::Access;
use emberwatch_domain::money::Estimate;
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;

#[derive(Clone, Debug, Serialize, Type)]
pub struct ShellView {
    /// True while what is shown is the sample account.
    pub sample: bool,
    /// What time the core takes it to be: a rehearsal has a clock of its own.
    pub now: String,
    pub accounts: Vec<ShellAccount>,
    pub all: ShellTotals,
    pub freshness: ShellFreshness,
    /// What bars normal work, most important first: read-only store, offline, bad AWS files.
    pub banners: Vec<Banner>,
    /// Terminations that are not over yet.
    pub open_terminations: u32,
    pub version: String,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct ShellAccount {
    pub account_id: String,
    pub name: String,
    /// Such as `static keys · read-only`.
    pub note: String,
    pub color: AccountColor,
    pub production: bool,
    pub totals: ShellTotals,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct ShellTotals {
    pub active_clusters: u32,
    pub all_clusters: u32,
    pub burn: BurnTotal,
    pub regions: u32,
    /// Watched sources that never answered and may hold anything: no cluster counted is none known.
    pub silent: u32,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct ShellFreshness {
    /// The newest answer of any source.
    pub as_of: Option<String>,
    /// Whether a source has not answered for the first time yet.
    pub refreshing: bool,
    /// Nothing is asked by itself: the user has paused polling.
    pub paused: bool,
    /// How much of what is watched answers.
    pub live: Liveness,
    /// Sources that need attention, one short line each, such as `eu-north-1 denied`.
    pub problems: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Liveness {
    All,
    /// Some sources need attention, others answer.
    Partly,
    /// Every source needs attention.
    Nothing,
}

impl Liveness {
    fn of(sources: &[SourceRow]) -> Self {
        match sources.iter().filter(|source| source.needs_attention).count() {
            0 => Self::All,
            troubled if troubled < sources.len() => Self::Partly,
            _ => Self::Nothing,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Banner {
    pub severity: Severity,
    pub text: String,
    pub command: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Info,
    Warning,
    Failure,
}

impl ShellView {
    /// What is noticed of it, as one text: whoever shows another view with the same need not draw this one. How new the
    /// newest answer is does not count, for it moves all the time.
    pub fn notable(&self) -> String {
        let freshness = ShellFreshness { as_of: None, ..self.freshness.clone() };
        format!("{:?}", Self { now: String::new(), freshness, ..self.clone() })
    }
}

/// `first` are banners told before all others, such as that of a read-only store.
pub fn shell(scene: &Scene<'_>, listing: &ProfileListing, first: Vec<Banner>) -> ShellView {
    shell_from(&mut ClusterBook::default(), scene, listing, first)
}

/// The same for whoever keeps a book: only what has changed since it was last looked into is priced.
pub fn shell_from(
    book: &mut ClusterBook,
    scene: &Scene<'_>,
    listing: &ProfileListing,
    first: Vec<Banner>,
) -> ShellView {
    book.look(scene);
    let everywhere = Scope::default();
    let sources = sources(scene, &everywhere);
    let (mut accounts, mut all, mut regions) = (Vec::new(), Sum::default(), 0);
    for snapshot in &scene.snapshots {
        // What has ended burns nothing: it is counted, not priced.
        let known = recent(scene, snapshot, Which::All).count();
        let sum = Sum::of(book, snapshot, known);
        let watched = scene.regions(snapshot).len();
        let unseen: Vec<String> = unseen(scene, &sources_of(scene, snapshot)).collect();
        all.add(&sum);
        regions += watched;
        accounts.push(account(scene, listing, snapshot, sum.totals(&unseen, watched)));
    }
    let mut banners = first;
    banners.extend(banners::banners(scene, listing, &sources));
    ShellView {
        sample: scene.is_sample(),
        now: rfc3339(scene.now),
        accounts,
        all: all.totals(&unseen(scene, &sources).collect::<Vec<_>>(), regions),
        freshness: ShellFreshness {
            as_of: newest_answer(scene, &everywhere).map(rfc3339),
            refreshing: sources.iter().any(|source| source.status == SourceStatus::Loading),
            paused: scene.settings.pace == Pace::Paused,
            live: Liveness::of(&sources),
            problems: sources.iter().filter_map(|source| problem(scene, source)).collect(),
        },
        banners,
        open_terminations: u32::try_from(scene.journal.iter().filter(|entry| !entry.phase.is_over()).count())
            .unwrap_or(u32::MAX),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn account(scene: &Scene<'_>, listing: &ProfileListing, snapshot: &Snapshot, totals: ShellTotals) -> ShellAccount {
    let look = scene.look(&snapshot.account);
    let access = match look.access {
        Access::ReadOnly => "read-only",
        Access::Actions => "actions allowed",
    };
    let kind = match listing.find(&snapshot.profile) {
        _ if scene.is_sample() => "sample data",
        Some(profile) => kind_text(&profile.kind),
        None => "not in the AWS files",
    };
    ShellAccount {
        account_id: snapshot.account.to_string(),
        name: look.name,
        note: format!("{kind} · {access}"),
        color: look.color,
        production: look.production,
        totals,
    }
}

/// What the clusters of some accounts come to.
#[derive(Default)]
struct Sum {
    active: usize,
    known: usize,
    burn: Estimate,
}

impl Sum {
    fn of(book: &ClusterBook, snapshot: &Snapshot, known: usize) -> Self {
        let active = book.living(&snapshot.account).count();
        Self { active, known, burn: burn_of(book.living(&snapshot.account), &[]) }
    }

    fn add(&mut self, other: &Self) {
        self.active += other.active;
        self.known += other.known;
        self.burn += &other.burn;
    }

    fn totals(mut self, unseen: &[String], regions: usize) -> ShellTotals {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        unseen.iter().for_each(|what| self.burn.add_unknown(what));
        ShellTotals {
            active_clusters: number(self.active),
            all_clusters: number(self.known),
            burn: burn_total(&self.burn),
            regions: number(regions),
            silent: number(unseen.len()),
        }
    }
}

/// `eu-north-1 of research not reached · 4 min`.
fn problem(scene: &Scene<'_>, source: &SourceRow) -> Option<String> {
    if !source.needs_attention {
        return None;
    }
    let since = source.as_of.as_deref().and_then(|as_of| as_of.parse::<Timestamp>().ok());
    let age = since.map(|at| format!(" · {}", length(i64::from(seconds_between(at, scene.now))))).unwrap_or_default();
    Some(format!("{} {}{age}", whom(scene, source), source.status.words()))
}
