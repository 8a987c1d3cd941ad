//! Matters of taste, each changed alone, so that two who change different ones lose nothing.

use crate::failure::Failure;
use crate::ports::SettingsStore;
use crate::settings::{NumberFormat, Pace, Settings, Theme};
use emberwatch_domain::money::Usd;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// AWS: a tag key has at most 128 characters. <https://docs.aws.amazon.com/general/latest/gr/aws_tagging.html>
const LONGEST_TAG: usize = 128;
/// AWS's own names are shorter; longer ones are a slip of the clipboard.
const LONGEST_NAME: usize = 128;

/// What is to change; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    pub owner_tags: Option<Vec<String>>,
    /// Who "mine" is; empty: taken from the callers' ARNs.
    pub me: Option<String>,
    pub theme: Option<Theme>,
    /// A name of the time zone database; empty: the system's zone.
    pub zone: Option<String>,
    pub numbers: Option<NumberFormat>,
    pub pace: Option<Pace>,
    /// What may be spent on Cost Explorer in a month and account.
    pub explorer_cap: Option<Usd>,
    /// What a month should cost at most, of all accounts together; zero: there is no budget.
    pub budget: Option<Usd>,
}

/// Changes what is wished for, all of it or, with the reason, nothing.
pub fn change_settings(store: &dyn SettingsStore, wishes: &Wishes) -> Result<Settings, Failure> {
    let wishes = wishes.checked()?;
    Ok(store.update(&mut |settings| wishes.clone().apply(settings))?)
}

/// Gives every matter of taste its default, and returns the settings as they were: for [`restore`].
pub fn reset(store: &dyn SettingsStore) -> Result<Settings, Failure> {
    let before = store.load()?;
    store.update(&mut |settings| settings.take_wishes(Settings::default()))?;
    Ok(before)
}

/// Takes a reset back; what was watched or allowed since then stays.
pub fn restore(store: &dyn SettingsStore, before: &Settings) -> Result<Settings, Failure> {
    Ok(store.update(&mut |settings| settings.take_wishes(before.clone()))?)
}

impl Wishes {
    /// The same as it is kept, once it is known to be valid.
    fn checked(&self) -> Result<Self, Failure> {
        let owner_tags = self.owner_tags.as_ref().map(|tags| tags.iter().map(|tag| tag.trim().to_owned()).collect());
        owner_tags.as_deref().map_or(Ok(()), check_tags)?;
        let me = self.me.as_deref().map(|me| me.trim().to_owned());
        me.as_deref().map_or(Ok(()), check_me)?;
        let zone = self.zone.as_deref().map(known_zone).transpose()?;
        Ok(Self { owner_tags, me, zone, ..self.clone() })
    }

    fn apply(self, settings: &mut Settings) {
        let Self { owner_tags, me, theme, zone, numbers, pace, explorer_cap, budget } = self;
        put(&mut settings.costs.explorer_cap, explorer_cap);
        put(&mut settings.costs.budget, budget.map(|usd| Some(usd).filter(|usd| *usd > Usd::ZERO)));
        put(&mut settings.owner_tags, owner_tags);
        put(&mut settings.me, me.map(or_none));
        put(&mut settings.theme, theme);
        put(&mut settings.display.zone, zone.map(or_none));
        put(&mut settings.display.numbers, numbers);
        put(&mut settings.pace, pace);
    }
}

fn put<T>(place: &mut T, wish: Option<T>) {
    if let Some(wish) = wish {
        *place = wish;
    }
}

fn or_none(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// The zone's name as the database writes it.
fn known_zone(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(String::new());
    }
    let found = TimeZone::get(name).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    found.ok_or_else(|| Failure::Invalid {
        what: format!("{name:.60} is not in this computer's time zone database"),
        next_step: Some("write it as Europe/Amsterdam is written, or leave it to the system".to_owned()),
    })
}

fn check_me(me: &str) -> Result<(), Failure> {
    let problem = if me.chars().any(char::is_control) {
        "who you are is one line of text"
    } else if me.chars().count() > LONGEST_NAME {
        "who you are has at most 128 characters"
    } else {
        return Ok(());
    };
    Err(Failure::Invalid { what: problem.to_owned(), next_step: Some("write it as the owner tags do".to_owned()) })
}

/// Tag names are case-sensitive in AWS, so only exact doubles are doubles.
fn check_tags(tags: &[String]) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    for tag in tags {
        let problem = if tag.is_empty() {
            Some(("an owner tag has no name".to_owned(), "give it a name, or remove it"))
        } else if tag.chars().count() > LONGEST_TAG {
            Some((format!("the owner tag {tag:.20}… is longer than AWS allows"), "shorten it"))
        } else if !seen.insert(tag) {
            Some((format!("the owner tag {tag} is listed twice"), "remove one of the two"))
        } else {
            None
        };
        if let Some((what, next_step)) = problem {
            return Err(Failure::Invalid { what, next_step: Some(next_step.to_owned()) });
        }
    }
    Ok(())
}
