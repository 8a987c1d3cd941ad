//! `emberctl simulator serve` in a process of its own.

use crate::ground::Ground;
use crate::wire;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ExitStatus, Stdio};

/// Far ahead of the machine's own time, so that no credentials which the simulator lends are past for the SDK.
pub const START: &str = "2031-03-03T10:00:00Z";

pub struct Serving {
    pub ready: Value,
    child: Child,
}

impl Serving {
    /// Serves on a free port, and returns when the ready line is out.
    pub fn start(ground: &Ground, flags: &str) -> Self {
        let mut child = ground
            .command(&format!("simulator serve --port 0 --start {START} {flags}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|error| panic!("ready line ({error}): {line:?}"));
        Self { ready, child }
    }

    pub fn text(&self, key: &str) -> &str {
        self.ready[key].as_str().unwrap()
    }

    /// `127.0.0.1:4711`.
    pub fn address(&self) -> &str {
        self.text("endpoint").strip_prefix("http://").unwrap()
    }

    pub fn signal(&mut self, name: &str) -> ExitStatus {
        crate::wire::signal(&self.child, name);
        self.child.wait().unwrap()
    }

    pub fn config_dir(&self) -> PathBuf {
        PathBuf::from(self.text("config_file")).parent().unwrap().to_owned()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            wire::signal(&self.child, "TERM");
            let _ = self.child.wait();
        }
    }
}

/// A user whose profiles lead to a simulator in another process.
pub struct Rehearsal {
    pub ground: Ground,
    pub simulator: Serving,
}

impl Rehearsal {
    /// In a world that stands as good as still and does not limit, so that every answer is the same in every run.
    pub fn still() -> Self {
        Self::start("--speed 0.001 --limits off")
    }

    pub fn start(flags: &str) -> Self {
        let mut ground = Ground::new();
        let folder = ground.path("aws");
        let simulator = Serving::start(&ground, &format!("--config-dir {} {flags}", folder.display()));
        ground.set("AWS_CONFIG_FILE", simulator.text("config_file"));
        ground.set("AWS_SHARED_CREDENTIALS_FILE", simulator.text("credentials_file"));
        ground.set("EMBERWATCH_CLOCK", simulator.text("clock"));
        Self { ground, simulator }
    }

    /// The ids of the living clusters of this name.
    pub fn ids(&self, flags: &str, name: &str) -> Vec<String> {
        let view = self.ground.json(0, &format!("clusters {flags}"));
        let living = view["clusters"].as_array().unwrap().iter().filter(|cluster| cluster["ended_at"].is_null());
        let named = living.filter(|cluster| cluster["name"] == name);
        let ids: Vec<String> = named.map(|cluster| cluster["id"].as_str().unwrap().to_owned()).collect();
        assert!(!ids.is_empty(), "{name} lives in this world");
        ids
    }
}

/// Floats are for sorting only, and what they are in their last digits is nobody's business.
pub fn still(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            for (name, member) in members {
                *member = if name == "sort" { json!("[float]") } else { still(member.take()) };
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = still(item.take())),
        _ => {}
    }
    value
}
