//! Charts as files, drawn from what the store has recorded.

use crate::args::{BurnChart as Wanted, Global, Range, Theme};
use crate::console::Console;
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use emberwatch_domain::account::Realm;
use emberwatch_views::burn_chart::{BurnChart, BurnFile, BurnRange, ChartTheme};
use serde::Serialize;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The answer of `chart burn --json`.
#[derive(Serialize)]
struct Written<'a> {
    path: &'a Path,
    sample: bool,
}

pub fn burn(wanted: &Wanted, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let file = file_of(&wanted.output)?;
    let range = match wanted.range {
        Range::Day => BurnRange::Hours24,
        Range::Week => BurnRange::Days7,
    };
    let theme = match wanted.theme {
        Theme::Light => ChartTheme::Light,
        Theme::Dark => ChartTheme::Dark,
    };
    let sight = Sight::remembered(global, console)?;
    if sight.realm() == Realm::Sample {
        sight.ember.recall_sample_burn()?;
    }
    let moment = sight.moment()?;
    let scene = moment.scene();
    let station = &sight.ember.realm(moment.realm).station;
    let read = station.history.burn(moment.realm, range.window(moment.now).start);
    let record = read.map_err(|error| Stopped::failed(error.to_string(), "check the data folder"))?;
    let chart = BurnChart::new(&scene, &record, None, range);
    if chart.is_empty() {
        let next = "leave the window open, or in the tray, while clusters run: it records once a minute";
        return Err(Stopped::failed("nothing was recorded in this time".to_owned(), next));
    }
    let content =
        chart.file(&scene, file, theme).map_err(|error| Stopped::failed(error.to_string(), "try another format"))?;
    write(&wanted.output, &content)?;
    let sample = scene.is_sample();
    console.answer(&Written { path: &wanted.output, sample }, || {
        format!("{}{}", if sample { "Sample data: " } else { "" }, wanted.output.display())
    })?;
    Ok(Exit::Done)
}

fn file_of(path: &Path) -> Result<BurnFile, Stopped> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    [BurnFile::Svg, BurnFile::Png, BurnFile::Csv].into_iter().find(|file| file.extension() == ending).ok_or_else(|| {
        let next = "let it end in .svg, .png or .csv: the ending says what is written";
        Stopped::failed(format!("{} names no format", path.display()), next)
    })
}

/// A file that is there is never replaced: it may be something else of the same name.
fn write(path: &Path, content: &[u8]) -> Result<(), Stopped> {
    let written =
        OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(content));
    written.map_err(|error| {
        let next = match error.kind() {
            ErrorKind::AlreadyExists => "choose another name, or remove that file first",
            _ => "check the folder and its disk",
        };
        Stopped::failed(format!("{} cannot be written: {error}", path.display()), next)
    })
}
