//! Telling what changed since the user last looked.

use super::Desk;
use emberwatch_views::changes::{ChangesRequest, ChangesView};
use emberwatch_views::failure::Failure;
use std::sync::atomic::Ordering;

impl Desk {
    pub fn what_changed(&self, request: &ChangesRequest) -> Result<ChangesView, Failure> {
        Ok(self.ember.changes(&self.moment()?, request)?)
    }

    /// The window came to the front, or went from it.
    pub fn is_in_front(&self, in_front: bool) {
        self.in_front.store(in_front, Ordering::Relaxed);
    }

    /// Goes on with the look while the window stays in front, however long nothing else happens.
    pub(super) fn go_on_looking(&self) {
        if self.in_front.load(Ordering::Relaxed) {
            self.note_look();
        }
    }

    /// The user looks now, or has looked until now.
    pub fn note_look(&self) {
        let realm = self.watching.lock().0;
        if let Err(error) = self.ember.look(realm) {
            tracing::warn!(%error, "that the user looked could not be recorded");
        }
    }
}
