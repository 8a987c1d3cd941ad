//! The spot market of one account and region: what prices were, and where a node would run cheapest.

mod tables;

use crate::args::{Global, Spot, SpotAdvise, SpotHistory, SpotTypes};
use crate::console::Console;
use crate::look::{Sight, Source};
use crate::stopped::{Exit, Stopped};
use crate::text::Times;
use emberwatch_app::market::{Ask, Market, Seen};
use emberwatch_app::poll::Site;
use emberwatch_app::ports::StoreError;
use emberwatch_domain::account::{AvailabilityZone, Place};
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_views::spot_market::{
    AskedMarket, DrawnOnDemand, SpotAdviceRequest, SpotNote, parse_limit, parse_types, spot_advice, spot_csv,
    spot_prices,
};
use jiff::SignedDuration;

/// One place's market, and whether AWS is asked.
pub struct Stall {
    pub sight: Sight,
    place: Place,
    ask: Ask,
}

pub async fn run(command: &Spot, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    match command {
        Spot::History(history) => tell_history(history, global, console).await,
        Spot::Advise(advise) => tell_advice(advise, global, console).await,
    }
}

impl Stall {
    pub async fn open(global: &Global, console: &Console) -> Result<Self, Stopped> {
        let mut sight = Sight::open(global, console)?;
        let place = sight.one_place(console).await?;
        let ask = if sight.source() == Source::Aws { Ask::Aws } else { Ask::Nobody };
        Ok(Self { sight, place, ask })
    }

    /// What was typed, as a window of this market.
    pub fn asked(&self, typed: &SpotTypes) -> Result<AskedMarket, Stopped> {
        let now = self.sight.ember.clock.now();
        let back = SignedDuration::from_hours(24 * i64::from(typed.days));
        let usage = |failure| Stopped::from(failure).into_usage();
        Ok(AskedMarket {
            place: self.place.clone(),
            types: parse_types(&typed.types).map_err(usage)?,
            zones: typed.zone.iter().map(|zone| AvailabilityZone::new(zone.as_str())).collect(),
            window: TimeSpan::new(now - back, now),
            limit: typed.limit.as_deref().map(parse_limit).transpose().map_err(usage)?,
            lines: Vec::new(),
            on_demand: DrawnOnDemand::All,
        })
    }

    pub async fn look(&self, asked: &AskedMarket) -> Result<Seen, StoreError> {
        let seen = self.market().look(&asked.types, asked.window, self.ask).await;
        self.sight.parts().station.keep_everything();
        seen
    }

    fn market(&self) -> Market {
        Market::new(Site::new(self.sight.parts().station.clone(), self.place.clone()))
    }
}

async fn tell_history(typed: &SpotHistory, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let stall = Stall::open(global, console).await?;
    let asked = stall.asked(&typed.shown)?;
    let seen = stall.look(&asked).await.map_err(|error| Stopped::failed(error.to_string(), "check the data folder"))?;
    let moment = stall.sight.moment()?;
    let scene = moment.scene();
    let view = spot_prices(&scene, &seen, &asked);
    if typed.csv {
        console.print(spot_csv(&view).trim_end())?;
    } else {
        let times = Times { now: moment.now, zone: scene.zone() };
        console.answer(&view, || tables::prices(&view, times, console.colours))?;
    }
    Ok(told(&view.notes, console).max(if view.rows.is_empty() { Exit::Failed } else { Exit::Done }))
}

async fn tell_advice(typed: &SpotAdvise, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let stall = Stall::open(global, console).await?;
    let request = SpotAdviceRequest {
        account_id: stall.place.account.to_string(),
        region: stall.place.region.to_string(),
        instance_types: typed.types.clone(),
        vcpus: typed.vcpu,
        memory_gib: typed.memory_gib,
        vpc_id: typed.vpc.clone(),
        subnet_ids: typed.subnet.clone(),
        limit_usd: typed.limit.clone(),
        window_minutes: u32::try_from(typed.window.as_secs() / 60).unwrap_or(u32::MAX),
    };
    let (_, question) = request.parse().map_err(|failure| Stopped::from(failure).into_usage())?;
    let advised = stall.market().advise(&question, stall.ask).await;
    stall.sight.parts().station.keep_everything();
    let advised = advised?;
    let moment = stall.sight.moment()?;
    let view = spot_advice(&moment.scene(), &advised, &question);
    console.answer(&view, || tables::advice(&view, console.colours))?;
    Ok(told(&view.notes, console))
}

/// What could not be asked is told beside the answer, and is a failure.
pub fn told(notes: &[SpotNote], console: &Console) -> Exit {
    for note in notes {
        let next_step = note.next_step.as_ref().map(|step| format!("; {step}")).unwrap_or_default();
        console.note(&format!("{}{next_step}", note.message));
    }
    if notes.is_empty() { Exit::Done } else { Exit::Failed }
}
