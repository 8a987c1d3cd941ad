//! Which regions the flags ask for, and whether AWS has them.

use crate::args::Global;
use crate::stopped::Stopped;
use emberwatch_app::choices::check_region;
use emberwatch_app::cloud::Identity;
use emberwatch_app::settings::Regions;
use emberwatch_domain::account::{ProfileName, Region};

/// What the flags say instead of a profile's own choice.
pub fn asked(global: &Global) -> Result<Option<Regions>, Stopped> {
    if global.all_regions {
        return Ok(Some(Regions::AllEnabled));
    }
    let mut regions: Vec<Region> = Vec::new();
    for code in &global.region {
        let region = Region::new(code.as_str());
        check_region(&region).map_err(|failure| Stopped::from(failure).into_usage())?;
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    Ok(if regions.is_empty() { None } else { Some(Regions::Listed(regions)) })
}

/// A region that does not exist fails like one that is off, or like a missing network: only the list of all regions
/// tells. While AWS cannot be asked for it, nothing is said against the region.
pub async fn check_known(identity: &dyn Identity, regions: &[Region]) -> Result<(), Stopped> {
    let Ok(known) = identity.regions().await else { return Ok(()) };
    match regions.iter().find(|region| !known.iter().any(|status| status.region == **region)) {
        Some(unknown) if !known.is_empty() => Err(Stopped::usage(
            format!("AWS has no region {unknown}"),
            "see them all with: aws ec2 describe-regions --all-regions",
        )),
        _ => Ok(()),
    }
}

pub fn missing(profile: &ProfileName) -> Stopped {
    Stopped::usage(
        format!("the profile {profile} has no region"),
        "give --region CODE or --all-regions, or add a region to the profile",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use crate::stopped::Exit;
    use clap::Parser;

    fn of(arguments: &[&str]) -> Result<Option<Regions>, Stopped> {
        asked(&Cli::try_parse_from([&["emberctl", "clusters"], arguments].concat()).unwrap().global)
    }

    #[test]
    fn without_a_flag_a_profile_keeps_its_own_choice() {
        assert_eq!(of(&[]), Ok(None));
    }

    #[test]
    fn a_region_that_is_named_twice_is_read_once() {
        let regions = of(&["--region", "eu-west-1", "--region", "us-east-1", "--region", "eu-west-1"]).unwrap();
        assert_eq!(regions, Some(Regions::Listed(vec!["eu-west-1".into(), "us-east-1".into()])));
    }

    #[test]
    fn a_malformed_region_is_a_usage_error_that_names_it() {
        let stopped = of(&["--region", "Dublin"]).unwrap_err();
        assert_eq!(stopped.exit, Exit::Usage);
        assert!(stopped.to_string().contains("Dublin"));
    }
}
