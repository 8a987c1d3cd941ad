//! What a request asks for, told by the request itself: the signature names service and region.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use emberwatch_cloud::SentCall;
use emberwatch_domain::account::{ProfileName, Region};

/// `None` for what is not asked of AWS, such as this machine's own metadata.
pub(super) fn read(request: &HttpRequest, profile: &ProfileName) -> Option<SentCall> {
    let headers = request.headers();
    let (region, service) =
        headers.get("authorization").and_then(signed_for).or_else(|| unsigned(host(request.uri())?))?;
    let body = request.body().bytes().unwrap_or_default();
    let operation = headers
        .get("x-amz-target")
        .and_then(|target| target.rsplit('.').next())
        .or_else(|| action(std::str::from_utf8(body).ok()?))
        .or_else(|| of_path(path(request.uri())))
        .unwrap_or("unnamed");
    Some(SentCall {
        profile: profile.clone(),
        region: Region::new(region),
        service: service.to_owned(),
        operation: operation.to_owned(),
    })
}

/// Region and service of `AWS4-HMAC-SHA256 Credential=KEY/20260301/eu-west-1/ec2/aws4_request, …`.
fn signed_for(authorization: &str) -> Option<(&str, &str)> {
    let (_, scope) = authorization.split_once("Credential=")?;
    let mut parts = scope.split(',').next()?.split('/').skip(2);
    Some((parts.next()?, parts.next()?))
}

/// What needs no signature: the sign-in portal, and a role that is assumed with a token.
fn unsigned(host: &str) -> Option<(&str, &str)> {
    let mut labels = host.split('.');
    match labels.next()? {
        "portal" if labels.next()? == "sso" => Some((labels.next()?, "sso")),
        "oidc" => Some((labels.next()?, "sso-oauth")),
        "sts" => Some((labels.next().filter(|label| label.contains('-')).unwrap_or("us-east-1"), "sts")),
        _ => None,
    }
}

/// The `Action` of a query request.
fn action(body: &str) -> Option<&str> {
    body.split('&').find_map(|pair| pair.strip_prefix("Action="))
}

/// The operations that are told by their path alone: those of the sign-in portal, and those sent as CBOR.
fn of_path(path: &str) -> Option<&str> {
    match path {
        "/federation/credentials" => Some("GetRoleCredentials"),
        "/token" => Some("CreateToken"),
        path => path.rsplit_once("/operation/").map(|(_, operation)| operation),
    }
}

fn host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    rest.split(['/', ':', '?']).next()
}

fn path(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    path.split('?').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_types::body::SdkBody;

    const SCOPE: &str = "AWS4-HMAC-SHA256 Credential=AKIA/20260301/eu-west-1/";

    fn told(uri: &str, headers: &[(&'static str, &str)], body: &str) -> Option<String> {
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_uri(uri).unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, (*value).to_owned());
        }
        let call = read(&request, &"lab".into())?;
        Some(format!("{} {} {}", call.service, call.region, call.operation))
    }

    fn signed(service: &str) -> (&'static str, String) {
        ("authorization", format!("{SCOPE}{service}/aws4_request, SignedHeaders=host, Signature=0"))
    }

    #[test]
    fn every_protocol_of_aws_tells_what_is_asked() {
        let (name, scope) = signed("elasticmapreduce");
        let json = told("https://x/", &[(name, &scope), ("x-amz-target", "ElasticMapReduce.ListClusters")], "{}");
        assert_eq!(json.as_deref(), Some("elasticmapreduce eu-west-1 ListClusters"));
        let (name, scope) = signed("ec2");
        let query = told("https://x/", &[(name, &scope)], "Action=DescribeInstances&Version=2016-11-15");
        assert_eq!(query.as_deref(), Some("ec2 eu-west-1 DescribeInstances"));
        let (name, scope) = signed("monitoring");
        let cbor = told("https://x/service/GraniteService/operation/GetMetricData", &[(name, &scope)], "");
        assert_eq!(cbor.as_deref(), Some("monitoring eu-west-1 GetMetricData"));
    }

    #[test]
    fn what_fetches_credentials_is_counted_although_nothing_signs_it() {
        let portal = "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=r";
        assert_eq!(told(portal, &[], "").as_deref(), Some("sso eu-west-1 GetRoleCredentials"));
        let token = told("https://sts.eu-north-1.amazonaws.com/", &[], "Action=AssumeRoleWithWebIdentity&Version=1");
        assert_eq!(token.as_deref(), Some("sts eu-north-1 AssumeRoleWithWebIdentity"));
        assert_eq!(
            told("https://oidc.eu-west-1.amazonaws.com/token", &[], "").as_deref(),
            Some("sso-oauth eu-west-1 CreateToken")
        );
    }

    #[test]
    fn this_machines_own_metadata_is_no_call_to_aws() {
        assert_eq!(told("http://169.254.169.254/latest/meta-data/iam/", &[], ""), None);
    }
}
