//! awsJson 1.1: the operation in a header, JSON in, JSON out.

use serde_json::{Value, json};

use crate::services::AwsError;

pub(crate) const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// The input of a call; an empty body is an empty structure.
pub(crate) fn input(body: &[u8]) -> Result<Value, AwsError> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    match serde_json::from_slice(body) {
        Ok(input @ Value::Object(_)) => Ok(input),
        Ok(_) | Err(_) => {
            Err(AwsError::new("SerializationException", "Start of structure or map found where not expected."))
        }
    }
}

/// The body of an error response. The modelled exceptions of EMR and Cost Explorer spell `Message`, the common ones `message`.
pub(crate) fn error_body(error: &AwsError) -> Value {
    match error.code.as_str() {
        "InvalidRequestException" => {
            json!({ "__type": error.code, "ErrorCode": "InvalidRequest", "Message": error.message })
        }
        "InternalServerException"
        | "InternalServerError"
        | "BillExpirationException"
        | "DataUnavailableException"
        | "InvalidNextTokenException"
        | "LimitExceededException"
        | "RequestChangedException" => json!({ "__type": error.code, "Message": error.message }),
        code => json!({ "__type": code, "message": error.message }),
    }
}
