//! Showing what is known.

use super::Desk;
use crate::events::ChangedWhat;
use emberwatch_app::failure::Failure as AppFailure;
use emberwatch_views::accounts::{AccountsView, accounts};
use emberwatch_views::actions::{TerminationView, terminations};
use emberwatch_views::cluster_detail::{ClusterDetailView, cluster_detail};
use emberwatch_views::clusters::{ClusterBook, ClustersAnswer, GroupTotals};
use emberwatch_views::failure::{Failure, FailureCode};
use emberwatch_views::names::{ClusterName, cluster_names};
use emberwatch_views::profiles::{ProfilesView, profiles};
use emberwatch_views::requests::{AddUpRequest, ClusterRef, ClustersRequest};
use emberwatch_views::scene::Scene;
use emberwatch_views::settings::{SettingsView, TimeZoneView, settings, time_zones};
use emberwatch_views::shell::{ShellView, shell_from};
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

impl Desk {
    pub fn shell(&self) -> Result<ShellView, Failure> {
        let shell = self.shell_now()?;
        self.page.lock().read_shell(&shell);
        Ok(shell)
    }

    fn shell_now(&self) -> Result<ShellView, Failure> {
        let (profiles, banners) = (self.ember.profiles(), self.ember.store_banners());
        self.in_book(|book, scene| shell_from(book, scene, &profiles, banners))
    }

    pub fn clusters(&self, request: &ClustersRequest) -> Result<ClustersAnswer, Failure> {
        let answer = self.in_book(|book, scene| book.answer(scene, request))?;
        self.page.lock().read_clusters(answer.revision);
        Ok(answer)
    }

    /// What the page has on screen and would be drawn otherwise by now. A page whose question fails is told why when it
    /// asks.
    pub fn outdated(&self) -> Vec<ChangedWhat> {
        let (shell, clusters) = (self.shell_now(), self.clusters_revision());
        self.page.lock().outdated(shell.as_ref().ok(), clusters.ok())
    }

    pub fn add_up(&self, request: &AddUpRequest) -> Result<Vec<GroupTotals>, Failure> {
        self.in_book(|book, scene| book.add_up(scene, request))
    }

    /// The revision that the rows have now.
    pub fn clusters_revision(&self) -> Result<u32, Failure> {
        self.in_book(ClusterBook::look)
    }

    /// The moment is taken with the book in hand, so that no reader takes the book back to an earlier one.
    pub(super) fn in_book<T>(&self, read: impl FnOnce(&mut ClusterBook, &Scene<'_>) -> T) -> Result<T, Failure> {
        let mut book = self.book.lock();
        let moment = self.moment()?;
        Ok(read(&mut book, &moment.scene()))
    }

    pub fn cluster_names(&self) -> Result<Vec<ClusterName>, Failure> {
        Ok(cluster_names(&self.moment()?.scene()))
    }

    /// Asks AWS for a cluster that is on screen, and shows what is known of it meanwhile.
    pub fn cluster(&self, cluster: &ClusterRef) -> Result<ClusterDetailView, Failure> {
        let (place, id) = cluster.clone().parse();
        self.page.lock().read_detail();
        self.parts().watcher.look(&place.account, &place.region, &id);
        cluster_detail(&self.moment()?.scene(), &place, &id).ok_or_else(|| Failure {
            code: FailureCode::Unknown,
            message: format!("no cluster {id} is known in {place}"),
            next_step: Some("it may have ended long ago, or its region is not watched any more".to_owned()),
        })
    }

    pub fn refresh(&self) -> Result<(), Failure> {
        self.markets.forget_failures();
        self.parts().watcher.refresh();
        Ok(())
    }

    /// Opens AWS's own page of a cluster in the browser; the address is made here, never taken from the page.
    pub fn open_console(&self, app: &AppHandle, cluster: &ClusterRef) -> Result<(), Failure> {
        let url = self.cluster(cluster)?.console_url.ok_or_else(|| Failure {
            code: FailureCode::Refused,
            message: "the sample account has no page in the AWS console".to_owned(),
            next_step: None,
        })?;
        app.opener().open_url(&url, None::<&str>).map_err(|error| Failure {
            code: FailureCode::Unexpected,
            message: format!("the browser could not be opened: {error}"),
            next_step: Some(format!("open it yourself: {url}")),
        })
    }

    pub fn terminations(&self) -> Result<Vec<TerminationView>, Failure> {
        Ok(terminations(&self.moment()?.scene()))
    }

    pub fn profiles(&self) -> Result<ProfilesView, Failure> {
        Ok(profiles(&self.moment()?.scene(), &self.ember.profiles(), &self.ember.profile_files))
    }

    pub fn accounts(&self) -> Result<AccountsView, Failure> {
        let parts = self.parts();
        let usage =
            parts.station.meter.usage(&*parts.station.history, parts.board.realm()).map_err(AppFailure::from)?;
        self.page.lock().read_accounts();
        Ok(accounts(&self.moment()?.scene(), &self.ember.profiles(), &usage))
    }

    pub fn settings(&self) -> Result<SettingsView, Failure> {
        let (moment, costs) = (self.moment()?, &self.parts().costs);
        let spent = costs.spent().map_err(AppFailure::from)?;
        Ok(settings(&moment.scene(), &spent, self.ember.data_dir.display().to_string()))
    }

    pub fn time_zones(&self) -> Vec<TimeZoneView> {
        time_zones(self.ember.clock.now())
    }
}
