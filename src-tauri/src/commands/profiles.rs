use super::{Shown, TheDesk};
use emberwatch_views::accounts::AccountsView;
use emberwatch_views::profiles::ProfilesView;
use emberwatch_views::requests::{AccountRequest, LookRequest, WatchRequest};

#[tauri::command]
#[specta::specta]
pub async fn profiles(desk: TheDesk<'_>) -> Shown<ProfilesView> {
    desk.desk()?.profiles()
}

#[tauri::command]
#[specta::specta]
pub async fn accounts(desk: TheDesk<'_>) -> Shown<AccountsView> {
    desk.desk()?.accounts()
}

#[tauri::command]
#[specta::specta]
pub async fn regions_of(desk: TheDesk<'_>, profile: String) -> Shown<Vec<String>> {
    desk.desk()?.regions_of(&profile).await
}

#[tauri::command]
#[specta::specta]
pub async fn watch(desk: TheDesk<'_>, request: WatchRequest) -> Shown<()> {
    desk.desk()?.watch(request)
}

#[tauri::command]
#[specta::specta]
pub async fn unwatch(desk: TheDesk<'_>, profile: String) -> Shown<()> {
    desk.desk()?.unwatch(&profile)
}

#[tauri::command]
#[specta::specta]
pub async fn look_at(desk: TheDesk<'_>, request: LookRequest) -> Shown<()> {
    desk.desk()?.look_at(request)
}

#[tauri::command]
#[specta::specta]
pub async fn change_account(desk: TheDesk<'_>, request: AccountRequest) -> Shown<()> {
    desk.desk()?.change_account(request)
}
