//! What is watched: what the user chose, else what the environment suggests, else the sample.

use emberwatch_app::cloud::ProfileListing;
use emberwatch_app::poll::Target;
use emberwatch_app::settings::{Regions, Settings};
use emberwatch_domain::account::{ProfileName, Realm};

/// A realm and its profiles. Real and sample accounts are never watched together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    pub realm: Realm,
    pub targets: Vec<Target>,
}

/// Nothing chosen yet: `AWS_PROFILE` or `default` if there is one, else the sample.
pub fn watched(
    settings: &Settings,
    listing: &ProfileListing,
    aws_profile: Option<&str>,
    sample: Vec<Target>,
) -> Watched {
    let chosen: Vec<Target> = settings
        .watched
        .iter()
        .map(|(profile, regions)| Target { profile: profile.clone(), regions: regions.clone() })
        .collect();
    let targets = if chosen.is_empty() { suggested(listing, aws_profile) } else { chosen };
    if settings.look_at_sample || targets.is_empty() {
        return Watched { realm: Realm::Sample, targets: sample };
    }
    Watched { realm: Realm::Aws, targets }
}

fn suggested(listing: &ProfileListing, aws_profile: Option<&str>) -> Vec<Target> {
    let name = ProfileName::new(aws_profile.filter(|name| !name.is_empty()).unwrap_or("default"));
    let found = listing.find(&name);
    found.map(|profile| Target { profile: profile.name.clone(), regions: Regions::OfProfile }).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_app::cloud::{Profile, ProfileKind};

    fn listing(names: &[&str]) -> ProfileListing {
        let profile = |name: &&str| Profile {
            name: ProfileName::new(*name),
            kind: ProfileKind::StaticKeys,
            region: None,
            account_hint: None,
            unusable: None,
            loopback: false,
        };
        ProfileListing { profiles: names.iter().map(profile).collect(), bad_sections: vec![] }
    }

    fn names(watched: &Watched) -> Vec<&str> {
        watched.targets.iter().map(|target| target.profile.as_str()).collect()
    }

    #[test]
    fn nothing_watched_yet_is_the_default_profile_if_there_is_one() {
        let watched = watched(&Settings::default(), &listing(&["default", "x"]), None, vec![]);
        assert_eq!((watched.realm, names(&watched)), (Realm::Aws, vec!["default"]));
    }

    #[test]
    fn the_environments_profile_goes_before_default() {
        let watched = watched(&Settings::default(), &listing(&["default", "x"]), Some("x"), vec![]);
        assert_eq!(names(&watched), ["x"]);
    }

    #[test]
    fn without_any_profile_it_is_the_sample() {
        assert_eq!(watched(&Settings::default(), &listing(&[]), None, vec![]).realm, Realm::Sample);
    }

    #[test]
    fn looking_at_the_sample_leaves_the_chosen_profiles_chosen() {
        let settings = Settings { look_at_sample: true, ..Settings::default() };
        assert_eq!(watched(&settings, &listing(&["default"]), None, vec![]).realm, Realm::Sample);
    }
}
