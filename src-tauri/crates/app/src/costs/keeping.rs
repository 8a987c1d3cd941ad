//! Keeping what was paid for, on a thread that may wait for the disk.

use super::Costs;
use super::question::BillNote;
use crate::ports::{BillCache, StoreError};
use emberwatch_domain::account::AccountId;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::Arc;

/// What an account was asked last. It is written before the request leaves: where that fails, the answer would not be
/// kept either.
const ASKED: &str = "asked";

type Write = Box<dyn Fn(&dyn BillCache) -> Result<(), StoreError> + Send>;

/// What was answered and is not in the store yet, the oldest first.
pub(super) type Unkept = Arc<tokio::sync::Mutex<VecDeque<Write>>>;

impl Costs {
    /// Whether an answer to this would be kept. Without that every look would pay for it again.
    pub(super) async fn ready_to_keep(&self, account: &AccountId, operation: &str) -> Result<(), StoreError> {
        self.keep_what_waits().await?;
        self.keep_note(account, ASKED, &operation).await
    }

    pub(super) async fn keep_note<T: Serialize>(
        &self,
        account: &AccountId,
        about: &str,
        value: &T,
    ) -> Result<(), StoreError> {
        let json = serde_json::to_string(value).map_err(|error| StoreError {
            step: format!("cannot note the {about} of account {account}"),
            source: Some(Arc::new(error)),
        })?;
        let note = BillNote { at: self.station.now(), json };
        let (realm, account, about) = (self.station.realm(), account.clone(), about.to_owned());
        self.keep(move |cache| cache.record_bill_note(realm, &account, &about, &note)).await
    }

    /// What the disk does not take waits in memory: it is paid for, and nothing more is asked before it is kept.
    pub(super) async fn keep(
        &self,
        write: impl Fn(&dyn BillCache) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        self.unkept.lock().await.push_back(Box::new(write));
        self.keep_what_waits().await
    }

    pub(super) async fn keep_what_waits(&self) -> Result<(), StoreError> {
        let mut unkept = self.unkept.clone().lock_owned().await;
        if unkept.is_empty() {
            return Ok(());
        }
        let cache = self.cache.clone();
        let kept = tokio::task::spawn_blocking(move || {
            while let Some(write) = unkept.front() {
                write(&*cache)?;
                unkept.pop_front();
            }
            Ok(())
        });
        kept.await.unwrap_or_else(|error| {
            Err(StoreError {
                step: "cannot keep what Cost Explorer answered".to_owned(),
                source: Some(Arc::new(error)),
            })
        })
    }
}
