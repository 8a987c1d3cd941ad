//! axe's judgement of the page as it stands.

use std::fs;

use serde_json::Value;

use super::window::{Window, package};

/// WCAG 2.2 AA and the rules it builds on.
const RUN: &str = "const done = arguments[arguments.length - 1];\
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })\
      .then((result) => done(result.violations), (error) => done(String(error)));";

impl Window {
    /// Every violation that axe finds, each with the elements that break it.
    pub(super) async fn violations(&self) -> Vec<String> {
        let axe = package().join("../ui/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(&axe).unwrap_or_else(|error| panic!("{}: {error}", axe.display()));
        // The driver's own scripts are not bound by the page's content security policy.
        self.client.execute(&axe, vec![]).await.expect("axe loads");
        let violations = self.client.execute_async(RUN, vec![]).await.expect("axe runs");
        let found = violations.as_array().unwrap_or_else(|| panic!("axe could not judge: {violations}"));
        found.iter().map(told).collect()
    }
}

fn told(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().into_iter().flatten();
    let elements: Vec<&str> = nodes.filter_map(|node| node["html"].as_str()).collect();
    format!("{}: {}\n    {}", violation["id"], violation["help"], elements.join("\n    "))
}
