use emberwatch_domain::advisor::{Capacity, TypeFacts};

/// So many types are priced before the cheapest are chosen: each takes two questions to the price list.
const MOST_PRICED: usize = 24;
/// The families that EMR runs on begin with one of these and a number: it has neither burstable nor accelerator types.
/// <https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-supported-instance-types.html>
const FAMILIES: &str = "mcrixdzh";

/// The types that have a capacity, those first that have the least to spare, and how many more there are.
pub(super) fn candidates(types: Vec<TypeFacts>, capacity: Capacity) -> (Vec<TypeFacts>, usize) {
    let mut fitting: Vec<TypeFacts> =
        types.into_iter().filter(|facts| facts.has(capacity) && runs_emr(facts.instance_type.as_str())).collect();
    fitting.sort_by(|a, b| {
        let size = |facts: &TypeFacts| (facts.vcpus, facts.memory_mib);
        size(a).cmp(&size(b)).then_with(|| a.instance_type.cmp(&b.instance_type))
    });
    let more = fitting.len().saturating_sub(MOST_PRICED);
    fitting.truncate(MOST_PRICED);
    (fitting, more)
}

fn runs_emr(kind: &str) -> bool {
    let mut letters = kind.chars();
    let family = letters.next().is_some_and(|first| FAMILIES.contains(first));
    family && letters.next().is_some_and(|second| second.is_ascii_digit()) && !kind.contains(".metal")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(kind: &str, vcpus: u32, gib: u64) -> TypeFacts {
        TypeFacts { instance_type: kind.into(), vcpus, memory_mib: gib * 1024 }
    }

    #[test]
    fn the_smallest_that_fit_come_first_and_what_emr_does_not_run_is_left_out() {
        let types = vec![
            facts("r5.2xlarge", 8, 64),
            facts("t3.2xlarge", 8, 32),
            facts("m5.2xlarge", 8, 32),
            facts("m5.xlarge", 4, 16),
            facts("m5.metal", 96, 384),
            facts("mac1.metal", 12, 32),
        ];
        let (found, more) = candidates(types, Capacity { vcpus: 8, memory_mib: 32 * 1024 });
        let names: Vec<&str> = found.iter().map(|facts| facts.instance_type.as_str()).collect();
        assert_eq!((names.as_slice(), more), (&["m5.2xlarge", "r5.2xlarge"][..], 0));
    }

    #[test]
    fn how_many_were_not_looked_at_is_told() {
        let types = (0..30).map(|number| facts(&format!("m5.{number:02}"), 8, 32)).collect();
        let (found, more) = candidates(types, Capacity { vcpus: 1, memory_mib: 1 });
        assert_eq!((found.len(), more), (MOST_PRICED, 30 - MOST_PRICED));
    }
}
