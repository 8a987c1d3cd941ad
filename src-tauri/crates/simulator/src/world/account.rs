//! Accounts, who may call in them, and which regions answer them.

use super::catalog::{self, OptIn};

/// One AWS account of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: &'static str,
    /// The profile name under which the simulator offers it.
    pub name: &'static str,
    /// What IAM ListAccountAliases answers.
    pub alias: &'static str,
    /// The region of the account's profile.
    pub default_region: &'static str,
    /// Regions where clusters run, worth watching.
    pub active_regions: &'static [&'static str],
    opted_in: &'static [&'static str],
    emr_denied_in: &'static [&'static str],
}

/// How a region answers an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionAccess {
    Enabled,
    /// Needs an opt-in that this account has not made: every call fails as if its key were unknown.
    NotOptedIn,
}

/// Who signs a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    User { name: String },
    AssumedRole { role: String, session: String },
}

/// The person behind the static keys of every account, so that "mine" has an answer in the sample.
pub const SAMPLE_USER: &str = "mila";

static ACCOUNTS: [Account; 3] = [
    Account {
        id: "441088120031",
        name: "analytics-prod",
        alias: "acme-analytics-prod",
        default_region: "us-east-1",
        active_regions: &["us-east-1", "eu-west-1", "us-west-2"],
        opted_in: &[],
        emr_denied_in: &[],
    },
    Account {
        id: "730335417920",
        name: "research",
        alias: "acme-research",
        default_region: "us-west-2",
        active_regions: &["us-west-2", "us-east-1", "eu-north-1"],
        opted_in: &["eu-south-1"],
        emr_denied_in: &[],
    },
    Account {
        id: "905418233746",
        name: "sandbox",
        alias: "acme-sandbox",
        default_region: "eu-west-1",
        active_regions: &["eu-west-1", "eu-north-1", "us-east-1"],
        opted_in: &[],
        // The organization keeps the sandbox out of Sydney; EC2 is left alone there.
        emr_denied_in: &["ap-southeast-2"],
    },
];

impl Account {
    /// The accounts of every world; seeds differ in what runs in them.
    pub fn all() -> &'static [Self] {
        &ACCOUNTS
    }

    pub fn by_id(id: &str) -> Option<&'static Self> {
        ACCOUNTS.iter().find(|account| account.id == id)
    }

    /// The account that an access key id belongs to. Keys carry the account's number (`AKIA` or `ASIA`, the twelve
    /// digits, four more characters), so that no table of sessions is needed.
    pub fn of_key(access_key_id: &str) -> Option<&'static Self> {
        let digits = access_key_id.strip_prefix("AKIA").or_else(|| access_key_id.strip_prefix("ASIA"))?;
        Self::by_id(digits.get(..12).filter(|_| digits.len() == 16)?)
    }

    /// The long-term key of the account's sample user.
    pub fn access_key_id(&self) -> String {
        format!("AKIA{}EMBR", self.id)
    }

    /// How `region` answers this account; none when AWS has no such region.
    pub fn region_access(&self, region: &str) -> Option<RegionAccess> {
        let opt_in = catalog::region(region)?.opt_in;
        let enabled = opt_in == OptIn::NotRequired || self.opted_in.contains(&region);
        Some(if enabled { RegionAccess::Enabled } else { RegionAccess::NotOptedIn })
    }

    /// Whether a service control policy denies EMR in `region`.
    pub fn is_emr_denied(&self, region: &str) -> bool {
        self.emr_denied_in.contains(&region)
    }
}

impl Principal {
    pub fn arn(&self, account_id: &str) -> String {
        match self {
            Self::User { name } => format!("arn:aws:iam::{account_id}:user/{name}"),
            Self::AssumedRole { role, session } => format!("arn:aws:sts::{account_id}:assumed-role/{role}/{session}"),
        }
    }
}
