//! Recurring clusters: a part of the cast, its schedule, and the life of each occurrence. Lives are cheap (a few
//! hashes), so that a listing over two months does not build what it will not show.

use super::cast::{Course, Part, Schedule};
use super::life::{Busy, EndCause, Life, Oddity, Seconds};
use super::size::MEMORY;
use super::{Dice, Wanted};

/// A part of the cast on its schedule.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) part: &'static Part,
    pub(super) schedule: Schedule,
    /// Set for the copies that make a world larger; it ends the cluster's name.
    pub(super) number: Option<u32>,
}

impl Template {
    pub(super) fn name(&self) -> String {
        match self.number {
            Some(number) => format!("{}-{number:05}", self.part.name),
            None => self.part.name.to_owned(),
        }
    }

    /// What a listing may show of these: EMR remembers a copy for a shorter time than what it is a copy of.
    pub(super) fn wanted(&self, wanted: &Wanted) -> Wanted {
        match self.number {
            Some(_) => Wanted { ended_after: wanted.ended_after.max(wanted.now - MEMORY), ..*wanted },
            None => *wanted,
        }
    }

    /// The occurrences that may be created in `from..=until`, the newest first.
    pub(super) fn occurrences(&self, from: Seconds, until: Seconds) -> impl Iterator<Item = u32> + use<> {
        let Schedule { every, phase, jitter } = self.schedule;
        let first = (from - phase - jitter).div_euclid(every).max(0);
        let last = (until - phase).div_euclid(every);
        (first..=last).rev().filter_map(|index| u32::try_from(index).ok())
    }

    /// The longest time between creation and end of any occurrence.
    pub(super) fn longest_life(&self) -> i64 {
        let timing = &self.part.timing;
        let run = match self.part.course {
            Course::Batch { run, .. } | Course::FailingStep { run, .. } => run.1,
            Course::Interactive { lives, .. } => lives.1,
            Course::FailingBootstrap => 0,
        };
        timing.start.1 + timing.boot.1 + run + timing.end.1
    }

    pub(super) fn life(&self, dice: Dice, occurrence: u32) -> Life {
        let timing = &self.part.timing;
        let roll = |name: &str, range: (i64, i64)| dice.named(name).between(range.0, range.1);
        let created = self.schedule.phase
            + i64::from(occurrence) * self.schedule.every
            + roll("created", (0, self.schedule.jitter));
        let bootstrapping = created + roll("start", timing.start);
        let booted = bootstrapping + roll("boot", timing.boot);
        let terminating = match self.part.course {
            Course::Batch { run, .. } | Course::FailingStep { run, .. } => booted + roll("run", run),
            Course::Interactive { lives, .. } => booted + roll("run", lives),
            Course::FailingBootstrap => booted,
        };
        Life {
            created,
            bootstrapping: Some(bootstrapping),
            ready: (!matches!(self.part.course, Course::FailingBootstrap)).then_some(booted),
            terminating: Some(terminating),
            ended: Some(terminating + roll("end", timing.end)),
            cause: self.cause(),
            busy: self.busy(dice, terminating),
            revived: None,
            oddity: Oddity::of_name(self.part.name),
        }
    }

    fn cause(&self) -> EndCause {
        match self.part.course {
            Course::Batch { .. } => EndCause::StepsCompleted,
            Course::FailingStep { .. } => EndCause::StepFailure,
            Course::FailingBootstrap => EndCause::BootstrapFailure,
            Course::Interactive { .. } if self.part.auto_termination.is_some() => EndCause::IdleTimeout,
            Course::Interactive { .. } => EndCause::UserRequest,
        }
    }

    fn busy(&self, dice: Dice, terminating: Seconds) -> Busy {
        match self.part.course {
            Course::Batch { .. } | Course::FailingStep { .. } => Busy::Until(terminating),
            Course::FailingBootstrap => Busy::Never,
            Course::Interactive { .. } => Busy::of_pulse(&self.part.workload(dice, 0), dice),
        }
    }
}
