//! Advice as it is told: the verdict, the reason in words, and what every zone offers.

use super::notes::{SpotNote, notes, told};
use super::prices::written;
use super::{number, share};
use crate::scene::Scene;
use crate::wording::rfc3339;
use emberwatch_app::market::{Advised, Placement, Question, Seen};
use emberwatch_domain::advisor::{LEAST_SCORED, Limit, RISK_WINDOW, Verdict, ZoneOffer, last};
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spot::{Risk, RiskLevel};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeSet;

/// Amounts are USD per hour with 4 places; shares go from 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct SpotAdviceView {
    pub sample: bool,
    pub account_id: String,
    pub account_name: String,
    pub region: String,
    pub verdict: AdviceVerdict,
    /// One sentence with the figures.
    pub reason: String,
    /// What to launch; absent where that is not known.
    pub instance_type: Option<String>,
    pub availability_zone: Option<String>,
    pub subnet_id: Option<String>,
    pub on_demand_usd: Option<String>,
    pub emr_usd: Option<String>,
    /// What an hour on spot costs less than on demand, EMR's price included on both sides; negative: more.
    pub saving_usd: Option<String>,
    /// The highest price that was asked about; absent: less than on demand.
    pub limit_usd: Option<String>,
    pub from: String,
    pub to: String,
    /// What is advised costs more than the limit: nothing is within it.
    pub above_limit: bool,
    /// The time that prices were averaged over, in words.
    pub window: String,
    /// Of spot in the cheapest zone.
    pub risk: Option<AdviceRisk>,
    /// The time that every risk was judged by, in words.
    pub risk_window: String,
    /// The cheapest first with EMR's price; last those without a price.
    pub zones: Vec<AdviceZone>,
    /// Why the zones have no placement score; absent where they have.
    pub no_placement_scores: Option<String>,
    /// The VPCs whose subnets were looked at.
    pub vpcs: Vec<String>,
    /// The list prices that are not known, in words.
    pub unknown_prices: Vec<String>,
    /// So many types had the capacity and were not looked at.
    pub types_left_out: u32,
    pub notes: Vec<SpotNote>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AdviceVerdict {
    Spot,
    OnDemand,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AdviceRiskLevel {
    Unknown,
    Calm,
    Moving,
    Volatile,
}

/// How restless a price was, with what that is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct AdviceRisk {
    pub level: AdviceRiskLevel,
    pub signs: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct AdviceZone {
    pub instance_type: String,
    pub availability_zone: String,
    /// Absent: it is not known which zones have one.
    pub has_subnet: Option<bool>,
    pub subnet_id: Option<String>,
    pub mean_usd: Option<String>,
    pub mean_with_emr_usd: Option<String>,
    pub p50_usd: Option<String>,
    pub p95_usd: Option<String>,
    pub max_usd: Option<String>,
    pub limit_usd: Option<String>,
    pub share_of_time_under_limit: Option<f64>,
    pub changes: u32,
    /// How likely AWS is to give any one of the types there, from 1 to 10.
    pub placement_score: Option<u8>,
    pub risk: AdviceRiskLevel,
    pub unknown_reason: Option<String>,
    /// The type and the zone that the verdict is of.
    pub advised: bool,
}

pub fn spot_advice(scene: &Scene<'_>, advised: &Advised, question: &Question) -> SpotAdviceView {
    let Advised { advice, seen, vpcs, placement } = advised;
    let kinds: BTreeSet<InstanceType> = advice.zones.iter().map(|zone| zone.instance_type().clone()).collect();
    let kinds: Vec<InstanceType> = kinds.into_iter().collect();
    let mut notes = notes(scene, seen, &kinds);
    let reason = match vpcs {
        Ok(_) => advice.reason.clone(),
        Err(None) => "Nobody was asked which zones have a subnet, so none is advised.".to_owned(),
        Err(Some(error)) => {
            let note = told(scene, &seen.place, error);
            let reason = format!("It is not known which zones have a subnet, so none is advised: {}.", note.message);
            notes.push(note);
            reason
        }
    };
    SpotAdviceView {
        sample: scene.is_sample(),
        account_id: seen.place.account.to_string(),
        account_name: scene.look(&seen.place.account).name,
        region: seen.place.region.to_string(),
        verdict: advice.verdict.into(),
        reason,
        instance_type: advice.instance_type().map(ToString::to_string),
        availability_zone: advice.availability_zone.as_ref().map(ToString::to_string),
        subnet_id: advice.subnet_id.as_ref().map(ToString::to_string),
        on_demand_usd: written(advice.on_demand_usd()),
        emr_usd: written(advice.emr_usd()),
        saving_usd: written(advice.saving_per_hour),
        limit_usd: match question.limit {
            Limit::Highest(usd) => Some(usd.per_hour_text()),
            Limit::OnDemand => None,
        },
        from: rfc3339(advice.window.start),
        to: rfc3339(advice.window.end),
        risk: advice.risk.as_ref().map(AdviceRisk::from),
        above_limit: advice.above_limit,
        window: last(question.window),
        risk_window: last(RISK_WINDOW),
        zones: advice
            .zones
            .iter()
            .map(|offer| AdviceZone { advised: advice.is_at(offer), ..zone(offer, vpcs.is_ok()) })
            .collect(),
        no_placement_scores: unscored(scene, seen, placement),
        vpcs: vpcs.iter().flatten().map(ToString::to_string).collect(),
        unknown_prices: advice.unknown_prices.clone(),
        types_left_out: number(advice.types_left_out),
        notes,
    }
}

/// One sentence without its full stop.
fn unscored(scene: &Scene<'_>, seen: &Seen, placement: &Placement) -> Option<String> {
    Some(match placement {
        Placement::Scored(_) => return None,
        Placement::NotAsked => "nobody was asked how likely capacity is to be had".to_owned(),
        Placement::TooFewTypes => format!("AWS scores {LEAST_SCORED} types or more; name more to be told"),
        Placement::ZonesUnknown => "it is not known which zones have a subnet".to_owned(),
        Placement::Failed(error) => told(scene, &seen.place, error).message,
    })
}

fn zone(offer: &ZoneOffer, subnets_known: bool) -> AdviceZone {
    let told = offer.statistics();
    let amount = |of: fn(&emberwatch_domain::spot::SpotStatistics) -> Usd| written(told.map(of));
    AdviceZone {
        instance_type: offer.instance_type().to_string(),
        availability_zone: offer.availability_zone.to_string(),
        has_subnet: subnets_known.then(|| offer.has_subnet()),
        subnet_id: offer.subnet_id.as_ref().map(ToString::to_string),
        mean_usd: written(offer.mean()),
        mean_with_emr_usd: written(offer.mean_with_emr()),
        p50_usd: amount(|told| told.p50),
        p95_usd: amount(|told| told.p95),
        max_usd: amount(|told| told.max),
        limit_usd: written(offer.limit),
        share_of_time_under_limit: offer.share_of_time_under_limit().map(share),
        changes: told.map_or(0, |told| number(told.changes)),
        placement_score: offer.placement_score,
        risk: offer.risk.level.into(),
        unknown_reason: offer.unknown_reason(),
        advised: false,
    }
}

impl From<&Risk> for AdviceRisk {
    fn from(risk: &Risk) -> Self {
        Self { level: risk.level.into(), signs: risk.signs.iter().map(ToString::to_string).collect() }
    }
}

impl From<Verdict> for AdviceVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Spot => Self::Spot,
            Verdict::OnDemand => Self::OnDemand,
            Verdict::Unknown => Self::Unknown,
        }
    }
}

impl From<RiskLevel> for AdviceRiskLevel {
    fn from(level: RiskLevel) -> Self {
        match level {
            RiskLevel::Unknown => Self::Unknown,
            RiskLevel::Calm => Self::Calm,
            RiskLevel::Moving => Self::Moving,
            RiskLevel::Volatile => Self::Volatile,
        }
    }
}
