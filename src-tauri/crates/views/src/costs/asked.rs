//! What of the bill is asked for, checked.

use crate::scene::Scene;
use emberwatch_app::costs::CostsWanted;
use emberwatch_app::failure::Failure;
use emberwatch_domain::attribution::JOB_FLOW_TAG;
use emberwatch_domain::spend::{
    Amounts, Basis, BillKey, CostFilter, Credits, Days, Dimension, Grain, Month, part, utc_day,
};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use specta::Type;
use std::collections::BTreeSet;
use std::str::FromStr;

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(default)]
pub struct CostsRequest {
    /// A day of UTC, such as 2026-01-31; absent: the first of this month.
    pub from: Option<String>,
    /// The first day that is left out; absent: tomorrow.
    pub to: Option<String>,
    /// `part` (EC2, EMR price, EBS …), `service`, `account`, `region`, `owner`, `cluster`, `usage-type`, `purchase-option`, or `tag:` and its key;
    /// absent: service.
    pub by: Option<String>,
    /// `unblended`, `amortized`, `net-unblended` or `net-amortized`; absent: unblended.
    pub basis: Option<String>,
    pub without_credits: bool,
    /// How finely the table is told; absent: by the day.
    pub grain: Option<CostsGrain>,
    /// Beside as many days before, which are asked for too.
    pub compared: bool,
    /// Nothing else is told: of several values of one dimension any, of several dimensions all.
    pub only: Vec<CostOnly>,
    /// Nobody is asked: what is kept is told.
    pub kept: bool,
}

/// A value of a dimension that bills are told by.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct CostOnly {
    /// As `by` is asked for, but not `part`.
    pub by: String,
    /// Absent: what the bill names no value of.
    pub value: Option<String>,
}

impl FromStr for CostOnly {
    type Err = Failure;

