//! The contract against moto, a server that we did not write.

use crate::contract;
use crate::ground::Ground;
use emberwatch_cloud_aws::{AwsCloud, FileLocations, Http};
use emberwatch_tests::moto::{ACCOUNT, Moto, PROFILE, REGION};
use serde_json::json;

#[tokio::test]
async fn moto_keeps_the_contract() {
    let Some(moto) = Moto::start().unwrap() else { return };
    moto.run_job_flow("protected", json!({ "Instances": { "TerminationProtected": true } })).await.unwrap();
    let script =
        json!([{ "Name": "setup", "ScriptBootstrapAction": { "Path": "s3://bucket/setup.sh", "Args": ["-v"] } }]);
    moto.run_job_flow("bootstrapped", json!({ "BootstrapActions": script })).await.unwrap();
    for number in 0..58 {
        moto.run_job_flow(&format!("cluster {number}"), json!({})).await.unwrap();
    }
    let files = FileLocations::at(moto.config_file(), moto.credentials_file());
    contract::keep(&Ground::new(AwsCloud::from_files(files, Http::aws()), PROFILE, REGION, ACCOUNT)).await;
}
