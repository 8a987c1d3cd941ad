//! Rows that belong together, and what they add up to.

use super::{Assessed, BurnTotal, ClusterRow, burn_of};
use crate::requests::{GroupBy, Scope};
use crate::wording::{burn_total, sort_key};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// What the rows of one group add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct GroupTotals {
    /// An account's id, a region, an owner's name (empty: unknown) or a state, as the rows of the group say it. Empty
    /// too where the rows are in no groups.
    pub key: String,
    pub clusters: u32,
    pub active_clusters: u32,
    pub burn: BurnTotal,
    /// For sorting only.
    pub sort: f64,
}

/// The groups that were told last, and since which revision each is as it is.
pub(super) struct Told {
    scope: Scope,
    group_by: GroupBy,
    begun: u32,
    groups: BTreeMap<String, (GroupTotals, u32)>,
}

impl Told {
    pub fn new(scope: &Scope, group_by: GroupBy, revision: u32) -> Self {
        Self { scope: scope.clone(), group_by, begun: revision, groups: BTreeMap::new() }
    }

    pub fn answers(&self, scope: &Scope, group_by: GroupBy) -> bool {
        &self.scope == scope && self.group_by == group_by
    }

    pub fn update<'a>(&mut self, rows: impl Iterator<Item = &'a Assessed>, revision: u32) {
        let fresh = groups(rows, self.group_by);
        self.groups.retain(|key, _| fresh.contains_key(key));
        for (key, totals) in fresh {
            match self.groups.get_mut(&key) {
                Some((told, _)) if *told == totals => {}
                told => {
                    let now = (totals, revision);
                    match told {
                        Some(told) => *told = now,
                        None => drop(self.groups.insert(key, now)),
                    }
                }
            }
        }
    }

    /// What a page that holds this revision of the same groups lacks; one that holds none lacks all.
    pub fn since(&self, held: Option<u32>) -> Vec<GroupTotals> {
        let held = held.filter(|held| *held >= self.begun);
        let lacking = self.groups.values().filter(|(_, changed)| held.is_none_or(|held| *changed > held));
        lacking.map(|(totals, _)| totals.clone()).collect()
    }
}

pub(super) fn groups<'a>(rows: impl Iterator<Item = &'a Assessed>, group_by: GroupBy) -> BTreeMap<String, GroupTotals> {
    let mut members: BTreeMap<&str, Vec<&Assessed>> = BTreeMap::new();
    for assessed in rows {
        members.entry(key(&assessed.row, group_by)).or_default().push(assessed);
    }
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let total = |(key, members): (&str, Vec<&Assessed>)| {
        let burn = burn_of(members.iter().copied(), &[]);
        let totals = GroupTotals {
            key: key.to_owned(),
            clusters: number(members.len()),
            active_clusters: number(members.iter().filter(|cluster| cluster.ended_at.is_none()).count()),
            burn: burn_total(&burn),
            sort: sort_key(burn.known),
        };
        (key.to_owned(), totals)
    };
    members.into_iter().map(total).collect()
}

fn key(row: &ClusterRow, group_by: GroupBy) -> &str {
    match group_by {
        GroupBy::Nothing => "",
        GroupBy::Account => &row.account_id,
        GroupBy::Region => &row.region,
        GroupBy::Owner => row.owner.name.as_deref().unwrap_or_default(),
        GroupBy::State => &row.state,
    }
}
