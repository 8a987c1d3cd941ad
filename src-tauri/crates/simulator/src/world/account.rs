//! Accounts, who may call in them, and which regions answer them.

use std::sync::LazyLock;

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
    /// Its part in the organization's bill.
    pub billing: Billing,
    opted_in: &'static [&'static str],
    emr_denied_in: &'static [&'static str],
}

/// What an account sees of the organization's bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Billing {
    /// The management account: it pays, and it sees the bill of every account.
    Payer,
    /// Sees its own bill, with the cost allocation tags that the payer activated.
    Linked,
    /// Sees its own bill without any tag, for the payer activated none for it and it may not do so itself.
    LinkedUntagged,
    /// Came lately: Cost Explorer has no data for it yet.
    New,
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
        billing: Billing::Payer,
        opted_in: &[],
        emr_denied_in: &[],
    },
    Account {
        id: "730335417920",
        name: "research",
        alias: "acme-research",
        default_region: "us-west-2",
        active_regions: &["us-west-2", "us-east-1", "eu-north-1"],
        billing: Billing::Linked,
        opted_in: &["eu-south-1"],
        emr_denied_in: &[],
    },
    Account {
        id: "905418233746",
        name: "sandbox",
        alias: "acme-sandbox",
        default_region: "eu-west-1",
        active_regions: &["eu-west-1", "eu-north-1", "us-east-1"],
        billing: Billing::LinkedUntagged,
        opted_in: &[],
        // The organization keeps the sandbox out of Sydney; EC2 is left alone there.
        emr_denied_in: &["ap-southeast-2"],
    },
];

/// The sample's accounts, and those of the teams that a larger world adds to them.
static EVERY_ACCOUNT: LazyLock<Vec<Account>> = LazyLock::new(|| {
    let teams = ACCOUNTS.len() + 1..=MOST_ACCOUNTS;
    ACCOUNTS.iter().cloned().chain(teams.map(Account::of_team)).collect()
});

/// A world has no more accounts than that.
pub const MOST_ACCOUNTS: usize = 30;

impl Account {
    /// The accounts of every world; seeds differ in what runs in them.
    pub fn all() -> &'static [Self] {
        &ACCOUNTS
    }

    /// The first so many accounts; those beyond the sample's belong to numbered teams.
    pub fn some(count: usize) -> &'static [Self] {
        &EVERY_ACCOUNT[..count.clamp(1, MOST_ACCOUNTS)]
    }

    pub fn by_id(id: &str) -> Option<&'static Self> {
        EVERY_ACCOUNT.iter().find(|account| account.id == id)
    }

    /// Made once in a process, and there until its end as the others are.
    fn of_team(number: usize) -> Self {
        let name: &'static str = format!("team-{number:02}").leak();
        let open = catalog::regions().iter().filter(|region| region.opt_in == OptIn::NotRequired);
        let regions: Vec<&'static str> = open.map(|region| region.name).collect();
        Self {
            id: format!("6200411870{number:02}").leak(),
            name,
            alias: format!("acme-{name}").leak(),
            default_region: "us-east-1",
            active_regions: regions.leak(),
            billing: Billing::New,
            opted_in: &[],
            emr_denied_in: &[],
        }
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
