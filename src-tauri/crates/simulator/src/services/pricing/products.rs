//! The products that the price list holds.
//!
//! An instance type has several in every region, as in the real list: a query that forgets to ask for Linux, shared
//! tenancy or used capacity gets other prices as well, a zero among them.

use std::sync::LazyLock;

use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use crate::world::catalog::{self, InstanceType, Region, VolumeType};

pub(super) struct Product {
    pub(super) service_code: &'static str,
    pub(super) family: &'static str,
    /// What the price is for: `Hrs`, `GB-Mo`.
    pub(super) unit: &'static str,
    pub(super) usd: Decimal,
    pub(super) description: String,
    pub(super) attributes: Vec<(&'static str, String)>,
}

/// All products of AmazonEC2. The list never changes, so it is made once.
pub(super) fn ec2() -> &'static [Product] {
    static PRODUCTS: LazyLock<Vec<Product>> = LazyLock::new(ec2_products);
    &PRODUCTS
}

/// All products of ElasticMapReduce.
pub(super) fn emr() -> &'static [Product] {
    static PRODUCTS: LazyLock<Vec<Product>> = LazyLock::new(emr_products);
    &PRODUCTS
}

impl Product {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        if name == "productFamily" {
            return Some(self.family);
        }
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}

fn ec2_products() -> Vec<Product> {
    let mut products = Vec::new();
    for region in catalog::regions() {
        let offered = listed().filter_map(|kind| kind.on_demand(region.name).map(|price| (kind, price)));
        for (kind, price) in offered {
            products.extend(OFFERS.iter().map(|offer| offer.product(region, kind, price)));
        }
        if listed().any(|kind| kind.is_offered(region.name)) {
            products.extend(catalog::volume_types().iter().map(|kind| storage(region, kind)));
            products.extend(catalog::volume_types().iter().filter_map(|kind| provisioned_iops(region, kind)));
        }
    }
    products
}

fn emr_products() -> Vec<Product> {
    let in_region = |region: &'static Region| {
        listed().filter(|kind| kind.is_offered(region.name)).map(|kind| emr_instance(region, kind))
    };
    catalog::regions().iter().flat_map(in_region).collect()
}

fn listed() -> impl Iterator<Item = &'static InstanceType> {
    catalog::instance_types().iter().filter(|kind| kind.price_listed)
}

/// One way to buy an instance type.
struct Offer {
    operating_system: &'static str,
    operation: &'static str,
    tenancy: &'static str,
    capacity: &'static str,
    usage: &'static str,
    price: fn(&InstanceType, Decimal) -> Decimal,
}

/// Windows costs 0.046 USD more per vCPU and hour, Red Hat 0.06 or 0.13 per instance; a dedicated instance a tenth
/// more. A reserved place that an instance occupies is free, because the instance itself is billed.
const OFFERS: [Offer; 6] = [
    LINUX,
    Offer { tenancy: "Dedicated", usage: "DedicatedUsage", price: |_, linux| (linux * dec!(1.1)).round_dp(4), ..LINUX },
    Offer { capacity: "AllocatedCapacityReservation", usage: "Reservation", price: |_, _| Decimal::ZERO, ..LINUX },
    Offer { capacity: "UnusedCapacityReservation", usage: "UnusedBox", ..LINUX },
    Offer {
        operating_system: "Windows",
        operation: "RunInstances:0002",
        price: |kind, linux| linux + dec!(0.046) * Decimal::from(kind.vcpus),
        ..LINUX
    },
    Offer {
        operating_system: "RHEL",
        operation: "RunInstances:0010",
        price: |kind, linux| linux + if kind.vcpus <= 4 { dec!(0.06) } else { dec!(0.13) },
        ..LINUX
    },
];

const LINUX: Offer = Offer {
    operating_system: "Linux",
    operation: "RunInstances",
    tenancy: "Shared",
    capacity: "Used",
    usage: "BoxUsage",
    price: |_, linux| linux,
};

