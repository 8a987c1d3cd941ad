//! The AWS config and credentials files of one test.

use crate::world::{World, account};
use emberwatch_cloud_aws::{AwsCloud, FileLocations};
use emberwatch_domain::account::Place;
use std::path::PathBuf;
use tempfile::TempDir;

pub struct Files(TempDir);

impl Files {
    pub fn new(config: &str) -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files.write(config);
        files
    }

    pub fn write(&self, config: &str) {
        std::fs::write(self.config(), config).unwrap();
    }

    pub fn text(&self) -> String {
        std::fs::read_to_string(self.config()).unwrap()
    }

    pub fn locations(&self) -> FileLocations {
        FileLocations::at(self.config(), self.0.path().join("credentials"))
    }

    pub fn config(&self) -> PathBuf {
        self.0.path().join("config")
    }

    /// The files' profiles, with the simulator behind them.
    pub fn cloud(&self, world: &World) -> AwsCloud {
        AwsCloud::from_files(self.locations(), world.http())
    }
}

/// A section with an account's own keys.
pub fn keys(profile: &str, place: &Place) -> String {
    let (key, region) = (account(place).access_key_id(), &place.region);
    format!("[profile {profile}]\nregion = {region}\naws_access_key_id = {key}\naws_secret_access_key = sample\n")
}

/// A section that assumes a role in an account, with another profile's credentials.
pub fn role(profile: &str, place: &Place, source: &str) -> String {
    let Place { account, region } = place;
    let role = format!("arn:aws:iam::{account}:role/Reader");
    format!("[profile {profile}]\nregion = {region}\nrole_arn = {role}\nsource_profile = {source}\n")
}
