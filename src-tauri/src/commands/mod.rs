//! What the page may ask for. A command is one sentence: parse the request, call one use case, return a view.

pub mod actions;
pub mod charts;
pub mod clusters;
pub mod costs;
pub mod desktop;
pub mod profiles;
pub mod settings;
pub mod shell;
pub mod spot;

use crate::desk::Opened;
use emberwatch_views::failure::Failure;

pub type Shown<T> = Result<T, Failure>;
pub type TheDesk<'a> = tauri::State<'a, Opened>;
