use super::{Shown, TheDesk};
use crate::leaving;
use crate::presence::{Presence, Question};
use emberwatch_views::desktop::{DesktopRequest, DesktopView, LeavingAnswer};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn desktop(app: AppHandle, desk: TheDesk<'_>) -> Shown<DesktopView> {
    Ok(desk.desk()?.desktop(&app))
}

#[tauri::command]
#[specta::specta]
pub async fn change_desktop(app: AppHandle, desk: TheDesk<'_>, request: DesktopRequest) -> Shown<DesktopView> {
    desk.desk()?.change_desktop(&app, &request)
}

#[tauri::command]
#[specta::specta]
pub async fn arrived(presence: State<'_, Presence>, number: u32) -> Shown<()> {
    presence.arrived(number);
    Ok(())
}

/// As the tray's entry does: it asks first while something confirmed is not sent.
#[tauri::command]
#[specta::specta]
pub async fn quit(app: AppHandle) -> Shown<()> {
    leaving::quit_asked(&app);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn answer_leaving(app: AppHandle, answer: LeavingAnswer) -> Shown<()> {
    match answer {
        LeavingAnswer::Stay => Presence::of(&app).ask(Question::None),
        LeavingAnswer::Quit => leaving::quit(&app),
    }
    Ok(())
}
