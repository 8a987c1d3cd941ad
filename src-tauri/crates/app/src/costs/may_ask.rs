//! Who may be asked now, and whose turn it is.

use super::{Askers, Costs, CostsWanted, Freshness, Holdings, Waiting};
use crate::ports::StoreError;
use crate::snapshot::ProfileState;
use emberwatch_domain::account::AccountId;

impl Costs {
    /// Who wants what is kept waits for nobody who asks.
    pub(super) async fn turn_of(&self, freshness: Freshness) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        if freshness == Freshness::Kept { None } else { Some(self.turn.lock().await) }
    }

    /// Who is asked; whoever comes second finds what the first one learnt.
    pub(super) async fn asked(
        &self,
        waiting: &Waiting,
        accounts: &[AccountId],
        wanted: &CostsWanted,
        freshness: Freshness,
    ) -> Result<(Askers, Holdings), StoreError> {
        // Of one account alone there is nothing to learn.
        let freshness = if accounts.len() > 1 { freshness } else { Freshness::Kept };
        let turn = waiting.until(self.turn_of(freshness)).await;
        let freshness = if turn.is_some() { freshness } else { Freshness::Kept };
        self.askers(accounts, wanted, freshness).await
    }

    pub(super) fn may_ask(&self, account: &AccountId, operation: &'static str, freshness: Freshness) -> bool {
        let rest = || self.rests.lock().get(&(account.clone(), operation)).copied();
        match freshness {
            Freshness::Kept => false,
            Freshness::Due => true,
            Freshness::Scheduled => rest().is_none_or(|until| until <= self.station.now()),
        }
    }

    /// Whether every watched profile has said whose it is, or why it does not.
    pub(super) fn knows_everybody(&self) -> bool {
        let board = &self.station.board;
        let is_open = |state: &ProfileState| state.account.is_none() && state.failure.is_none();
        board.count_profiles(is_open) == 0 && !board.snapshots().is_empty()
    }

    pub(super) fn accounts(&self) -> Vec<AccountId> {
        self.station.board.snapshots().iter().map(|snapshot| snapshot.account.clone()).collect()
    }
}
