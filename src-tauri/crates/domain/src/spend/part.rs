//! What a row of the bill pays for, of a cluster's costs: told by its service and usage type.

use super::{BillDay, Dimension};
use crate::money::Usd;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Services as Cost Explorer names them.
pub const EMR: &str = "Amazon Elastic MapReduce";
pub const EC2_COMPUTE: &str = "Amazon Elastic Compute Cloud - Compute";
pub const EC2_OTHER: &str = "EC2 - Other";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Ec2,
    /// EMR's own price, on top of the instances.
    Emr,
    Ebs,
    Nat,
    DataTransfer,
    Rest,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ec2 => "EC2",
            Self::Emr => "EMR price",
            Self::Ebs => "EBS",
            Self::Nat => "NAT",
            Self::DataTransfer => "data transfer",
            Self::Rest => "the rest",
        })
    }
}

/// Without a usage type what is told by the service alone; "EC2 - Other" is then the rest.
pub fn part(service: Option<&str>, usage_type: Option<&str>) -> Part {
    let usage = usage_type.map(without_place).unwrap_or_default();
    if usage.starts_with("EBS:") {
        Part::Ebs
    } else if usage.starts_with("NatGateway") {
        Part::Nat
    } else if usage.starts_with("DataTransfer") || (is_ec2(service) && usage.ends_with("-Bytes")) {
        Part::DataTransfer
    } else if service == Some(EMR) {
        Part::Emr
    } else if service == Some(EC2_COMPUTE) || (is_ec2(service) && is_instance(usage)) {
        Part::Ec2
    } else {
        Part::Rest
    }
}

/// All rows by what they pay for. They add up to what the rows do.
pub fn split<'a>(rows: impl IntoIterator<Item = &'a BillDay>) -> BTreeMap<Part, Usd> {
    let mut parts = BTreeMap::new();
    for row in rows {
        let of = part(row.key.value(&Dimension::Service), row.key.value(&Dimension::UsageType));
        *parts.entry(of).or_insert(Usd::ZERO) += row.usd;
    }
    parts
}

fn is_ec2(service: Option<&str>) -> bool {
    matches!(service, Some(EC2_COMPUTE | EC2_OTHER) | None)
}

/// Also under savings plans and as reserved: usage types name what ran, the purchase option how it was paid.
fn is_instance(usage: &str) -> bool {
    ["BoxUsage", "SpotUsage", "HeavyUsage", "DedicatedUsage", "EBSOptimized"].iter().any(|kind| usage.starts_with(kind))
}

/// `EUW1-BoxUsage:m5.xlarge` and, from a local zone, `USW2-LAX1-BoxUsage:m5.xlarge` without the code of the place.
fn without_place(usage: &str) -> &str {
    match usage.split_once('-') {
        Some((place, rest)) if place.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) => {
            without_place(rest)
        }
        _ => usage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spend::BillKey;
    use jiff::civil::date;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    #[test]
    fn emr_is_split_into_instances_its_own_price_volumes_and_the_rest() {
        for (service, usage, expected) in [
            (EMR, "EUW1-BoxUsage:m5.xlarge", Part::Emr),
            (EC2_COMPUTE, "EUW1-BoxUsage:m5.xlarge", Part::Ec2),
            (EC2_COMPUTE, "SpotUsage:r5.2xlarge", Part::Ec2),
            (EC2_COMPUTE, "USW2-LAX1-BoxUsage:m5.xlarge", Part::Ec2),
            (EC2_OTHER, "EUW1-EBS:VolumeUsage.gp3", Part::Ebs),
            (EC2_OTHER, "EBS:VolumeP-IOPS.io1", Part::Ebs),
            (EC2_OTHER, "EU-NatGateway-Bytes", Part::Nat),
            (EC2_OTHER, "NatGateway-Hours", Part::Nat),
            (EC2_OTHER, "EUW1-DataTransfer-Regional-Bytes", Part::DataTransfer),
            (EC2_COMPUTE, "EUW1-USE1-AWS-Out-Bytes", Part::DataTransfer),
            (EC2_OTHER, "ElasticIP:IdleAddress", Part::Rest),
            ("Amazon Simple Storage Service", "EUW1-TimedStorage-ByteHrs", Part::Rest),
        ] {
            assert_eq!(part(Some(service), Some(usage)), expected, "{service} {usage}");
        }
    }

    #[test]
    fn without_usage_types_the_service_tells_what_it_can() {
        assert_eq!([EMR, EC2_COMPUTE, EC2_OTHER].map(|s| part(Some(s), None)), [Part::Emr, Part::Ec2, Part::Rest]);
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_whole(amounts in prop::collection::vec((0_usize..6, -1_000_000_i64..9_000_000), 0..60)) {
            let kinds = ["BoxUsage:m5.xlarge", "EBS:VolumeUsage.gp2", "NatGateway-Hours", "X-Bytes", "", "Odd"];
            let rows: Vec<BillDay> = amounts
                .iter()
                .map(|(kind, usd)| BillDay {
                    day: date(2024, 1, 1),
                    key: BillKey::default().with(Dimension::UsageType, kinds[*kind]).with(Dimension::Service, EC2_OTHER),
                    usd: Usd::new(Decimal::new(*usd, 5)),
                    estimated: false,
                })
                .collect();
            prop_assert_eq!(split(&rows).into_values().sum::<Usd>(), rows.iter().map(|row| row.usd).sum::<Usd>());
        }
    }
}
