//! The settings that are a matter of taste, for window and terminal alike.

use crate::args::Settings as Asked;
use crate::console::Console;
use crate::look;
use crate::stopped::{Exit, Stopped};
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::plain;
use emberwatch_app::choices::{KEYS, Key, change_settings, key};
use emberwatch_app::failure::Failure;
use emberwatch_app::settings::Settings;
use std::collections::BTreeMap;

pub fn run(asked: Option<Asked>, console: &Console) -> Result<Exit, Stopped> {
    // What was typed wrongly is told before anything is opened.
    let wanted = asked.as_ref().map(|asked| known(asked.name())).transpose()?;
    let ember = look::open(console)?;
    let settings = match (asked, wanted) {
        (Some(Asked::Set { value, .. }), Some(key)) => {
            let wishes = (key.wish)(&value).map_err(|failure| Stopped::from(failure).into_usage())?;
            change_settings(&*ember.settings, &wishes).map_err(told)?
        }
        _ => ember.settings.load()?,
    };
    answer(&settings, wanted, console)?;
    Ok(Exit::Done)
}

/// A zone that there is not is typed wrongly too, and only known when it is looked up.
fn told(failure: Failure) -> Stopped {
    let is_typed_wrongly = matches!(failure, Failure::Invalid { .. } | Failure::Unknown { .. });
    let stopped = Stopped::from(failure);
    if is_typed_wrongly { stopped.into_usage() } else { stopped }
}

fn known(name: &str) -> Result<&'static Key, Stopped> {
    key(name).map_err(|failure| Stopped::from(failure).into_usage())
}

/// One value alone on its line, for scripts; without a name all of them.
fn answer(settings: &Settings, wanted: Option<&Key>, console: &Console) -> Result<(), Stopped> {
    let shown: Vec<&Key> = wanted.map_or_else(|| KEYS.iter().collect(), |key| vec![key]);
    let values: BTreeMap<&str, String> = shown.iter().map(|key| (key.name, (key.get)(settings))).collect();
    console.answer(&values, || match wanted {
        Some(key) => plain(&(key.get)(settings)),
        None => table(settings, console.colours),
    })
}

fn table(settings: &Settings, colours: Colours) -> String {
    let mut table = Columns::new(&[Column::Text("SETTING"), Column::Text("VALUE"), Column::Text("CAN BE")], colours);
    for key in KEYS {
        table.add([
            (key.name.to_owned(), Tone::Plain),
            ((key.get)(settings), Tone::Plain),
            (key.values.to_owned(), Tone::Faint),
        ]);
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_cannot_be_is_typed_wrongly_and_a_folder_that_cannot_be_written_is_not() {
        let invalid = Failure::Invalid { what: "no time zone is called Mars".to_owned(), next_step: None };
        assert_eq!(told(invalid).exit, Exit::Usage);
        let refused = Failure::Refused { what: "no".to_owned(), next_step: None };
        assert_eq!(told(refused).exit, Exit::Refused);
    }
}
