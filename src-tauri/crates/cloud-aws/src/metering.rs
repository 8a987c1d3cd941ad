//! Counts the requests where they really leave: each try of each call, those that fetch credentials included.

mod request;

use crate::errors::is_throttling;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use emberwatch_cloud::{CallMeter, CallOutcome, SentCall};
use emberwatch_domain::account::ProfileName;
use http_body_util::BodyExt;
use std::fmt;
use std::sync::Arc;

/// So much of a refusal holds its code.
const CODE_WITHIN: usize = 4096;

/// A client whose requests are counted for one profile.
pub(crate) fn metered(inner: SharedHttpClient, meter: Arc<dyn CallMeter>, profile: &ProfileName) -> SharedHttpClient {
    SharedHttpClient::new(Metered { inner, tap: Tap { meter, profile: profile.clone() } })
}

#[derive(Debug)]
struct Metered {
    inner: SharedHttpClient,
    tap: Tap,
}

impl HttpClient for Metered {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Counting { inner, tap: self.tap.clone() })
    }

    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_base_client_config(components, config)
    }

    fn validate_final_config(&self, components: &RuntimeComponents, config: &ConfigBag) -> Result<(), BoxError> {
        self.inner.validate_final_config(components, config)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

/// Where the counts of one profile go.
#[derive(Clone)]
struct Tap {
    meter: Arc<dyn CallMeter>,
    profile: ProfileName,
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tap").field("profile", &self.profile).finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Counting {
    inner: SharedHttpConnector,
    tap: Tap,
}

impl HttpConnector for Counting {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Some(call) = request::read(&request, &self.tap.profile) else { return self.inner.call(request) };
        let (inner, meter) = (self.inner.clone(), Arc::clone(&self.tap.meter));
        HttpConnectorFuture::new(async move {
            let mut leaving = Leaving { meter, call: Some(call), outcome: CallOutcome::Failed };
            let response = inner.call(request).await?;
            if response.status().is_success() {
                leaving.came_to(CallOutcome::Answered);
                return Ok(response);
            }
            Ok(overheard(response, leaving))
        })
    }
}

/// A request that has left. It is counted when this is dropped, which no way of giving it up can leave out.
struct Leaving {
    meter: Arc<dyn CallMeter>,
    call: Option<SentCall>,
    outcome: CallOutcome,
}

impl Leaving {
    fn came_to(&mut self, outcome: CallOutcome) {
        self.outcome = outcome;
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(call) = self.call.take() {
            self.meter.count(call, self.outcome);
        }
    }
}

/// A refusal names its reason in a header, or in its body, which is read by somebody else: it is listened to.
fn overheard(mut response: HttpResponse, mut leaving: Leaving) -> HttpResponse {
    let header = response.headers().get("x-amzn-errortype").is_some_and(|kind| is_throttling(bare(kind)));
    if header || response.status().as_u16() == 429 {
        leaving.came_to(CallOutcome::Throttled);
        return response;
    }
    let mut heard = Vec::new();
    let body = response.take_body().map_frame(move |frame| {
        if let Some(data) = frame.data_ref() {
            heard.extend(data.iter().take(CODE_WITHIN.saturating_sub(heard.len())));
            if code(&String::from_utf8_lossy(&heard)).is_some_and(is_throttling) {
                leaving.came_to(CallOutcome::Throttled);
            }
        }
        frame
    });
    *response.body_mut() = SdkBody::from_body_1_x(body);
    response
}

/// The error code of a body in JSON or XML, of which only the beginning may be there.
fn code(body: &str) -> Option<&str> {
    let json = body.split_once("\"__type\"").and_then(|(_, rest)| rest.split('"').nth(1));
    let xml = body.split_once("<Code>").and_then(|(_, rest)| rest.split_once('<')).map(|(code, _)| code);
    json.or(xml).map(bare)
}

/// `com.amazonaws.sts#ThrottlingException:http://…` without what surrounds the name.
fn bare(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or(code);
    code.rsplit('#').next().unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_refusal_is_found_in_every_form_that_aws_writes() {
        assert_eq!(code(r#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#), Some("ThrottlingException"));
        assert_eq!(code(r#"{ "__type" : "com.amazonaws.x#SlowDown:http://y" }"#), Some("SlowDown"));
        assert_eq!(code("<Response><Errors><Error><Code>RequestLimitExceeded</Code>"), Some("RequestLimitExceeded"));
        assert_eq!(code("<html>busy</html>"), None);
        assert_eq!(code(r#"{"__type"#), None);
    }
}
