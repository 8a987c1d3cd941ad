//! The one list of commands, and its TypeScript.

use crate::{commands, events};
use tauri_specta::{Builder, collect_commands, collect_events};

pub fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        // Optional fields cross as null in both directions, so one type serves both.
        .disable_serde_phases()
        .commands(collect_commands![
            commands::shell::shell,
            commands::clusters::clusters,
            commands::clusters::add_up,
            commands::clusters::cluster,
            commands::clusters::cluster_names,
            commands::clusters::export_clusters,
            commands::clusters::refresh,
            commands::clusters::open_console,
            commands::charts::burn_chart,
            commands::costs::costs,
            commands::costs::costs_progress,
            commands::costs::stop_costs,
            commands::costs::cost_chart,
            commands::costs::save_costs,
            commands::costs::forecast,
            commands::costs::ledgers,
            commands::charts::save_burn_chart,
            commands::actions::plan,
            commands::actions::confirm,
            commands::actions::call_back,
            commands::actions::terminations,
            commands::profiles::profiles,
            commands::profiles::accounts,
            commands::profiles::regions_of,
            commands::profiles::watch,
            commands::profiles::unwatch,
            commands::profiles::look_at,
            commands::profiles::change_account,
            commands::settings::settings,
            commands::settings::change_settings,
            commands::settings::reset_settings,
            commands::settings::undo_reset,
            commands::settings::time_zones,
            commands::desktop::desktop,
            commands::desktop::change_desktop,
            commands::desktop::arrived,
            commands::desktop::quit,
            commands::desktop::answer_leaving,
            commands::settings::saved_views,
            commands::settings::change_saved_views,
            commands::settings::diagnostics,
            commands::settings::log_lines,
            commands::clusters::changes,
            commands::settings::data_folder,
            commands::settings::forgettable,
            commands::settings::forget_history,
            commands::settings::open_data_folder,
            commands::spot::spot_places,
            commands::spot::spot_market,
            commands::spot::save_spot_chart,
            commands::spot::spot_advice,
            commands::spot::spot_networks,
        ])
        .events(collect_events![events::Changed])
}

#[cfg(test)]
mod tests {
    use super::*;
    use specta_typescript::Typescript;
    use std::path::Path;

    /// The committed file is what Rust exports; `EMBERWATCH_EXPORT=1` writes it anew.
    #[test]
    fn the_page_has_the_types_that_rust_exports() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/ipc");
        let committed = folder.join("generated.ts");
        let exported = if std::env::var_os("EMBERWATCH_EXPORT").is_some() {
            committed.clone()
        } else {
            std::env::temp_dir().join(format!("emberwatch-generated-{}.ts", std::process::id()))
        };
        builder().export(Typescript::default(), &exported).unwrap();
        let fresh = std::fs::read_to_string(&exported).unwrap();
        assert!(
            fresh == std::fs::read_to_string(&committed).unwrap_or_default(),
            "ui/src/ipc/generated.ts is out of date: run this test with EMBERWATCH_EXPORT=1"
        );
    }
}
