//! Requests, made into what the use cases take.

use super::{ClusterRef, PlanRequest, Scope};
use emberwatch_app::failure::Failure;
use emberwatch_domain::account::{AccountId, Place, Region};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;

/// A plan that can be asked for: at least one target, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub action: ActionKind,
    pub targets: Vec<(Place, ClusterId)>,
    pub reason: String,
}

impl Scope {
    pub fn account(account: &AccountId) -> Self {
        Self { account_id: Some(account.to_string()), ..Self::default() }
    }

    pub(crate) fn holds(&self, account: &AccountId) -> bool {
        self.account_id.as_deref().is_none_or(|wanted| wanted == account.as_str())
    }
}

impl ClusterRef {
    pub fn parse(self) -> (Place, ClusterId) {
        let place = Place { account: AccountId::new(self.account_id), region: Region::new(self.region) };
        (place, ClusterId::new(self.id))
    }
}

impl PlanRequest {
    pub fn parse(self) -> Result<Wanted, Failure> {
        let mut targets: Vec<(Place, ClusterId)> = Vec::new();
        for target in self.targets.into_iter().map(ClusterRef::parse) {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        if targets.is_empty() {
            return Err(Failure::Invalid {
                what: "no cluster was chosen".to_owned(),
                next_step: Some("choose at least one".to_owned()),
            });
        }
        Ok(Wanted { action: self.action.into(), targets, reason: self.reason.trim().to_owned() })
    }
}
