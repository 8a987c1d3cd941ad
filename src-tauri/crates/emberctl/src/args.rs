//! What can be typed.

mod shapes;
mod spot;
#[cfg(test)]
mod tests;

pub use spot::{Spot, SpotAdvise, SpotChart, SpotHistory, SpotTypes};

use crate::stopped::Stopped;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use shapes::{
    CHANGES_JSON, CLUSTERS_JSON, COSTS_JSON, EXITS, FORECAST_JSON, LEDGERS_JSON, SETTINGS_JSON, TERMINATE_JSON,
};
use std::path::PathBuf;
use std::time::Duration;

/// What burns on AWS EMR now, and a termination that is proven.
///
/// Works on the same data folder as the window (EMBERWATCH_DATA_DIR moves it). Nothing watched yet: AWS_PROFILE or
/// `default` if there is one, else sample data.
#[derive(Debug, Parser)]
#[command(name = "emberctl", version, propagate_version = true, after_help = EXITS)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes stands apart from what is its own.
const EVERYWHERE: &str = "Options of every command";

#[derive(Debug, Args)]
pub struct Global {
    /// Read this profile, without watching it (repeatable)
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME")]
    pub profile: Vec<String>,
    /// Look only in this region (repeatable)
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "CODE")]
    pub region: Vec<String>,
    /// Look in every region that is enabled for the account
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub all_regions: bool,
    /// Sample data, whatever is watched
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub sample: bool,
    /// What the store remembers, without asking AWS
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub cached: bool,
    /// JSON on standard output
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub json: bool,
}