impl Offer {
    fn product(&self, region: &Region, kind: &InstanceType, linux: Decimal) -> Product {
        let usd = (self.price)(kind, linux);
        let usage = format!("{}:{}", self.usage, kind.name);
        let mut attributes = place(region, "AmazonEC2", "Amazon Elastic Compute Cloud", &usage, self.operation);
        attributes.extend(shape(kind));
        attributes.extend(
            [
                ("capacitystatus", self.capacity),
                ("currentGeneration", if kind.current_generation { "Yes" } else { "No" }),
                ("licenseModel", "No License required"),
                ("marketoption", "OnDemand"),
                ("operatingSystem", self.operating_system),
                ("preInstalledSw", "NA"),
                ("processorArchitecture", "64-bit"),
                ("storage", kind.storage),
                ("tenancy", self.tenancy),
            ]
            .map(|(name, value)| (name, value.to_owned())),
        );
        let (os, name) = (self.operating_system, kind.name);
        Product {
            service_code: "AmazonEC2",
            family: "Compute Instance",
            unit: "Hrs",
            usd,
            description: format!(
                "${usd} per On Demand {os} {name} Instance Hour ({}, {})",
                self.tenancy, self.capacity
            ),
            attributes,
        }
    }
}

fn emr_instance(region: &Region, kind: &InstanceType) -> Product {
    let usage = format!("BoxUsage:{}", kind.name);
    let mut attributes = place(region, "ElasticMapReduce", "Amazon Elastic MapReduce", &usage, "");
    attributes.extend(shape(kind));
    attributes.push(("softwareType", "EMR".to_owned()));
    Product {
        service_code: "ElasticMapReduce",
        family: "Elastic Map Reduce Instance",
        unit: "Hrs",
        usd: kind.emr_price,
        description: format!("${} per hour for EMR {}", kind.emr_price, kind.name),
        attributes,
    }
}

fn storage(region: &Region, kind: &VolumeType) -> Product {
    let usage = format!("EBS:VolumeUsage.{}", kind.name);
    let mut attributes = place(region, "AmazonEC2", "Amazon Elastic Compute Cloud", &usage, "");
    attributes.push(("volumeApiName", kind.name.to_owned()));
    attributes.push(("volumeType", kind.volume_type.to_owned()));
    Product {
        service_code: "AmazonEC2",
        family: "Storage",
        unit: "GB-Mo",
        usd: kind.gb_month,
        description: format!("${} per GB-month of {} provisioned storage", kind.gb_month, kind.name),
        attributes,
    }
}

fn provisioned_iops(region: &Region, kind: &VolumeType) -> Option<Product> {
    let usd = kind.iops_month?;
    let mut attributes = place(region, "AmazonEC2", "Amazon Elastic Compute Cloud", "EBS:VolumeP-IOPS.piops", "");
    attributes.push(("group", "EBS IOPS".to_owned()));
    attributes.push(("volumeApiName", kind.name.to_owned()));
    attributes.push(("volumeType", kind.volume_type.to_owned()));
    Some(Product {
        service_code: "AmazonEC2",
        family: "System Operation",
        unit: "IOPS-Mo",
        usd,
        description: format!("${usd} per IOPS-month provisioned"),
        attributes,
    })
}

/// Attributes that every product has.
fn place(
    region: &Region,
    code: &'static str,
    name: &'static str,
    usage: &str,
    operation: &str,
) -> Vec<(&'static str, String)> {
    vec![
        ("location", region.location.to_owned()),
        ("locationType", "AWS Region".to_owned()),
        ("operation", operation.to_owned()),
        ("regionCode", region.name.to_owned()),
        ("servicecode", code.to_owned()),
        ("servicename", name.to_owned()),
        ("usagetype", region.usage_type(usage)),
    ]
}

fn shape(kind: &InstanceType) -> [(&'static str, String); 4] {
    let memory = Decimal::from(kind.memory_mib) / Decimal::from(1024);
    let family = match kind.family().as_bytes().first() {
        Some(b'c') => "Compute optimized",
        Some(b'r') => "Memory optimized",
        Some(b'i' | b'd') => "Storage optimized",
        Some(b'g' | b'p') => "GPU instance",
        _ => "General purpose",
    };
    [
        ("instanceFamily", family.to_owned()),
        ("instanceType", kind.name.to_owned()),
        ("memory", format!("{} GiB", memory.normalize())),
        ("vcpu", kind.vcpus.to_string()),
    ]
}
