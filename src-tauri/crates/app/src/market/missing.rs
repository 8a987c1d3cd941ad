use crate::ports::SpotRead;
use emberwatch_cloud::SpotHistory;
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Prices as young as this serve.
pub(crate) const FRESH: SignedDuration = SignedDuration::from_secs(290);

/// What is still to be asked so that a window is known of every type: types with the same gap in one question.
pub(super) fn missing(kinds: &[InstanceType], window: TimeSpan, read: &SpotRead) -> Vec<SpotHistory> {
    let mut questions: BTreeMap<(Timestamp, Timestamp), Vec<InstanceType>> = BTreeMap::new();
    for kind in kinds {
        let known = read.get(kind).into_iter().flatten().copied();
        for gap in window.without(known) {
            // A hole in between is no last minutes, however short: nothing else would ever ask for it.
            let is_last = gap.start > window.start && gap.end == window.end;
            let is_fresh = is_last && gap.end.duration_since(gap.start) < FRESH;
            if !is_fresh {
                questions.entry((gap.start, gap.end)).or_default().push(kind.clone());
            }
        }
    }
    let question = |((since, until), instance_types)| SpotHistory { instance_types, since, until };
    questions.into_iter().map(question).collect()
}

/// Until when the newest prices of a type were read.
pub(super) fn known_until(kind: &InstanceType, read: &SpotRead) -> Option<Timestamp> {
    read.get(kind)?.iter().map(|span| span.end).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    fn span(from: i64, until: i64) -> TimeSpan {
        TimeSpan::new(at(from), at(until))
    }

    fn questions(kinds: &[&str], read: &[(&str, TimeSpan)]) -> Vec<(Vec<String>, TimeSpan)> {
        let mut known = SpotRead::default();
        read.iter().for_each(|(kind, span)| known.entry((*kind).into()).or_default().push(*span));
        let kinds: Vec<InstanceType> = kinds.iter().map(|kind| (*kind).into()).collect();
        let told = |query: SpotHistory| {
            let kinds = query.instance_types.iter().map(ToString::to_string).collect();
            (kinds, TimeSpan::new(query.since, query.until))
        };
        missing(&kinds, span(0, 600), &known).into_iter().map(told).collect()
    }

    fn both(kinds: &[&str], span: TimeSpan) -> (Vec<String>, TimeSpan) {
        (kinds.iter().map(|kind| (*kind).to_owned()).collect(), span)
    }

    #[test]
    fn types_of_which_nothing_was_read_are_asked_for_together() {
        assert_eq!(questions(&["a", "b"], &[]), [both(&["a", "b"], span(0, 600))]);
    }

    #[test]
    fn a_hole_between_two_times_that_were_read_is_asked_for_and_nothing_else() {
        let read = [("a", span(-50, 100)), ("a", span(200, 600))];
        assert_eq!(questions(&["a"], &read), [both(&["a"], span(100, 200))]);
    }

    #[test]
    fn a_short_hole_between_two_times_is_asked_for_too() {
        assert_eq!(questions(&["a"], &[("a", span(0, 100)), ("a", span(102, 600))]), [both(&["a"], span(100, 102))]);
    }

    #[test]
    fn the_last_minutes_are_not_asked_for_again_and_again() {
        assert_eq!(questions(&["a"], &[("a", span(0, 597))]), []);
        assert_eq!(questions(&["a"], &[("a", span(0, 590))]), [both(&["a"], span(590, 600))]);
    }
}
