//! Taking along what is shown.

use super::Desk;
use emberwatch_compose::{downloads, save};
use emberwatch_views::clusters::ClustersView;
use emberwatch_views::export::{ExportFormat, ExportRequest, ExportTo, ExportView, chosen, clusters_csv};
use emberwatch_views::failure::{Failure, FailureCode};

/// A clipboard is for what a person pastes somewhere.
const LARGEST_TEXT: usize = 1024 * 1024;

impl Desk {
    pub fn export_clusters(&self, request: &ExportRequest) -> Result<ExportView, Failure> {
        let view = chosen(&self.moment()?.scene(), &request.clusters);
        let clusters = u32::try_from(view.clusters.len()).unwrap_or(u32::MAX);
        let text = document(&view, request.format)?;
        match request.to {
            ExportTo::Text if text.len() > LARGEST_TEXT => Err(Failure {
                code: FailureCode::Invalid,
                message: format!("{clusters} clusters are too much for the clipboard"),
                next_step: Some("save them as a file instead".to_owned()),
            }),
            ExportTo::Text => Ok(ExportView { clusters, path: None, text: Some(text) }),
            ExportTo::File => {
                let path = self.save("clusters", request.format.extension(), text.as_bytes())?;
                Ok(ExportView { clusters, path: Some(path), text: None })
            }
        }
    }

    /// Writes a new file into the user's folder of downloads, named by the user's clock, and tells its path.
    pub fn save(&self, what: &str, extension: &str, content: &[u8]) -> Result<String, Failure> {
        let moment = self.moment()?;
        let now = moment.now.to_zoned(moment.scene().zone().clone());
        let saved = downloads().and_then(|folder| save(&folder, what, extension, &now, content));
        saved.map(|path| path.display().to_string()).map_err(|error| Failure {
            code: FailureCode::Store,
            message: error.to_string(),
            next_step: Some("check that the folder can be written and that its disk is not full".to_owned()),
        })
    }
}

fn document(view: &ClustersView, format: ExportFormat) -> Result<String, Failure> {
    match format {
        ExportFormat::Csv => Ok(clusters_csv(view)),
        ExportFormat::Json => serde_json::to_string_pretty(view).map(|json| json + "\n").map_err(|error| Failure {
            code: FailureCode::Unexpected,
            message: format!("the clusters cannot be written as JSON: {error}"),
            next_step: None,
        }),
    }
}
