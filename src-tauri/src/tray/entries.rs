//! The menu: the total first, then what needs attention and what burns most, then what can be done.

use super::drawn;
use crate::desk::Opened;
use crate::presence::Presence;
use crate::{leaving, window};
use emberwatch_views::requests::ClusterRef;
use emberwatch_views::tray::{TrayCluster, TrayPage, TrayView};
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::{AppHandle, Manager, Wry};

const TOTAL: &str = "total";
const TROUBLE: &str = "trouble";
const NOTHING: &str = "nothing";
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
#[derive(Default)]
struct Section {
    items: Vec<MenuItem<Wry>>,
}

/// A line stands for one thing as long as it is there: who has the menu open clicks on what they read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    id: String,
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
        let mut entries = Self { menu, total, trouble: Section::default(), clusters: Section::default() };
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
    fn show(&mut self, app: &AppHandle, menu: &Menu<Wry>, first: usize, lines: &[Line]) -> tauri::Result<()> {
        for gone in self.items.extract_if(.., |item| lines.iter().all(|line| item.id() != line.id)) {
            menu.remove(&gone)?;
        }
        for (at, line) in lines.iter().enumerate() {
            match self.items.iter().position(|item| item.id() == line.id) {
                Some(found) if found == at => {
                    change(&self.items[at], &line.text)?;
                    continue;
                }
                // What burns more now goes further up.
                Some(found) => menu.remove(&self.items.remove(found))?,
                None => {}
            }
            let item = MenuItem::with_id(app, &line.id, &line.text, line.enabled, None::<&str>)?;
            menu.insert(&item, first + at)?;
            self.items.insert(at, item);
        }
        Ok(())
    }
}

/// An entry was clicked on.
pub fn used(app: &AppHandle, id: &str) {
    match id {
        TOTAL => open_at(app, TrayPage::Now, None),
        TROUBLE => {
            let page = drawn(app).and_then(|view| view.trouble).map_or(TrayPage::Now, |trouble| trouble.page);
            open_at(app, page, None);
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
        _ => {
            // One that is no longer among them may have been clicked on just before it went.
            let drawn = drawn(app).map(|view| view.clusters).unwrap_or_default();
            let shown = drawn.into_iter().find(|shown| id_of(&shown.cluster) == id);
            open_at(app, TrayPage::Now, shown.map(|shown| shown.cluster));
        }
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
    let line = |text: &str| Line { id: TROUBLE.to_owned(), text: escaped(text), enabled: true };
    view.trouble.iter().map(|trouble| line(&trouble.text)).collect()
}

fn clusters(view: &TrayView) -> Vec<Line> {
    if view.clusters.is_empty() {
        return vec![Line { id: NOTHING.to_owned(), text: "No cluster is active".to_owned(), enabled: false }];
    }
    let line = |shown: &TrayCluster| Line { id: id_of(&shown.cluster), text: escaped(&shown.label), enabled: true };
    view.clusters.iter().map(line).collect()
}

fn id_of(cluster: &ClusterRef) -> String {
    let ClusterRef { account_id, region, id } = cluster;
    format!("cluster {account_id} {region} {id}")
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
        let line = Line { id: NOTHING.to_owned(), text: "No cluster is active".to_owned(), enabled: false };
        assert_eq!(clusters(&view), [line]);
    }

    #[test]
    fn an_ampersand_in_a_name_is_no_key() {
        assert_eq!(escaped("R&D & co_op"), "R&&D && co_op");
    }
}
