//! What the simulator's AWS sells: regions and zones, instance types, and the prices of both.
//!
//! The tables are in `src/data`, whose README names their sources. One type, `p3.2xlarge`, can be launched by the
//! world's clusters but is left out of the Price List API (`InstanceType::price_listed`), so that an unknown price
//! can be rehearsed.

mod tables;

use std::sync::LazyLock;

use rust_decimal::Decimal;

/// All regions, those that need an opt-in last.
pub fn regions() -> &'static [Region] {
    &CATALOG.regions
}

pub fn region(name: &str) -> Option<&'static Region> {
    CATALOG.regions.iter().find(|region| region.name == name)
}

/// All instance types, in the order of the table (by family).
pub fn instance_types() -> &'static [InstanceType] {
    &CATALOG.instance_types
}

pub fn instance_type(name: &str) -> Option<&'static InstanceType> {
    CATALOG.instance_types.iter().find(|kind| kind.name == name)
}

pub fn volume_types() -> &'static [VolumeType] {
    &CATALOG.volume_types
}

pub fn volume_type(name: &str) -> Option<&'static VolumeType> {
    CATALOG.volume_types.iter().find(|kind| kind.name == name)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    pub name: &'static str,
    /// Whether an account must opt in before the region answers it.
    pub opt_in: OptIn,
    /// The name that the price list uses: `US East (N. Virginia)`.
    pub location: &'static str,
    /// What the price list puts before a usage type: `USW2` in `USW2-BoxUsage:m5.xlarge`; none in us-east-1.
    pub usage_prefix: Option<&'static str>,
    pub zones: Vec<Zone>,
}

impl Region {
    /// A usage type as the price list and the bill write it: `USW2-BoxUsage:m5.xlarge`, without a prefix in us-east-1.
    pub fn usage_type(&self, usage: &str) -> String {
        self.usage_prefix.map_or_else(|| usage.to_owned(), |prefix| format!("{prefix}-{usage}"))
    }

    pub fn zone(&self, name: &str) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.name == name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptIn {
    NotRequired,
    Required,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// `us-east-1a`.
    pub name: String,
    /// `use1-az1`. The same zone has the same id in every account of the simulator.
    pub id: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct InstanceType {
    pub name: &'static str,
    pub vcpus: u32,
    pub memory_mib: u64,
    /// Local storage in the price list's words: `EBS only`, `1 x 950 NVMe SSD`.
    pub storage: &'static str,
    pub current_generation: bool,
    /// False for the one type that the price list leaves out on purpose.
    pub price_listed: bool,
    /// USD per instance and hour that EMR adds, the same in every region.
    pub emr_price: Decimal,
    pub spot: SpotRelation,
    on_demand: Vec<(&'static str, Decimal)>,
}

/// How spot prices of a type really lay to its on-demand price on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpotRelation {
    /// 10th percentile of spot price / on-demand price over zones.
    pub low: f64,
    pub median: f64,
    /// 90th percentile.
    pub high: f64,
    /// Price changes in one zone in one day.
    pub changes_per_day: f64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeType {
    /// `gp3`.
    pub name: &'static str,
    /// USD per GB-month.
    pub gb_month: Decimal,
    /// USD per provisioned IOPS-month, where they are billed.
    pub iops_month: Option<Decimal>,
    /// The price list's word for it: `General Purpose`.
    pub volume_type: &'static str,
}

impl InstanceType {
    /// EC2 Linux on-demand price in USD per hour; none where the type is not offered.
    pub fn on_demand(&self, region: &str) -> Option<Decimal> {
        self.on_demand.iter().find(|(name, _)| *name == region).map(|(_, price)| *price)
    }

    pub fn is_offered(&self, region: &str) -> bool {
        self.on_demand(region).is_some()
    }

    /// `m5` of `m5.xlarge`.
    pub fn family(&self) -> &'static str {
        self.name.split('.').next().unwrap_or(self.name)
    }

    /// Graviton families end in `g`, as in `m6g`.
    pub fn architecture(&self) -> &'static str {
        if self.family().ends_with('g') { "arm64" } else { "x86_64" }
    }
}

struct Catalog {
    regions: Vec<Region>,
    instance_types: Vec<InstanceType>,
    volume_types: Vec<VolumeType>,
}

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog {
    regions: tables::regions(),
    instance_types: tables::instance_types(),
    volume_types: tables::volume_types(),
});

#[cfg(test)]
mod tests;
