//! What bills were answered.

use super::StoreError;
use crate::costs::{Answered, BillNote, KeptBill, KeptDays, Question};
use emberwatch_domain::account::{AccountId, Realm};
use emberwatch_domain::spend::Days;

/// What bills were answered, so that nothing is paid for twice. Calls are short and may block for a moment.
pub trait BillCache: Send + Sync {
    /// What is kept of a question for these days.
    fn bill(&self, realm: Realm, question: &Question, days: Days) -> Result<KeptBill, StoreError>;

    /// The same without its rows: to know what is to be asked takes no more.
    fn bill_days(&self, realm: Realm, question: &Question, days: Days) -> Result<KeptDays, StoreError>;

    /// How many rows are kept of a question for these days.
    fn bill_size(&self, realm: Realm, question: &Question, days: Days) -> Result<u64, StoreError>;

    /// Keeps an answer in place of what was known of its days, all or nothing. It fails where nothing can be kept: what
    /// is paid for is never dropped in silence.
    fn record_bill(&self, realm: Realm, question: &Question, answered: &Answered) -> Result<(), StoreError>;

    /// What else an account was answered last, by what it is about.
    fn bill_note(&self, realm: Realm, account: &AccountId, about: &str) -> Result<Option<BillNote>, StoreError>;

    /// It fails as [`BillCache::record_bill`] does.
    fn record_bill_note(
        &self,
        realm: Realm,
        account: &AccountId,
        about: &str,
        note: &BillNote,
    ) -> Result<(), StoreError>;

    /// The turn to ask for money, which one process on the data folder has at a time. `None`: another one has it.
    fn asking_turn(&self) -> Result<Option<AskingTurn>, StoreError>;
}

/// Held until it is dropped, or its process ends.
pub struct AskingTurn(#[expect(dead_code, reason = "it is held, and nothing else")] Box<dyn Send>);

impl AskingTurn {
    pub fn new(held: impl Send + 'static) -> Self {
        Self(Box::new(held))
    }
}
