//! What a line of the bill is for, in the bill's own words.

use rust_decimal::Decimal;

use crate::world::catalog::{InstanceType, Region, VolumeType};
use crate::world::ledger::HOURS_A_MONTH;

/// Something that a cluster's nodes use.
#[derive(Debug, Clone, Copy)]
pub enum Usage {
    /// An instance at its on-demand price.
    Box(&'static InstanceType),
    /// An instance at the spot market's price.
    Spot(&'static InstanceType),
    /// What EMR takes for an instance.
    Emr(&'static InstanceType),
    Volume(&'static VolumeType),
    ProvisionedIops(&'static VolumeType),
}

/// One usage of a day in a region and, for instances, a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub usage: Usage,
    pub region: &'static Region,
    pub zone: Option<&'static str>,
    /// Seconds of instances, or of GiB or IOPS that were held.
    pub(super) seconds: i64,
    /// Every second at its price, which is per hour or per month; divided once, so that no order of adding shows.
    pub(super) priced: Decimal,
}

/// One line in every metric of Cost Explorer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amounts {
    pub unblended: Decimal,
    pub amortized: Decimal,
    pub net_unblended: Decimal,
    pub net_amortized: Decimal,
    pub quantity: Decimal,
    pub normalized: Decimal,
}

impl Usage {
    pub fn instance_type(self) -> Option<&'static InstanceType> {
        match self {
            Self::Box(kind) | Self::Spot(kind) | Self::Emr(kind) => Some(kind),
            Self::Volume(_) | Self::ProvisionedIops(_) => None,
        }
    }

    /// The usage type before its region's prefix. EMR's is EC2's own, as in the price list.
    pub fn usage_type(self) -> String {
        match self {
            Self::Box(kind) | Self::Emr(kind) => format!("BoxUsage:{}", kind.name),
            Self::Spot(kind) => format!("SpotUsage:{}", kind.name),
            Self::Volume(kind) => format!("EBS:VolumeUsage.{}", kind.name),
            Self::ProvisionedIops(_) => "EBS:VolumeP-IOPS.piops".to_owned(),
        }
    }

    /// Name and code of the service.
    pub fn service(self) -> (&'static str, &'static str) {
        match self {
            Self::Box(_) | Self::Spot(_) => (COMPUTE, "AmazonEC2"),
            Self::Emr(_) => (EMR, "ElasticMapReduce"),
            Self::Volume(_) | Self::ProvisionedIops(_) => (EC2_OTHER, "AmazonEC2"),
        }
    }

    pub fn operation(self) -> &'static str {
        match self {
            Self::Box(_) | Self::Emr(_) => "RunInstances",
            Self::Spot(_) => "RunInstances:SV002",
            Self::Volume(kind) if kind.name == "gp3" => "CreateVolume-Gp3",
            Self::Volume(kind) if kind.name == "gp2" => "CreateVolume-Gp2",
            Self::Volume(_) | Self::ProvisionedIops(_) => "CreateVolume",
        }
    }

    pub fn purchase_type(self) -> Option<&'static str> {
        match self {
            Self::Box(_) => Some(ON_DEMAND),
            Self::Spot(_) => Some("Spot Instances"),
            Self::Emr(_) | Self::Volume(_) | Self::ProvisionedIops(_) => None,
        }
    }

    pub fn unit(self) -> &'static str {
        match self {
            Self::Box(_) | Self::Spot(_) | Self::Emr(_) => "Hrs",
            Self::Volume(_) => "GB-Mo",
            Self::ProvisionedIops(_) => "IOPS-Mo",
        }
    }

    /// What two lines must share to be one.
    pub(super) fn key(self) -> (u8, &'static str) {
        match self {
            Self::Box(kind) => (0, kind.name),
            Self::Spot(kind) => (1, kind.name),
            Self::Emr(kind) => (2, kind.name),
            Self::Volume(kind) => (3, kind.name),
            Self::ProvisionedIops(kind) => (4, kind.name),
        }
    }

    fn seconds_per_unit(self) -> i64 {
        match self {
            Self::Box(_) | Self::Spot(_) | Self::Emr(_) => 3600,
            Self::Volume(_) | Self::ProvisionedIops(_) => 3600 * HOURS_A_MONTH,
        }
    }
}

impl PartialEq for Usage {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Usage {}

impl Line {
    /// The same in every cost metric: no discount, plan or reservation reaches a cluster's usage.
    pub fn amounts(&self) -> Amounts {
        let per = Decimal::from(self.usage.seconds_per_unit());
        let (usd, quantity) = (self.priced / per, Decimal::from(self.seconds) / per);
        let factor = match self.usage {
            Usage::Box(kind) | Usage::Spot(kind) => normalization(kind.name),
            _ => Decimal::ZERO,
        };
        Amounts { normalized: quantity * factor, quantity, ..Amounts::of(usd) }
    }
}

impl Amounts {
    pub(super) fn of(usd: Decimal) -> Self {
        Self { unblended: usd, amortized: usd, net_unblended: usd, net_amortized: usd, ..Self::default() }
    }
}

impl std::ops::AddAssign for Amounts {
    fn add_assign(&mut self, other: Self) {
        self.unblended += other.unblended;
        self.amortized += other.amortized;
        self.net_unblended += other.net_unblended;
        self.net_amortized += other.net_amortized;
        self.quantity += other.quantity;
        self.normalized += other.normalized;
    }
}

pub(super) const COMPUTE: &str = "Amazon Elastic Compute Cloud - Compute";
pub(super) const EC2_OTHER: &str = "EC2 - Other";
pub(super) const EMR: &str = "Amazon Elastic MapReduce";
pub(super) const ON_DEMAND: &str = "On Demand Instances";

fn normalization(instance_type: &str) -> Decimal {
    Decimal::from(crate::world::cluster::normalization(instance_type))
}
