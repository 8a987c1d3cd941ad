//! The saved views of the table of clusters.

use emberwatch_app::saved_views::{Change, SavedView};
use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SavedViewView {
    pub name: String,
    pub filter: String,
    /// Which states are shown, in the page's words.
    pub state: String,
    pub group_by: String,
    pub sort_by: String,
    pub descending: bool,
    pub columns: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SavedViewChange {
    /// Takes the place of one with the same name.
    Save {
        view: SavedViewView,
    },
    Rename {
        from: String,
        to: String,
    },
    Delete {
        name: String,
    },
}

pub fn saved_views(saved: Vec<SavedView>) -> Vec<SavedViewView> {
    saved.into_iter().map(SavedViewView::from).collect()
}

impl From<SavedView> for SavedViewView {
    fn from(view: SavedView) -> Self {
        let SavedView { name, filter, state, group_by, sort_by, descending, columns } = view;
        Self { name, filter, state, group_by, sort_by, descending, columns }
    }
}

impl From<SavedViewView> for SavedView {
    fn from(view: SavedViewView) -> Self {
        let SavedViewView { name, filter, state, group_by, sort_by, descending, columns } = view;
        Self { name, filter, state, group_by, sort_by, descending, columns }
    }
}

impl From<SavedViewChange> for Change {
    fn from(change: SavedViewChange) -> Self {
        match change {
            SavedViewChange::Save { view } => Self::Save(view.into()),
            SavedViewChange::Rename { from, to } => Self::Rename { from, to },
            SavedViewChange::Delete { name } => Self::Delete { name },
        }
    }
}
