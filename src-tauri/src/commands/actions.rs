use super::{Shown, TheDesk};
use emberwatch_views::actions::{PlanView, TerminationView};
use emberwatch_views::requests::{ConfirmRequest, PlanRequest};

#[tauri::command]
#[specta::specta]
pub async fn plan(desk: TheDesk<'_>, request: PlanRequest) -> Shown<PlanView> {
    desk.desk()?.plan(request).await
}

#[tauri::command]
#[specta::specta]
pub async fn confirm(desk: TheDesk<'_>, request: ConfirmRequest) -> Shown<Vec<TerminationView>> {
    desk.desk()?.confirm(request).await
}

#[tauri::command]
#[specta::specta]
pub async fn call_back(desk: TheDesk<'_>, hash: String) -> Shown<Vec<TerminationView>> {
    desk.desk()?.call_back(&hash)
}

#[tauri::command]
#[specta::specta]
pub async fn terminations(desk: TheDesk<'_>) -> Shown<Vec<TerminationView>> {
    desk.desk()?.terminations()
}
