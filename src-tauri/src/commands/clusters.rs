use super::{Shown, TheDesk};
use emberwatch_views::changes::{ChangesRequest, ChangesView};
use emberwatch_views::cluster_detail::ClusterDetailView;
use emberwatch_views::clusters::{ClustersAnswer, GroupTotals};
use emberwatch_views::export::{ExportRequest, ExportView};
use emberwatch_views::names::ClusterName;
use emberwatch_views::requests::{AddUpRequest, ClusterRef, ClustersRequest};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn clusters(desk: TheDesk<'_>, request: ClustersRequest) -> Shown<ClustersAnswer> {
    desk.desk()?.clusters(&request)
}

#[tauri::command]
#[specta::specta]
pub async fn add_up(desk: TheDesk<'_>, request: AddUpRequest) -> Shown<Vec<GroupTotals>> {
    desk.desk()?.add_up(&request)
}

#[tauri::command]
#[specta::specta]
pub async fn cluster(desk: TheDesk<'_>, cluster: ClusterRef) -> Shown<ClusterDetailView> {
    desk.desk()?.cluster(&cluster)
}

#[tauri::command]
#[specta::specta]
pub async fn changes(desk: TheDesk<'_>, request: ChangesRequest) -> Shown<ChangesView> {
    desk.desk()?.what_changed(&request)
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

#[tauri::command]
#[specta::specta]
pub async fn cluster_names(desk: TheDesk<'_>) -> Shown<Vec<ClusterName>> {
    desk.desk()?.cluster_names()
}

#[tauri::command]
#[specta::specta]
pub async fn export_clusters(desk: TheDesk<'_>, request: ExportRequest) -> Shown<ExportView> {
    desk.desk()?.export_clusters(&request)
}
