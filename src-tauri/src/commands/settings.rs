use super::{Shown, TheDesk};
use emberwatch_views::requests::SettingsRequest;
use emberwatch_views::settings::SettingsView;

#[tauri::command]
#[specta::specta]
pub async fn settings(desk: TheDesk<'_>) -> Shown<SettingsView> {
    desk.desk()?.settings()
}

#[tauri::command]
#[specta::specta]
pub async fn change_settings(desk: TheDesk<'_>, request: SettingsRequest) -> Shown<SettingsView> {
    desk.desk()?.change_settings(request)
}
