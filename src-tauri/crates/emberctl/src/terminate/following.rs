//! From the confirmation to the end, with the way back while there is one.

use crate::console::Console;
use crate::interrupt::Interrupts;
use crate::look::Sight;
use crate::progress::Progress;
use crate::stopped::Stopped;
use emberwatch_app::actions::{Planned, Until};
use emberwatch_app::ports::JournalEntry;
use emberwatch_views::actions::{PhaseView, terminations};
use std::collections::BTreeMap;
use std::time::Duration;

/// A countdown is shown by the second.
const TICK: Duration = Duration::from_secs(1);

pub struct Followed {
    pub entries: Vec<JournalEntry>,
    pub interrupted: bool,
}

/// Waits until the requests are sent, or until their clusters have ended. The first Ctrl-C calls back what was not sent
/// yet, or ends the waiting where there is no such thing.
pub async fn follow(
    sight: &Sight,
    planned: &Planned,
    entries: &[JournalEntry],
    to_the_end: bool,
    console: &Console,
) -> Result<Followed, Stopped> {
    let numbers: Vec<u64> = entries.iter().map(|entry| entry.number).collect();
    // Heard before anybody is told that it calls back.
    let mut interrupts = Interrupts::listen()?;
    let mut telling = Telling { progress: Progress::new(console), told: BTreeMap::new() };
    let seconds = planned.plan.call_back_seconds();
    if seconds > 0 {
        telling.progress.event(&format!("Sending in {seconds} s; Ctrl-C calls it back"));
    }
    let sent = wait(sight, &numbers, Until::Sent, &mut interrupts, &mut telling).await?;
    if sent.interrupted {
        let called_back = sight.ember.actions.call_back(&planned.hash)?;
        telling.progress.event(&format!("called back: {} of {}", called_back.len(), planned.plan.going().count()));
        let entries = sight.ember.actions.wait(&numbers, Until::Sent).await?;
        return Ok(Followed { entries, interrupted: true });
    }
    if !to_the_end {
        return Ok(sent);
    }
    let over = wait(sight, &numbers, Until::Over, &mut interrupts, &mut telling).await?;
    if over.interrupted {
        telling.progress.event("Not waited for any longer; AWS goes on, and the window or the next emberctl looks on");
    }
    Ok(over)
}

async fn wait(
    sight: &Sight,
    numbers: &[u64],
    until: Until,
    interrupts: &mut Interrupts,
    telling: &mut Telling,
) -> Result<Followed, Stopped> {
    let actions = &sight.ember.actions;
    let mut changes = actions.changes();
    let mut ticks = tokio::time::interval(TICK);
    let waiting = actions.wait(numbers, until);
    tokio::pin!(waiting);
    loop {
        tokio::select! {
            biased;
            entries = &mut waiting => {
                let entries = entries?;
                telling.tell(sight, numbers)?;
                return Ok(Followed { entries, interrupted: false });
            }
            () = interrupts.next() => return Ok(Followed { entries: read(sight, numbers)?, interrupted: true }),
            _ = changes.changed() => telling.tell(sight, numbers)?,
            _ = ticks.tick() => telling.tell(sight, numbers)?,
        }
    }
}

fn read(sight: &Sight, numbers: &[u64]) -> Result<Vec<JournalEntry>, Stopped> {
    let mut entries = Vec::new();
    for number in numbers {
        entries.extend(sight.ember.actions.entry(*number)?);
    }
    Ok(entries)
}

/// Tells every new phase once, and what is waited for as it changes.
struct Telling {
    progress: Progress,
    told: BTreeMap<u32, PhaseView>,
}

impl Telling {
    fn tell(&mut self, sight: &Sight, numbers: &[u64]) -> Result<(), Stopped> {
        let moment = sight.moment()?;
        let scene = moment.scene();
        let mut latest = None;
        for view in terminations(&scene).into_iter().filter(|view| numbers.contains(&u64::from(view.number))) {
            let line = format!("{} {}: {}", view.cluster_id, view.cluster_name, view.text);
            let is_new = self.told.insert(view.number, view.phase) != Some(view.phase);
            // Between the sending and the answer nothing is known, and that is usually over before it is read.
            if is_new && !matches!(view.phase, PhaseView::Queued | PhaseView::Unknown) {
                self.progress.event(&line);
            }
            latest = view.ended_at.is_none().then_some(line).or(latest);
        }
        if let Some(line) = latest {
            self.progress.step(&line);
        }
        Ok(())
    }
}