    /// `service=Amazon Elastic MapReduce`; without a value what has none.
    fn from_str(text: &str) -> Result<Self, Failure> {
        let Some((by, value)) = text.split_once('=') else {
            return Err(invalid(
                format!("{text:.60} is no filter"),
                "write it as service=\"Amazon Elastic MapReduce\"",
            ));
        };
        let value = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        Ok(Self { by: by.trim().to_owned(), value })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CostsGrain {
    Day,
    Month,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostsAsked {
    pub days: Days,
    pub basis: Basis,
    pub by: CostsBy,
    pub grain: Grain,
    pub compared: bool,
    /// In the order in which they were asked for.
    pub only: Vec<(CostsBy, Option<String>)>,
    /// The tags that name an owner.
    owner_tags: Vec<String>,
}

/// By what rows are told. Owners and clusters are tags on the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CostsBy {
    Dimension(Dimension),
    Account,
    Owner {
        tag: String,
    },
    Cluster,
    /// What is paid for: EC2, the price of EMR, EBS, NAT, data transfer and the rest.
    Part,
}

/// What was recorded may be older than what AWS tells, but nobody reads a table of more days.
const MOST_DAYS: i64 = 3_660;
const BY: &str = "part, service, account, region, owner, cluster, usage-type, purchase-option, or tag: and its key";

impl CostsRequest {
    /// # Errors
    /// Names what is no day, no basis or nothing that a bill is told by.
    pub fn parse(&self, scene: &Scene<'_>) -> Result<CostsAsked, Failure> {
        let today = utc_day(scene.now);
        let Days { first, end } = days(self.from.as_deref(), self.to.as_deref(), Month::of(today).days().first, today)?;
        if end > first.saturating_add(MOST_DAYS.days()) {
            let what = format!("the days from {first} to {end} are too many");
            return Err(invalid(what, "ask for ten years at most; Cost Explorer tells fourteen months"));
        }
        let amounts = match self.basis.as_deref() {
            None => Amounts::default(),
            Some(name) => Amounts::from_name(name).ok_or_else(|| {
                let names: Vec<&str> = Amounts::ALL.iter().map(|amounts| amounts.name()).collect();
                invalid(format!("{name:.40} is no basis"), &format!("there are: {}", names.join(", ")))
            })?,
        };
        let credits = if self.without_credits { Credits::LeftOut } else { Credits::Counted };
        let by =
            self.by.as_deref().map_or(Ok(CostsBy::Dimension(Dimension::Service)), |by| CostsBy::parse(by, scene))?;
        let grain = match self.grain {
            None | Some(CostsGrain::Day) => Grain::Day,
            Some(CostsGrain::Month) => Grain::Month,
        };
        let only = self.only.iter().map(|only| Ok((CostsBy::parse(&only.by, scene)?, only.value.clone())));
        let only = only.collect::<Result<Vec<_>, Failure>>()?;
        let (days, basis) = (Days::new(first, end), Basis { amounts, credits });
        let owner_tags = scene.settings.owner_tags.clone();
        let asked = CostsAsked { days, basis, by, grain, compared: self.compared, only, owner_tags };
        asked.check_combination()?;
        Ok(asked)
    }
}

impl CostsAsked {
    /// What is to be known for the answer: with what it is compared with, as far as AWS still tells it.
    pub fn wanted(&self) -> CostsWanted {
        let days = match self.compared {
            true => Days::new(self.days.previous().first, self.days.end),
            false => self.days,
        };
        let mut only: Vec<CostFilter> = Vec::new();
        for (by, value) in &self.only {
            let dimension = by.dimension();
            match only.iter_mut().find(|filter| filter.dimension == dimension) {
                Some(filter) => drop(filter.values.insert(value.clone())),
                None => only.push(CostFilter { dimension, values: BTreeSet::from([value.clone()]) }),
            }
        }
        let owner_tags = if self.is_by_owner() { self.owner_tags.clone() } else { Vec::new() };
        CostsWanted { by: self.by.dimensions(), only, owner_tags, ..CostsWanted::all(days, self.basis) }
    }

    fn is_by_owner(&self) -> bool {
        self.bys().any(|by| matches!(by, CostsBy::Owner { .. }))
    }

    fn bys(&self) -> impl Iterator<Item = &CostsBy> {
        std::iter::once(&self.by).chain(self.only.iter().map(|(by, _)| by))
    }

    /// Cost Explorer groups by two dimensions, and an owner or a part is told by grouping alone.
    fn check_combination(&self) -> Result<(), Failure> {
        if self.only.iter().any(|(by, _)| *by == CostsBy::Part) {
            let what = "costs cannot be filtered by part, which Cost Explorer does not know".to_owned();
            return Err(invalid(what, "filter by service or usage-type instead"));
        }
        if self.by == CostsBy::Part && self.is_by_owner() {
            let what = "Cost Explorer cannot tell parts and owners apart in one answer".to_owned();
            return Err(invalid(what, "ask by part without an owner, or by owner"));
        }
        let names_owners = |by: &CostsBy| match by {
            CostsBy::Dimension(Dimension::Tag(key)) => self.owner_tags.contains(key).then(|| key.clone()),
            _ => None,
        };
        match self.bys().find_map(names_owners).filter(|_| self.is_by_owner()) {
            Some(key) => Err(invalid(
                format!("owner and tag:{key} cannot be asked together, for the tag {key} names owners"),
                "ask by one of the two",
            )),
            None => Ok(()),
        }
    }
}

impl CostsBy {
    fn parse(text: &str, scene: &Scene<'_>) -> Result<Self, Failure> {
        Ok(match text {
            "account" => Self::Account,
            "cluster" => Self::Cluster,
            "part" => Self::Part,
            "owner" => match scene.settings.owner_tags.first() {
                Some(tag) => Self::Owner { tag: tag.clone() },
                None => return Err(invalid("no tag names an owner".to_owned(), "set owner-tags, or ask by tag:KEY")),
            },
            "service" | "region" => Self::Dimension(parsed(text)?),
            "usage-type" | "purchase-option" => Self::Dimension(parsed(&text.replace('-', "_"))?),
            tag if tag.starts_with("tag:") => Self::Dimension(parsed(tag)?),
            other => return Err(unknown(other)),
        })
    }

    /// By what rows are told on the bill; a part is told of the service and the usage type.
    pub fn dimension(&self) -> Dimension {
        match self {
            Self::Part => Dimension::Service,
            Self::Dimension(dimension) => dimension.clone(),
            Self::Account => Dimension::LinkedAccount,
            Self::Owner { tag } => Dimension::Tag(tag.clone()),
            Self::Cluster => Dimension::Tag(JOB_FLOW_TAG.to_owned()),
        }
    }

    pub fn dimensions(&self) -> Vec<Dimension> {
        match self {
            Self::Part => vec![Dimension::Service, Dimension::UsageType],
            one => vec![one.dimension()],
        }
    }

    /// As it stands in a row's key.
    pub fn name(&self) -> String {
        match self {
            Self::Dimension(dimension) => dimension.to_string(),
            Self::Account => "account".to_owned(),
            Self::Owner { .. } => "owner".to_owned(),
            Self::Cluster => "cluster".to_owned(),
            Self::Part => "part".to_owned(),
        }
    }

    /// As it is read.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Dimension(Dimension::Tag(key)) => format!("tag {key}"),
            by => by.name().replace('_', " "),
        }
    }

    /// What a row of the bill is told under; nothing where the bill names no value.
    pub(super) fn value(&self, key: &BillKey) -> Option<String> {
        match self {
            Self::Part => {
                let (service, usage) = (key.value(&Dimension::Service), key.value(&Dimension::UsageType));
                Some(part(service, usage).to_string())
            }
            one => key.value(&one.dimension()).map(str::to_owned),
        }
    }
}

fn parsed(text: &str) -> Result<Dimension, Failure> {
    text.parse().map_err(|_| unknown(text))
}

fn unknown(text: &str) -> Failure {
    invalid(format!("a bill is not told by {text:.60}"), &format!("it is told by: {BY}"))
}

/// As they were typed, the last one left out; absent: from `otherwise`, and up to today.
pub(crate) fn days(from: Option<&str>, to: Option<&str>, otherwise: Date, today: Date) -> Result<Days, Failure> {
    let first = from.map_or(Ok(otherwise), day)?;
    let end = to.map_or(Ok(today.saturating_add(1.day())), day)?;
    if end <= first {
        return Err(invalid(format!("there is no day from {first} to {end}"), "the day at `to` is left out"));
    }
    Ok(Days::new(first, end))
}

fn day(text: &str) -> Result<Date, Failure> {
    let parsed = text.parse();
    parsed.map_err(|_| invalid(format!("{text:.40} is no day"), "write it as 2026-01-31; days are days of UTC"))
}

pub(crate) fn invalid(what: String, next_step: &str) -> Failure {
    Failure::Invalid { what, next_step: Some(next_step.to_owned()) }
}
