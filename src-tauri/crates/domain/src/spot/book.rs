use super::{SpotChange, SpotSeries};
use crate::account::AvailabilityZone;
use crate::cluster::InstanceType;
use crate::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The spot prices of every type and zone seen so far, all of one product (such as `Linux/UNIX`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpotBook {
    series: BTreeMap<(InstanceType, AvailabilityZone), SpotSeries>,
}

/// So much unread time is no gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seams {
    /// Between two spans that were read, and before the first.
    pub within: SignedDuration,
    /// After the last: prices of so long ago are those of now.
    pub newest: SignedDuration,
}

impl SpotBook {
    pub fn record(&mut self, change: &SpotChange) {
        let key = (change.instance_type.clone(), change.zone.clone());
        self.series.entry(key).or_default().record(change.at, change.usd_per_hour);
    }

    /// In place of what was known of it.
    pub fn put(&mut self, instance_type: InstanceType, zone: AvailabilityZone, series: SpotSeries) {
        self.series.insert((instance_type, zone), series);
    }

    pub fn series(&self, instance_type: &InstanceType, zone: &AvailabilityZone) -> Option<&SpotSeries> {
        self.series.get(&(instance_type.clone(), zone.clone()))
    }

    pub fn is_empty(&self) -> bool {
        self.series.values().all(SpotSeries::is_empty)
    }

    /// Without the series that are not wanted; the others are not copied, for they may be of a million changes.
    pub fn only(mut self, wanted: impl Fn(&InstanceType, &AvailabilityZone) -> bool) -> Self {
        self.series.retain(|(kind, zone), _| wanted(kind, zone));
        self
    }

    /// Only in these spans were the prices of a type read: the rest of the window is unread, but for what is shorter
    /// than the seam, for two questions asked one after the other leave one, and for the newest time up to an age.
    pub fn read_only_in(&mut self, kind: &InstanceType, read: &[TimeSpan], window: TimeSpan, seams: Seams) {
        let unread: Vec<TimeSpan> = window.without(read.iter().copied());
        let tolerated = |span: &TimeSpan| if span.end == window.end { seams.newest } else { seams.within };
        let unread: Vec<TimeSpan> =
            unread.into_iter().filter(|span| span.end.duration_since(span.start) > tolerated(span)).collect();
        let of_type = self.series.iter_mut().filter(|((other, _), _)| other == kind);
        of_type.for_each(|(_, series)| series.mark_unread(unread.clone()));
    }

    /// Everything recorded, by type and then by zone.
    pub fn iter(&self) -> impl Iterator<Item = (&InstanceType, &AvailabilityZone, &SpotSeries)> {
        self.series.iter().map(|((kind, zone), series)| (kind, zone, series))
    }

    /// The series of a type in each zone it was seen in.
    pub fn of_type<'a>(
        &'a self,
        instance_type: &InstanceType,
    ) -> impl Iterator<Item = (&'a AvailabilityZone, &'a SpotSeries)> + use<'a> {
        let kind = instance_type.clone();
        // No zone's name sorts before the empty one.
        let first = (kind.clone(), AvailabilityZone::new(""));
        let of_type = self.series.range(first..).take_while(move |((other, _), _)| *other == kind);
        of_type.map(|((_, zone), series)| (zone, series))
    }

    /// The first and the last known change of a type in each zone.
    pub fn spans<'a>(
        &'a self,
        instance_type: &InstanceType,
    ) -> impl Iterator<Item = (&'a AvailabilityZone, Timestamp, Timestamp)> + use<'a> {
        self.of_type(instance_type)
            .filter_map(|(zone, series)| Some((zone, series.changes().next()?.0, series.changes().next_back()?.0)))
    }
}
