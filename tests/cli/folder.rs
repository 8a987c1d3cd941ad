//! The data folder as several real processes meet it: shared, private, and sometimes not to be written.
#![cfg(unix)]

use crate::ground::{Ended, Ground, binary};
use emberwatch_store::Store;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};

/// Nobody, on every Unix.
const NOBODY: u32 = 65534;

fn store(ground: &Ground) -> Store {
    Store::open(&ground.data_dir(), Timestamp::UNIX_EPOCH).unwrap()
}

/// An active cluster of the sample.
fn a_cluster(ground: &Ground) -> String {
    let view = ground.json(0, "clusters --sample");
    let terminable = |cluster: &&serde_json::Value| {
        cluster["state"] == "WAITING" && cluster["actions"][0]["disabled_reason"].is_null()
    };
    view["clusters"].as_array().unwrap().iter().find(terminable).unwrap()["id"].as_str().unwrap().to_owned()
}

#[test]
fn eight_processes_that_change_the_settings_at_once_lose_none() {
    let ground = Ground::new();
    let values = [
        "theme dark",
        "time-zone Asia/Tokyo",
        "numbers 1.234,50",
        "polling gentle",
        "owner-tags a,b",
        "me mila",
        "cost-explorer-cap 0.50",
        "monthly-budget 5000",
    ];
    let running: Vec<_> = values
        .map(|value| {
            ground.command(&format!("settings set {value}")).stdout(std::process::Stdio::null()).spawn().unwrap()
        })
        .into_iter()
        .collect();
    assert!(running.into_iter().all(|mut process| process.wait().unwrap().success()));
    let now = ground.json(0, "settings");
    let expected = serde_json::json!({
        "theme": "dark", "time-zone": "Asia/Tokyo", "numbers": "1.234,50", "polling": "gentle", "owner-tags": "a,b", "me": "mila",
        "cost-explorer-cap": "0.50",
        "monthly-budget": "5000.00",
    });
    assert_eq!(now, expected);
}

