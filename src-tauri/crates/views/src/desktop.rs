//! How the window sits on the desktop: its tray, what closing and starting do, and what it was asked from there.

use crate::requests::ClusterRef;
use crate::tray::TrayPage;
use emberwatch_app::settings::{Closing, Starting};
use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DesktopView {
    pub closing: ClosingChoice,
    pub starting: StartingChoice,
    /// Absent where the system does not tell.
    pub autostart: Option<AutostartChoice>,
    /// Why there is no tray here, in a sentence; absent where there is one, and while that is not known.
    pub no_tray: Option<String>,
    /// Where an entry of the tray leads.
    pub go: Option<Destination>,
    /// The question that is open before Emberwatch quits.
    pub leaving: Option<LeavingView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ClosingChoice {
    KeepsTray,
    Quits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StartingChoice {
    Window,
    Tray,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AutostartChoice {
    On,
    Off,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Destination {
    /// Told back once the page is there.
    pub number: u32,
    pub page: TrayPage,
    pub cluster: Option<ClusterRef>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LeavingView {
    /// The clusters of terminations that were confirmed and not sent yet; quitting calls them back.
    pub unsent: Vec<String>,
    /// Why it is not known which they are, if so.
    pub unknown: Option<String>,
}

/// Whether the desktop shows trays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TrayHost {
    #[default]
    Looking,
    Present,
    Absent(NoTray),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoTray {
    NoBus,
    NoLibrary,
    /// It may come yet: a panel starts when it likes.
    NoHost,
    Failed {
        reason: String,
    },
}

impl NoTray {
    /// One sentence: what is missing, and the next step where there is one.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoBus => "no session bus is reached, and a tray needs one".to_owned(),
            Self::NoLibrary => {
                "the library for trays is not installed: install libayatana-appindicator3-1, then start again"
                    .to_owned()
            }
            Self::NoHost => "this desktop shows no tray (nobody is org.kde.StatusNotifierWatcher on the session \
                             bus); on GNOME the extension AppIndicator adds one"
                .to_owned(),
            Self::Failed { reason } => format!("the tray could not be made: {reason}"),
        }
    }
}

impl TrayHost {
    pub fn is_present(&self) -> bool {
        *self == Self::Present
    }

    pub fn sentence(&self) -> Option<String> {
        match self {
            Self::Looking | Self::Present => None,
            Self::Absent(why) => Some(why.sentence()),
        }
    }
}

impl From<Closing> for ClosingChoice {
    fn from(closing: Closing) -> Self {
        match closing {
            Closing::KeepsTray => Self::KeepsTray,
            Closing::Quits => Self::Quits,
        }
    }
}

impl From<ClosingChoice> for Closing {
    fn from(choice: ClosingChoice) -> Self {
        match choice {
            ClosingChoice::KeepsTray => Self::KeepsTray,
            ClosingChoice::Quits => Self::Quits,
        }
    }
}

impl From<Starting> for StartingChoice {
    fn from(starting: Starting) -> Self {
        match starting {
            Starting::Window => Self::Window,
            Starting::Tray => Self::Tray,
        }
    }
}

impl From<StartingChoice> for Starting {
    fn from(choice: StartingChoice) -> Self {
        match choice {
            StartingChoice::Window => Self::Window,
            StartingChoice::Tray => Self::Tray,
        }
    }
}

/// What the user wishes of the desktop. An absent part stays as it is.
#[derive(Clone, Debug, Deserialize, Type)]
pub struct DesktopRequest {
    pub closing: Option<ClosingChoice>,
    pub starting: Option<StartingChoice>,
    pub autostart: Option<AutostartChoice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LeavingAnswer {
    Stay,
    Quit,
}
