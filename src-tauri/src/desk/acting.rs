//! Acting: plan, confirm, call back.

use super::Desk;
use emberwatch_app::ports::JournalEntry;
use emberwatch_domain::plan::PlanHash;
use emberwatch_views::actions::{PlanView, TerminationView, plan_view, termination_view};
use emberwatch_views::failure::Failure;
use emberwatch_views::requests::{ConfirmRequest, PlanRequest};

impl Desk {
    pub async fn plan(&self, request: PlanRequest) -> Result<PlanView, Failure> {
        let wanted = request.parse()?;
        let planned = self.ember.actions.plan(wanted.action, &wanted.targets, &wanted.reason).await?;
        Ok(plan_view(&planned.plan, &planned.hash, planned.expires_at, &self.moment()?.scene()))
    }

    pub async fn confirm(&self, request: ConfirmRequest) -> Result<Vec<TerminationView>, Failure> {
        let entries = self.ember.actions.confirm(&PlanHash::new(request.hash), &request.typed_names).await?;
        self.shown(&entries)
    }

    fn shown(&self, entries: &[JournalEntry]) -> Result<Vec<TerminationView>, Failure> {
        let moment = self.moment()?;
        let scene = moment.scene();
        Ok(entries.iter().map(|entry| termination_view(&scene, entry)).collect())
    }

    pub fn call_back(&self, hash: &str) -> Result<Vec<TerminationView>, Failure> {
        let entries = self.ember.actions.call_back(&PlanHash::new(hash))?;
        self.shown(&entries)
    }
}
