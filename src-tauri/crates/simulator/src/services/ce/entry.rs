//! One charge of a bill, and what it says of itself in every dimension.

use crate::world::Account;
use crate::world::bill::{ACTIVE_TAGS, Amounts, ClusterBill, DayBill, JOB_FLOW_ID, Line, Other, Record};

/// A charge, of a cluster or not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    account: &'static Account,
    charge: Charge<'a>,
    cluster: Option<&'a ClusterBill>,
}

#[derive(Debug, Clone, Copy)]
enum Charge<'a> {
    Line(&'a Line),
    Other(&'a Other),
}

/// Whether clusters are told apart; together they are far fewer lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    Together,
    ByCluster,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dimension {
    Az,
    InstanceType,
    InstanceTypeFamily,
    LegalEntityName,
    LinkedAccount,
    LinkedAccountName,
    OperatingSystem,
    Operation,
    Platform,
    PurchaseType,
    RecordType,
    Region,
    Service,
    ServiceCode,
    Tenancy,
    UsageType,
}

const DIMENSIONS: [(&str, Dimension); 16] = [
    ("AZ", Dimension::Az),
    ("INSTANCE_TYPE", Dimension::InstanceType),
    ("INSTANCE_TYPE_FAMILY", Dimension::InstanceTypeFamily),
    ("LEGAL_ENTITY_NAME", Dimension::LegalEntityName),
    ("LINKED_ACCOUNT", Dimension::LinkedAccount),
    ("LINKED_ACCOUNT_NAME", Dimension::LinkedAccountName),
    ("OPERATING_SYSTEM", Dimension::OperatingSystem),
    ("OPERATION", Dimension::Operation),
    ("PLATFORM", Dimension::Platform),
    ("PURCHASE_TYPE", Dimension::PurchaseType),
    ("RECORD_TYPE", Dimension::RecordType),
    ("REGION", Dimension::Region),
    ("SERVICE", Dimension::Service),
    ("SERVICE_CODE", Dimension::ServiceCode),
    ("TENANCY", Dimension::Tenancy),
    ("USAGE_TYPE", Dimension::UsageType),
];

/// Every charge of a day.
pub(super) fn entries(bill: &DayBill, detail: Detail) -> impl Iterator<Item = Entry<'_>> {
    let account = bill.account;
    let line = move |line, cluster| Entry { account, charge: Charge::Line(line), cluster };
    let (lines, clusters) = match detail {
        Detail::Together => (&bill.lines[..], &[][..]),
        Detail::ByCluster => (&[][..], &bill.clusters[..]),
    };
    let together = lines.iter().map(move |one| line(one, None));
    let by_cluster =
        clusters.iter().flat_map(move |cluster| cluster.lines.iter().map(move |one| line(one, Some(cluster))));
    let others = bill.others.iter().map(move |other| Entry { account, charge: Charge::Other(other), cluster: None });
    together.chain(by_cluster).chain(others)
}

impl Dimension {
    pub(super) fn read(name: &str) -> Option<Self> {
        DIMENSIONS.iter().find(|(known, _)| *known == name).map(|(_, dimension)| *dimension)
    }

    /// How Cost Explorer writes that a charge has no such thing.
    fn absent(self) -> &'static str {
        match self {
            Self::Az => "NoAZ",
            Self::InstanceType => "NoInstanceType",
            Self::InstanceTypeFamily => "NoInstanceTypeFamily",
            Self::OperatingSystem => "NoOperatingSystem",
            Self::Operation => "NoOperation",
            Self::Platform => "NoPlatform",
            Self::PurchaseType => "NoPurchaseType",
            Self::Region => "NoRegion",
            Self::Tenancy => "NoTenancy",
            Self::UsageType => "NoUsageType",
            _ => "",
        }
    }
}

impl Entry<'_> {
    pub(super) fn amounts(&self) -> Amounts {
        match self.charge {
            Charge::Line(line) => line.amounts(),
            Charge::Other(other) => other.amounts,
        }
    }

    /// The unit of the quantity.
    pub(super) fn unit(&self) -> &'static str {
        match self.charge {
            Charge::Line(line) => line.usage.unit(),
            Charge::Other(other) => other.item.unit,
        }
    }

    /// The value in a dimension.
    pub(super) fn value(&self, dimension: Dimension) -> String {
        self.known(dimension).filter(|value| !value.is_empty()).unwrap_or_else(|| dimension.absent().to_owned())
    }

    /// The value of an activated tag; none where the charge does not carry it.
    pub(super) fn tag(&self, key: &str) -> Option<String> {
        let cluster = self.cluster?;
        if key == JOB_FLOW_ID {
            return Some(cluster.id.to_string());
        }
        cluster.tags.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone())
    }

    /// The keys of the activated tags that the charge carries.
    pub(super) fn tag_keys(&self) -> impl Iterator<Item = &'static str> + use<'_> {
        let own = ACTIVE_TAGS.into_iter().filter(|key| self.tag(key).is_some());
        self.cluster.map(|_| JOB_FLOW_ID).into_iter().chain(own)
    }

    fn known(&self, dimension: Dimension) -> Option<String> {
        match dimension {
            Dimension::LinkedAccount => Some(self.account.id.to_owned()),
            Dimension::LinkedAccountName => Some(self.account.name.to_owned()),
            Dimension::LegalEntityName => Some("Amazon Web Services, Inc.".to_owned()),
            _ => match self.charge {
                Charge::Line(line) => of_line(line, dimension),
                Charge::Other(other) => of_other(other, dimension),
            },
        }
    }
}

fn of_line(line: &Line, dimension: Dimension) -> Option<String> {
    let usage = line.usage;
    let (service, code) = usage.service();
    let value = match dimension {
        Dimension::Az => line.zone?,
        Dimension::InstanceType => usage.instance_type()?.name,
        Dimension::InstanceTypeFamily => usage.instance_type()?.family(),
        Dimension::Operation => usage.operation(),
        Dimension::PurchaseType => usage.purchase_type()?,
        Dimension::RecordType => Record::Usage.as_str(),
        Dimension::Region => line.region.name,
        Dimension::Service => service,
        Dimension::ServiceCode => code,
        Dimension::UsageType => return Some(line.region.usage_type(&usage.usage_type())),
        Dimension::OperatingSystem => usage.purchase_type().map(|_| "Linux")?,
        Dimension::Platform => usage.purchase_type().map(|_| "Linux/UNIX")?,
        Dimension::Tenancy => usage.purchase_type().map(|_| "Shared")?,
        Dimension::LegalEntityName | Dimension::LinkedAccount | Dimension::LinkedAccountName => return None,
    };
    Some(value.to_owned())
}

fn of_other(other: &Other, dimension: Dimension) -> Option<String> {
    let item = other.item;
    let value = match dimension {
        Dimension::InstanceType => item.instance_type?,
        Dimension::InstanceTypeFamily => item.instance_type?.split('.').next()?,
        Dimension::Operation => item.operation,
        Dimension::PurchaseType => item.purchase_type?,
        Dimension::RecordType => item.record.as_str(),
        Dimension::Region => other.region?.name,
        Dimension::Service => item.service.0,
        Dimension::ServiceCode => item.service.1,
        Dimension::UsageType if item.usage.is_empty() => return None,
        Dimension::UsageType => {
            let here = other.region.map(|region| region.usage_type(item.usage));
            return Some(here.unwrap_or_else(|| item.usage.to_owned()));
        }
        _ => return None,
    };
    Some(value.to_owned())
}