impl Global {
    /// What excludes each other may stand on different levels of the command line, and there clap does not see it.
    pub fn check(&self) -> Result<(), Stopped> {
        let clash = if self.sample && !self.profile.is_empty() {
            ("--sample and --profile cannot be used together", "leave out one: sample data is of no profile")
        } else if self.all_regions && !self.region.is_empty() {
            ("--all-regions and --region cannot be used together", "leave out one")
        } else {
            return Ok(());
        };
        Err(Stopped::failed(clash.0, clash.1).into_usage())
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// The profiles of the AWS files: which are watched, and where actions are allowed
    Profiles {
        #[command(subcommand)]
        command: Option<Profiles>,
    },
    /// Every cluster of the watched accounts and regions, with what it burns
    #[command(after_help = CLUSTERS_JSON)]
    Clusters(Clusters),
    /// Everything about one cluster: price, nodes, groups, steps, timeline
    Cluster {
        /// The cluster's id, such as j-2AXXXXXXGAPLF
        #[arg(value_name = "ID")]
        id: String,
    },
    /// What started, ended, was resized or got dearer
    #[command(after_help = CHANGES_JSON)]
    Changes(Changes),
    /// What AWS bills, day by day; asking costs money, so what is known is not asked again
    #[command(after_help = COSTS_JSON)]
    Costs(Costs),
    /// What was estimated live beside what AWS bills, day by day, and what lies between; one day is told by cluster
    #[command(after_help = LEDGERS_JSON)]
    Ledgers(Ledgers),
    /// What this month will have cost at its end, beside Cost Explorer's own forecast
    #[command(after_help = FORECAST_JSON)]
    Forecast(Forecast),
    /// Terminate clusters, and make sure
    #[command(after_help = TERMINATE_JSON)]
    Terminate(Terminate),
    /// The spot market of one account and region
    Spot {
        #[command(subcommand)]
        command: Spot,
    },
    /// Charts of what was recorded, as files
    Chart {
        #[command(subcommand)]
        command: Chart,
    },
    /// The simulator: a small AWS on this machine
    Simulator {
        #[command(subcommand)]
        command: Simulator,
    },
    /// The settings that window and terminal share; without a command, all of them
    #[command(after_help = SETTINGS_JSON)]
    Settings {
        #[command(subcommand)]
        command: Option<Settings>,
    },
    /// A report for whoever helps: what runs, what is set, what went wrong, the end of the log; no secret is in it
    Diagnostics(Diagnostics),
    /// Completions for a shell, to be sourced by it
    Completions { shell: Shell },
}

#[derive(Debug, Subcommand)]
pub enum Profiles {
    /// List them
    List,
    /// Watch a profile (in --region, else its own region, or --all-regions)
    Watch { name: String },
    /// Watch it no longer
    Unwatch { name: String },
    /// Allow actions in the account behind the profile
    AllowActions { name: String },
    /// Make the account behind the profile read-only again
    ReadOnly { name: String },
}

#[derive(Debug, Args)]
pub struct Diagnostics {
    /// Tell account ids whole, not by their last four digits
    #[arg(long)]
    pub account_ids: bool,
}

#[derive(Debug, Subcommand)]
pub enum Settings {
    /// Print one value
    Get { name: String },
    /// Change one value; an open window follows within seconds
    Set {
        name: String,
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
}

impl Settings {
    pub fn name(&self) -> &str {
        match self {
            Self::Get { name } | Self::Set { name, .. } => name,
        }
    }
}

#[derive(Debug, Args)]
pub struct Clusters {
    /// List those too that ended in the last days (with --json they always are)
    #[arg(long)]
    pub ended: bool,
    /// Rows for a spreadsheet on standard output, as the window saves them; no cell is a formula
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Args)]
pub struct Changes {
    /// last-look (of the window), yesterday, 12h, 3d, or a time such as 2026-01-31T09:00:00Z
    #[arg(long, value_name = "WHEN", default_value = "last-look")]
    pub since: String,
    /// Rows for a spreadsheet on standard output; no cell is a formula
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Args)]
pub struct Forecast {
    /// Rows for a spreadsheet on standard output; no cell is a formula
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Args)]
pub struct Costs {
    #[command(flatten)]
    pub shown: CostsShown,
    /// Rows for a spreadsheet on standard output; no cell is a formula
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

/// What of the bill is told.
#[derive(Debug, Args)]
pub struct CostsShown {
    /// The first day; else the first of this month
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// The first day that is left out; else tomorrow
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// part (EC2, EMR price, EBS and the rest), service, account, region, owner, cluster, tag:KEY, usage-type or purchase-option
    #[arg(long, value_name = "WHAT", default_value = "service")]
    pub by: String,
    /// unblended, amortized, net-unblended or net-amortized
    #[arg(long, value_name = "BASIS", default_value = "unblended")]
    pub basis: String,
    /// Count credits and refunds; otherwise they are left out, as in the window and in forecasts
    #[arg(long)]
    pub with_credits: bool,
    /// Tell nothing else, such as service="Amazon Elastic MapReduce", owner=mila or tag:team= for what has no such tag
    /// (repeatable: of one dimension any, of several all)
    #[arg(long, value_name = "WHAT=VALUE")]
    pub only: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Ledgers {
    /// The first day; else a fortnight ago
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// The first day that is left out; else tomorrow
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Chart {
    /// What every account burned over time; the window records it while it runs
    Burn(BurnChart),
    /// Spot prices of one account and region, beside on demand
    Spot(SpotChart),
    /// What AWS bills, day by day, of what is kept and what is due
    Costs(CostsChart),
}

#[derive(Debug, Args)]
pub struct CostsChart {
    #[command(flatten)]
    pub shown: CostsShown,
    /// A new file whose name ends in .svg, .png or .csv
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[arg(long, value_enum, default_value_t = Theme::Light)]
    pub theme: Theme,
}

#[derive(Debug, Args)]
pub struct BurnChart {
    /// A new file whose name ends in .svg, .png or .csv
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[arg(long, value_enum, default_value_t = Range::Day)]
    pub range: Range,
    #[arg(long, value_enum, default_value_t = Theme::Light)]
    pub theme: Theme,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Range {
    #[value(name = "24h")]
    Day,
    #[value(name = "7d")]
    Week,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    Light,
    Dark,
}

#[derive(Debug, Args)]
pub struct Terminate {
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask; clusters of a production account need --confirm-name beside it
    #[arg(long)]
    pub yes: bool,
    /// The exact name of a production cluster that is to end (repeatable)
    #[arg(long, value_name = "NAME")]
    pub confirm_name: Vec<String>,
    /// Return only when AWS says TERMINATED, or the termination is stuck
    #[arg(long)]
    pub wait: bool,
    /// Why; kept in the audit
    #[arg(long, default_value = "")]
    pub reason: String,
}

#[derive(Debug, Subcommand)]
pub enum Simulator {
    /// Serve it on this machine; any AWS tool works with the profiles that it writes
    Serve(Serve),
}

#[derive(Debug, Args)]
pub struct Serve {
    /// 0 takes a free port
    #[arg(long)]
    pub port: u16,
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Added to every answer, such as 50ms
    #[arg(long, default_value = "0ms", value_parser = duration)]
    pub latency: Duration,
    /// AWS's token buckets
    #[arg(long, value_enum, default_value_t = Switch::On)]
    pub limits: Switch,
    /// The world's time at the start (RFC 3339); else now
    #[arg(long, value_name = "TIME", value_parser = start)]
    pub start: Option<jiff::Timestamp>,
    /// How fast the world's time runs
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    /// Real spot prices as the market, tab-separated: zone id, type, product, USD an hour, time (RFC 3339)
    #[arg(long, value_name = "FILE")]
    pub spot_prices: Option<PathBuf>,
    /// So many clusters beside the sample's: one in twenty is active, the others ended within three days
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=200_000))]
    pub clusters: u32,
    /// So many accounts, with the clusters spread over them and their regions
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=30))]
    pub accounts: Option<u8>,
    /// Where the two AWS files are written and left; else a new folder that is removed at the end
    #[arg(long, value_name = "DIR")]
    pub config_dir: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// The fastest at which the simulator still answers in order.
const FASTEST: f64 = 100_000.0;

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed| *speed > 0.0 && *speed <= FASTEST);
    speed.ok_or_else(|| format!("{text} is not a number above 0 and at most {FASTEST}"))
}

fn start(text: &str) -> Result<jiff::Timestamp, String> {
    text.parse().map_err(|_| format!("{text:.40} is not a time such as 2026-01-31T09:00:00Z"))
}

/// `50ms`, `1.5s`, `2m`: jiff's friendly durations.
fn duration(text: &str) -> Result<Duration, String> {
    let parsed: jiff::SignedDuration = text.parse().map_err(|_| format!("{text} is not a duration such as 50ms"))?;
    Duration::try_from(parsed).map_err(|_| format!("{text} is negative"))
}
