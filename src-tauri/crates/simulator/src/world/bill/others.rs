//! What a bill holds beside clusters: networks and storage, a reserved instance, a savings plan, a private rate,
//! credits, a refund and taxes. They are there so that the bases of a cost differ, and none carries a tag.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::DAY_S;
use super::usage::{Amounts, COMPUTE, EC2_OTHER, EMR, ON_DEMAND};
use crate::world::catalog::{self, Region};
use crate::world::life::Seconds;
use crate::world::{Account, Dice};

/// The kind of a charge, RECORD_TYPE in Cost Explorer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Record {
    Usage,
    Credit,
    Refund,
    Tax,
    /// The monthly fee of a reserved instance.
    Recurring,
    /// Usage that a reserved instance covers.
    DiscountedUsage,
    PrivateRateDiscount,
    SavingsPlanCoveredUsage,
    SavingsPlanNegation,
    SavingsPlanRecurringFee,
}

/// One charge that no cluster caused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    pub item: &'static Item,
    pub region: Option<&'static Region>,
    pub amounts: Amounts,
}

/// A charge that recurs.
#[derive(Debug, PartialEq, Eq)]
pub struct Item {
    account: &'static str,
    region: Option<&'static str>,
    /// Name and code.
    pub service: (&'static str, &'static str),
    /// Before its region's prefix.
    pub usage: &'static str,
    pub operation: &'static str,
    pub record: Record,
    pub purchase_type: Option<&'static str>,
    pub instance_type: Option<&'static str>,
    pub unit: &'static str,
    when: When,
    cost: Cost,
}

#[derive(Debug, PartialEq, Eq)]
enum When {
    /// Grows with the hours of the day; by so many percent it differs from day to day.
    Daily { varies: i64 },
    /// On the first of every month.
    FirstOfMonth,
    /// On a day of every third month.
    Quarterly { day: i8 },
}

/// The amounts of one day, or of one occurrence.
#[derive(Debug, PartialEq, Eq)]
enum Cost {
    /// The same in every metric.
    Plain(Decimal),
    /// What is charged, and what it is once upfront and recurring fees are spread over their term.
    Spread { charged: Decimal, amortized: Decimal },
    /// A fee per hour for every hour of the month, at once.
    MonthOfHours(Decimal),
    /// The price before and after a private discount.
    Discounted { listed: Decimal, net: Decimal },
    /// The discount itself: net metrics have it in the usage already.
    Discount(Decimal),
}

/// The others of an account on a day, up to `known`.
pub(super) fn of(account: &Account, dice: Dice, day: i64, known: Seconds) -> Vec<Other> {
    let Some(date) = date(day) else { return Vec::new() };
    let passed = Decimal::from((known - day * DAY_S).clamp(0, DAY_S)) / Decimal::from(DAY_S);
    let own = ITEMS.iter().filter(|item| item.account == account.name);
    own.filter_map(|item| {
        let share = item.share(dice, day, date, passed)?;
        let region = item.region.and_then(catalog::region);
        Some(Other { item, region, amounts: item.amounts(date, share) })
    })
    .collect()
}

/// The date of a day's number.
pub(crate) fn date(day: i64) -> Option<Date> {
    Some(Timestamp::from_second(day * DAY_S).ok()?.to_zoned(TimeZone::UTC).date())
}

impl Record {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "Usage",
            Self::Credit => "Credit",
            Self::Refund => "Refund",
            Self::Tax => "Tax",
            Self::Recurring => "Recurring",
            Self::DiscountedUsage => "DiscountedUsage",
            Self::PrivateRateDiscount => "PrivateRateDiscount",
            Self::SavingsPlanCoveredUsage => "SavingsPlanCoveredUsage",
            Self::SavingsPlanNegation => "SavingsPlanNegation",
            Self::SavingsPlanRecurringFee => "SavingsPlanRecurringFee",
        }
    }
}

impl Item {
    /// How much of the item a day has; none on days without it.
    fn share(&self, dice: Dice, day: i64, date: Date, passed: Decimal) -> Option<Decimal> {
        match self.when {
            When::Daily { varies } => {
                let chance = dice.named("bill").named(self.account).named(self.usage).with(day.unsigned_abs());
                Some(passed * (Decimal::ONE + Decimal::new(chance.between(-varies, varies), 2)))
            }
            When::FirstOfMonth => (date.day() == 1).then_some(Decimal::ONE),
            When::Quarterly { day } => (date.day() == day && date.month() % 3 == 0).then_some(Decimal::ONE),
        }
    }

