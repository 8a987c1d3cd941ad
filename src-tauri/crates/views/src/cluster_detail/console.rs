//! Where AWS's own console shows a cluster.

use emberwatch_domain::account::Region;
use emberwatch_domain::cluster::ClusterId;

/// `None` for what cannot be a region's code or a cluster's id: it would end up on another host or page.
pub fn console_url(region: &Region, id: &ClusterId) -> Option<String> {
    let is_plain =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_plain(region.as_str()) || !is_plain(id.as_str()) {
        return None;
    }
    let domain = match region.partition() {
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
    Some(format!("https://{region}.{domain}/emr/home?region={region}#/clusterDetails/{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(region: &str, id: &str) -> Option<String> {
        console_url(&region.into(), &id.into())
    }

    #[test]
    fn every_partition_has_its_own_console() {
        let expected = "https://eu-west-1.console.aws.amazon.com/emr/home?region=eu-west-1#/clusterDetails/j-1";
        assert_eq!(url("eu-west-1", "j-1").as_deref(), Some(expected));
        assert!(
            url("cn-north-1", "j-1").is_some_and(|url| url.starts_with("https://cn-north-1.console.amazonaws.cn/"))
        );
        assert!(url("us-gov-west-1", "j-1").is_some_and(|url| url.contains(".console.amazonaws-us-gov.com/")));
    }

    #[test]
    fn a_region_that_is_none_leads_nowhere() {
        assert_eq!(url("evil.example/", "j-1"), None);
        assert_eq!(url("eu-west-1", "j-1?x=<script>"), None);
    }
}
