//! The menu: the total first, then what needs attention and what burns most, then what can be done.

use super::drawn;
use crate::desk::Opened;
use crate::presence::Presence;
use crate::{leaving, window};
use emberwatch_views::requests::ClusterRef;
use emberwatch_views::tray::{TrayPage, TrayView};
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::{AppHandle, Manager, Wry};

const TOTAL: &str = "total";
const TROUBLE: &str = "trouble";
const CLUSTER: &str = "cluster";
const REFRESH: &str = "refresh";
const OPEN: &str = "open";
const QUIT: &str = "quit";

pub struct Entries {
    menu: Menu<Wry>,
    total: MenuItem<Wry>,
    trouble: Section,
    clusters: Section,
}

/// Lines that come and go, side by side in the menu.
struct Section {
    name: &'static str,
    items: Vec<MenuItem<Wry>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    text: String,
    enabled: bool,
}

impl Entries {
    pub fn make(app: &AppHandle, view: &TrayView) -> tauri::Result<Self> {
        let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
        let total = item(TOTAL, &escaped(&view.total))?;
        let menu = Menu::with_items(
            app,
            &[
                &total,
                &PredefinedMenuItem::separator(app)?,
                &PredefinedMenuItem::separator(app)?,
                &item(REFRESH, "Refresh now")?,
                &item(OPEN, "Open Emberwatch")?,
                &item(QUIT, "Quit Emberwatch")?,
            ],
        )?;
        let mut entries = Self { menu, total, trouble: Section::new(TROUBLE), clusters: Section::new(CLUSTER) };
        entries.show(app, view)?;
        Ok(entries)
    }

    pub fn menu(&self) -> &Menu<Wry> {
        &self.menu
    }

    /// Changes what differs: a panel may have the menu open.
    pub fn show(&mut self, app: &AppHandle, view: &TrayView) -> tauri::Result<()> {
        change(&self.total, &escaped(&view.total))?;
        self.trouble.show(app, &self.menu, 1, &trouble(view))?;
        self.clusters.show(app, &self.menu, 2 + self.trouble.items.len(), &clusters(view))
    }
}

impl Section {
    fn new(name: &'static str) -> Self {
        Self { name, items: Vec::new() }
    }

    fn show(&mut self, app: &AppHandle, menu: &Menu<Wry>, first: usize, lines: &[Line]) -> tauri::Result<()> {
        for gone in self.items.drain(lines.len().min(self.items.len())..) {
            menu.remove(&gone)?;
        }
        for (at, line) in lines.iter().enumerate() {
            if let Some(item) = self.items.get(at) {
                change(item, &line.text)?;
                item.set_enabled(line.enabled)?;
            } else {
                let id = format!("{}-{at}", self.name);
                let item = MenuItem::with_id(app, id, &line.text, line.enabled, None::<&str>)?;
                menu.insert(&item, first + at)?;
                self.items.push(item);
            }
        }
        Ok(())
    }
}

/// An entry was clicked on.
pub fn used(app: &AppHandle, id: &str) {
    let (name, at) = match id.rsplit_once('-') {
        Some((name, at)) => (name, at.parse().unwrap_or(usize::MAX)),
        None => (id, 0),
    };
    match name {
        TOTAL => open_at(app, TrayPage::Now, None),
        TROUBLE => {
            let page = drawn(app).and_then(|view| view.trouble).map_or(TrayPage::Now, |trouble| trouble.page);
            open_at(app, page, None);
        }
        CLUSTER => {
            let cluster = drawn(app).and_then(|view| view.clusters.get(at).cloned());
            open_at(app, TrayPage::Now, cluster.map(|shown| shown.cluster));
        }
        REFRESH => {
            if let Ok(desk) = app.state::<Opened>().desk()
                && let Err(failure) = desk.refresh()
            {
                tracing::warn!(message = failure.message, "asked by the tray, nothing was refreshed");
            }
        }
        OPEN => window::show(app),
        QUIT => leaving::quit_asked(app),
        _ => {}
    }
}

fn open_at(app: &AppHandle, page: TrayPage, cluster: Option<ClusterRef>) {
    Presence::of(app).go(page, cluster);
    window::show(app);
}

fn change(item: &MenuItem<Wry>, text: &str) -> tauri::Result<()> {
    if item.text()? == text { Ok(()) } else { item.set_text(text) }
}

fn trouble(view: &TrayView) -> Vec<Line> {
    view.trouble.iter().map(|trouble| Line { text: escaped(&trouble.text), enabled: true }).collect()
}

fn clusters(view: &TrayView) -> Vec<Line> {
    if view.clusters.is_empty() {
        return vec![Line { text: "No cluster is active".to_owned(), enabled: false }];
    }
    view.clusters.iter().map(|cluster| Line { text: escaped(&cluster.label), enabled: true }).collect()
}

/// A menu takes `&` for the mark of a key. (Where it takes `_` for one, the toolkit escapes that itself.)
fn escaped(text: &str) -> String {
    text.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_views::tray::TrayState;

    #[test]
    fn nothing_active_is_a_line_that_cannot_be_clicked() {
        let view = TrayView {
            state: TrayState::Calm,
            tooltip: String::new(),
            total: String::new(),
            trouble: None,
            clusters: vec![],
        };
        assert_eq!(clusters(&view), [Line { text: "No cluster is active".to_owned(), enabled: false }]);
    }

    #[test]
    fn an_ampersand_in_a_name_is_no_key() {
        assert_eq!(escaped("R&D & co_op"), "R&&D && co_op");
    }
}
