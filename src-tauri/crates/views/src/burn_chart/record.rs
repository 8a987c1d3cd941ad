//! What is recorded: the very burn that the screens show.

use crate::clusters::{ClusterBook, burn_of};
use crate::scene::Scene;
use crate::sources::{SourceStatus, sources_of, unseen};
use emberwatch_app::ports::BurnMark;

/// What every account burns now. An account none of whose regions answers is left out: what it burns is not known, and a
/// gap says so.
pub fn burn_marks(book: &mut ClusterBook, scene: &Scene<'_>) -> Vec<BurnMark> {
    book.look(scene);
    let mut marks = Vec::new();
    for snapshot in &scene.snapshots {
        let sources = sources_of(scene, snapshot);
        if !sources.iter().any(|source| source.status == SourceStatus::Ok) {
            continue;
        }
        let unseen: Vec<String> = unseen(scene, &sources).collect();
        let burn = burn_of(book.living(&snapshot.account), &unseen);
        let complete = burn.is_complete() && !sources.iter().any(|source| source.needs_attention);
        marks.push(BurnMark { account: snapshot.account.clone(), at: scene.now, burn: burn.known, complete });
    }
    marks
}
