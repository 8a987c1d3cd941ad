//! The data folder.

use super::Desk;
use emberwatch_compose::machine;
use emberwatch_views::data_folder::{DataFolderView, ForgettableView, Part, beginning_of, data_folder, forgettable};
use emberwatch_views::failure::{Failure, FailureCode};
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

impl Desk {
    pub fn data_folder(&self) -> Result<DataFolderView, Failure> {
        let folder = &self.ember.data_dir;
        let parts = machine::parts(folder).into_iter();
        let parts =
            parts.map(|part| Part { what: part.what.to_owned(), file: part.file.to_owned(), bytes: part.bytes });
        let state = self.ember.oblivion.state();
        Ok(data_folder(&self.moment()?.scene(), folder.display().to_string(), parts.collect(), &state))
    }

    pub async fn forgettable(&self, day: &str) -> Result<ForgettableView, Failure> {
        let before = beginning_of(&self.moment()?.scene(), day)?;
        let rows = self.ember.oblivion.forgettable(before, self.ember.clock.now()).await?;
        Ok(forgettable(&self.moment()?.scene(), before, &rows))
    }

    /// Begins to; the page is told how far it is.
    pub fn forget_history(&self, day: &str) -> Result<DataFolderView, Failure> {
        let before = beginning_of(&self.moment()?.scene(), day)?;
        if let Some(why) = self.ember.health.why_read_only() {
            return Err(Failure {
                code: FailureCode::Store,
                message: format!("nothing can be forgotten: {why}"),
                next_step: Some("make the folder writable and start Emberwatch again".to_owned()),
            });
        }
        self.ember.oblivion.forget(before, self.ember.clock.now())?;
        self.data_folder()
    }

    /// Shows the folder in the desktop's own program; no other path is ever opened.
    pub fn open_data_folder(&self, app: &AppHandle) -> Result<(), Failure> {
        let path = self.ember.data_dir.display().to_string();
        app.opener().open_path(&path, None::<&str>).map_err(|error| Failure {
            code: FailureCode::Unexpected,
            message: format!("no program opened the folder: {error}"),
            next_step: Some(format!("open it yourself: {path}")),
        })
    }
}
