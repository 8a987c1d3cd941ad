//! Views of the table of clusters that a user has named, to find them again.

use crate::failure::Failure;
use crate::ports::SettingsStore;
use serde::{Deserialize, Serialize};

const LONGEST_NAME: usize = 60;
const LONGEST_FILTER: usize = 500;
const MOST: usize = 50;
const MOST_COLUMNS: usize = 40;

/// What is shown and how. The words for columns, groups and states are the screen's: one that no longer knows a word
/// shows what is usual in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedView {
    pub name: String,
    pub filter: String,
    pub state: String,
    pub group_by: String,
    pub sort_by: String,
    pub descending: bool,
    pub columns: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Takes the place of one with the same name.
    Save(SavedView),
    Rename {
        from: String,
        to: String,
    },
    Delete {
        name: String,
    },
}

/// Changes the saved views, and returns what they are now, by their names.
///
/// # Errors
/// [`Failure::Invalid`] for a name that is empty, too long or taken, and for a view that is one too many;
/// [`Failure::Unknown`] for a view that is not there.
pub fn change(store: &dyn SettingsStore, change: &Change) -> Result<Vec<SavedView>, Failure> {
    let mut refused = None;
    let settings = store.update(&mut |settings| {
        let mut views = settings.saved_views.clone();
        refused = apply(&mut views, change).err();
        if refused.is_none() {
            settings.saved_views = views;
        }
    })?;
    refused.map_or(Ok(settings.saved_views), Err)
}

fn apply(views: &mut Vec<SavedView>, change: &Change) -> Result<(), Failure> {
    match change {
        Change::Save(view) => save(views, view)?,
        Change::Rename { from, to } => rename(views, from, to)?,
        Change::Delete { name } => {
            let at = place_of(views, name).ok_or_else(|| unknown(name))?;
            views.remove(at);
        }
    }
    views.sort_by_key(|view| view.name.to_lowercase());
    Ok(())
}

fn save(views: &mut Vec<SavedView>, view: &SavedView) -> Result<(), Failure> {
    let view = SavedView { name: checked(&view.name)?, ..view.clone() };
    if view.filter.chars().count() > LONGEST_FILTER || view.columns.len() > MOST_COLUMNS {
        return Err(invalid("the view is too large to be saved", "shorten its filter"));
    }
    match place_of(views, &view.name) {
        Some(at) => views[at] = view,
        None if views.len() >= MOST => {
            return Err(invalid(format!("there are {MOST} saved views already"), "delete one first"));
        }
        None => views.push(view),
    }
    Ok(())
}

fn rename(views: &mut [SavedView], from: &str, to: &str) -> Result<(), Failure> {
    let to = checked(to)?;
    let at = place_of(views, from).ok_or_else(|| unknown(from))?;
    if place_of(views, &to).is_some_and(|taken| taken != at) {
        return Err(invalid(format!("another view is called {to}"), "choose another name"));
    }
    views[at].name = to;
    Ok(())
}

fn checked(name: &str) -> Result<String, Failure> {
    match name.trim() {
        "" => Err(invalid("the view has no name", "give it one")),
        name if name.chars().count() > LONGEST_NAME => {
            Err(invalid(format!("a view's name has at most {LONGEST_NAME} characters"), "shorten it"))
        }
        name => Ok(name.to_owned()),
    }
}

fn place_of(views: &[SavedView], name: &str) -> Option<usize> {
    views.iter().position(|view| view.name == name.trim())
}

fn unknown(name: &str) -> Failure {
    Failure::Unknown { what: format!("no saved view is called {name}"), next_step: None }
}

fn invalid(what: impl Into<String>, next_step: &str) -> Failure {
    Failure::Invalid { what: what.into(), next_step: Some(next_step.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str) -> SavedView {
        SavedView { name: name.to_owned(), ..SavedView::default() }
    }

    fn names(views: &[SavedView]) -> Vec<&str> {
        views.iter().map(|view| view.name.as_str()).collect()
    }

    #[test]
    fn views_are_kept_by_their_names_and_a_second_of_one_name_takes_its_place() {
        let mut views = Vec::new();
        for name in ["spot", " Idle ", "spot"] {
            apply(&mut views, &Change::Save(view(name))).unwrap();
        }
        assert_eq!(names(&views), ["Idle", "spot"]);
    }

    #[test]
    fn a_view_is_renamed_unless_the_name_is_taken() {
        let mut views = vec![view("idle"), view("spot")];
        let rename = |to: &str| Change::Rename { from: "spot".to_owned(), to: to.to_owned() };
        assert!(matches!(apply(&mut views, &rename("idle")), Err(Failure::Invalid { .. })));
        apply(&mut views, &rename("a spot")).unwrap();
        assert_eq!(names(&views), ["a spot", "idle"]);
    }

    #[test]
    fn a_view_without_a_name_and_one_that_is_not_there_are_refused() {
        let mut views = vec![view("idle")];
        assert!(matches!(apply(&mut views, &Change::Save(view("  "))), Err(Failure::Invalid { .. })));
        let gone = Change::Delete { name: "gone".to_owned() };
        assert!(matches!(apply(&mut views, &gone), Err(Failure::Unknown { .. })));
        assert_eq!(names(&views), ["idle"]);
    }

    #[test]
    fn nobody_fills_the_settings_with_views() {
        let mut views: Vec<SavedView> = (0..MOST).map(|n| view(&format!("view {n}"))).collect();
        assert!(apply(&mut views, &Change::Save(view("one more"))).is_err());
        let long = SavedView { filter: "x".repeat(LONGEST_FILTER + 1), ..view("view 1") };
        assert!(apply(&mut views, &Change::Save(long)).is_err());
    }
}
