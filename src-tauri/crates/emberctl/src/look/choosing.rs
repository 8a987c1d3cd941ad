//! Which profiles a command looks at, and which of them lead somewhere.

use crate::args::Global;
use crate::console::Console;
use crate::regions;
use crate::stopped::{Exit, Stopped};
use emberwatch_app::choices;
use emberwatch_app::cloud::ProfileListing;
use emberwatch_app::poll::Target;
use emberwatch_app::settings::{Regions, Settings};
use emberwatch_compose::{Emberwatch, Watched};
use emberwatch_domain::account::{ProfileName, Realm};

/// What the flags choose, else what is watched.
pub fn chosen(ember: &Emberwatch, global: &Global, console: &Console) -> Result<Watched, Stopped> {
    if global.sample {
        return Ok(sample(ember));
    }
    let settings = ember.settings.load()?;
    if global.profile.is_empty() {
        let watched = ember.watched(&settings)?;
        tell_missing_aws_profile(&watched, console);
        return Ok(watched);
    }
    let listing = ember.profiles();
    let mut targets: Vec<Target> = Vec::new();
    for name in &global.profile {
        let profile = known(&listing, name)?;
        if !targets.iter().any(|target| target.profile == profile) {
            targets.push(Target { regions: own_regions(&settings, &profile), profile });
        }
    }
    let watched = Watched { realm: Realm::Aws, targets };
    ember.check_clock(&watched, &listing)?;
    Ok(watched)
}

pub fn sample(ember: &Emberwatch) -> Watched {
    Watched { realm: Realm::Sample, targets: ember.sample_targets().to_vec() }
}

/// A profile of the AWS files; any other is a usage error that names it.
pub fn known(listing: &ProfileListing, name: &str) -> Result<ProfileName, Stopped> {
    let name = ProfileName::new(name);
    let profile = choices::known(listing, &name).map_err(|failure| Stopped::from(failure).into_usage())?;
    Ok(profile.name.clone())
}

/// A watched profile is read where it is watched.
fn own_regions(settings: &Settings, profile: &ProfileName) -> Regions {
    settings.watched.get(profile).cloned().unwrap_or_default()
}

/// The sample in place of a profile that was meant to be there must not go unnoticed.
fn tell_missing_aws_profile(watched: &Watched, console: &Console) {
    let Ok(name) = std::env::var("AWS_PROFILE") else { return };
    if watched.realm == Realm::Sample && !name.is_empty() {
        console.note(&format!(
            "AWS_PROFILE is {name}, which is not watched and not in the AWS files; sample data is shown"
        ));
    }
}

/// A profile without any region leads nowhere; the others are looked at all the same.
pub fn leave_out(targets: &mut Vec<Target>, listing: &ProfileListing, console: &Console) -> Result<Exit, Stopped> {
    let leads_nowhere = |target: &Target| {
        let region = listing.find(&target.profile).map(|profile| profile.region.is_some());
        target.regions == Regions::OfProfile && region == Some(false)
    };
    let (out, kept): (Vec<Target>, Vec<Target>) = targets.drain(..).partition(leads_nowhere);
    *targets = kept;
    match out.first() {
        None => Ok(Exit::Done),
        Some(first) if targets.is_empty() => Err(regions::missing(&first.profile)),
        Some(_) => {
            out.iter().for_each(|target| console.note(&regions::missing(&target.profile).to_string()));
            Ok(Exit::Failed)
        }
    }
}
