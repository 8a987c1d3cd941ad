use bytes::Bytes;
use emberwatch_simulator::{Action, Rule, Simulator};
use http::Request;
use serde_json::{Value, json};

use crate::client::{Answer, Client, options};

const PERIOD: [&str; 2] = ["2026-03-01", "2026-03-03"];

impl Client {
    async fn cost_explorer(&self, operation: &str, input: &Value) -> Answer {
        let request = Request::post("http://ce/")
            .header("authorization", self.authorization("ce"))
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("AWSInsightsIndexService.{operation}"))
            .body(Bytes::from(input.to_string()))
            .unwrap();
        let response = self.simulator.handle(request).await;
        let status = response.status().as_u16();
        Answer { status, body: serde_json::from_slice(response.body()).unwrap_or(Value::Null) }
    }
}

fn two_days() -> Value {
    json!({
        "TimePeriod": { "Start": PERIOD[0], "End": PERIOD[1] },
        "Granularity": "DAILY",
        "Metrics": ["UnblendedCost"],
    })
}

#[tokio::test]
async fn every_answer_costs_its_account_a_cent_and_a_refusal_nothing() {
    let simulator = Simulator::new(options());
    let sandbox = Client::new(&simulator, "sandbox", "us-east-1");
    let answer = sandbox.cost_explorer("GetCostAndUsage", &two_days()).await;
    assert_eq!((answer.status, answer.body["ResultsByTime"].as_array().unwrap().len()), (200, 2), "{answer:?}");
    sandbox.cost_explorer("GetTags", &json!({ "TimePeriod": two_days()["TimePeriod"] })).await;
    assert_eq!(sandbox.cost_explorer("GetCostAndUsage", &json!({})).await.status, 400);
    let charges = serde_json::to_value(simulator.charges()).unwrap();
    assert_eq!(charges, json!([{ "account": "sandbox", "requests": 2, "usd": "0.02" }]));
}

#[tokio::test]
async fn an_exception_is_scripted_by_its_name() {
    let simulator = Simulator::new(options());
    for name in ["LimitExceededException", "DataUnavailableException"] {
        simulator.faults().clear();
        let rule = Rule { service: Some("ce".into()), ..Rule::always(Action::Exception { name: name.into() }) };
        simulator.faults().push(rule);
        let answer = Client::new(&simulator, "research", "us-east-1").cost_explorer("GetTags", &json!({})).await;
        assert_eq!((answer.status, &answer.body["__type"]), (400, &json!(name)));
    }
    assert!(simulator.charges().is_empty());
}

#[tokio::test]
async fn cost_explorer_is_in_one_region() {
    let answer = Client::sandbox().cost_explorer("GetCostAndUsage", &two_days()).await;
    assert_eq!(answer.body["__type"], "InvalidSignatureException");
}
