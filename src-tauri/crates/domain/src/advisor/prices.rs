use crate::burn::Rates;
use crate::cluster::InstanceType;
use crate::money::Usd;
use crate::price::PriceItem;

/// What a type costs by the price list, USD per hour; `None` is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPrices {
    pub instance_type: InstanceType,
    pub on_demand: Option<Usd>,
    pub emr: Option<Usd>,
}

impl ListPrices {
    pub fn of(instance_type: &InstanceType, rates: Rates<'_>) -> Self {
        let price = |item| rates.list.price(rates.region, &item);
        Self {
            instance_type: instance_type.clone(),
            on_demand: price(PriceItem::Ec2(instance_type.clone())),
            emr: price(PriceItem::Emr(instance_type.clone())),
        }
    }

    /// On demand, with the EMR price.
    pub fn total(&self) -> Option<Usd> {
        self.with_emr(self.on_demand?)
    }

    pub fn with_emr(&self, ec2: Usd) -> Option<Usd> {
        Some(ec2 + self.emr?)
    }

    /// What is not known, in words.
    pub fn unknown(&self) -> impl Iterator<Item = String> {
        let kind = &self.instance_type;
        let items = [
            self.on_demand.is_none().then(|| PriceItem::Ec2(kind.clone())),
            self.emr.is_none().then(|| PriceItem::Emr(kind.clone())),
        ];
        items.into_iter().flatten().map(|item| item.to_string())
    }

    /// Sorts by what it costs on demand with EMR; what is not known of comes after what is, and is not taken for free.
    pub(super) fn rank(&self) -> (bool, bool, Usd, InstanceType) {
        let known = self.total().or(self.on_demand).unwrap_or(Usd::ZERO);
        (self.on_demand.is_none(), self.emr.is_none(), known, self.instance_type.clone())
    }

    /// What an hour of this type at a spot price saves against an hour of another (or the same) on demand. EMR's price
    /// is the same on both sides of one type, so it need not be known there.
    pub(super) fn saving(&self, spot: Usd, instead: &ListPrices) -> Option<Usd> {
        if self.instance_type == instead.instance_type {
            return Some(instead.on_demand? - spot);
        }
        Some(instead.total()? - self.with_emr(spot)?)
    }
}
