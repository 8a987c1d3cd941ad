use super::{Shown, TheDesk};
use emberwatch_views::cluster_detail::ClusterDetailView;
use emberwatch_views::clusters::ClustersView;
use emberwatch_views::requests::{ClusterRef, Scope};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn clusters(desk: TheDesk<'_>, scope: Scope) -> Shown<ClustersView> {
    desk.desk()?.clusters(&scope)
}

#[tauri::command]
#[specta::specta]
pub async fn cluster(desk: TheDesk<'_>, cluster: ClusterRef) -> Shown<ClusterDetailView> {
    desk.desk()?.cluster(&cluster)
}

#[tauri::command]
#[specta::specta]
pub async fn refresh(desk: TheDesk<'_>) -> Shown<()> {
    desk.desk()?.refresh()
}

#[tauri::command]
#[specta::specta]
pub async fn open_console(app: AppHandle, desk: TheDesk<'_>, cluster: ClusterRef) -> Shown<()> {
    desk.desk()?.open_console(&app, &cluster)
}
