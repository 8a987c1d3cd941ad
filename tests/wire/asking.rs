//! Profile files in a folder of their own, and the simulator behind them.

use emberwatch_cloud::{Cloud, CloudError};
use emberwatch_cloud_aws::{AwsCloud, FileLocations, Http};
use emberwatch_domain::account::{Caller, ProfileName};
use emberwatch_simulator::Simulator;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

pub struct Files(TempDir);

impl Files {
    pub fn new(config: &str) -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files.write_config(config);
        files
    }

    pub fn write_config(&self, text: &str) {
        std::fs::write(self.path("config"), text).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The two files, and the PATH by which a credential_process is found.
    pub fn locations(&self) -> FileLocations {
        let path = std::env::var_os("PATH").unwrap_or_default();
        FileLocations::at(self.path("config"), self.path("credentials")).with_variable("PATH", path)
    }

    pub fn cloud(&self, simulator: &Simulator) -> AwsCloud {
        AwsCloud::from_files(self.locations(), Http::service(simulator.clone()))
    }
}

/// The lines that give a section an account's own keys.
pub fn keys(simulator: &Simulator, account: &str) -> String {
    let accounts = simulator.world().accounts();
    let account = accounts.iter().find(|candidate| candidate.name == account).expect("an account of the sample");
    format!("aws_access_key_id = {}\naws_secret_access_key = sample\n", account.access_key_id())
}

pub async fn caller(cloud: &AwsCloud, profile: &str) -> Result<Caller, CloudError> {
    cloud.identity(&ProfileName::from(profile))?.caller().await
}

/// Runs an ignored test of this program in a process of its own, because the SDK reads HOME and keys from
/// the process's environment, which threads must not change.
pub fn in_another_process(test: &str, environment: &[(&str, &std::ffi::OsStr)]) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .envs(environment.iter().copied())
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{test} failed:\n{told}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{test} did not run");
}
