//! `/_simulator`: scripting faults and counting calls from another process.
//!
//! `POST /_simulator/faults` adds a rule or a list of rules, `DELETE` clears them. `GET /_simulator/calls` counts the
//! calls since the start or the last `DELETE`. `GET /_simulator/clock` is the clock as the ready line has it, and what
//! it shows now. `GET /_simulator/charges` says what Cost Explorer's answers cost each account, until a `DELETE`.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::Rule;
use crate::simulator::Simulator;

#[derive(Deserialize)]
#[serde(untagged)]
enum Rules {
    Many(Vec<Rule>),
    One(Rule),
}

/// The answer, if the request is for the control endpoint at all.
pub(super) fn answer(simulator: &Simulator, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let path = request.uri().path().strip_prefix("/_simulator/")?;
    // A page in a browser can reach loopback addresses; it always says where it comes from.
    if request.headers().contains_key("origin") {
        return Some(respond(StatusCode::FORBIDDEN, &json!({ "error": "no access from web pages" })));
    }
    Some(match (request.method(), path) {
        (&Method::POST, "faults") => add_faults(simulator, request.body()),
        (&Method::DELETE, "faults") => {
            simulator.faults().clear();
            respond(StatusCode::OK, &json!({}))
        }
        (&Method::GET, "calls") => respond(StatusCode::OK, &json!({ "calls": simulator.calls() })),
        (&Method::DELETE, "calls") => {
            simulator.reset_calls();
            respond(StatusCode::OK, &json!({}))
        }
        (&Method::GET, "charges") => respond(StatusCode::OK, &json!({ "charges": simulator.charges() })),
        (&Method::DELETE, "charges") => {
            simulator.reset_charges();
            respond(StatusCode::OK, &json!({}))
        }
        (&Method::GET, "clock") => {
            let clock = simulator.clock();
            respond(StatusCode::OK, &json!({ "clock": clock.to_string(), "now": clock.now().to_string() }))
        }
        _ => respond(StatusCode::NOT_FOUND, &json!({ "error": "no such control endpoint" })),
    })
}

fn add_faults(simulator: &Simulator, body: &[u8]) -> Response<Bytes> {
    let rules = match serde_json::from_slice(body) {
        Ok(Rules::Many(rules)) => rules,
        Ok(Rules::One(rule)) => vec![rule],
        Err(error) => return respond(StatusCode::BAD_REQUEST, &json!({ "error": error.to_string() })),
    };
    let added = rules.len();
    for rule in rules {
        simulator.faults().push(rule);
    }
    respond(StatusCode::OK, &json!({ "added": added }))
}

fn respond(status: StatusCode, body: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
