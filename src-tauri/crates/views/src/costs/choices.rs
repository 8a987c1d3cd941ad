//! What each way to tell a bill would cost, before somebody chooses it.

use super::{CostsAsked, CostsRequest};
use crate::scene::Scene;
use crate::wording::dollars;
use emberwatch_app::costs::{Foreseen, Progress};
use emberwatch_domain::money::Estimate;
use serde::Serialize;
use specta::Type;

/// As they are asked for; a tag is any.
const BYS: [&str; 8] = ["service", "part", "account", "region", "owner", "cluster", "usage-type", "purchase-option"];

/// A way to tell the same days for which Cost Explorer would be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CostChoice {
    /// As `by` is asked for.
    pub by: String,
    /// `about $0.10`, or `from $0.13` where nobody knows yet how many pages there are.
    pub hint: String,
}

/// The same days on the same basis told in every other way that can be asked with the same filters.
pub fn other_choices(scene: &Scene<'_>, request: &CostsRequest) -> Vec<(&'static str, CostsAsked)> {
    let asked = |by: &'static str| {
        let other = CostsRequest { by: Some(by.to_owned()), ..request.clone() };
        Some((by, other.parse(scene).ok()?))
    };
    BYS.into_iter().filter_map(asked).collect()
}

/// What is told for nothing has no hint.
pub fn choice(scene: &Scene<'_>, by: &str, foreseen: &Foreseen) -> Option<CostChoice> {
    let estimate = Estimate { known: foreseen.usd, ..Estimate::default() };
    let usd = dollars(&estimate, scene.numbers()).filter(|_| foreseen.requests > 0)?;
    let hint = format!("{} {usd}", if foreseen.may_be_more { "from" } else { "about" });
    Some(CostChoice { by: by.to_owned(), hint })
}

/// How far an answer is that takes months to ask: `4 of 13 months`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CostsProgress {
    pub text: String,
}

pub fn progress(progress: Progress) -> CostsProgress {
    let Progress { answered, months } = progress;
    let unit = if months == 1 { "month" } else { "months" };
    CostsProgress { text: format!("{answered} of {months} {unit}") }
}
