//! How the window sits on this computer's desktop.

use super::Desk;
use crate::presence::{Presence, Question};
use emberwatch_app::choices;
use emberwatch_app::settings::Desktop;
use emberwatch_domain::account::Realm;
use emberwatch_views::desktop::{AutostartChoice, DesktopRequest, DesktopView, LeavingView};
use emberwatch_views::failure::{Failure, FailureCode};
use emberwatch_views::tray::{TrayView, tray_from};
use std::path::Path;
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt;

impl Desk {
    /// Where everything of this Emberwatch is kept.
    pub fn data_dir(&self) -> &Path {
        &self.ember.data_dir
    }

    pub fn desktop_settings(&self) -> Desktop {
        self.watching.lock().1.desktop
    }

    pub fn desktop(&self, app: &AppHandle) -> DesktopView {
        let (settings, presence) = (self.desktop_settings(), Presence::of(app));
        let no_tray = presence.host().borrow().sentence();
        DesktopView {
            closing: settings.closing.into(),
            starting: settings.starting.into(),
            autostart: autostart(app),
            no_tray,
            go: presence.going(),
            leaving: (presence.question() == Question::Open).then(|| leaving(self.unsent())),
        }
    }

    pub fn change_desktop(&self, app: &AppHandle, request: &DesktopRequest) -> Result<DesktopView, Failure> {
        set_autostart(app, request.autostart)?;
        let (closing, starting) = (request.closing.map(Into::into), request.starting.map(Into::into));
        choices::change_desktop(&*self.ember.settings, closing, starting)?;
        self.rewatch()?;
        Presence::of(app).changed();
        Ok(self.desktop(app))
    }

    pub fn tray(&self) -> Result<TrayView, Failure> {
        let alarms = self.ember.store_banners();
        self.in_book(|book, scene| tray_from(book, scene, &alarms))
    }

    /// The clusters whose confirmed termination ends with this process, by name.
    ///
    /// # Errors
    /// Where something waits to be sent and the journal, which says what, cannot be read.
    pub fn unsent(&self) -> Result<Vec<String>, Failure> {
        let entries = self.ember.actions.unsent()?;
        Ok(entries.into_iter().map(|entry| entry.request.cluster_name).collect())
    }

    /// A process that exits drops nothing: what was seen and counted lately is written first.
    pub fn keep_everything(&self) {
        for realm in [Realm::Aws, Realm::Sample] {
            self.ember.realm(realm).station.keep_everything();
        }
    }

    pub fn call_back_unsent(&self) {
        if let Err(error) = self.ember.actions.call_back_unsent() {
            tracing::warn!(%error, "what was not sent could not be recorded as called back");
        }
    }
}

fn leaving(unsent: Result<Vec<String>, Failure>) -> LeavingView {
    match unsent {
        Ok(unsent) => LeavingView { unsent, unknown: None },
        Err(failure) => LeavingView { unsent: Vec::new(), unknown: Some(failure.message) },
    }
}

fn autostart(app: &AppHandle) -> Option<AutostartChoice> {
    let is_on = app.autolaunch().is_enabled().inspect_err(|error| {
        tracing::debug!(%error, "the system does not tell what it starts");
    });
    Some(if is_on.ok()? { AutostartChoice::On } else { AutostartChoice::Off })
}

/// The system keeps this one, not our settings: it is what it is when the user removes the entry by hand.
fn set_autostart(app: &AppHandle, wanted: Option<AutostartChoice>) -> Result<(), Failure> {
    let changed = match wanted {
        None => Ok(()),
        same if same == autostart(app) => Ok(()),
        Some(AutostartChoice::On) => app.autolaunch().enable(),
        Some(AutostartChoice::Off) => app.autolaunch().disable(),
    };
    changed.map_err(|error| Failure {
        code: FailureCode::Unexpected,
        message: format!("the system's list of programs to start could not be changed: {error}"),
        next_step: Some("check that your home folder can be written".to_owned()),
    })
}
