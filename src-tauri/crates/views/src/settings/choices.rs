//! The words for what can be chosen, as they cross to the page.

use emberwatch_app::settings::{NumberFormat, Pace, Theme};
use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    System,
    Light,
    Dark,
}

/// `1,234.50`, `1.234,50` or `1 234,50`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NumbersChoice {
    System,
    CommaPoint,
    PointComma,
    SpaceComma,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PaceChoice {
    Normal,
    Gentle,
    Paused,
}

impl From<Theme> for ThemeChoice {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::System => Self::System,
            Theme::Light => Self::Light,
            Theme::Dark => Self::Dark,
        }
    }
}

impl From<ThemeChoice> for Theme {
    fn from(theme: ThemeChoice) -> Self {
        match theme {
            ThemeChoice::System => Self::System,
            ThemeChoice::Light => Self::Light,
            ThemeChoice::Dark => Self::Dark,
        }
    }
}

impl From<NumberFormat> for NumbersChoice {
    fn from(numbers: NumberFormat) -> Self {
        match numbers {
            NumberFormat::System => Self::System,
            NumberFormat::CommaPoint => Self::CommaPoint,
            NumberFormat::PointComma => Self::PointComma,
            NumberFormat::SpaceComma => Self::SpaceComma,
        }
    }
}

impl From<NumbersChoice> for NumberFormat {
    fn from(numbers: NumbersChoice) -> Self {
        match numbers {
            NumbersChoice::System => Self::System,
            NumbersChoice::CommaPoint => Self::CommaPoint,
            NumbersChoice::PointComma => Self::PointComma,
            NumbersChoice::SpaceComma => Self::SpaceComma,
        }
    }
}

impl From<Pace> for PaceChoice {
    fn from(pace: Pace) -> Self {
        match pace {
            Pace::Normal => Self::Normal,
            Pace::Gentle => Self::Gentle,
            Pace::Paused => Self::Paused,
        }
    }
}

impl From<PaceChoice> for Pace {
    fn from(pace: PaceChoice) -> Self {
        match pace {
            PaceChoice::Normal => Self::Normal,
            PaceChoice::Gentle => Self::Gentle,
            PaceChoice::Paused => Self::Paused,
        }
    }
}
