//! Everything about one cluster.

mod page;

use crate::args::Global;
use crate::console::Console;
use crate::look::{Sight, Source};
use crate::stopped::{Exit, Stopped};
use crate::text::Times;
use emberwatch_app::poll::Site;
use emberwatch_app::poll::closeup::CloseupPoll;
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_views::cluster_detail::cluster_detail;
use emberwatch_views::requests::Scope;
use emberwatch_views::sources::sources;
use std::sync::Arc;

pub async fn run(id: &str, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let id = ClusterId::new(id);
    let mut sight = Sight::open(global, console)?;
    sight.look_for(std::slice::from_ref(&id), console).await?;
    let place = match place_of(&sight, &id) {
        Ok(place) => place,
        Err(stopped) => {
            // The cluster may be where nobody answered.
            let moment = sight.moment()?;
            sight.report(&sources(&moment.scene(), &Scope::default()), console);
            return Err(stopped);
        }
    };
    if sight.source() == Source::Aws {
        let site = Arc::new(Site::new(sight.parts().station.clone(), place.clone()));
        CloseupPoll::new(site).read(&id).await;
    }
    let moment = sight.moment()?;
    let scene = moment.scene();
    let view = cluster_detail(&scene, &place, &id).ok_or_else(|| unknown(&id))?;
    console.answer(&view, || page::text(&view, Times { now: moment.now, zone: scene.zone() }, console.colours))?;
    Ok(sight.report(&sources(&scene, &Scope::default()), console))
}

/// The one place where a cluster of this id is known.
pub fn place_of(sight: &Sight, id: &ClusterId) -> Result<Place, Stopped> {
    let mut places = sight.moment()?.scene().find(id);
    match (places.pop(), places.is_empty()) {
        (Some(place), true) => Ok(place),
        (None, _) => Err(unknown(id)),
        (Some(_), false) => {
            Err(Stopped::failed(format!("{id} is known in several places"), "choose one with --profile and --region"))
        }
    }
}

fn unknown(id: &ClusterId) -> Stopped {
    Stopped::failed(
        format!("no cluster {id} is known in the chosen accounts and regions"),
        "check the id, or choose others with --profile, --region or --all-regions",
    )
}
