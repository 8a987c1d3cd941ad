//! What AWS bills, and what the month will have cost.

use crate::{Emberwatch, Moment};
use emberwatch_app::costs::{CostsKnown, Freshness, Waiting};
use emberwatch_app::failure::Failure;
use emberwatch_views::costs::{CostsAsked, CostsRequest, CostsView, choice, costs, other_choices};
use emberwatch_views::forecast::{ForecastView, forecast, wanted as ahead};
use emberwatch_views::ledgers::{LedgersRequest, LedgersView, ledgers};

impl Emberwatch {
    /// Asks as long as somebody waits.
    ///
    /// # Errors
    /// A request that says nothing, or a store that cannot be read. What AWS refuses is told in the view.
    pub async fn costs(
        &self,
        moment: &Moment,
        request: &CostsRequest,
        freshness: Freshness,
        waiting: &Waiting,
    ) -> Result<CostsView, Failure> {
        let asked = request.parse(&moment.scene())?;
        let known = self.realm(moment.realm).costs.look_while(waiting, &asked.wanted(), freshness).await?;
        Ok(costs(&moment.scene(), &asked, &known))
    }

    /// The same with what telling these days in another way would cost.
    ///
    /// # Errors
    /// As [`Emberwatch::costs`].
    pub async fn costs_and_choices(
        &self,
        moment: &Moment,
        request: &CostsRequest,
        waiting: &Waiting,
    ) -> Result<CostsView, Failure> {
        let freshness = if request.kept { Freshness::Kept } else { Freshness::Due };
        let mut view = self.costs(moment, request, freshness, waiting).await?;
        let others = other_choices(&moment.scene(), request);
        let wanted: Vec<_> = others.iter().map(|(_, asked)| asked.wanted()).collect();
        let foreseen = self.realm(moment.realm).costs.foresee(&wanted).await?;
        let told = others.iter().zip(&foreseen);
        view.choices = told.filter_map(|((by, _), foreseen)| choice(&moment.scene(), by, foreseen)).collect();
        Ok(view)
    }

    /// What is kept of what is asked for: a window that is resized and a file that is saved ask AWS for nothing.
    ///
    /// # Errors
    /// As [`Emberwatch::costs`].
    pub async fn costs_kept(
        &self,
        moment: &Moment,
        request: &CostsRequest,
    ) -> Result<(CostsAsked, CostsKnown), Failure> {
        let asked = request.parse(&moment.scene())?;
        let known = self.realm(moment.realm).costs.look(&asked.wanted(), Freshness::Kept).await?;
        Ok((asked, known))
    }

    /// # Errors
    /// As [`Emberwatch::costs`].
    pub async fn forecast(&self, moment: &Moment, freshness: Freshness) -> Result<ForecastView, Failure> {
        let costs = &self.realm(moment.realm).costs;
        let known: CostsKnown = costs.look_ahead(&ahead(moment.now), freshness).await?;
        let mut ledgers = Vec::new();
        for bill in &known.bills {
            ledgers.push(costs.live(bill, &bill.holds)?);
        }
        Ok(forecast(&moment.scene(), &known, &ledgers))
    }

    /// The live estimate beside the bill.
    ///
    /// # Errors
    /// As [`Emberwatch::costs`].
    pub async fn ledgers(
        &self,
        moment: &Moment,
        request: &LedgersRequest,
        freshness: Freshness,
    ) -> Result<LedgersView, Failure> {
        let days = request.parse(&moment.scene())?;
        let known = self.realm(moment.realm).costs.ledgers(days, freshness).await?;
        Ok(ledgers(&moment.scene(), days, &known))
    }
}
