//! What is to be known of a bill beside its amounts: whose it is, why something is missing, and what to do about it.

use super::{CostsAsked, CostsBy};
use crate::diagnosis::{Asked, diagnose};
use crate::scene::Scene;
use emberwatch_app::cloud::CloudError;
use emberwatch_app::costs::{AccountBill, CostsKnown, Hindrance};
use emberwatch_domain::account::AccountId;
use emberwatch_domain::attribution::CostTag;
use emberwatch_domain::spend::{Dimension, utc_day};

pub(super) fn notes(scene: &Scene<'_>, asked: &CostsAsked, known: &CostsKnown) -> Vec<String> {
    let mut notes: Vec<String> = known.bills.iter().filter_map(|bill| hindrance(scene, bill)).collect();
    notes.extend(known.bills.iter().filter_map(|bill| unknown_tag(scene, asked, bill)));
    let is_told = |account: &&AccountId| {
        let mut bills = known.bills.iter().filter(|bill| bill.account == **account);
        bills.any(|bill| bill.bill.first_day().is_some())
    };
    notes.extend(known.askers.unknown.iter().filter(is_told).map(|account| {
        let name = scene.look(account).name;
        format!("it is not known whose bills the bill of {name} holds: what they hold of each other is told twice")
    }));
    notes.extend(known.askers.held.iter().map(|(held, payer)| {
        let name = |account| scene.look(account).name;
        format!("{} is in the bill of {}, which pays for it, and is not asked itself", name(held), name(payer))
    }));
    notes
}

/// A cap that is reached and an account that is new are no refusals.
pub(crate) fn is_refused(bill: &AccountBill) -> bool {
    match &bill.hindrance {
        None | Some(Hindrance::CapReached(_) | Hindrance::GivenUp | Hindrance::Cloud(CloudError::NoDataYet { .. })) => {
            false
        }
        Some(Hindrance::Cloud(_) | Hindrance::Store(_)) => true,
    }
}

/// Why not all was answered, and the next step.
pub(crate) fn hindrance(scene: &Scene<'_>, bill: &AccountBill) -> Option<String> {
    let subject = format!("the bill of {}", scene.look(&bill.account).name);
    let told = match bill.hindrance.as_ref()? {
        Hindrance::CapReached(allowance) => format!(
            "{subject}: asking Cost Explorer has cost {} USD this month, and {} is the most that it may; what is known \
             is shown, and emberctl settings set cost-explorer-cap allows more",
            allowance.spent.usd.total_text(),
            allowance.cap.total_text(),
        ),
        Hindrance::GivenUp => return None,
        // A network that works is not at fault where other requests were answered.
        Hindrance::Cloud(CloudError::TimedOut { .. }) => format!(
            "{subject}: Cost Explorer took too long to tell all of it; what it told is kept, and asking again goes on \
             from there"
        ),
        Hindrance::Cloud(error) => {
            let snapshot = scene.snapshots.iter().find(|snapshot| snapshot.account == bill.account);
            let profile = snapshot.map(|snapshot| &snapshot.profile);
            let caller = snapshot.and_then(|snapshot| snapshot.caller.as_ref()).map(|caller| caller.arn.as_str());
            let diagnosis = diagnose(error, Asked { subject: Some(&subject), profile, caller });
            format!("{}; {}", diagnosis.what, diagnosis.next_step)
        }
        Hindrance::Store(error) => format!(
            "{subject}: {error}; Cost Explorer is not asked, since what cannot be kept would be paid for at every look: \
             make room, or let the data folder be written"
        ),
    };
    Some(told)
}

/// A bill in which nothing has a value of a tag does not know the tag.
fn unknown_tag(scene: &Scene<'_>, asked: &CostsAsked, bill: &AccountBill) -> Option<String> {
    let dimension = asked.by.dimension();
    let Dimension::Tag(key) = &dimension else { return None };
    let sum = bill.bill.sum(asked.days, std::slice::from_ref(&dimension), utc_day(scene.now));
    if sum.by_key.is_empty() || sum.by_key.keys().any(|row| row.value(&dimension).is_some()) {
        return None;
    }
    // Whoever holds other accounts' bills pays for them.
    let standing = if bill.holds.len() > 1 { CostTag::Inactive } else { CostTag::UpToThePayer };
    let what = match asked.by {
        CostsBy::Cluster => "its clusters",
        CostsBy::Owner { .. } => "its owners",
        CostsBy::Dimension(_) | CostsBy::Account | CostsBy::Part => "costs by this tag",
    };
    let name = scene.look(&bill.account).name;
    let next_step = standing.next_step(key, &bill.account).unwrap_or_default();
    Some(format!("the bill of {name} does not tell {what} apart. {next_step}"))
}
