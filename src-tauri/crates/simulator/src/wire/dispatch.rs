//! From an authenticated request to the service that answers it, and back to HTTP.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use jiff::Timestamp;

use super::query::{Dialect, Form, error_document};
use super::{aws_json, failures};
use crate::services::{AwsError, Call, ce, ec2, emr, iam, pricing, sts};

/// Services with one protocol and one way to say an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// EMR, Pricing and Cost Explorer.
    Json,
    Ec2,
    /// STS and IAM.
    Query,
}

/// An answer before it becomes HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    status: StatusCode,
    content_type: &'static str,
    error_type: Option<String>,
    pub(crate) body: Bytes,
}

impl Family {
    pub(crate) fn of_service(service: &str) -> Self {
        match service {
            "ec2" => Self::Ec2,
            "sts" | "iam" => Self::Query,
            _ => Self::Json,
        }
    }
}

/// The operation that a request names: in `X-Amz-Target`, or as the form's `Action`.
pub(crate) fn operation(family: Family, headers: &HeaderMap, body: &[u8]) -> String {
    match family {
        Family::Json => {
            let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
            target.rsplit_once('.').map_or(target, |(_, operation)| operation).to_owned()
        }
        Family::Ec2 | Family::Query => Form::parse(body).get("Action").unwrap_or_default().to_owned(),
    }
}

/// Lets the service answer.
pub(crate) fn answer(call: &Call<'_>, service: &str, operation: &str, body: &[u8]) -> Result<Reply, AwsError> {
    if service == "elasticmapreduce" && call.caller.account.is_emr_denied(call.region) {
        let barrier = failures::Barrier::ServiceControlPolicy;
        return Err(failures::denied(call.caller, service, operation, "*", barrier, Family::Json));
    }
    match service {
        "elasticmapreduce" => emr::answer(call, operation, &aws_json::input(body)?).map(|output| Reply::json(&output)),
        "ce" => ce::answer(call, operation, &aws_json::input(body)?).map(|output| Reply::json(&output)),
        "pricing" => pricing::answer(call, operation, &aws_json::input(body)?).map(|output| Reply::json(&output)),
        "ec2" => ec2::answer(call, operation, &Form::parse(body)).map(Reply::xml),
        "sts" => sts::answer(call, operation, &Form::parse(body)).map(Reply::xml),
        "iam" => iam::answer(call, operation, &Form::parse(body)).map(Reply::xml),
        _ => Err(unknown_operation()),
    }
}

/// How awsJson services answer an operation that they do not have.
pub(crate) fn unknown_operation() -> AwsError {
    AwsError::new("UnknownOperationException", "The requested operation is not recognized by the service.")
}

impl Reply {
    pub(crate) fn error(error: &AwsError, family: Family, request_id: &str) -> Self {
        let (content_type, body) = match family {
            Family::Json => (aws_json::CONTENT_TYPE, aws_json::error_body(error).to_string()),
            Family::Ec2 => (XML, error_document(error, Dialect::Ec2, request_id)),
            Family::Query => (XML, error_document(error, Dialect::Query, request_id)),
        };
        Self {
            status: StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            content_type,
            error_type: (family == Family::Json).then(|| error.code.clone()),
            body: Bytes::from(body),
        }
    }

    /// The answer as HTTP. `length` is what the header says the body has, truncated bodies being shorter.
    pub(crate) fn into_response(self, request_id: &str, now: Timestamp, length: usize) -> Response<Bytes> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        for (name, value) in [(DATE.as_str(), date.as_str()), ("x-amzn-requestid", request_id)] {
            if let (Ok(name), Ok(value)) = (http::HeaderName::try_from(name), HeaderValue::from_str(value)) {
                headers.insert(name, value);
            }
        }
        if let Some(Ok(error)) = self.error_type.as_deref().map(HeaderValue::from_str) {
            headers.insert("x-amzn-errortype", error);
        }
        response
    }

    fn json(output: &serde_json::Value) -> Self {
        let body = if output.is_null() { Bytes::new() } else { Bytes::from(output.to_string()) };
        Self { status: StatusCode::OK, content_type: aws_json::CONTENT_TYPE, error_type: None, body }
    }

    fn xml(document: String) -> Self {
        Self { status: StatusCode::OK, content_type: XML, error_type: None, body: Bytes::from(document) }
    }
}

const XML: &str = "text/xml;charset=UTF-8";
