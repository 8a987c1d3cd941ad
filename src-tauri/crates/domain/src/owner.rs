//! Whose a cluster is, and how we know.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The tags that name an owner, the first one present wins.
pub const DEFAULT_OWNER_TAGS: [&str; 4] = ["owner", "Owner", "creator", "user"];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum Owner {
    Tag { name: String, tag: String },
    KeyPair { name: String },
    Unknown,
}

impl Owner {
    /// By tag, else by EC2 key pair, else unknown. A cluster without either is no error.
    pub fn of(tags: &BTreeMap<String, String>, key_pair: Option<&str>, owner_tags: &[String]) -> Self {
        let by_tag = owner_tags.iter().find_map(|tag| {
            let name = tags.get(tag)?.trim();
            (!name.is_empty()).then(|| Owner::Tag { name: name.to_owned(), tag: tag.clone() })
        });
        by_tag
            .or_else(|| {
                key_pair.map(str::trim).filter(|k| !k.is_empty()).map(|k| Owner::KeyPair { name: k.to_owned() })
            })
            .unwrap_or(Owner::Unknown)
    }

    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Tag { name, .. } | Self::KeyPair { name } => Some(name),
            Self::Unknown => None,
        }
    }

    /// By what owners are told apart: two tags that [`Owner::is`] calls one person are one key.
    pub fn key(&self) -> Option<String> {
        self.name().map(|name| local_part(name).to_ascii_lowercase())
    }

    /// Whether this owner is the person: names are compared without case, and an e-mail address also by its local part.
    pub fn is(&self, person: &str) -> bool {
        self.name().is_some_and(|name| local_part(name).eq_ignore_ascii_case(local_part(person)))
    }
}

fn local_part(name: &str) -> &str {
    name.split('@').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(tags: &[(&str, &str)], key_pair: Option<&str>) -> Owner {
        let tags = tags.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        Owner::of(&tags, key_pair, &DEFAULT_OWNER_TAGS.map(String::from))
    }

    #[test]
    fn a_tag_goes_before_the_key_pair() {
        assert_eq!(owner(&[("Owner", "mila")], Some("thom")), Owner::Tag { name: "mila".into(), tag: "Owner".into() });
    }

    #[test]
    fn a_cluster_without_key_pair_or_tags_has_an_unknown_owner() {
        assert_eq!(owner(&[], None), Owner::Unknown);
        assert_eq!(owner(&[("owner", "  ")], None), Owner::Unknown);
    }

    #[test]
    fn an_address_is_its_person() {
        assert!(owner(&[("owner", "Mila@x.org")], None).is("mila"));
        assert!(!Owner::Unknown.is(""));
    }
}
