//! Which clusters there are: those that recur and those that callers launched, with every command applied.

use std::collections::HashSet;
use std::sync::Arc;

use super::cluster::Resize;
use super::identifier::Origin;
use super::life::Seconds;
use super::{Account, Cluster, ClusterId, Dice, Life, Oddity, World, launched};
use crate::commands::{Commands, Launch, OrderKind};

/// EMR lists a cluster for about two months after its end.
const MEMORY_S: i64 = 60 * 86_400;

/// What a listing looks for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub now: Seconds,
    pub created_after: Seconds,
    pub created_before: Seconds,
    /// Clusters that ended at or before this moment are left out.
    pub ended_after: Seconds,
}

/// A cluster by its id and its life alone, which costs a few hashes.
#[derive(Debug, Clone)]
pub struct Outline {
    pub id: ClusterId,
    pub life: Life,
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Recurring { place: usize, template: usize, dice: Dice, run: i64 },
    Launched { place: usize, launch: Arc<Launch>, dice: Dice },
}

impl Wanted {
    /// Clusters that have not ended.
    pub fn active(now: Seconds) -> Self {
        Self { now, created_after: i64::MIN / 2, created_before: now, ended_after: now }
    }

    /// Every cluster that EMR remembers.
    pub fn remembered(now: Seconds) -> Self {
        Self { ended_after: now - MEMORY_S, ..Self::active(now) }
    }

    fn includes(&self, life: &Life) -> bool {
        life.created <= self.now
            && life.created >= self.created_after
            && life.created <= self.created_before
            && life.ended.is_none_or(|ended| ended > self.ended_after)
    }
}

impl World {
    /// The clusters of an account in a region, in no particular order.
    pub fn outlines(&self, account: &Account, region: &str, wanted: &Wanted, commands: &Commands) -> Vec<Outline> {
        let Some(index) = self.place_index(account, region) else { return Vec::new() };
        let place = &self.0.places[index];
        let mut outlines = Vec::new();
        for (template_index, template) in place.templates.iter().enumerate() {
            let wanted = template.wanted(wanted);
            let from = wanted.created_after.max(wanted.ended_after - template.longest_life());
            for occurrence in template.occurrences(from, wanted.created_before.min(wanted.now)) {
                let Some(outline) = self.recurring(index, template_index, occurrence, commands, wanted.now) else {
                    continue;
                };
                if wanted.includes(&outline.life) {
                    outlines.push(outline);
                }
            }
        }
        self.add_undying(index, wanted, commands, &mut outlines);
        let launched = commands.launches(account.id, region).iter();
        outlines.extend(
            launched
                .map(|launch| self.launched(index, launch, commands, wanted.now))
                .filter(|outline| wanted.includes(&outline.life)),
        );
        outlines
    }

    /// The cluster with this id in an account and region, if EMR still remembers it.
    pub fn find(
        &self,
        account: &Account,
        region: &str,
        id: ClusterId,
        now: Seconds,
        commands: &Commands,
    ) -> Option<Cluster> {
        let index = self.place_index(account, region)?;
        let launched = commands.launches(account.id, region).iter().find(|launch| launch.id == id);
        let remembered = Wanted::remembered(now);
        let (outline, wanted) = match launched {
            Some(launch) => (self.launched(index, launch, commands, now), remembered),
            None => {
                let origin = Origin::of(id, self.0.dice).filter(|origin| usize::from(origin.place) == index)?;
                let number = usize::try_from(origin.template).ok()?;
                let outline = self.recurring(index, number, origin.occurrence, commands, now)?;
                (outline, self.0.places[index].templates[number].wanted(&remembered))
            }
        };
        wanted.includes(&outline.life).then(|| self.cluster(&outline, commands, now))
    }

