use super::burned::{burned_days, burned_sums};
use emberwatch_app::burned::{BurnedDay, BurnedSum};
use emberwatch_app::ports::{BurnMark, BurnRecord, CallsOfDay, History, KnownProfile, Seen, SpotRead, StoreError};
use emberwatch_app::record::ClusterRecord;
use emberwatch_domain::account::{AccountId, Place, ProfileName, Realm, Region};
use emberwatch_domain::cluster::{ClusterId, InstanceType};
use emberwatch_domain::price::{PriceBook, PriceItem, Quote};
use emberwatch_domain::series::Stretch;
use emberwatch_domain::spend::Days;
use emberwatch_domain::spot::{SpotBook, SpotChange};
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_domain::usage::{CallKey, Tally};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ThreadId};

/// What was recorded last, by key.
#[derive(Debug, Default)]
pub struct MemoryHistory {
    rows: Mutex<Rows>,
    commits: AtomicUsize,
    calls_read: AtomicUsize,
    writers: Mutex<HashSet<ThreadId>>,
}

impl MemoryHistory {
    /// How often what was seen of clusters was written.
    pub fn commits(&self) -> usize {
        self.commits.load(Ordering::Relaxed)
    }

    /// How often it was asked what was asked of AWS.
    pub fn calls_read(&self) -> usize {
        self.calls_read.load(Ordering::Relaxed)
    }

    /// Whether profiles, prices or spot prices were written on the thread that asks.
    pub fn was_written_here(&self) -> bool {
        self.writers.lock().contains(&thread::current().id())
    }

    fn note_writer(&self) {
        self.writers.lock().insert(thread::current().id());
    }
}

#[derive(Debug, Default)]
struct Rows {
    clusters: BTreeMap<(Realm, Place, ClusterId), Arc<ClusterRecord>>,
    sources: BTreeMap<(Realm, Place), Timestamp>,
    profiles: BTreeMap<(Realm, ProfileName), KnownProfile>,
    prices: BTreeMap<(Realm, Region, PriceItem), Quote>,
    spot: Vec<(Realm, Place, SpotChange)>,
    spot_read: BTreeMap<(Realm, Place), SpotRead>,
    burn: BTreeMap<Realm, BurnRecord>,
    calls: BTreeMap<(Realm, Date, CallKey), Tally>,
}

impl History for MemoryHistory {
    fn record_seen(&self, realm: Realm, seen: &Seen) -> Result<(), StoreError> {
        self.commits.fetch_add(1, Ordering::Relaxed);
        let mut rows = self.rows.lock();
        let keyed = |look: &Arc<ClusterRecord>| ((realm, look.place.clone(), look.id().clone()), look.clone());
        rows.clusters.extend(seen.clusters.iter().map(keyed));
        rows.sources.extend(seen.sources.iter().map(|(place, as_of)| ((realm, place.clone()), *as_of)));
        Ok(())
    }

    fn clusters(
        &self,
        realm: Realm,
        account: &AccountId,
        ended_since: Timestamp,
    ) -> Result<Vec<ClusterRecord>, StoreError> {
        let rows = self.rows.lock();
        let of_account = rows.clusters.iter().filter(|((of, place, _), _)| (*of, &place.account) == (realm, account));
        let shown = |record: &&Arc<ClusterRecord>| {
            let summary = &record.summary;
            !summary.state.has_ended() || summary.ended_at.unwrap_or(record.seen_at) >= ended_since
        };
        Ok(of_account.map(|(_, record)| record).filter(shown).map(|record| ClusterRecord::clone(record)).collect())
    }

    fn sources(&self, realm: Realm, account: &AccountId) -> Result<Vec<(Region, Timestamp)>, StoreError> {
        let rows = self.rows.lock();
        let of_account = rows.sources.iter().filter(|((of, place), _)| (*of, &place.account) == (realm, account));
        Ok(of_account.map(|((_, place), as_of)| (place.region.clone(), *as_of)).collect())
    }

    fn record_profile(&self, realm: Realm, known: &KnownProfile) -> Result<(), StoreError> {
        self.note_writer();
        self.rows.lock().profiles.insert((realm, known.profile.clone()), known.clone());
        Ok(())
    }

    fn profiles(&self, realm: Realm) -> Result<Vec<KnownProfile>, StoreError> {
        let rows = self.rows.lock();
        Ok(rows.profiles.iter().filter(|((of, _), _)| *of == realm).map(|(_, known)| known.clone()).collect())
    }

    fn record_prices(&self, realm: Realm, quotes: &[(Region, PriceItem, Quote)]) -> Result<(), StoreError> {
        self.note_writer();
        let keyed = quotes.iter().map(|(region, item, quote)| ((realm, region.clone(), item.clone()), *quote));
        self.rows.lock().prices.extend(keyed);
        Ok(())
    }

