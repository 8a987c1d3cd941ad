//! The report that a user can hand to somebody who helps: all that helps, and nothing secret.

use crate::log::{self, last_lines};
use crate::secrets::of_the_files;
use crate::{Emberwatch, Moment, machine};
use emberwatch_app::failure::Failure;
use emberwatch_app::redaction::Accounts;
use emberwatch_domain::account::Realm;
use emberwatch_views::diagnostics::{Fact, Facts, diagnostics, names};
use jiff::Timestamp;
use std::path::Path;

/// So many of the log's last lines.
const LOG_LINES: usize = 200;

impl Emberwatch {
    /// `more` is what only the binary knows.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn diagnostics(&self, realm: Realm, accounts: Accounts, more: Vec<Fact>) -> Result<String, Failure> {
        let moment = Moment::of(self, realm)?;
        let scene = moment.scene();
        let listing = self.realm(realm).cloud.profiles();
        let mut facts = facts(Some(&self.data_dir), moment.now, more);
        facts.audit = Some(match self.audit.verify_audit() {
            Ok(()) => "whole, and the journal is what it last saw".to_owned(),
            Err(broken) => broken.to_string(),
        });
        facts.store = self.store_banners().into_iter().map(|banner| banner.text).collect();
        let redactor =
            log::redactor(accounts).knowing(of_the_files(&self.profile_files)).calling(names(&scene, &listing));
        Ok(redactor.redact(&diagnostics(&facts, Some((&scene, &listing)))))
    }
}

/// What can be said while Emberwatch cannot even start.
pub fn diagnostics_without(data_dir: Option<&Path>, why: &str, now: Timestamp, more: Vec<Fact>) -> String {
    let mut facts = facts(data_dir, now, more);
    facts.store = vec![why.to_owned()];
    log::redactor(Accounts::Masked).redact(&diagnostics(&facts, None))
}

fn facts(data_dir: Option<&Path>, at: Timestamp, more: Vec<Fact>) -> Facts {
    let parts = data_dir.map(machine::parts).unwrap_or_default();
    Facts {
        at,
        machine: machine::facts().into_iter().chain(more).collect(),
        data_dir: data_dir.map(|folder| folder.display().to_string()).unwrap_or_default(),
        folder: parts.into_iter().map(|part| (part.what.to_owned(), part.bytes)).collect(),
        store: Vec::new(),
        audit: None,
        log: data_dir.map(|folder| last_lines(folder, LOG_LINES)).unwrap_or_default(),
    }
}
