//! The ports of `emberwatch-cloud`, kept by the AWS SDK. Reading and writing are two objects.

use crate::costexplorer::CostExplorer;
use crate::ec2::Ec2;
use crate::emr::{Emr, EmrControl};
use crate::http::Http;
use crate::identity::AwsIdentity;
use crate::origin::{FixedProfile, Origin};
use crate::pricing::PriceList;
use crate::profiles::FileLocations;
use crate::session::Session;
use emberwatch_cloud::{
    Bill, Cloud, CloudControl, CloudError, ClusterControl, Identity, PlaceReaders, Prices, Profile, ProfileListing,
};
use emberwatch_domain::account::{ProfileName, Region};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::watch;

/// Everything that can be read of AWS. It has no way to change anything.
pub struct AwsCloud {
    sessions: Arc<Sessions>,
}

impl AwsCloud {
    /// The real profiles of this machine.
    pub fn from_files(locations: FileLocations, http: Http) -> Self {
        Self { sessions: Arc::new(Sessions::new(Origin::files(locations), http)) }
    }

    /// What tells when the AWS files were changed.
    pub fn file_watch(&self) -> FileWatch {
        FileWatch(Arc::clone(&self.sessions))
    }

    /// The sample's profiles, with `http` leading to the simulator.
    pub fn fixed(profiles: Vec<FixedProfile>, http: Http) -> Self {
        Self { sessions: Arc::new(Sessions::new(Origin::Fixed(profiles), http)) }
    }
}

/// Watches the AWS files once somebody wants to know; a terminal that looks once never does.
pub struct FileWatch(Arc<Sessions>);

impl FileWatch {
    /// Ticks within seconds of an edit, until it is dropped. Call it within a runtime.
    pub fn start(&self) -> watch::Receiver<u64> {
        self.0.origin.watch()
    }
}

impl Cloud for AwsCloud {
    fn profiles(&self) -> ProfileListing {
        self.sessions.origin.listing()
    }

    fn profile(&self, name: &ProfileName) -> Option<Profile> {
        self.sessions.origin.profile(name)
    }

    fn identity(&self, profile: &ProfileName) -> Result<Arc<dyn Identity>, CloudError> {
        let session = self.sessions.open(profile)?;
        let region = session.live()?.home_region().clone();
        Ok(Arc::new(AwsIdentity::new(session, region)))
    }

    fn readers(&self, profile: &ProfileName, region: &Region) -> Result<PlaceReaders, CloudError> {
        let session = self.sessions.open(profile)?;
        let ec2 = Arc::new(Ec2::new(Arc::clone(&session), region.clone()));
        let clusters = Arc::new(Emr::new(session, region.clone()));
        Ok(PlaceReaders { clusters, nodes: ec2.clone(), spot: ec2.clone(), network: ec2 })
    }

    fn prices(&self, profile: &ProfileName) -> Result<Arc<dyn Prices>, CloudError> {
        Ok(Arc::new(PriceList::new(self.sessions.open(profile)?)))
    }

    fn bill(&self, profile: &ProfileName) -> Result<Arc<dyn Bill>, CloudError> {
        let session = self.sessions.open(profile)?;
        let region = CostExplorer::region(session.live()?.home_region());
        Ok(Arc::new(CostExplorer::new(session, region)))
    }

    fn edition(&self, profile: &ProfileName) -> u64 {
        self.sessions.session(profile).edition()
    }

    fn retry(&self) {
        self.sessions.open.lock().values().for_each(|session| session.retry());
    }
}

/// The write operations. Only the executor of plans is given one; it uses the very credentials that the
/// readers beside it showed the identity of.
pub struct AwsControl {
    sessions: Arc<Sessions>,
}

impl AwsControl {
    pub fn beside(cloud: &AwsCloud) -> Self {
        Self { sessions: Arc::clone(&cloud.sessions) }
    }
}

impl CloudControl for AwsControl {
    fn control(&self, profile: &ProfileName, region: &Region) -> Result<Arc<dyn ClusterControl>, CloudError> {
        Ok(Arc::new(EmrControl::new(self.sessions.open(profile)?, region.clone())?))
    }
}

/// One session a profile, so that credentials are fetched once for all regions and APIs.
struct Sessions {
    origin: Arc<Origin>,
    http: Http,
    open: Mutex<HashMap<ProfileName, Arc<Session>>>,
}

impl Sessions {
    fn new(origin: Origin, http: Http) -> Self {
        Self { origin: Arc::new(origin), http, open: Mutex::new(HashMap::new()) }
    }

    /// Fails when the profile is not there or can never work as written.
    fn open(&self, profile: &ProfileName) -> Result<Arc<Session>, CloudError> {
        let session = self.session(profile);
        session.live().map(|_| session)
    }

    fn session(&self, profile: &ProfileName) -> Arc<Session> {
        let mut open = self.open.lock();
        let session = open
            .entry(profile.clone())
            .or_insert_with(|| Arc::new(Session::new(profile.clone(), Arc::clone(&self.origin), self.http.clone())));
        Arc::clone(session)
    }
}
