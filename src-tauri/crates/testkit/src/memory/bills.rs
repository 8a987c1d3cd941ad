use super::Disk;
use emberwatch_app::costs::{Answered, BillNote, KeptBill, KeptDay, KeptDays, Question};
use emberwatch_app::ports::{AskingTurn, BillCache, StoreError};
use emberwatch_domain::account::{AccountId, Realm};
use emberwatch_domain::spend::{BillDay, BillKey, Days};
use jiff::civil::Date;
use parking_lot::Mutex;
use std::collections::{BTreeMap, HashSet};
use std::thread::{self, ThreadId};

/// What bills were answered, as the store keeps it.
#[derive(Debug, Default)]
pub struct MemoryBills {
    kept: Mutex<Kept>,
    disk: Disk,
    /// What is left on it holds a note, and no bill.
    room: Disk,
    written_on: Mutex<HashSet<ThreadId>>,
}

#[derive(Debug, Default)]
struct Kept {
    days: BTreeMap<(Realm, Question, Date), KeptDay>,
    rows: BTreeMap<(Realm, Question, Date, BillKey), BillDay>,
    notes: BTreeMap<(Realm, AccountId, String), BillNote>,
}

impl MemoryBills {
    /// From now on nothing can be written.
    pub fn break_down(&self, why: &str) {
        self.disk.break_down(why);
    }

    /// From now on there is room for notes, and none for bills.
    pub fn fill_up(&self, why: &str) {
        self.room.break_down(why);
    }

    /// The threads that wrote.
    pub fn written_on(&self) -> HashSet<ThreadId> {
        self.written_on.lock().clone()
    }

    pub fn mend(&self) {
        self.disk.mend();
        self.room.mend();
    }
}

impl BillCache for MemoryBills {
    fn asking_turn(&self) -> Result<Option<AskingTurn>, StoreError> {
        Ok(Some(AskingTurn::new(())))
    }

    fn bill(&self, realm: Realm, question: &Question, days: Days) -> Result<KeptBill, StoreError> {
        let kept = self.kept.lock();
        let is_meant = |of: Realm, asked: &Question, day: Date| of == realm && asked == question && days.contains(day);
        let known = kept.days.iter().filter(|((of, asked, day), _)| is_meant(*of, asked, *day));
        let rows = kept.rows.iter().filter(|((of, asked, day, _), _)| is_meant(*of, asked, *day));
        Ok(KeptBill {
            days: known.map(|((_, _, day), known)| (*day, *known)).collect(),
            rows: rows.map(|(_, row)| row.clone()).collect(),
        })
    }

    fn bill_days(&self, realm: Realm, question: &Question, days: Days) -> Result<KeptDays, StoreError> {
        Ok(self.bill(realm, question, days)?.days)
    }

    fn bill_size(&self, realm: Realm, question: &Question, days: Days) -> Result<u64, StoreError> {
        Ok(self.bill(realm, question, days)?.rows.len() as u64)
    }

    fn record_bill(&self, realm: Realm, question: &Question, answered: &Answered) -> Result<(), StoreError> {
        self.written_on.lock().insert(thread::current().id());
        self.disk.write()?;
        self.room.write()?;
        let mut kept = self.kept.lock();
        kept.rows.retain(|(of, asked, day, _), _| *of != realm || asked != question || !answered.days.contains(*day));
        for day in answered.days.iter() {
            let known = KeptDay { estimated: answered.was_estimated(day), asked_at: answered.asked_at };
            kept.days.insert((realm, question.clone(), day), known);
        }
        for row in &answered.rows {
            let key = (realm, question.clone(), row.day, row.key.clone());
            match kept.rows.get_mut(&key) {
                Some(known) => known.usd += row.usd,
                None => {
                    let estimated = answered.was_estimated(row.day);
                    kept.rows.insert(key, BillDay { estimated, ..row.clone() });
                }
            }
        }
        Ok(())
    }

    fn bill_note(&self, realm: Realm, account: &AccountId, about: &str) -> Result<Option<BillNote>, StoreError> {
        Ok(self.kept.lock().notes.get(&(realm, account.clone(), about.to_owned())).cloned())
    }

    fn record_bill_note(
        &self,
        realm: Realm,
        account: &AccountId,
        about: &str,
        note: &BillNote,
    ) -> Result<(), StoreError> {
        self.written_on.lock().insert(thread::current().id());
        self.disk.write()?;
        self.kept.lock().notes.insert((realm, account.clone(), about.to_owned()), note.clone());
        Ok(())
    }
}