    fn amounts(&self, date: Date, share: Decimal) -> Amounts {
        let amounts = match self.cost {
            Cost::Plain(usd) => Amounts::of(usd * share),
            Cost::Spread { charged, amortized } => spread(charged * share, amortized * share),
            Cost::MonthOfHours(usd) => {
                spread(usd * Decimal::from(24 * i32::from(date.days_in_month())) * share, Decimal::ZERO)
            }
            Cost::Discounted { listed, net } => {
                let (listed, net) = (listed * share, net * share);
                Amounts { net_unblended: net, net_amortized: net, ..Amounts::of(listed) }
            }
            Cost::Discount(usd) => {
                Amounts { net_unblended: Decimal::ZERO, net_amortized: Decimal::ZERO, ..Amounts::of(usd * share) }
            }
        };
        Amounts { quantity: self.quantity(share), ..amounts }
    }

    fn quantity(&self, share: Decimal) -> Decimal {
        match self.record {
            Record::Usage | Record::DiscountedUsage | Record::SavingsPlanCoveredUsage => dec!(24) * share,
            _ => Decimal::ZERO,
        }
    }
}

fn spread(charged: Decimal, amortized: Decimal) -> Amounts {
    Amounts { amortized, net_amortized: amortized, ..Amounts::of(charged) }
}

const S3: (&str, &str) = ("Amazon Simple Storage Service", "AmazonS3");
const EC2: (&str, &str) = (COMPUTE, "AmazonEC2");
const NETWORK: (&str, &str) = (EC2_OTHER, "AmazonEC2");
const PLAN: (&str, &str) = ("Savings Plans for AWS Compute usage", "ComputeSavingsPlans");
const TAX: (&str, &str) = ("Tax", "Tax");

const PLAIN: Item = Item {
    account: "analytics-prod",
    region: Some("us-east-1"),
    service: NETWORK,
    usage: "",
    operation: "",
    record: Record::Usage,
    purchase_type: None,
    instance_type: None,
    unit: "N/A",
    when: When::Daily { varies: 0 },
    cost: Cost::Plain(Decimal::ZERO),
};
const RESEARCH: Item = Item { account: "research", region: Some("us-west-2"), ..PLAIN };
const SANDBOX: Item = Item { account: "sandbox", region: Some("eu-west-1"), ..PLAIN };
const NAT_HOURS: Item = Item { usage: "NatGateway-Hours", operation: "NatGateway", unit: "Hrs", ..PLAIN };
const NAT_BYTES: Item = Item { usage: "NatGateway-Bytes", operation: "NatGateway", unit: "GB", ..PLAIN };
const ZONE_BYTES: Item = Item { usage: "DataTransfer-Regional-Bytes", operation: "InterZone-In", unit: "GB", ..PLAIN };

