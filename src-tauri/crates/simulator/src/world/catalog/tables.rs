//! Reads the committed tables. They are part of the program, so a bad row is a bug that the tests find.

use rust_decimal::Decimal;

use super::{InstanceType, OptIn, Region, SpotRelation, VolumeType, Zone};

const REGIONS: &str = include_str!("../../data/regions.tsv");
const INSTANCE_TYPES: &str = include_str!("../../data/instance-types.tsv");
const ON_DEMAND: &str = include_str!("../../data/ec2-on-demand.tsv");
const SPOT_RELATION: &str = include_str!("../../data/spot-relation.tsv");
const EBS: &str = include_str!("../../data/ebs.tsv");

pub(super) fn regions() -> Vec<Region> {
    rows(REGIONS)
        .map(|row| Region {
            name: row[0],
            opt_in: if row[1] == "opt-in" { OptIn::Required } else { OptIn::NotRequired },
            location: row[2],
            usage_prefix: present(row[3]),
            zones: zones(row[0], row[4], row[5]),
        })
        .collect()
}

pub(super) fn instance_types() -> Vec<InstanceType> {
    rows(INSTANCE_TYPES)
        .map(|row| InstanceType {
            name: row[0],
            vcpus: number(row[1]),
            memory_mib: (number::<f64>(row[2]) * 1024.0) as u64,
            storage: row[3],
            current_generation: row[4] == "yes",
            price_listed: row[5] == "yes",
            emr_price: price(row[6]),
            spot: spot_relation(row[0]),
            on_demand: on_demand(row[0]),
        })
        .collect()
}

pub(super) fn volume_types() -> Vec<VolumeType> {
    rows(EBS)
        .map(|row| VolumeType {
            name: row[0],
            gb_month: price(row[1]),
            iops_month: present(row[2]).map(price),
            volume_type: row[3],
        })
        .collect()
}

fn zones(region: &str, id_prefix: &str, letters: &str) -> Vec<Zone> {
    letters
        .split(' ')
        .filter_map(|zone| zone.split_once(':'))
        .map(|(letter, number)| Zone { name: format!("{region}{letter}"), id: format!("{id_prefix}-az{number}") })
        .collect()
}

fn on_demand(instance_type: &str) -> Vec<(&'static str, Decimal)> {
    let mut table = rows(ON_DEMAND);
    let Some(header) = table.next() else { return Vec::new() };
    let Some(row) = table.find(|row| row[0] == instance_type) else { return Vec::new() };
    let cells = header.into_iter().zip(row).skip(1);
    cells.filter_map(|(region, cell)| present(cell).map(|cell| (region, price(cell)))).collect()
}

fn spot_relation(instance_type: &str) -> SpotRelation {
    rows(SPOT_RELATION)
        .find(|row| row[0] == instance_type)
        .map(|row| SpotRelation {
            low: number(row[1]),
            median: number(row[2]),
            high: number(row[3]),
            changes_per_day: number(row[4]),
        })
        .expect("every instance type has a row in spot-relation.tsv, which a test checks")
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split('\t').collect())
}

fn present(cell: &'static str) -> Option<&'static str> {
    (cell != "-").then_some(cell)
}

/// A derived figure is marked by a tilde; it is as good as any other to whoever reads prices.
fn price(cell: &str) -> Decimal {
    number(cell.trim_start_matches('~'))
}

fn number<T: std::str::FromStr>(cell: &str) -> T {
    cell.parse().ok().expect("the committed tables hold numbers, which the tests check by reading them all")
}
