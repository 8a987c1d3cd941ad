//! The settings by the names under which a terminal gets and sets them.

use super::Wishes;
use crate::failure::Failure;
use crate::settings::{NumberFormat, Pace, Settings, Theme};
use emberwatch_domain::money::Usd;
use rust_decimal::Decimal;

/// One setting that can be written in a line.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub name: &'static str,
    /// What may be written, for people.
    pub values: &'static str,
    pub get: fn(&Settings) -> String,
    pub wish: fn(&str) -> Result<Wishes, Failure>,
}

pub const KEYS: &[Key] = &[
    Key {
        name: "theme",
        values: "system, light or dark",
        get: |settings| word(THEMES, settings.theme),
        wish: |text| Ok(Wishes { theme: Some(parse("theme", THEMES, text)?), ..Wishes::default() }),
    },
    Key {
        name: "time-zone",
        values: "system, or a name such as Europe/Amsterdam",
        get: |settings| settings.display.zone.clone().unwrap_or_else(|| SYSTEM.to_owned()),
        wish: |text| Ok(Wishes { zone: Some(not_system(text)), ..Wishes::default() }),
    },
    Key {
        name: "numbers",
        values: "system, 1,234.50 or 1.234,50 or 1 234,50",
        get: |settings| word(NUMBERS, settings.display.numbers),
        wish: |text| Ok(Wishes { numbers: Some(parse("numbers", NUMBERS, text)?), ..Wishes::default() }),
    },
    Key {
        name: "polling",
        values: "normal, gentle or paused",
        get: |settings| word(PACES, settings.pace),
        wish: |text| Ok(Wishes { pace: Some(parse("polling", PACES, text)?), ..Wishes::default() }),
    },
    Key {
        name: "owner-tags",
        values: "tags with commas between them, the first present wins",
        get: |settings| settings.owner_tags.join(","),
        wish: |text| Ok(Wishes { owner_tags: Some(listed(text)?), ..Wishes::default() }),
    },
    Key {
        name: "me",
        values: "who \"mine\" is; empty: taken from the caller's ARN",
        get: |settings| settings.me.clone().unwrap_or_default(),
        wish: |text| Ok(Wishes { me: Some(text.to_owned()), ..Wishes::default() }),
    },
    Key {
        name: "cost-explorer-cap",
        values: "US dollars a month and account, such as 2; 0 never asks Cost Explorer",
        get: |settings| settings.costs.explorer_cap.total_text(),
        wish: |text| Ok(Wishes { explorer_cap: Some(explorer_cap(text)?), ..Wishes::default() }),
    },
    Key {
        name: "monthly-budget",
        values: "US dollars a month for all watched accounts together, such as 5000, or none",
        get: |settings| settings.costs.budget.map_or_else(|| NONE.to_owned(), Usd::total_text),
        wish: |text| Ok(Wishes { budget: Some(budget(text)?), ..Wishes::default() }),
    },
];

const SYSTEM: &str = "system";
const NONE: &str = "none";
const THEMES: &[(&str, Theme)] = &[(SYSTEM, Theme::System), ("light", Theme::Light), ("dark", Theme::Dark)];
const PACES: &[(&str, Pace)] = &[("normal", Pace::Normal), ("gentle", Pace::Gentle), ("paused", Pace::Paused)];
const NUMBERS: &[(&str, NumberFormat)] = &[
    (SYSTEM, NumberFormat::System),
    ("1,234.50", NumberFormat::CommaPoint),
    ("1.234,50", NumberFormat::PointComma),
    ("1 234,50", NumberFormat::SpaceComma),
];

/// # Errors
/// [`Failure::Unknown`] with the names there are.
pub fn key(name: &str) -> Result<&'static Key, Failure> {
    KEYS.iter().find(|key| key.name == name).ok_or_else(|| {
        let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
        Failure::Unknown {
            what: format!("no setting is called {name:.40}"),
            next_step: Some(format!("there are: {}", names.join(", "))),
        }
    })
}

fn word<T: PartialEq>(words: &[(&'static str, T)], value: T) -> String {
    let found = words.iter().find(|(_, known)| *known == value);
    found.map(|(word, _)| (*word).to_owned()).unwrap_or_default()
}

fn parse<T: Copy>(name: &str, words: &[(&'static str, T)], text: &str) -> Result<T, Failure> {
    let found = words.iter().find(|(word, _)| *word == text.trim());
    found.map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        Failure::Invalid {
            what: format!("{name} cannot be {text:.40}"),
            next_step: Some(format!("it can be: {}", words.join("  "))),
        }
    })
}

/// More than a slip of the keyboard may cost.
const HIGHEST_CAP: Decimal = Decimal::ONE_THOUSAND;
/// Nobody pays more in a month; a sum up to it still has its cents.
const HIGHEST_BUDGET: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

/// # Errors
/// Names what is no amount, or more than anybody means.
pub fn explorer_cap(text: &str) -> Result<Usd, Failure> {
    dollars(text, HIGHEST_CAP).ok_or_else(|| Failure::Invalid {
        what: format!("cost-explorer-cap cannot be {text:.40}"),
        next_step: Some("write US dollars from 0 to 1000, such as 2 or 0.50".to_owned()),
    })
}

/// Zero where there is to be none.
///
/// # Errors
/// As [`explorer_cap`].
pub fn budget(text: &str) -> Result<Usd, Failure> {
    if matches!(text.trim(), "" | NONE) {
        return Ok(Usd::ZERO);
    }
    dollars(text, HIGHEST_BUDGET).ok_or_else(|| Failure::Invalid {
        what: format!("monthly-budget cannot be {text:.40}"),
        next_step: Some(
            "write US dollars without a sign between thousands, such as 5000 or 749.50, or none".to_owned(),
        ),
    })
}

fn dollars(text: &str, highest: Decimal) -> Option<Usd> {
    let amount = Decimal::from_str_exact(text.trim()).ok()?;
    let is_amount = !amount.is_sign_negative() && amount <= highest && amount.scale() <= 2;
    is_amount.then(|| Usd::new(amount))
}

fn not_system(text: &str) -> String {
    if text.trim() == SYSTEM { String::new() } else { text.to_owned() }
}

/// A tag's name may hold blanks, but no comma here.
fn listed(text: &str) -> Result<Vec<String>, Failure> {
    if text.trim().is_empty() {
        return Err(Failure::Invalid {
            what: "owner-tags cannot be empty".to_owned(),
            next_step: Some("write one tag or more with commas between them, such as owner,team".to_owned()),
        });
    }
    Ok(text.split(',').map(str::to_owned).collect())
}
