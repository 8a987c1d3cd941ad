//! How the window behaves on this computer's desktop. The terminal takes no notice of it.

use super::or_default;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Desktop {
    #[serde(deserialize_with = "or_default")]
    pub closing: Closing,
    #[serde(deserialize_with = "or_default")]
    pub starting: Starting,
}

/// What closing the window leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// The tray, which watches on; where the desktop has none, the user is asked and Emberwatch quits.
    #[default]
    KeepsTray,
    Quits,
}

/// What a start shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Starting {
    #[default]
    Window,
    /// The tray alone; where the desktop has none, the window.
    Tray,
}