#[test]
fn five_processes_that_terminate_one_cluster_at_once_leave_one_request_and_a_whole_audit() {
    let ground = Ground::new();
    let id = a_cluster(&ground);
    let arguments = format!("terminate {id} --sample --yes");
    let running: Vec<_> = (0..5)
        .map(|_| {
            ground
                .command(&arguments)
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut process in running {
        process.wait().unwrap();
    }
    let log = fs::read_to_string(ground.data_dir().join("sample.jsonl")).unwrap();
    let asked = log.lines().filter(|line| line.contains(&id)).count();
    assert_eq!(asked, 1, "{log}");
    store(&ground).journal.verify_audit().unwrap();
}

/// What emberctl writes in a folder of its own, with an umask that forbids nothing.
fn everything_written(ground: &Ground) {
    let run = |arguments: &str| {
        let mut command = ground.command(arguments);
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", "umask 0; exec \"$0\" \"$@\""]).arg(command.get_program()).args(command.get_args());
        shell.env_clear().current_dir(command.get_current_dir().unwrap());
        shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command = shell;
        Ended::of(&mut command)
    };
    let id = a_cluster(ground);
    for arguments in
        ["settings set theme dark".to_owned(), "clusters --sample".to_owned(), format!("terminate {id} --sample --yes")]
    {
        assert_eq!(run(&arguments).code, Some(0), "{arguments}");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn the_folder_is_0700_and_every_file_in_it_0600_whatever_the_umask() {
    let ground = Ground::new();
    everything_written(&ground);
    let mode = |path: &Path| fs::symlink_metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(&ground.data_dir()), 0o700);
    let files = files(&ground.data_dir());
    assert!(files.len() >= 4, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_link_in_place_of_any_file_of_the_folder_is_never_followed() {
    let first = Ground::new();
    everything_written(&first);
    let there = files(&first.data_dir()).into_iter().map(|path| path.file_name().unwrap().to_owned());
    // What is there only while something runs, or when there is something to say.
    let passing = ["history.db-wal", "history.db-shm", "settings.db-wal", "settings.db-shm"];
    let others = passing.into_iter().chain(["emberwatch.log", "emberwatch.log.1"]).map(OsString::from);
    for name in there.chain(others).collect::<BTreeSet<_>>() {
        let ground = Ground::new();
        fs::create_dir(ground.data_dir()).unwrap();
        let target = ground.path("target");
        fs::write(&target, "theirs").unwrap();
        symlink(&target, ground.data_dir().join(&name)).unwrap();
        for arguments in ["settings set theme dark", "clusters --sample"] {
            ground.run(arguments).assert_no_panic();
        }
        assert_eq!(fs::read_to_string(&target).unwrap(), "theirs", "{} was followed", name.display());
        assert_eq!(fs::metadata(&target).unwrap().mode() & 0o777, 0o644 & !umask(&ground), "{}", name.display());
    }
}

#[test]
fn a_chart_is_0600_and_neither_a_link_nor_a_file_of_its_name_is_written_to() {
    let ground = Ground::new();
    let run = |name: &str| {
        let path = ground.path(name);
        ground.run(&format!("chart costs --sample -o {}", path.display()))
    };
    assert_eq!(run("burn.svg").code, Some(0));
    assert_eq!(fs::metadata(ground.path("burn.svg")).unwrap().mode() & 0o777, 0o600);
    symlink(ground.path("target"), ground.path("link.svg")).unwrap();
    for taken in ["burn.svg", "link.svg"] {
        let refused = run(taken);
        assert!(refused.code != Some(0) && refused.stderr.contains("choose another name"), "{refused:#?}");
    }
    assert!(!ground.path("target").exists(), "the link was not followed");
    let drafts =
        files(&ground.path(".")).into_iter().filter(|path| path.display().to_string().contains(".emberwatch-"));
    assert_eq!(drafts.count(), 0, "no draft is left behind");
}

/// What new files of this test lack.
fn umask(ground: &Ground) -> u32 {
    let probe = ground.path("probe");
    fs::write(&probe, "").unwrap();
    0o644 & !(fs::metadata(&probe).unwrap().mode() & 0o777)
}

/// Runs emberctl as somebody whom the rights of the folder bind; root is bound by none, so it becomes nobody.
fn bound_by_rights(ground: &Ground, arguments: &str) -> Ended {
    let mut command = ground.command(arguments);
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return Ended::of(&mut command);
    }
    // Where nobody can reach it.
    let program = ground.path("emberctl");
    if !program.exists() {
        fs::hard_link(binary(), &program).or_else(|_| fs::copy(binary(), &program).map(drop)).unwrap();
    }
    for path in [ground.path("."), ground.data_dir()].into_iter().chain(files(&ground.data_dir())) {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let mut as_nobody = std::process::Command::new(program);
    as_nobody.args(command.get_args()).env_clear().current_dir("/").uid(NOBODY).gid(NOBODY);
    as_nobody.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command = as_nobody;
    Ended::of(&mut command)
}

#[test]
fn a_folder_that_cannot_be_written_is_read_and_nothing_in_it_is_changed_and_nothing_is_terminated() {
    let ground = Ground::new();
    everything_written(&ground);
    let id = a_cluster(&ground);
    let before: Vec<_> = files(&ground.data_dir()).iter().map(|file| fs::read(file).unwrap()).collect();
    fs::set_permissions(ground.data_dir(), Permissions::from_mode(0o500)).unwrap();

    let shown = bound_by_rights(&ground, "settings get theme");
    assert_eq!((shown.code, shown.stdout.as_str()), (Some(0), "dark\n"), "{shown:#?}");
    assert!(shown.stderr.contains("cannot write the data folder"), "{shown:#?}");
    assert_eq!(shown.stderr.lines().count(), 1, "it is told once: {shown:#?}");
    let listed = bound_by_rights(&ground, "clusters --sample");
    assert!(listed.code == Some(0) && listed.stdout.contains(&id), "{listed:#?}");
    for refused in [format!("terminate {id} --sample --yes"), "settings set theme light".to_owned()] {
        let ended = bound_by_rights(&ground, &refused);
        assert_ne!(ended.code, Some(0), "{ended:#?}");
        assert!(ended.stderr.contains("cannot write the data folder"), "{ended:#?}");
        ended.assert_no_panic();
    }

    fs::set_permissions(ground.data_dir(), Permissions::from_mode(0o700)).unwrap();
    let after: Vec<_> = files(&ground.data_dir()).iter().map(|file| fs::read(file).unwrap()).collect();
    assert!(before == after, "a file in it is another one");
}
