//! The list of profiles: the files, the settings and what the store knows. AWS is not asked.

use crate::args::Global;
use crate::console::{Console, SAMPLE};
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::{clipped, plain};
use emberwatch_app::ports::KnownProfile;
use emberwatch_compose::Moment;
use emberwatch_domain::account::Realm;
use emberwatch_views::profiles::{AccountRow, ProfileRow, ProfilesView, RegionChoice, profiles};
use serde::Serialize;
use std::collections::HashMap;
use std::iter;

/// Longer names are cut in the table.
const NAME: usize = 36;

/// `profiles --json`: the view, and whether sample data is what is looked at.
#[derive(Serialize)]
struct Listed {
    sample: bool,
    #[serde(flatten)]
    view: ProfilesView,
}

pub fn run(global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let sight = Sight::remembered(global, console)?;
    let view = view(&sight, global)?;
    let listed = Listed { sample: sight.realm() == Realm::Sample, view };
    console.answer(&listed, || text(&listed, console.colours))?;
    for bad in &listed.view.bad_sections {
        let section = bad.section.as_ref().map(|section| format!("section [{section}]: ")).unwrap_or_default();
        console.note(&format!("{}:{}: {section}{}", bad.file, bad.line, bad.problem));
    }
    Ok(if listed.view.bad_sections.is_empty() { Exit::Done } else { Exit::Failed })
}

fn view(sight: &Sight, global: &Global) -> Result<ProfilesView, Stopped> {
    let ember = &sight.ember;
    let realm = if global.sample { Realm::Sample } else { Realm::Aws };
    let moment = Moment::of(ember, realm)?;
    let listing = ember.realm(realm).cloud.profiles();
    let mut view = profiles(&moment.scene(), &listing, &ember.profile_files);
    let known = ember.realm(realm).station.history.profiles(realm)?;
    let known = known.into_iter().map(|known| (known.profile.to_string(), known)).collect();
    for row in &mut view.profiles {
        complete(row, &known);
    }
    Ok(view)
}

/// What the store knows of profiles that are not watched; and nothing was asked, so nothing is said to be well.
fn complete(row: &mut ProfileRow, known: &HashMap<String, KnownProfile>) {
    row.status = None;
    if let Some(known) = known.get(&row.name) {
        row.account_id.get_or_insert_with(|| known.caller.account.to_string());
        if row.account_alias.is_none() {
            row.account_alias.clone_from(&known.alias);
        }
    }
}

fn text(listed: &Listed, colours: Colours) -> String {
    let view = &listed.view;
    let sample = listed.sample.then(|| sample_line(view));
    let body = if view.profiles.is_empty() {
        format!("No profile in {}; add one with: aws configure --profile NAME", plain(&view.files.join(" or ")))
    } else {
        table(view, colours)
    };
    let problems = view.profiles.iter().filter_map(problem);
    sample.into_iter().chain(iter::once(body)).chain(problems).collect::<Vec<_>>().join("\n")
}

fn sample_line(view: &ProfilesView) -> String {
    match view.accounts.iter().any(|account| account.sample) {
        true => SAMPLE.to_owned(),
        false => "Sample data is looked at: no profile is watched".to_owned(),
    }
}

fn table(view: &ProfilesView, colours: Colours) -> String {
    use Column::Text;
    let columns = [
        Text("PROFILE"),
        Text("KIND"),
        Text("REGION"),
        Text("ACCOUNT"),
        Text("ALIAS"),
        Text("WATCHED"),
        Text("ACTIONS"),
    ];
    let mut table = Columns::new(&columns, colours);
    for row in &view.profiles {
        let account = view.accounts.iter().find(|account| Some(&account.account_id) == row.account_id.as_ref());
        let tone = if row.problem.is_some() { Tone::Bad } else { Tone::Plain };
        table.add([
            (row.name.clone(), tone),
            (row.kind.clone(), Tone::Plain),
            (row.region.clone().unwrap_or_default(), Tone::Plain),
            (row.account_id.clone().unwrap_or_default(), Tone::Plain),
            (clipped(row.account_alias.as_deref().unwrap_or_default(), NAME), Tone::Plain),
            (watched(row), Tone::Plain),
            (actions(account).to_owned(), Tone::Plain),
        ]);
    }
    table.text()
}

fn watched(row: &ProfileRow) -> String {
    match &row.regions {
        _ if !row.watched => "no".to_owned(),
        RegionChoice::ProfileRegion => "its region".to_owned(),
        RegionChoice::AllEnabled => "all regions".to_owned(),
        RegionChoice::Listed { regions } => regions.join(", "),
    }
}

fn actions(account: Option<&AccountRow>) -> &'static str {
    match account {
        Some(account) if account.actions_allowed => "allowed",
        Some(_) => "read-only",
        None => "",
    }
}

fn problem(row: &ProfileRow) -> Option<String> {
    let problem = row.problem.as_ref()?;
    Some(format!("{}: {}", plain(&row.name), plain(problem)))
}