    fn prices(&self, realm: Realm) -> Result<PriceBook, StoreError> {
        let mut book = PriceBook::default();
        for ((_, region, item), quote) in self.rows.lock().prices.iter().filter(|((of, _, _), _)| *of == realm) {
            book.record(region, item.clone(), *quote);
        }
        Ok(book)
    }

    fn record_spot(&self, realm: Realm, place: &Place, changes: &[SpotChange]) -> Result<(), StoreError> {
        self.note_writer();
        let rows = changes.iter().map(|change| (realm, place.clone(), change.clone()));
        self.rows.lock().spot.extend(rows);
        Ok(())
    }

    /// Spans that overlap are left as they are: only the store's rows must not grow.
    fn record_spot_read(
        &self,
        realm: Realm,
        place: &Place,
        kinds: &[InstanceType],
        span: TimeSpan,
    ) -> Result<(), StoreError> {
        let mut rows = self.rows.lock();
        let read = rows.spot_read.entry((realm, place.clone())).or_default();
        kinds.iter().for_each(|kind| read.entry(kind.clone()).or_default().push(span));
        Ok(())
    }

    fn spot_read(&self, realm: Realm, place: &Place) -> Result<SpotRead, StoreError> {
        Ok(self.rows.lock().spot_read.get(&(realm, place.clone())).cloned().unwrap_or_default())
    }

    fn spot_of(
        &self,
        realm: Realm,
        place: &Place,
        kinds: &[InstanceType],
        since: Timestamp,
    ) -> Result<SpotBook, StoreError> {
        let book = self.spot(realm, &place.account, since)?;
        Ok(book.only(|kind, zone| kinds.contains(kind) && zone.is_in(&place.region)))
    }

    /// All there is, which includes what is asked for.
    fn spot(&self, realm: Realm, account: &AccountId, _since: Timestamp) -> Result<SpotBook, StoreError> {
        let mut book = SpotBook::default();
        let rows = self.rows.lock();
        for (_, _, change) in rows.spot.iter().filter(|(of, at, _)| (*of, &at.account) == (realm, account)) {
            book.record(change);
        }
        Ok(book)
    }

    /// Each mark holds until the next one, however late that comes: gaps are the store's own business.
    fn record_burn(&self, realm: Realm, marks: &[BurnMark], _holds: SignedDuration) -> Result<(), StoreError> {
        let mut rows = self.rows.lock();
        for mark in marks {
            let record = rows.burn.entry(realm).or_default().entry(mark.account.clone()).or_default();
            if let Some(last) = record.last_mut() {
                last.span = TimeSpan::new(last.span.start, mark.at);
            }
            record.push(Stretch { span: TimeSpan::new(mark.at, mark.at), usd: mark.burn, complete: mark.complete });
        }
        Ok(())
    }

    fn burn(&self, realm: Realm, since: Timestamp) -> Result<BurnRecord, StoreError> {
        let mut record = self.rows.lock().burn.get(&realm).cloned().unwrap_or_default();
        record.values_mut().for_each(|stretches| stretches.retain(|stretch| stretch.span.end >= since));
        Ok(record)
    }

    fn burned(&self, realm: Realm, days: Days) -> Result<Vec<BurnedDay>, StoreError> {
        let rows = self.rows.lock();
        let of_account = rows.burn.get(&realm).into_iter().flatten();
        let mut burned: Vec<BurnedDay> = of_account.flat_map(|(id, record)| burned_days(id, record)).collect();
        burned.retain(|burned| days.contains(burned.day));
        burned.sort_by(|a, b| (a.day, &a.account).cmp(&(b.day, &b.account)));
        Ok(burned)
    }

    fn burned_in(&self, realm: Realm, days: Days) -> Result<BTreeMap<AccountId, BurnedSum>, StoreError> {
        Ok(burned_sums(&self.burned(realm, days)?))
    }

    fn add_calls(&self, realm: Realm, calls: &[CallsOfDay]) -> Result<(), StoreError> {
        let mut rows = self.rows.lock();
        for CallsOfDay { key, day, tally } in calls {
            *rows.calls.entry((realm, *day, key.clone())).or_default() += *tally;
        }
        Ok(())
    }

    fn calls_since(&self, realm: Realm, day: Date, service: Option<&str>) -> Result<Vec<CallsOfDay>, StoreError> {
        self.calls_read.fetch_add(1, Ordering::Relaxed);
        let rows = self.rows.lock();
        let since = rows.calls.iter().filter(|((of, at, _), _)| *of == realm && *at >= day);
        let since = since.filter(|((_, _, key), _)| service.is_none_or(|service| key.service == service));
        Ok(since.map(|((_, day, key), tally)| CallsOfDay { key: key.clone(), day: *day, tally: *tally }).collect())
    }
}
