//! What both files say together: profiles, sign-in sessions and endpoint lists.

use super::files::FileLocations;
use super::ini::{Document, Section};
use emberwatch_cloud::BadSection;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Keys in lower case. A later line of the same key wins, and the credentials file over the config file.
pub(crate) type Properties = BTreeMap<String, String>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub name: String,
    pub properties: Properties,
}

impl Entry {
    /// A property's value; an empty one says nothing.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.properties.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Book {
    pub entries: Vec<Entry>,
    index: HashMap<String, usize>,
    sso_sessions: HashMap<String, Properties>,
    services: HashMap<String, Properties>,
    pub bad_sections: Vec<BadSection>,
}

impl Book {
    pub(super) fn of(at: &FileLocations, config: Document, credentials: Document, unreadable: Vec<BadSection>) -> Self {
        let mut book = Self { bad_sections: unreadable, ..Self::default() };
        book.add_config(&at.config, config);
        book.add_credentials(&at.credentials, credentials);
        book
    }

    pub(crate) fn profile(&self, name: &str) -> Option<&Entry> {
        self.index.get(name).map(|at| &self.entries[*at])
    }

    pub(crate) fn sso_session(&self, name: &str) -> Option<&Properties> {
        self.sso_sessions.get(name)
    }

    pub(crate) fn services(&self, name: &str) -> Option<&Properties> {
        self.services.get(name)
    }

    fn add_config(&mut self, file: &Path, document: Document) {
        let headers = document.sections.iter().map(|section| split(&section.header));
        // `[profile default]` replaces `[default]` as a whole.
        let default_is_written_out =
            headers.into_iter().any(|header| header == ("profile", Some("default".to_owned())));
        self.add_flaws(file, &document);
        for section in document.sections {
            match split(&section.header) {
                ("default", None) if default_is_written_out => {}
                ("default", None) => self.merge("default".to_owned(), section),
                ("profile", Some(name)) => self.merge(name, section),
                ("sso-session", Some(name)) => merge(self.sso_sessions.entry(name).or_default(), section),
                ("services", Some(name)) => merge(self.services.entry(name).or_default(), section),
                // Settings of the AWS CLI itself.
                ("plugins" | "preview", None) => {}
                (_, None) => self.misplaced(file, &section, "a profile in the config file is written `[profile NAME]`"),
                // AWS may add kinds of sections; they are not ours to judge.
                (_, Some(_)) => {}
            }
        }
    }

    fn add_credentials(&mut self, file: &Path, document: Document) {
        self.add_flaws(file, &document);
        for section in document.sections {
            match split(&section.header) {
                ("profile", Some(_)) => {
                    self.misplaced(file, &section, "a profile in the credentials file is written `[NAME]`");
                }
                _ => self.merge(unquoted(&section.header).to_owned(), section),
            }
        }
    }

    fn add_flaws(&mut self, file: &Path, document: &Document) {
        self.bad_sections.extend(document.flaws.iter().map(|flaw| BadSection {
            file: file.to_owned(),
            line: flaw.line,
            section: flaw.section.clone(),
            problem: flaw.problem.clone(),
        }));
    }

    fn misplaced(&mut self, file: &Path, section: &Section, problem: &str) {
        let (line, section) = (section.line, Some(section.header.clone()));
        self.bad_sections.push(BadSection { file: file.to_owned(), line, section, problem: problem.to_owned() });
    }

    fn merge(&mut self, name: String, section: Section) {
        let at = *self.index.entry(name.clone()).or_insert_with(|| {
            self.entries.push(Entry { name, properties: Properties::new() });
            self.entries.len() - 1
        });
        merge(&mut self.entries[at].properties, section);
    }
}

fn merge(into: &mut Properties, section: Section) {
    into.extend(section.properties.into_iter().map(|property| (property.key, property.value)));
}

/// `profile "my own"` is the kind `profile` and the name `my own`; `default` is a kind alone.
fn split(header: &str) -> (&str, Option<String>) {
    match header.split_once([' ', '\t']) {
        Some((kind, name)) => (kind, Some(unquoted(name.trim()).to_owned())),
        None => (header, None),
    }
}

fn unquoted(name: &str) -> &str {
    let inside = |quote| name.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(name)
}
