//! A desktop's panel: it shows the trays of the session, and its user opens their menus.

use std::collections::HashMap;

use tokio::sync::watch;
use zbus::message::Header;
use zbus::zvariant::{OwnedValue, Structure, Value};
use zbus::{Connection, interface};

use super::waiting::{PATIENCE, until};

/// How the panel is found by those who want to be shown.
const WATCHER: (&str, &str) = ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher");
const APP: &str = "io.github.emberwatch.SingleInstance";

/// While it lives, the session's desktop shows trays.
pub struct Panel {
    bus: Connection,
    registered: watch::Receiver<Option<Tray>>,
}

/// One tray on the panel: who shows it, and under which path.
#[derive(Clone, Debug)]
struct Tray {
    owner: String,
    path: String,
}

/// One line of a tray's menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    id: i32,
    /// As it is read: the marks of keys are taken out.
    pub label: String,
    pub enabled: bool,
}

struct Watcher {
    registered: watch::Sender<Option<Tray>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, path: &str, #[zbus(header)] header: Header<'_>) {
        let owner = header.sender().map(ToString::to_string).unwrap_or_default();
        self.registered.send_replace(Some(Tray { owner, path: path.to_owned() }));
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.registered.borrow().iter().map(|tray| format!("{}{}", tray.owner, tray.path)).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

impl Panel {
    pub async fn show() -> Self {
        let (registered, seen) = watch::channel(None);
        let bus = zbus::connection::Builder::session()
            .and_then(|bus| bus.serve_at(WATCHER.1, Watcher { registered }))
            .and_then(|bus| bus.name(WATCHER.0))
            .expect("a session bus, as `cargo xtask e2e` starts it")
            .build();
        Self { bus: bus.await.expect("nobody else is the panel of this session"), registered: seen }
    }

    /// The menu as it is now.
    pub async fn menu(&self) -> Vec<Entry> {
        self.read_menu().await.unwrap_or_else(|error| panic!("the menu of the tray: {error}"))
    }

    /// Waits until the menu as a whole fits. An icon is there a moment before its menu is.
    pub async fn menu_with(&self, what: &str, fits: impl Fn(&[Entry]) -> bool) -> Vec<Entry> {
        let look = async || self.read_menu().await.ok().filter(|menu| fits(menu));
        until(&format!("a menu with {what}"), look, async || format!("{:#?}", self.menu().await)).await
    }

    /// Waits until a line of the menu fits.
    pub async fn entry(&self, what: &str, fits: impl Fn(&str) -> bool) -> Entry {
        let look = async || self.read_menu().await.ok()?.into_iter().find(|entry| fits(&entry.label));
        until(&format!("{what} in the menu of the tray"), look, async || format!("{:#?}", self.menu().await)).await
    }

    /// Waits until the first line fits.
    pub async fn first_line(&self, fits: impl Fn(&str) -> bool) -> String {
        let look = async || Some(self.read_menu().await.ok()?.first()?.label.clone()).filter(|line| fits(line));
        until("the menu's first line", look, async || format!("{:#?}", self.menu().await)).await
    }

    pub async fn click(&self, entry: &Entry) {
        let clicked = self.menu_click(entry).await;
        clicked.unwrap_or_else(|error| panic!("{entry:?} could not be clicked on: {error}"));
    }

    /// Waits for the entry and clicks on it.
    pub async fn choose(&self, start: &str) {
        let entry = self.entry(start, |label| label.starts_with(start)).await;
        self.click(&entry).await;
    }

    /// Chooses to quit, and waits until the app has ended. It may be gone before it has answered the click.
    pub async fn quit(&self) {
        let entry = self.entry("the entry to quit", |label| label == "Quit Emberwatch").await;
        let _ = self.menu_click(&entry).await;
        self.see_the_end().await;
    }

    /// The icon's picture, as the panel reads it from its file.
    pub async fn icon(&self) -> Vec<u8> {
        let look = async || self.read_icon().await.ok().filter(|picture| !picture.is_empty());
        until("the icon of the tray", look, async || "no file of it").await
    }

    /// Waits until the app has ended: it is nobody on the bus any more.
    pub async fn see_the_end(&self) {
        the_end(&self.bus).await;
    }

    async fn read_menu(&self) -> zbus::Result<Vec<Entry>> {
        let _ = self.menu_call("AboutToShow", &0_i32).await?;
        let reply = self.menu_call("GetLayout", &(0_i32, -1_i32, Vec::<&str>::new())).await?;
        let body = reply.body();
        type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);
        let (_, (_, _, children)): (u32, Layout) = body.deserialize()?;
        let lines = children.iter().filter_map(|child| line(child.downcast_ref::<&Structure<'_>>().ok()?));
        Ok(lines.collect())
    }

    async fn menu_click(&self, entry: &Entry) -> zbus::Result<zbus::Message> {
        self.menu_call("Event", &(entry.id, "clicked", Value::I32(0), 0_u32)).await
    }

    async fn menu_call<B>(&self, method: &str, body: &B) -> zbus::Result<zbus::Message>
    where
        B: serde::ser::Serialize + zbus::zvariant::DynamicType,
    {
        let tray = self.tray().await;
        let path: zbus::zvariant::OwnedObjectPath = self.property(&tray, "Menu").await?.try_into()?;
        self.bus.call_method(Some(tray.owner.as_str()), &path, Some("com.canonical.dbusmenu"), method, body).await
    }

    async fn read_icon(&self) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
        let path: String = self.property(&self.tray().await, "IconName").await?.try_into()?;
        Ok(std::fs::read(path)?)
    }

    async fn property(&self, tray: &Tray, name: &str) -> zbus::Result<OwnedValue> {
        let asked = ("org.kde.StatusNotifierItem", name);
        let properties = Some("org.freedesktop.DBus.Properties");
        let to = (Some(tray.owner.as_str()), tray.path.as_str());
        self.bus.call_method(to.0, to.1, properties, "Get", &asked).await?.body().deserialize()
    }

    async fn tray(&self) -> Tray {
        let mut registered = self.registered.clone();
        let came = tokio::time::timeout(PATIENCE, registered.wait_for(Option::is_some));
        let tray = came.await.expect("no tray came to the panel").expect("the panel lives");
        tray.clone().expect("one is there")
    }
}

/// Waits until no Emberwatch is on the session's bus.
pub async fn the_app_ends() {
    the_end(&Connection::session().await.expect("a session bus, as `cargo xtask e2e` starts it")).await;
}

async fn the_end(bus: &Connection) {
    let names = zbus::fdo::DBusProxy::new(bus).await.expect("the bus answers for itself");
    let is_gone = async || {
        let is_there = names.name_has_owner(APP.try_into().expect("a name")).await;
        is_there.is_ok_and(|is| !is).then_some(())
    };
    until("the end of the app", is_gone, async || "it is still there").await;
}

/// `(id, properties, children)`; a separator has no label.
fn line(item: &Structure<'_>) -> Option<Entry> {
    let [id, properties, _] = item.fields() else { return None };
    let properties: HashMap<String, Value<'_>> = properties.try_clone().ok()?.try_into().ok()?;
    let label: String = properties.get("label")?.try_clone().ok()?.try_into().ok()?;
    let enabled = properties.get("enabled").and_then(|value| bool::try_from(value).ok()).unwrap_or(true);
    Some(Entry { id: i32::try_from(id).ok()?, label: read(&label), enabled })
}

/// `_` marks a key, and two of them are one that is read.
fn read(label: &str) -> String {
    label.replace("__", "\0").replace('_', "").replace('\0', "_")
}
