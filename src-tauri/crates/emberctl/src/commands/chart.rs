//! Charts as files, drawn from what the store has recorded.

use crate::args::{BurnChart as Wanted, CostsChart, Global, Range, SpotChart as WantedSpot, Theme};
use crate::commands::costs;
use crate::commands::spot::{Stall, told};
use crate::console::Console;
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use emberwatch_app::costs::Waiting;
use emberwatch_compose::save_as;
use emberwatch_domain::account::Realm;
use emberwatch_views::burn_chart::{BurnChart, BurnRange};
use emberwatch_views::chart::{ChartFile, ChartTheme};
use emberwatch_views::costs::costs_file;
use emberwatch_views::spot_market::{SpotChart, spot_prices};
use serde::Serialize;
use std::io::ErrorKind;
use std::path::Path;

/// The answer of `chart --json`.
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
    let theme = theme(wanted.theme);
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
    written(&wanted.output, &content, scene.is_sample(), console)
}

pub async fn spot(wanted: &WantedSpot, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let file = file_of(&wanted.output)?;
    let stall = Stall::open(global, console).await?;
    let asked = stall.asked(&wanted.shown)?;
    let seen = stall.look(&asked).await.map_err(|error| Stopped::failed(error.to_string(), "check the data folder"))?;
    let moment = stall.sight.moment()?;
    let scene = moment.scene();
    let chart = SpotChart::new(&seen, &asked);
    let exit = told(&spot_prices(&scene, &seen, &asked).notes, console);
    if chart.is_empty() {
        return Err(Stopped::failed(
            "no spot price is known of this time",
            "check the types, the zones and the region",
        ));
    }
    let content = chart
        .file(&scene, file, theme(wanted.theme))
        .map_err(|error| Stopped::failed(error.to_string(), "try another format"))?;
    Ok(written(&wanted.output, &content, scene.is_sample(), console)?.max(exit))
}

pub async fn costs(wanted: &CostsChart, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let file = file_of(&wanted.output)?;
    let (sight, request) = costs::asked(&wanted.shown, global, console).await?;
    let moment = sight.moment()?;
    let view = sight.ember.costs(&moment, &request, sight.freshness(), &Waiting::default()).await?;
    let exit = costs::told(&view, &sight, &moment, console);
    if view.total_usd.is_none() {
        let next = "choose other days, or see why above";
        return Err(Stopped::failed("no amount is known of these days", next));
    }
    let (asked, known) = sight.ember.costs_kept(&moment, &request).await?;
    let content = costs_file(&moment.scene(), &asked, &known, file, theme(wanted.theme))
        .map_err(|error| Stopped::failed(error.to_string(), "try another format"))?;
    Ok(written(&wanted.output, &content, view.sample, console)?.max(exit))
}

fn theme(theme: Theme) -> ChartTheme {
    match theme {
        Theme::Light => ChartTheme::Light,
        Theme::Dark => ChartTheme::Dark,
    }
}

fn written(path: &Path, content: &[u8], sample: bool, console: &Console) -> Result<Exit, Stopped> {
    write(path, content)?;
    console.answer(&Written { path, sample }, || {
        format!("{}{}", if sample { "Sample data: " } else { "" }, path.display())
    })?;
    Ok(Exit::Done)
}

fn file_of(path: &Path) -> Result<ChartFile, Stopped> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    [ChartFile::Svg, ChartFile::Png, ChartFile::Csv].into_iter().find(|file| file.extension() == ending).ok_or_else(
        || {
            let next = "let it end in .svg, .png or .csv: the ending says what is written";
            Stopped::usage(format!("{} names no format", path.display()), next)
        },
    )
}

/// A file that is there is never replaced: it may be something else of the same name.
fn write(path: &Path, content: &[u8]) -> Result<(), Stopped> {
    save_as(path, content).map_err(|error| {
        let next = match error.kind() {
            ErrorKind::AlreadyExists => "choose another name, or remove that file first",
            _ => "check the folder and its disk",
        };
        Stopped::failed(format!("{} cannot be written: {error}", path.display()), next)
    })
}
