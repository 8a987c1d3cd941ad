//! What each owner's clusters cost.

use crate::cluster::ClusterId;
use crate::money::Estimate;
use crate::owner::Owner;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerCost {
    /// As the first of the clusters names the person.
    pub owner: Owner,
    pub cost: Estimate,
    pub clusters: Vec<ClusterId>,
}

/// The dearest first; what has no known owner is a line of its own and comes last.
pub fn by_owner<'a>(costs: impl IntoIterator<Item = (&'a ClusterId, &'a Owner, &'a Estimate)>) -> Vec<OwnerCost> {
    let mut found: BTreeMap<Option<String>, OwnerCost> = BTreeMap::new();
    for (cluster, owner, cost) in costs {
        let new = || OwnerCost { owner: owner.clone(), cost: Estimate::default(), clusters: Vec::new() };
        let line = found.entry(owner.key()).or_insert_with(new);
        line.cost += cost;
        line.clusters.push(cluster.clone());
    }
    let mut lines: Vec<OwnerCost> = found.into_values().collect();
    lines.sort_by_key(|line| (line.owner == Owner::Unknown, std::cmp::Reverse(line.cost.known)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Usd;
    use proptest::prelude::*;

    fn owner(name: &str) -> Owner {
        match name {
            "" => Owner::Unknown,
            name => Owner::Tag { name: name.into(), tag: "owner".into() },
        }
    }

    fn told(of: &[(&str, i64)]) -> Vec<OwnerCost> {
        let lines: Vec<_> = of
            .iter()
            .map(|(name, micros)| {
                let cost = Estimate { known: Usd::from_micros(*micros), unknown: vec![] };
                (ClusterId::from("j-1"), owner(name), cost)
            })
            .collect();
        by_owner(lines.iter().map(|(cluster, owner, cost)| (cluster, owner, cost)))
    }

    #[test]
    fn one_person_by_two_spellings_is_one_line_and_who_is_unknown_comes_last() {
        let lines = told(&[("", 900), ("Mila@x.org", 100), ("thom", 150), ("mila", 100)]);
        let names: Vec<_> = lines.iter().map(|line| (line.owner.name(), line.clusters.len())).collect();
        assert_eq!(names, [(Some("Mila@x.org"), 2), (Some("thom"), 1), (None, 1)]);
    }

    proptest! {
        #[test]
        fn owners_add_up_to_their_clusters(costs in prop::collection::vec((0_usize..4, 0_i64..9_000_000_000), 0..40)) {
            let names = ["", "mila", "thom", "THOM@x.org"];
            let costs: Vec<(&str, i64)> = costs.into_iter().map(|(of, usd)| (names[of], usd)).collect();
            let whole: Usd = costs.iter().map(|(_, micros)| Usd::from_micros(*micros)).sum();
            prop_assert_eq!(told(&costs).iter().map(|line| line.cost.known).sum::<Usd>(), whole);
        }
    }
}
