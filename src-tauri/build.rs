//! Declares every command, so that each is granted to a window or cannot be called.

/// Kept in step with `src/commands` and `capabilities/main.json` by the architecture tests.
const COMMANDS: &[&str] = &[
    "shell",
    "clusters",
    "add_up",
    "cluster",
    "burn_chart",
    "costs",
    "costs_progress",
    "stop_costs",
    "cost_chart",
    "save_costs",
    "forecast",
    "ledgers",
    "save_burn_chart",
    "cluster_names",
    "export_clusters",
    "plan",
    "confirm",
    "call_back",
    "terminations",
    "profiles",
    "accounts",
    "regions_of",
    "watch",
    "unwatch",
    "look_at",
    "change_account",
    "settings",
    "change_settings",
    "reset_settings",
    "undo_reset",
    "time_zones",
    "saved_views",
    "change_saved_views",
    "diagnostics",
    "log_lines",
    "changes",
    "data_folder",
    "forgettable",
    "forget_history",
    "open_data_folder",
    "spot_places",
    "spot_market",
    "save_spot_chart",
    "spot_advice",
    "spot_networks",
    "refresh",
    "open_console",
    "desktop",
    "change_desktop",
    "arrived",
    "quit",
    "answer_leaving",
];

fn main() {
    let attributes = tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
        std::process::exit(1);
    }
}
