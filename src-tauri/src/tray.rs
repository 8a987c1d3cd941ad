//! The tray: its icon says whether all is well, its menu what burns. Made once the desktop shows trays, drawn anew only
//! when what it shows has changed.

mod entries;
mod host;
mod icon;

use crate::desk::{Desk, Opened};
use crate::events::Ticks;
use crate::presence::Presence;
use crate::window;
use emberwatch_compose::private_folder;
use emberwatch_views::desktop::{NoTray, TrayHost};
use emberwatch_views::tray::TrayView;
use entries::Entries;
use futures::future::{BoxFuture, FutureExt, select_all};
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager};
use tokio::sync::{oneshot, watch};

/// Many answers come at once, and a panel need not follow each of them.
const CALM: Duration = Duration::from_secs(2);
/// What nobody announces, such as a source that was silent for too long, shows by then.
const SLOWEST: Duration = Duration::from_secs(60);
/// At the start of a session the panel may come after us, and one that is started anew is away for a moment.
const PATIENCE: Duration = Duration::from_secs(10);

/// The tray as it is drawn, if it is.
#[derive(Default)]
pub struct Drawn(Mutex<Option<Tray>>);

struct Tray {
    icon: TrayIcon,
    entries: Entries,
    shown: TrayView,
}

/// Looks for a desktop that shows trays, and keeps the tray up to date on it.
pub fn follow(app: &AppHandle, desk: &Arc<Desk>) {
    tauri::async_runtime::spawn(host::watch(app.clone()));
    tauri::async_runtime::spawn(keep_reachable(app.clone()));
    tauri::async_runtime::spawn(keep_drawn(app.clone(), desk.clone()));
}

/// Without a window there must be a tray: where none is and none comes, at the start or later, the window does.
async fn keep_reachable(app: AppHandle) {
    let mut host = Presence::of(&app).host();
    let settled = |host: &TrayHost| match host {
        TrayHost::Looking | TrayHost::Absent(NoTray::NoHost) => false,
        TrayHost::Present | TrayHost::Absent(_) => true,
    };
    loop {
        let came = tokio::time::timeout(PATIENCE, host.wait_for(settled)).await;
        let is_there = came.is_ok_and(|host| host.is_ok_and(|host| host.is_present()));
        if !is_there && app.get_webview_window(window::MAIN).is_none() {
            window::show(&app);
        }
        if host.wait_for(|host| host.is_present() != is_there).await.is_err() {
            return;
        }
    }
}

/// The view as it is drawn: what an entry stands for.
fn drawn(app: &AppHandle) -> Option<TrayView> {
    app.state::<Drawn>().0.lock().as_ref().map(|tray| tray.shown.clone())
}

async fn keep_drawn(app: AppHandle, desk: Arc<Desk>) {
    let mut host = Presence::of(&app).host();
    let mut changes: Vec<_> = desk.changes().into_iter().map(|(changes, ..): Ticks| changes).collect();
    loop {
        if host.borrow_and_update().is_present() {
            draw(&app, &desk).await;
        }
        tokio::select! {
            _ = host.changed() => {}
            () = any(&mut changes) => tokio::time::sleep(CALM).await,
            () = tokio::time::sleep(SLOWEST) => {}
        }
    }
}

async fn any(changes: &mut [watch::Receiver<u64>]) {
    // What is gone ticks no more, and the app with it.
    let ticks: Vec<BoxFuture<'_, _>> = changes.iter_mut().map(|ticks| ticks.changed().boxed()).collect();
    let _ = select_all(ticks).await;
    changes.iter_mut().for_each(|ticks| ticks.mark_unchanged());
}

async fn draw(app: &AppHandle, desk: &Desk) {
    let view = match desk.tray() {
        Ok(view) if drawn(app).as_ref() == Some(&view) => return,
        Ok(view) => view,
        // What was shown stays; the window says what is wrong with the store.
        Err(failure) => return tracing::debug!(message = failure.message, "the tray could not be made up"),
    };
    let (told, answer) = oneshot::channel();
    let drawing = app.clone();
    let asked = app.run_on_main_thread(move || {
        let _ = told.send(draw_now(&drawing, view));
    });
    let failure = match (asked, answer.await) {
        (Ok(()), Ok(Ok(()))) => return,
        (Err(error), _) | (_, Ok(Err(error))) => error.to_string(),
        // The event loop has ended, and the app with it.
        (_, Err(_)) => return,
    };
    tracing::warn!(failure, "the tray could not be drawn");
    if drawn(app).is_none() {
        Presence::of(app).found(TrayHost::Absent(NoTray::Failed { reason: failure }));
    }
}

fn draw_now(app: &AppHandle, view: TrayView) -> tauri::Result<()> {
    let state = app.state::<Drawn>();
    let mut drawn = state.0.lock();
    match &mut *drawn {
        None => *drawn = Some(make(app, view)?),
        Some(tray) => {
            if tray.shown.state != view.state {
                tray.icon.set_icon(Some(icon::of(view.state)))?;
            }
            if tray.shown.tooltip != view.tooltip {
                tray.icon.set_tooltip(Some(&view.tooltip))?;
            }
            tray.entries.show(app, &view)?;
            tray.shown = view;
        }
    }
    Ok(())
}

fn make(app: &AppHandle, view: TrayView) -> tauri::Result<Tray> {
    let entries = Entries::make(app, &view)?;
    let mut builder = TrayIconBuilder::with_id("emberwatch")
        .icon(icon::of(view.state))
        .tooltip(&view.tooltip)
        .menu(entries.menu())
        .on_menu_event(|app, event| entries::used(app, event.id().as_ref()));
    if let Ok(desk) = app.state::<Opened>().desk() {
        // The icon travels to the panel as a file: in a folder that is the user's alone.
        match private_folder(desk.data_dir(), "tray") {
            Ok(folder) => builder = builder.temp_dir_path(folder),
            Err(error) => tracing::warn!(%error, "the tray's icon is written where other programs write theirs"),
        }
    }
    Ok(Tray { icon: builder.build(app)?, entries, shown: view })
}
