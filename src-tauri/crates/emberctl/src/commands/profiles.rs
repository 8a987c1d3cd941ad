//! The profiles of the AWS files: which are watched, and in whose accounts actions are allowed. Listing asks nobody.

mod list;

use crate::args::{Global, Profiles};
use crate::console::Console;
use crate::look::{self, Source};
use crate::regions;
use crate::stopped::{Exit, Stopped};
use emberwatch_app::choices::{self, AccountChange};
use emberwatch_app::cloud::{CloudError, SignInAdvice};
use emberwatch_app::failure::Failure;
use emberwatch_app::settings::Regions;
use emberwatch_compose::Emberwatch;
use emberwatch_domain::account::{Access, AccountId, ProfileName};
use serde::Serialize;

pub async fn run(command: Option<Profiles>, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let Some(change) = command.filter(|command| !matches!(command, Profiles::List)) else {
        return list::run(global, console);
    };
    if global.sample {
        return Err(Stopped::usage("the sample is not chosen and always allows actions", "leave --sample out"));
    }
    let ember = look::open(console)?;
    match &change {
        Profiles::List => {}
        Profiles::Watch { name } => watch(&ember, name, global, console).await?,
        Profiles::Unwatch { name } => unwatch(&ember, name, console)?,
        Profiles::AllowActions { name } => allow(&ember, name, Access::Actions, global, console).await?,
        Profiles::ReadOnly { name } => allow(&ember, name, Access::ReadOnly, global, console).await?,
    }
    Ok(Exit::Done)
}

/// What a change came to.
#[derive(Serialize)]
struct Changed {
    sample: bool,
    profile: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    watched: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions_allowed: Option<bool>,
}

impl Changed {
    fn of(profile: &ProfileName) -> Self {
        Self { sample: false, profile: profile.to_string(), watched: None, account_id: None, actions_allowed: None }
    }
}

async fn watch(ember: &Emberwatch, name: &str, global: &Global, console: &Console) -> Result<(), Stopped> {
    let listing = ember.profiles();
    let profile = look::known(&listing, name)?;
    let chosen = regions::asked(global)?.unwrap_or_default();
    if chosen == Regions::OfProfile && listing.find(&profile).is_some_and(|found| found.region.is_none()) {
        return Err(regions::missing(&profile));
    }
    if let (Regions::Listed(listed), false) = (&chosen, global.cached)
        && let Ok(identity) = ember.aws.cloud.identity(&profile)
    {
        regions::check_known(&*identity, listed).await?;
    }
    choices::watch(&*ember.settings, &listing, &profile, chosen.clone())?;
    let text = || format!("{} is watched in {}", crate::text::plain(name), where_watched(&chosen));
    console.answer(&Changed { watched: Some(true), ..Changed::of(&profile) }, text)
}

fn where_watched(regions: &Regions) -> String {
    match regions {
        Regions::OfProfile => "its own region".to_owned(),
        Regions::AllEnabled => "all regions that are enabled for its account".to_owned(),
        Regions::Listed(regions) => regions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// A profile that the files have lost can still be watched no longer.
fn unwatch(ember: &Emberwatch, name: &str, console: &Console) -> Result<(), Stopped> {
    let profile = ProfileName::new(name);
    let watched = ember.settings.load()?.watched;
    if !watched.contains_key(&profile) {
        let profile = look::known(&ember.profiles(), name)?;
        // Not watched is what was asked for.
        let text = || format!("{} was not watched", crate::text::plain(name));
        return console.answer(&Changed { watched: Some(false), ..Changed::of(&profile) }, text);
    }
    choices::unwatch(&*ember.settings, &profile)?;
    let text = || format!("{} is watched no longer; what was recorded of it is kept", crate::text::plain(name));
    console.answer(&Changed { watched: Some(false), ..Changed::of(&profile) }, text)
}

async fn allow(
    ember: &Emberwatch,
    name: &str,
    access: Access,
    global: &Global,
    console: &Console,
) -> Result<(), Stopped> {
    let profile = look::known(&ember.profiles(), name)?;
    let source = if global.cached { Source::Store } else { Source::Aws };
    let account = account_of(ember, &profile, access, source).await?;
    choices::change_account(&*ember.settings, &account, &AccountChange::Access(access))?;
    let text = || match access {
        Access::Actions => format!("Actions are allowed in account {account}, whichever profile leads to it"),
        Access::ReadOnly => format!("Account {account} is read-only, whichever profile leads to it"),
    };
    let changed = Changed {
        account_id: Some(account.to_string()),
        actions_allowed: Some(access == Access::Actions),
        ..Changed::of(&profile)
    };
    console.answer(&changed, text)
}

/// Whose account it is. A profile may lead elsewhere than it once did, so actions are only allowed where it leads now;
/// to forbid them, what the store remembers is good enough.
async fn account_of(
    ember: &Emberwatch,
    profile: &ProfileName,
    access: Access,
    source: Source,
) -> Result<AccountId, Stopped> {
    let remembered = ember.aws.station.history.profiles(ember.aws.board.realm())?;
    let remembered = remembered.into_iter().find(|known| &known.profile == profile).map(|known| known.caller.account);
    let asked = match source {
        Source::Store => None,
        Source::Aws => Some(ask(ember, profile).await),
    };
    match (asked, remembered) {
        (Some(Ok(account)), _) => Ok(account),
        (Some(Err(_)), Some(account)) if access == Access::ReadOnly => Ok(account),
        (Some(Err(error)), _) => Err(Failure::from(error).into()),
        (None, Some(account)) => Ok(account),
        (None, None) => Err(Stopped::failed(
            format!("the store does not know the account of the profile {profile}"),
            "ask AWS by leaving --cached out",
        )),
    }
}

async fn ask(ember: &Emberwatch, profile: &ProfileName) -> Result<AccountId, CloudError> {
    // A profile that can never work as written is not tried.
    if let Some(reason) = ember.profiles().find(profile).and_then(|found| found.unusable.clone()) {
        let advice = SignInAdvice { reason, command: None };
        return Err(CloudError::SignInNeeded { operation: "GetCallerIdentity", advice });
    }
    Ok(ember.aws.cloud.identity(profile)?.caller().await?.account)
}
