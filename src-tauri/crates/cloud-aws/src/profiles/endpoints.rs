//! Which address a profile's calls go to, when it is not AWS's own.

use super::book::{Book, Entry};
use super::files::FileLocations;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The AWS APIs that this crate calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Api {
    Emr,
    Ec2,
    Pricing,
    Sts,
    Iam,
    CostExplorer,
}

impl Api {
    pub(crate) const ALL: [Api; 6] = [Self::Emr, Self::Ec2, Self::Pricing, Self::Sts, Self::Iam, Self::CostExplorer];

    /// The name in a `services` section and, in capitals, in AWS_ENDPOINT_URL_….
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Emr => "emr",
            Self::Ec2 => "ec2",
            Self::Pricing => "pricing",
            Self::Sts => "sts",
            Self::Iam => "iam",
            Self::CostExplorer => "cost_explorer",
        }
    }

    /// AWS's own host, to be named in messages.
    pub(crate) fn host(self, region: &str) -> String {
        let name = match self {
            Self::Emr => "elasticmapreduce",
            Self::Ec2 => "ec2",
            Self::Pricing => "api.pricing",
            Self::Sts => "sts",
            Self::Iam => return "iam.amazonaws.com".to_owned(),
            Self::CostExplorer => "ce",
        };
        let china = if region.starts_with("cn-") { ".cn" } else { "" };
        format!("{name}.{region}.amazonaws.com{china}")
    }
}

/// The addresses that are set; the others are AWS's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Endpoints(BTreeMap<Api, String>);

impl Endpoints {
    /// AWS's order: the variable of the API, AWS_ENDPOINT_URL, the profile's `services`, its `endpoint_url`.
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
    pub(crate) fn of(book: &Book, at: &FileLocations, entry: &Entry) -> Self {
        let ignored = |value: Option<&str>| value.is_some_and(|text| text.eq_ignore_ascii_case("true"));
        if ignored(at.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))
            || ignored(entry.get("ignore_configured_endpoint_urls"))
        {
            return Self::default();
        }
        let services = entry.get("services").and_then(|name| book.services(name));
        let url_of = |api: Api| {
            at.variable(&format!("AWS_ENDPOINT_URL_{}", api.id().to_ascii_uppercase()))
                .or_else(|| at.variable("AWS_ENDPOINT_URL"))
                .or_else(|| services.and_then(|services| nested(services.get(api.id())?, "endpoint_url")))
                .or_else(|| entry.get("endpoint_url"))
        };
        Self(Api::ALL.into_iter().filter_map(|api| Some((api, url_of(api)?.to_owned()))).collect())
    }

    pub(crate) fn url(&self, api: Api) -> Option<&str> {
        self.0.get(&api).map(String::as_str)
    }

    pub(crate) fn host(&self, api: Api, region: &str) -> String {
        self.url(api).and_then(host).unwrap_or_else(|| api.host(region))
    }

    /// Whether every call stays on this machine.
    pub(crate) fn are_loopback(&self) -> bool {
        Api::ALL.into_iter().all(|api| self.url(api).and_then(host).is_some_and(|host| is_loopback(&host)))
    }
}

fn nested<'a>(block: &'a str, key: &str) -> Option<&'a str> {
    let lines = block.lines().filter_map(|line| line.split_once('='));
    lines.map(|(name, value)| (name.trim(), value.trim())).find(|(name, _)| *name == key).map(|(_, value)| value)
}

fn host(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    Some(uri.host()?.trim_matches(['[', ']']).to_owned())
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
