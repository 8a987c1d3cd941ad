//! What can be typed about the spot market.

use super::{Theme, duration};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::time::Duration;

const HISTORY_JSON: &str =
    "Means and percentiles are weighted by how long each price held. +EMR columns have EMR's price added.

With --json: { sample, account_id, region, from, to, as_of, limit_usd, rows: [{ instance_type, availability_zone, \
     now_usd, now_with_emr_usd, mean_usd, mean_with_emr_usd, p50_usd, p95_usd, min_usd, max_usd, changes, changes_per_day, \
     on_demand_usd, emr_usd, limit_usd, share_of_time_under_limit, known_from, gaps: [{ from, until }], \
     unknown_reason, … }], notes }. Amounts are decimal strings, USD per hour; null is not known. Shares go from 0 to 1.";

const ADVISE_JSON: &str =
    "Spot is advised where its mean over the window is within the limit and below on demand, in the cheapest zone that \
     has a subnet. A zone without data is unknown, not free.

With --json: { verdict: spot | on_demand | unknown, reason, instance_type, availability_zone, subnet_id, on_demand_usd, \
     emr_usd, saving_usd, limit_usd, above_limit, window, risk_window, risk: { level, signs }, zones: [{ instance_type, \
     availability_zone, has_subnet, subnet_id, mean_usd, p50_usd, p95_usd, max_usd, share_of_time_under_limit, changes, \
     placement_score, risk, unknown_reason, advised, … }], no_placement_scores, vpcs, unknown_prices, types_left_out, notes, … }. placement_score is AWS's, \
     from 1 to 10, for any one of the types; where it is null, no_placement_scores says why.";

#[derive(Debug, Subcommand)]
pub enum Spot {
    /// What spot prices were, beside on demand and with EMR's price
    #[command(after_help = HISTORY_JSON)]
    History(SpotHistory),
    /// Where a node would run cheapest, on spot or on demand, and why
    #[command(after_help = ADVISE_JSON)]
    Advise(SpotAdvise),
}

#[derive(Debug, Args)]
pub struct SpotTypes {
    /// Instance types, such as m5.xlarge (repeatable, or parted by commas)
    #[arg(long = "type", value_name = "TYPE", required = true, value_delimiter = ',')]
    pub types: Vec<String>,
    /// Only these availability zones
    #[arg(long, value_name = "ZONE", value_delimiter = ',')]
    pub zone: Vec<String>,
    /// So many days back; AWS tells 90, what was recorded before stays
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub days: u16,
    /// A price in USD per hour to compare with; else on demand
    #[arg(long, value_name = "USD")]
    pub limit: Option<String>,
}

#[derive(Debug, Args)]
pub struct SpotHistory {
    #[command(flatten)]
    pub shown: SpotTypes,
    /// Rows for a spreadsheet on standard output
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Args)]
pub struct SpotAdvise {
    /// Any one of these instance types (repeatable, or parted by commas)
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', required_unless_present = "vcpu")]
    pub types: Vec<String>,
    /// Whatever has at least so many vCPU; needs --memory-gib
    #[arg(long, value_name = "N", requires = "memory_gib", conflicts_with = "types")]
    pub vcpu: Option<u32>,
    /// … and at least so much memory, in GiB; needs --vcpu
    #[arg(long, value_name = "N", requires = "vcpu")]
    pub memory_gib: Option<u32>,
    /// Only zones in which this VPC has a subnet
    #[arg(long, value_name = "ID")]
    pub vpc: Option<String>,
    /// Only the zones of these subnets (repeatable, or parted by commas)
    #[arg(long, value_name = "ID", value_delimiter = ',', conflicts_with = "vpc")]
    pub subnet: Vec<String>,
    /// The highest price in USD per hour; else less than on demand
    #[arg(long, value_name = "USD")]
    pub limit: Option<String>,
    /// Over this time the price is averaged
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    pub window: Duration,
}

#[derive(Debug, Args)]
pub struct SpotChart {
    #[command(flatten)]
    pub shown: SpotTypes,
    /// A new file whose name ends in .svg, .png or .csv
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[arg(long, value_enum, default_value_t = Theme::Light)]
    pub theme: Theme,
}