    /// The whole cluster behind an outline.
    pub fn cluster(&self, outline: &Outline, commands: &Commands, now: Seconds) -> Cluster {
        let (place, spec, dice) = match &outline.source {
            Source::Recurring { place, template, dice, run } => {
                let place = &self.0.places[*place];
                let template = &place.templates[*template];
                (place, Arc::new(template.part.spec(template.name(), *dice, *run, &place.subnets)), *dice)
            }
            Source::Launched { place, launch, dice } => (&self.0.places[*place], Arc::clone(&launch.spec), *dice),
        };
        let subnet = place.subnets.iter().find(|subnet| subnet.zone.name == spec.zone).cloned();
        let mut cluster = Cluster {
            id: outline.id,
            account: place.account,
            region: place.region.to_owned(),
            protected: spec.protected,
            life: outline.life.clone(),
            resizes: Vec::new(),
            spec,
            subnet,
            dice,
        };
        cluster.obey(commands, now);
        cluster
    }

    fn recurring(
        &self,
        place: usize,
        template: usize,
        occurrence: u32,
        commands: &Commands,
        now: Seconds,
    ) -> Option<Outline> {
        let part = self.0.places.get(place)?.templates.get(template)?;
        let origin = Origin { place: u16::try_from(place).ok()?, template: u32::try_from(template).ok()?, occurrence };
        let id = origin.id(self.0.dice);
        let dice = self.0.dice.named("cluster").with(id.value());
        let mut life = part.life(dice, occurrence);
        let run = life.ready.zip(life.terminating).map_or(0, |(ready, terminating)| terminating - ready);
        apply_terminations(&mut life, id, dice, commands, now);
        Some(Outline { id, life, source: Source::Recurring { place, template, dice, run } })
    }

    fn launched(&self, place: usize, launch: &Arc<Launch>, commands: &Commands, now: Seconds) -> Outline {
        let dice = self.0.dice.named("cluster").with(launch.id.value());
        let mut life = launched::life(&launch.spec, launch.at, dice);
        apply_terminations(&mut life, launch.id, dice, commands, now);
        Outline { id: launch.id, life, source: Source::Launched { place, launch: Arc::clone(launch), dice } }
    }

    /// Sentinels whose termination never comes to an end outlive the window in which their template is searched.
    fn add_undying(&self, place: usize, wanted: &Wanted, commands: &Commands, outlines: &mut Vec<Outline>) {
        let seen: HashSet<ClusterId> = outlines.iter().map(|outline| outline.id).collect();
        for id in commands.terminated().filter(|id| !seen.contains(id)) {
            let Some(origin) = Origin::of(id, self.0.dice).filter(|origin| usize::from(origin.place) == place) else {
                continue;
            };
            let Ok(template) = usize::try_from(origin.template) else { continue };
            let outline = self.recurring(place, template, origin.occurrence, commands, wanted.now);
            outlines.extend(
                outline.filter(|outline| outline.life.oddity != Oddity::None && wanted.includes(&outline.life)),
            );
        }
    }
}

impl Cluster {
    fn obey(&mut self, commands: &Commands, now: Seconds) {
        for order in commands.orders(self.id).iter().filter(|order| order.at <= now) {
            match &order.kind {
                OrderKind::Protect { protected } => self.protected = *protected,
                OrderKind::Resize(resize) => self.resizes.push(Resize {
                    at: order.at,
                    group_id: resize.group_id.clone(),
                    count: resize.count,
                    victims: resize.victims.clone(),
                }),
                OrderKind::Terminate | OrderKind::TerminateThrottled => {}
            }
        }
        // EMR shows an ended cluster without protection, or it could not have ended.
        self.protected &= self.state(now).is_active();
    }
}

fn apply_terminations(life: &mut Life, id: ClusterId, dice: Dice, commands: &Commands, now: Seconds) {
    for order in commands.orders(id).iter().filter(|order| order.at <= now) {
        if matches!(order.kind, OrderKind::Terminate) {
            life.terminate(order.at, dice);
        }
    }
}
