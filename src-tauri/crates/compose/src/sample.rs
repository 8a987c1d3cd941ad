//! The sample account: the simulator inside the app, kept in the data folder.

use crate::OpenError;
use emberwatch_app::poll::Target;
use emberwatch_app::settings::Regions;
use emberwatch_cloud_aws::{AwsCloud, AwsControl, FixedProfile, Http};
use emberwatch_simulator::{CommandLog, Crowd, Limits, Options, Simulator, Spread, WorldSize};
use emberwatch_store::Health;
use std::path::Path;

/// Every sample looks at one world.
pub const SAMPLE_SEED: u64 = 1;

/// Adds so many clusters to the sample, to see how Emberwatch is with thousands of them.
const SAMPLE_CLUSTERS_VARIABLE: &str = "EMBERWATCH_SAMPLE_CLUSTERS";

pub(crate) struct Sample {
    pub cloud: AwsCloud,
    pub control: AwsControl,
    pub targets: Vec<Target>,
}

/// What the user did to it is in the data folder, so that the window and the terminal see one world. Where nothing can
/// be written, nothing is done to it either.
pub(crate) fn open(data_dir: &Path, health: &Health) -> Result<Sample, OpenError> {
    let log = if health.why_read_only().is_some() { CommandLog::in_memory() } else { kept(data_dir)? };
    // Nobody shares these buckets, and a first look should not take minutes.
    let simulator =
        Simulator::new(Options { seed: SAMPLE_SEED, limits: Limits::Off, log, world: size(), ..Options::default() });
    let accounts = emberwatch_simulator::sample_profiles();
    let targets = accounts
        .iter()
        .map(|account| Target {
            profile: account.name.into(),
            regions: Regions::Listed(account.watched_regions.iter().map(|region| (*region).into()).collect()),
        })
        .collect();
    let profiles = accounts.into_iter().map(|account| FixedProfile {
        name: account.name.into(),
        account_id: account.account_id.into(),
        access_key: account.access_key_id,
        secret: account.secret_access_key,
        region: account.region.into(),
    });
    let cloud = AwsCloud::fixed(profiles.collect(), Http::service(simulator));
    let control = AwsControl::beside(&cloud);
    Ok(Sample { cloud, control, targets })
}

fn size() -> WorldSize {
    let more = std::env::var(SAMPLE_CLUSTERS_VARIABLE).ok().and_then(|text| text.parse().ok());
    more.map_or(WorldSize::Sample, |clusters: u32| WorldSize::With(Crowd::of(clusters, Spread::AsSampled)))
}

fn kept(data_dir: &Path) -> Result<CommandLog, OpenError> {
    let path = data_dir.join("sample.jsonl");
    CommandLog::file(&path).map_err(|source| OpenError::Sample { path, source: Box::new(source) })
}