/// The private rate takes a tenth off what leaves the network, the plan and the reservation about a tenth and more.
static ITEMS: [Item; 21] = [
    Item { cost: Cost::Plain(dec!(2.16)), ..NAT_HOURS },
    Item { when: When::Daily { varies: 25 }, cost: Cost::Plain(dec!(3.90)), ..NAT_BYTES },
    Item { when: When::Daily { varies: 20 }, cost: Cost::Plain(dec!(4.20)), ..ZONE_BYTES },
    Item {
        usage: "DataTransfer-Out-Bytes",
        operation: "RunInstances",
        unit: "GB",
        cost: Cost::Discounted { listed: dec!(5.40), net: dec!(4.86) },
        ..PLAIN
    },
    Item {
        usage: "DataTransfer-Out-Bytes",
        operation: "RunInstances",
        record: Record::PrivateRateDiscount,
        cost: Cost::Discount(dec!(-0.54)),
        ..PLAIN
    },
    Item {
        service: S3,
        usage: "TimedStorage-ByteHrs",
        operation: "StandardStorage",
        unit: "GB-Mo",
        cost: Cost::Plain(dec!(6.40)),
        ..PLAIN
    },
    // Two reserved m5.large of the team's gateway, without an upfront payment.
    Item {
        service: EC2,
        usage: "HeavyUsage:m5.large",
        operation: "RunInstances",
        record: Record::Recurring,
        purchase_type: Some("Standard Reserved Instances"),
        instance_type: Some("m5.large"),
        when: When::FirstOfMonth,
        cost: Cost::MonthOfHours(dec!(0.12)),
        ..PLAIN
    },
    Item {
        service: EC2,
        usage: "BoxUsage:m5.large",
        operation: "RunInstances",
        record: Record::DiscountedUsage,
        purchase_type: Some("Standard Reserved Instances"),
        instance_type: Some("m5.large"),
        unit: "Hrs",
        cost: Cost::Spread { charged: Decimal::ZERO, amortized: dec!(2.88) },
        ..PLAIN
    },
    Item {
        region: None,
        service: TAX,
        record: Record::Tax,
        when: When::FirstOfMonth,
        cost: Cost::Plain(dec!(31.20)),
        ..PLAIN
    },
    // A notebook server under a savings plan of 0.40 USD an hour, of which it needs 0.34.
    Item {
        service: EC2,
        usage: "BoxUsage:m5.2xlarge",
        operation: "RunInstances",
        record: Record::SavingsPlanCoveredUsage,
        purchase_type: Some("Savings Plans"),
        instance_type: Some("m5.2xlarge"),
        unit: "Hrs",
        cost: Cost::Spread { charged: dec!(9.216), amortized: dec!(8.16) },
        ..RESEARCH
    },
    Item {
        service: EC2,
        usage: "BoxUsage:m5.2xlarge",
        operation: "RunInstances",
        record: Record::SavingsPlanNegation,
        purchase_type: Some("Savings Plans"),
        instance_type: Some("m5.2xlarge"),
        cost: Cost::Spread { charged: dec!(-9.216), amortized: Decimal::ZERO },
        ..RESEARCH
    },
    Item {
        region: None,
        service: PLAN,
        usage: "ComputeSP:1yrNoUpfront",
        record: Record::SavingsPlanRecurringFee,
        purchase_type: Some("Savings Plans"),
        cost: Cost::Spread { charged: dec!(9.60), amortized: dec!(1.44) },
        ..RESEARCH
    },
    Item { account: "research", region: Some("us-west-2"), cost: Cost::Plain(dec!(1.08)), ..NAT_HOURS },
    Item {
        account: "research",
        region: Some("us-west-2"),
        when: When::Daily { varies: 40 },
        cost: Cost::Plain(dec!(2.10)),
        ..NAT_BYTES
    },
    Item {
        account: "research",
        region: Some("us-west-2"),
        when: When::Daily { varies: 20 },
        cost: Cost::Plain(dec!(1.30)),
        ..ZONE_BYTES
    },
    Item {
        service: EC2,
        usage: "BoxUsage",
        operation: "RunInstances",
        record: Record::Credit,
        purchase_type: Some(ON_DEMAND),
        when: When::FirstOfMonth,
        cost: Cost::Plain(dec!(-25)),
        ..RESEARCH
    },
    Item {
        service: NETWORK,
        usage: "NatGateway-Bytes",
        operation: "NatGateway",
        record: Record::Refund,
        when: When::Quarterly { day: 12 },
        cost: Cost::Plain(dec!(-18.40)),
        ..RESEARCH
    },
    Item {
        region: None,
        service: TAX,
        record: Record::Tax,
        when: When::FirstOfMonth,
        cost: Cost::Plain(dec!(12.75)),
        ..RESEARCH
    },
    Item { account: "sandbox", region: Some("eu-west-1"), cost: Cost::Plain(dec!(1.152)), ..NAT_HOURS },
    Item {
        account: "sandbox",
        region: Some("eu-west-1"),
        when: When::Daily { varies: 30 },
        cost: Cost::Plain(dec!(0.80)),
        ..NAT_BYTES
    },
    Item {
        service: (EMR, "ElasticMapReduce"),
        usage: "BoxUsage",
        record: Record::Credit,
        when: When::FirstOfMonth,
        cost: Cost::Plain(dec!(-10)),
        ..SANDBOX
    },
];
