//! What changed, and since when the user has not looked.

use crate::{Emberwatch, Moment};
use emberwatch_app::failure::Failure;
use emberwatch_app::past::{ABSENCE, recall};
use emberwatch_domain::account::Realm;
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_views::changes::{ChangesRequest, ChangesView, Window, changes};

impl Emberwatch {
    /// # Errors
    /// A time that is none, or a history that cannot be read.
    pub fn changes(&self, moment: &Moment, request: &ChangesRequest) -> Result<ChangesView, Failure> {
        let scene = moment.scene();
        let parts = self.realm(moment.realm);
        let looks = self.past.looks(moment.realm)?;
        let absence = self.clock.real_span(ABSENCE);
        let window = Window::of(&request.since, looks, moment.now, scene.zone(), absence)?;
        let span = TimeSpan::new(window.since, moment.now);
        let recalled = recall(&*self.past, &*parts.station.history, &parts.board, span)?;
        Ok(changes(&scene, request, &window, &recalled))
    }

    /// The user looks at this realm now.
    ///
    /// # Errors
    /// The history cannot be written.
    pub fn look(&self, realm: Realm) -> Result<(), Failure> {
        self.past.look(realm, self.clock.now(), self.clock.real_span(ABSENCE))?;
        Ok(())
    }
}
