use crate::OpenError;
use std::path::PathBuf;

/// Moves the data folder, for the window and the terminal alike.
pub const DATA_DIR_VARIABLE: &str = "EMBERWATCH_DATA_DIR";

/// Where settings, journal, history and the sample are kept.
pub fn data_dir() -> Result<PathBuf, OpenError> {
    match std::env::var_os(DATA_DIR_VARIABLE).filter(|dir| !dir.is_empty()) {
        Some(dir) => Ok(PathBuf::from(dir)),
        None => dirs::data_dir().map(|dir| dir.join("emberwatch")).ok_or(OpenError::NoDataDir),
    }
}

/// The user's home folder, which tells the user's name.
pub(crate) fn home() -> Option<String> {
    dirs::home_dir().map(|home| home.display().to_string())
}
