//! How requests leave: over the network, or straight into a service in this process.

use crate::metering::metered;
use crate::patience::Patience;
use aws_smithy_async::rt::sleep::default_async_sleep;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{ConnectorBuilder, tls};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use emberwatch_cloud::CallMeter;
use emberwatch_domain::account::ProfileName;
use futures::stream;
use http_body_util::{BodyExt, StreamBody};
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, OnceLock};
use tower::{Service, ServiceExt};

/// One HTTP client that every profile, region and API shares, so that connections are reused.
#[derive(Clone)]
pub struct Http {
    client: SharedHttpClient,
    patience: Patience,
    meter: Option<Arc<dyn CallMeter>>,
}

impl Http {
    /// TLS over the network, through the proxy that the environment names.
    pub fn aws() -> Self {
        Self::patient(Patience::default())
    }

    /// The same, and waits no longer than this.
    pub fn patient(patience: Patience) -> Self {
        let connector = OnceLock::new();
        let client = http_client_fn(move |_, _| connector.get_or_init(|| network(patience)).clone());
        Self { client, patience, meter: None }
    }

    /// A service in this process instead of any network: no socket is opened.
    pub fn service<S>(service: S) -> Self
    where
        S: Service<http::Request<Bytes>, Response = http::Response<Bytes>, Error = Infallible>,
        S: Clone + Send + Sync + 'static,
        S::Future: Send,
    {
        let connector = SharedHttpConnector::new(InProcess(service));
        let client = http_client_fn(move |_, _| connector.clone());
        Self { client, patience: Patience::default(), meter: None }
    }

    /// The same, with every request counted as it leaves.
    #[must_use]
    pub fn metered(self, meter: Arc<dyn CallMeter>) -> Self {
        Self { meter: Some(meter), ..self }
    }

    /// The same for all that watching this profile takes, which is counted for it.
    pub(crate) fn for_profile(&self, profile: &ProfileName) -> Self {
        let client = match &self.meter {
            Some(meter) => metered(self.client.clone(), Arc::clone(meter), profile),
            None => self.client.clone(),
        };
        Self { client, ..self.clone() }
    }

    pub(crate) fn client(&self) -> SharedHttpClient {
        self.client.clone()
    }

    pub(crate) fn patience(&self) -> Patience {
        self.patience
    }
}

fn network(patience: Patience) -> SharedHttpConnector {
    let settings = HttpConnectorSettings::builder().connect_timeout(patience.connect).build();
    let mut builder = ConnectorBuilder::default()
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc))
        .connector_settings(settings)
        .proxy_config(ProxyConfig::from_env());
    builder.set_sleep_impl(default_async_sleep());
    SharedHttpConnector::new(Gathering(SharedHttpConnector::new(builder.build())))
}

/// Hands an answer on when all of it is there: nothing here is read while it streams, and whoever looks at an answer
/// before the SDK does wants all of it.
#[derive(Debug)]
struct Gathering(SharedHttpConnector);

impl HttpConnector for Gathering {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let mut response = answer.await?;
            let body = match response.take_body().collect().await {
                Ok(body) => SdkBody::from(body.to_bytes()),
                // The server was reached: it is for the SDK to tell that its answer broke off.
                Err(error) => SdkBody::from_body_1_x(StreamBody::new(stream::iter([Err(error)]))),
            };
            *response.body_mut() = body;
            Ok(response)
        })
    }
}

struct InProcess<S>(S);

impl<S> fmt::Debug for InProcess<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

impl<S> HttpConnector for InProcess<S>
where
    S: Service<http::Request<Bytes>, Response = http::Response<Bytes>, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send,
{
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(answer(self.0.clone(), request))
    }
}

async fn answer<S>(service: S, request: HttpRequest) -> Result<HttpResponse, ConnectorError>
where
    S: Service<http::Request<Bytes>, Response = http::Response<Bytes>, Error = Infallible>,
{
    let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(ConnectorError::user)?.to_bytes();
    let response = match service.oneshot(http::Request::from_parts(head, body)).await {
        Ok(response) => response.map(SdkBody::from),
        Err(never) => match never {},
    };
    HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
}
