//! Where things stand: the checkout, and the folders outside it that survive a fresh clone.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

#[derive(Debug, Clone)]
pub struct Layout {
    pub root: PathBuf,
    pub target: PathBuf,
    pub venv: PathBuf,
    /// What is built here only to be run by these commands.
    pub tools: PathBuf,
}

impl Layout {
    pub fn find() -> Result<Self, Failure> {
        // xtask lives in <root>/src-tauri/crates/xtask. Cargo names that folder when it runs us, so a
        // checkout that was moved after the tool was built is still found.
        let manifest =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root =
            manifest.ancestors().nth(3).ok_or(Failure::Environment("xtask stands outside the checkout"))?.to_owned();
        let cache = cache_folder()?;
        let target = env::var_os("CARGO_TARGET_DIR")
            .filter(|folder| !folder.is_empty())
            .map_or_else(|| cache.join("target"), |folder| root.join(folder));
        Ok(Self { root, target, venv: cache.join("venv"), tools: cache.join("tools") })
    }

    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The stamp of a npm install lives inside what it describes, so that deleting the folder deletes both.
    pub fn node_modules(&self) -> PathBuf {
        self.ui().join("node_modules")
    }

    pub fn wire_python(&self) -> PathBuf {
        self.root.join("tests/wire/python")
    }

    /// The folder of the binaries that the one selection builds.
    pub fn binaries(&self) -> PathBuf {
        self.target.join("debug")
    }

    /// The folder of what is built with the release's optimisations.
    pub fn released(&self) -> PathBuf {
        self.target.join("release")
    }

    pub fn binary(&self, name: &str) -> PathBuf {
        self.binaries().join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    pub fn cargo_deny(&self) -> PathBuf {
        self.tools.join("bin").join(format!("cargo-deny{}", env::consts::EXE_SUFFIX))
    }

    pub fn venv_python(&self) -> PathBuf {
        if cfg!(windows) { self.venv.join("Scripts/python.exe") } else { self.venv.join("bin/python") }
    }
}

/// `~/.cache/emberwatch`, on every system alike, so that one sentence of the manual is right everywhere.
fn cache_folder() -> Result<PathBuf, Failure> {
    let home = env::var_os("HOME")
        .or_else(|| env::var_os("USERPROFILE"))
        .filter(|home| !home.is_empty())
        .ok_or(Failure::Environment("HOME is not set, so there is no place for the build's cache"))?;
    Ok(Path::new(&home).join(".cache/emberwatch"))
}
