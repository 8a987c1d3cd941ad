//! Accounts, regions and the profiles that lead to them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Declares a name that must not be confused with another name.
macro_rules! name {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        ///
        /// It is copied with every look at the board, so its text is shared.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $type(::std::sync::Arc<str>);

        impl $type {
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into().into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
    };
}
pub(crate) use name;

name!(
    /// The twelve digits of an AWS account.
    AccountId
);
name!(
    /// A region's code, such as `eu-west-1`.
    Region
);
name!(
    /// A profile of the AWS config or credentials file.
    ProfileName
);
name!(
    /// An availability zone's name, such as `eu-west-1b`.
    AvailabilityZone
);

impl AvailabilityZone {
    /// A zone is named by its region and one letter; a local one by its region, its place and more.
    pub fn is_in(&self, region: &Region) -> bool {
        let rest = self.0.strip_prefix(region.as_str());
        rest.is_some_and(|rest| !rest.starts_with(|first: char| first.is_ascii_digit()))
    }
}

impl Region {
    /// The partition's part of an ARN and of console host names.
    pub fn partition(&self) -> &'static str {
        if self.0.starts_with("cn-") {
            "aws-cn"
        } else if self.0.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }
}

/// One account in one region: the unit in which AWS throttles, denies and switches off.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    pub account: AccountId,
    pub region: Region,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in account {}", self.region, self.account)
    }
}

/// Who the credentials of a profile are, as STS GetCallerIdentity answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    pub account: AccountId,
    pub arn: String,
    pub user_id: String,
}

impl Caller {
    /// The person's part of the ARN: the user name, or the role session name.
    ///
    /// `arn:aws:iam::1:user/path/mila` and `arn:aws:sts::1:assumed-role/Admin/mila@x.org` both give the last part.
    pub fn person(&self) -> Option<&str> {
        let (_, resource) = self.arn.rsplit_once(':')?;
        match resource {
            "root" => None,
            _ => resource.rsplit('/').next().filter(|p| !p.is_empty()),
        }
    }
}

/// Whether the sample's simulator or AWS itself is behind an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Realm {
    Aws,
    Sample,
}

/// What the user allows Emberwatch to do in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    ReadOnly,
    Actions,
}

/// Whether a mistake in this account hurts more than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criticality {
    Ordinary,
    Production,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(arn: &str) -> Caller {
        Caller { account: "1".into(), arn: arn.into(), user_id: "A".into() }
    }

    #[test]
    fn a_person_is_the_last_part_of_the_arn() {
        assert_eq!(caller("arn:aws:iam::1:user/team/mila").person(), Some("mila"));
        assert_eq!(caller("arn:aws:sts::1:assumed-role/Admin/mila@x.org").person(), Some("mila@x.org"));
    }

    #[test]
    fn the_root_user_is_nobody() {
        assert_eq!(caller("arn:aws:iam::1:root").person(), None);
    }
}
