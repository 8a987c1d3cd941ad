//! Whether the desktop shows trays. On Linux that needs a library, a session bus, and somebody on it who shows them; each
//! can be missing, and the last can come and go.

use tauri::AppHandle;

#[cfg(not(target_os = "linux"))]
pub async fn watch(app: AppHandle) {
    crate::presence::Presence::of(&app).found(emberwatch_views::desktop::TrayHost::Present);
}

#[cfg(target_os = "linux")]
pub async fn watch(app: AppHandle) {
    linux::watch(app).await;
}

#[cfg(target_os = "linux")]
mod linux {
    use crate::presence::Presence;
    use dlopen2::raw::Library;
    use emberwatch_views::desktop::{NoTray, TrayHost};
    use futures::stream::{BoxStream, StreamExt, select_all};
    use tauri::AppHandle;
    use zbus::Connection;
    use zbus::fdo::DBusProxy;
    use zbus::proxy::CacheProperties;

    /// The names under which the tray's own loader looks for it; that one panics where it finds neither.
    const LIBRARIES: &[&str] = &["libayatana-appindicator3.so.1", "libappindicator3.so.1"];

    /// <https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/>
    #[zbus::proxy(
        interface = "org.kde.StatusNotifierWatcher",
        default_service = "org.kde.StatusNotifierWatcher",
        default_path = "/StatusNotifierWatcher",
        gen_blocking = false
    )]
    trait Watcher {
        #[zbus(property)]
        fn is_status_notifier_host_registered(&self) -> zbus::Result<bool>;
        #[zbus(signal)]
        fn status_notifier_host_registered(&self) -> zbus::Result<()>;
        #[zbus(signal)]
        fn status_notifier_host_unregistered(&self) -> zbus::Result<()>;
    }

    pub async fn watch(app: AppHandle) {
        if !LIBRARIES.iter().any(|library| Library::open(library).is_ok()) {
            return Presence::of(&app).found(TrayHost::Absent(NoTray::NoLibrary));
        }
        if let Err(error) = follow(&app).await {
            tracing::debug!(%error, "there is no session bus to look for a tray on");
            Presence::of(&app).found(TrayHost::Absent(NoTray::NoBus));
        }
    }

    /// Ends only with the bus.
    async fn follow(app: &AppHandle) -> zbus::Result<()> {
        let bus = Connection::session().await?;
        // Many watchers change the property without a word, so it is asked for each time.
        let watcher = WatcherProxy::builder(&bus).cache_properties(CacheProperties::No).build().await?;
        let mut news = news(&bus, &watcher).await?;
        loop {
            let is_there = watcher.is_status_notifier_host_registered().await.unwrap_or(false);
            let host = if is_there { TrayHost::Present } else { TrayHost::Absent(NoTray::NoHost) };
            Presence::of(app).found(host);
            if news.next().await.is_none() {
                return Err(zbus::Error::InputOutput(std::io::Error::from(std::io::ErrorKind::BrokenPipe).into()));
            }
        }
    }

    /// A watcher comes or goes, or one that is there gets or loses somebody who draws.
    async fn news(bus: &Connection, watcher: &WatcherProxy<'_>) -> zbus::Result<BoxStream<'static, ()>> {
        let name = watcher.inner().destination().to_string();
        let owners = DBusProxy::new(bus).await?.receive_name_owner_changed_with_args(&[(0, &name)]).await?;
        let came = watcher.receive_status_notifier_host_registered().await?;
        let went = watcher.receive_status_notifier_host_unregistered().await?;
        Ok(select_all([owners.map(drop).boxed(), came.map(drop).boxed(), went.map(drop).boxed()]).boxed())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_library_that_is_not_there_is_asked_for_without_harm() {
            assert!(Library::open("libno-such-tray.so.1").is_err());
        }
    }
}
