use super::zones::zones;
use super::{Fitting, Limit, ListPrices, Need, Offers, SubnetId, ZoneOffer, fitting, words};
use crate::account::AvailabilityZone;
use crate::cluster::InstanceType;
use crate::money::Usd;
use crate::spot::Risk;
use crate::time_span::TimeSpan;
use jiff::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Spot,
    OnDemand,
    /// Something that the answer hangs on is not known; the reason names it.
    Unknown,
}

/// The answer, with what it was found from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    pub verdict: Verdict,
    /// One sentence with the figures.
    pub reason: String,
    /// What to launch, and its list prices; `None` where the verdict is unknown and there is more than one type.
    pub prices: Option<ListPrices>,
    /// Where to launch it; `None` where the verdict is unknown. On demand costs the same in every zone: it is the one
    /// in which spot is cheapest, for there the type exists and is least in demand.
    pub availability_zone: Option<AvailabilityZone>,
    pub subnet_id: Option<SubnetId>,
    /// What an hour on spot in the cheapest zone costs less than one on demand, the EMR price included on both sides;
    /// negative where spot is dearer.
    pub saving_per_hour: Option<Usd>,
    /// Of spot in the cheapest zone.
    pub risk: Option<Risk>,
    pub window: TimeSpan,
    /// Every type in every zone, the cheapest first by what an hour costs with EMR; last those without a price.
    pub zones: Vec<ZoneOffer>,
    /// What is advised costs more than the highest price that was asked about: nothing is within it.
    pub above_limit: bool,
    /// The list prices that are not known, in words.
    pub unknown_prices: Vec<String>,
    /// How many types had the capacity and were not looked at.
    pub types_left_out: usize,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spot => "spot",
            Self::OnDemand => "on_demand",
            Self::Unknown => "unknown",
        }
    }
}

impl Advice {
    pub fn instance_type(&self) -> Option<&InstanceType> {
        self.prices.as_ref().map(|prices| &prices.instance_type)
    }

    pub fn on_demand_usd(&self) -> Option<Usd> {
        self.prices.as_ref()?.on_demand
    }

    /// Whether that is where to launch it.
    pub fn is_at(&self, offer: &ZoneOffer) -> bool {
        self.instance_type() == Some(offer.instance_type())
            && self.availability_zone.as_ref() == Some(&offer.availability_zone)
    }

    pub fn emr_usd(&self) -> Option<Usd> {
        self.prices.as_ref()?.emr
    }
}

/// Spot in the cheapest zone with a subnet if it is within the limit and cheaper than on demand, else on demand.
/// Unknown where the prices to say so are not known.
pub fn advise(need: &Need, offers: &Offers<'_>, now: Timestamp) -> Advice {
    let Fitting { types, left_out } = fitting(&need.wanted, offers);
    let prices: Vec<ListPrices> = types.iter().map(|kind| ListPrices::of(kind, offers.rates)).collect();
    let mut zones: Vec<ZoneOffer> = prices.iter().flat_map(|prices| zones(need, offers, prices, now)).collect();
    zones.sort_by_key(ZoneOffer::rank);
    let found = decide(need, &prices, &zones);
    let words = words::Told { need, prices: &prices, zones: &zones };
    Advice {
        verdict: found.verdict,
        reason: words.reason(&found),
        prices: found.chosen.or(prices.first().filter(|_| prices.len() == 1)).cloned(),
        availability_zone: found.place.map(|place| place.availability_zone.clone()),
        subnet_id: found.place.and_then(|place| place.subnet_id.clone()),
        saving_per_hour: found.saving.map(|saving| saving.usd),
        risk: found.cheapest.map(|cheapest| cheapest.risk.clone()),
        window: TimeSpan::new(now - need.window, now),
        unknown_prices: prices.iter().flat_map(ListPrices::unknown).collect(),
        types_left_out: left_out,
        above_limit: found.above_limit(need.limit).is_some(),
        zones,
    }
}

/// What was decided, and by which offers.
pub(super) struct Decision<'a> {
    pub verdict: Verdict,
    /// The cheapest spot offer that decided.
    pub cheapest: Option<&'a ZoneOffer>,
    pub saving: Option<Saving<'a>>,
    pub chosen: Option<&'a ListPrices>,
    pub place: Option<&'a ZoneOffer>,
}

impl Decision<'_> {
    /// The limit, where neither spot nor what is advised instead is within it.
    pub fn above_limit(&self, limit: Limit) -> Option<Usd> {
        let Limit::Highest(highest) = limit else { return None };
        let on_demand = self.chosen.filter(|_| self.verdict == Verdict::OnDemand)?.on_demand?;
        let spot = self.cheapest?.mean()?;
        (on_demand > highest && spot > highest).then_some(highest)
    }
}

/// What spot saves against the cheapest that could run on demand instead.
#[derive(Clone, Copy)]
pub(super) struct Saving<'a> {
    pub usd: Usd,
    pub instead: &'a ListPrices,
}

fn decide<'a>(need: &Need, prices: &'a [ListPrices], zones: &'a [ZoneOffer]) -> Decision<'a> {
    let cheapest_that = |verdict| {
        let offers = zones.iter().filter(|offer| offer.has_subnet() && offer.mean().is_some());
        offers.filter(|offer| judge(need.limit, offer, saving(offer, prices)) == verdict).min_by_key(|o| o.rank())
    };
    let found = [Verdict::Spot, Verdict::OnDemand, Verdict::Unknown]
        .into_iter()
        .find_map(|verdict| Some((verdict, cheapest_that(verdict)?)));
    let Some((verdict, cheapest)) = found else {
        return Decision { verdict: Verdict::Unknown, cheapest: None, saving: None, chosen: None, place: None };
    };
    let saving = saving(cheapest, prices);
    let (chosen, place) = match verdict {
        Verdict::Spot => (Some(&cheapest.prices), Some(cheapest)),
        Verdict::OnDemand => {
            let chosen = saving.map(|saving| saving.instead).or(prices.iter().min_by_key(|prices| prices.rank()));
            let offers = zones.iter().filter(|offer| offer.has_subnet() && Some(&offer.prices) == chosen);
            (chosen, offers.min_by_key(|offer| offer.rank()))
        }
        Verdict::Unknown => (None, None),
    };
    Decision { verdict, cheapest: Some(cheapest), saving, chosen, place }
}

/// One offer alone: within the limit and cheaper than on demand, or not, or not to be told.
fn judge(limit: Limit, offer: &ZoneOffer, saving: Option<Saving<'_>>) -> Verdict {
    let cheaper = saving.map(|saving| saving.usd > Usd::ZERO);
    let within = match limit {
        Limit::Highest(highest) => offer.mean().map(|mean| mean <= highest),
        Limit::OnDemand => cheaper,
    };
    match (within, cheaper) {
        (None, _) => Verdict::Unknown,
        // With a highest price the user said what spot is worth, known on-demand price or not.
        (Some(true), Some(true) | None) => Verdict::Spot,
        (Some(false), _) | (_, Some(false)) => Verdict::OnDemand,
    }
}

/// The cheapest on demand is the one against which spot saves least.
fn saving<'a>(offer: &ZoneOffer, prices: &'a [ListPrices]) -> Option<Saving<'a>> {
    let spot = offer.mean()?;
    let savings = prices.iter().filter_map(|instead| {
        let usd = offer.prices.saving(spot, instead)?;
        Some(Saving { usd, instead })
    });
    savings.min_by_key(|saving| saving.usd)
}
