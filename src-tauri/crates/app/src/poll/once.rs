//! One look at everything: the same polls, each once.

use super::Poll;
use super::describe::DescribePoll;
use super::ended::EndedPoll;
use super::identity::IdentityPoll;
use super::inventory::InventoryPoll;
use super::nodes::NodesPoll;
use super::prices::PricesPoll;
use super::site::Site;
use super::spot::SpotPoll;
use super::station::Station;
use super::watcher::Target;
use futures::future::join_all;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

/// One fresh look at everything, for a terminal: the same polls, each once. `progress` is told what is being read.
pub async fn look_once(station: &Arc<Station>, targets: Vec<Target>, progress: &(dyn Fn(String) + Sync)) {
    let known = Arc::new(Notify::new());
    let remembered = &IdentityPoll::remembered(station);
    join_all(targets.into_iter().map(|target| {
        let poll = IdentityPoll::new(station.clone(), target.profile.clone(), target.regions, known.clone());
        async move {
            progress(format!("{}: who am I", target.profile));
            poll.recall(remembered);
            poll.poll().await;
        }
    }))
    .await;
    let places = station.board.places(|state| state.failure.is_none());
    let sites: Vec<Arc<Site>> = places.into_iter().map(|place| Arc::new(Site::new(station.clone(), place))).collect();
    let (done, all) = (AtomicUsize::new(0), sites.len());
    let step = |text: String| progress(format!("{} of {all} regions; {text}", done.load(Ordering::Relaxed)));
    let looks = sites.iter().map(async |site| {
        look_at_place(site.clone(), &step).await;
        done.fetch_add(1, Ordering::Relaxed);
    });
    join_all(looks).await;
    progress("prices".to_owned());
    PricesPoll::new(station.clone()).look().await;
    station.notes.write();
}

async fn look_at_place(site: Arc<Site>, progress: &(dyn Fn(String) + Sync)) {
    let place = site.place.clone();
    progress(format!("{place}: clusters"));
    let ended = Arc::new(EndedPoll::new(site.clone()));
    InventoryPoll::new(site.clone(), ended.clone()).poll().await;
    ended.poll().await;
    progress(format!("{place}: nodes"));
    let nodes = NodesPoll::new(site.clone());
    if nodes.poll().await.is_zero() {
        nodes.poll().await;
    }
    progress(format!("{place}: details"));
    if let Err(error) = DescribePoll::new(site.clone()).work_on_active().await {
        site.failed(error);
    }
    progress(format!("{place}: spot prices"));
    SpotPoll::new(site.clone()).poll().await;
}
