//! A report for whoever helps: what runs, what is set, how the sources do and what went wrong, in plain text.
//!
//! It counts and classes; names that the user chose are told as `profile 1`. Whoever makes it known still takes secrets
//! out of the whole of it.

use crate::clusters::recent;
use crate::profiles::kind_text;
use crate::requests::{Scope, Which};
use crate::scene::Scene;
use crate::sources::sources;
use crate::wording::{count, rfc3339};
use emberwatch_app::cloud::ProfileListing;
use emberwatch_app::settings::Regions;
use emberwatch_domain::account::{Access, Criticality};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write;

/// One line of what a machine is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

impl Fact {
    pub fn new(name: &str, value: String) -> Self {
        Self { name: name.to_owned(), value }
    }
}

/// What the machine says of itself.
#[derive(Clone, Debug)]
pub struct Facts {
    pub at: Timestamp,
    pub machine: Vec<Fact>,
    pub data_dir: String,
    /// What each part of the data folder takes, in bytes.
    pub folder: Vec<(String, u64)>,
    /// What is to be said of the store; nothing where it is well.
    pub store: Vec<String>,
    /// Whether the record of what was done is as it was written; `None` where nothing could be opened.
    pub audit: Option<String>,
    pub log: Vec<String>,
}

/// The report. Without a scene Emberwatch could not start.
pub fn diagnostics(facts: &Facts, known: Option<(&Scene<'_>, &ProfileListing)>) -> String {
    let mut report = Report(format!("Emberwatch {} · {}\n", env!("CARGO_PKG_VERSION"), rfc3339(facts.at)));
    report.section("Machine");
    facts.machine.iter().for_each(|fact| report.fact(&fact.name, &fact.value));
    report.section("Data folder");
    report.fact("path", &facts.data_dir);
    facts.folder.iter().for_each(|(what, bytes)| report.fact(what, &format!("{bytes} bytes")));
    facts.store.iter().for_each(|trouble| report.fact("trouble", trouble));
    facts.audit.iter().for_each(|audit| report.fact("audit of actions", audit));
    if let Some((scene, listing)) = known {
        settings(&mut report, scene);
        watched(&mut report, scene, listing);
        counts(&mut report, scene);
    }
    report.section("Log, the newest last");
    facts.log.iter().for_each(|line| report.line(line));
    if facts.log.is_empty() {
        report.line("nothing was logged");
    }
    report.0
}

/// Names that the user chose, and what is said instead of each.
pub fn names(scene: &Scene<'_>, listing: &ProfileListing) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for snapshot in &scene.snapshots {
        let instead = snapshot.account.to_string();
        names.insert(scene.look(&snapshot.account).name, instead.clone());
        names.extend(snapshot.alias.iter().map(|alias| (alias.clone(), instead.clone())));
    }
    names.extend(scene.settings.me.iter().map(|me| (me.clone(), "me".to_owned())));
    // Whoever keeps to AWS's own name has chosen none.
    let chosen = listing.profiles.iter().filter(|profile| profile.name.as_str() != "default");
    names.extend(chosen.enumerate().map(|(nth, profile)| (profile.name.to_string(), format!("profile {}", nth + 1))));
    names
}

fn settings(report: &mut Report, scene: &Scene<'_>) {
    let settings = scene.settings;
    report.section("Settings");
    report.fact("theme", &format!("{:?}", settings.theme));
    report.fact("time zone", settings.display.zone.as_deref().unwrap_or("system"));
    report.fact("time zone in use", scene.zone().iana_name().unwrap_or("without a name"));
    report.fact("numbers", &format!("{:?}", settings.display.numbers));
    report.fact("polling", &format!("{:?}", settings.pace));
    report.fact("owner tags", &settings.owner_tags.len().to_string());
    report.fact("me", if settings.me.is_some() { "set" } else { "taken from the caller" });
    let accounts = settings.accounts.values();
    let actions = accounts.clone().filter(|account| account.access == Access::Actions).count();
    let production = accounts.filter(|account| account.criticality == Criticality::Production).count();
    report.fact("accounts with actions allowed", &actions.to_string());
    report.fact("production accounts", &production.to_string());
    let shown = if scene.is_sample() { "sample data" } else { "AWS" };
    report.fact("shown", shown);
}

fn watched(report: &mut Report, scene: &Scene<'_>, listing: &ProfileListing) {
    report.section("Profiles");
    let place = if scene.is_sample() { "in the sample" } else { "in the AWS files" };
    report.fact(place, &count(listing.profiles.len(), "profile"));
    report.fact("sections that cannot be read", &listing.bad_sections.len().to_string());
    for bad in &listing.bad_sections {
        report.line(&format!("  line {} of {}: {}", bad.line, bad.file.display(), bad.problem));
    }
    for (profile, regions) in &scene.settings.watched {
        let kind = listing.find(profile).map_or("not in the AWS files", |profile| kind_text(&profile.kind));
        let regions = match regions {
            Regions::OfProfile => "its region".to_owned(),
            Regions::AllEnabled => "all enabled regions".to_owned(),
            Regions::Listed(listed) => count(listed.len(), "region"),
        };
        report.line(&format!("  {profile}: {kind}, watched in {regions}"));
    }
    report.section("Sources");
    for source in sources(scene, &Scope::default()) {
        let account = source.account_id.as_deref().unwrap_or("account not known");
        let as_of = source.as_of.as_deref().unwrap_or("never");
        report.line(&format!("  {account} {} {:?}, answered {as_of}", source.region, source.status));
        if let Some(detail) = &source.detail {
            report.line(&format!("    {detail}"));
        }
    }
}

fn counts(report: &mut Report, scene: &Scene<'_>) {
    let number =
        |which: Which| scene.snapshots.iter().map(|snapshot| recent(scene, snapshot, which).count()).sum::<usize>();
    report.section("Counts");
    report.fact("accounts", &scene.snapshots.len().to_string());
    report.fact("active clusters", &number(Which::Active).to_string());
    report.fact("known clusters", &number(Which::All).to_string());
    report.fact("journal entries read", &scene.journal.len().to_string());
    report.fact("not over", &scene.journal.iter().filter(|entry| !entry.phase.is_over()).count().to_string());
}

struct Report(String);

impl Report {
    fn section(&mut self, title: &str) {
        let _ = write!(self.0, "\n{title}\n");
    }

    fn fact(&mut self, name: &str, value: &str) {
        self.line(&format!("  {name}: {value}"));
    }

    /// Whatever stands in it, one line.
    fn line(&mut self, text: &str) {
        self.0.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
        self.0.push('\n');
    }
}
