//! The window's own defences, as tauri.conf.json and the capabilities state them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::checkout::{assert_none, json as read_json, root, sources};

const CONF: &str = "src-tauri/tauri.conf.json";

#[test]
fn the_page_may_load_only_itself_and_speak_only_with_rust() {
    let policy = content_policy();
    assert_eq!(policy.get("default-src"), Some(&words("'self'")), "default-src");
    assert_eq!(policy.get("connect-src"), Some(&words("ipc: http://ipc.localhost")), "connect-src");
    let mut broken = Vec::new();
    for (directive, allowed) in &policy {
        for source in allowed.iter().filter(|source| !harmless(directive, source)) {
            broken.push(format!("{directive} {source}"));
        }
    }
    assert_none(&broken, "the content security policy lets in what it must not");
}

#[test]
fn the_page_cannot_reach_around_its_one_door() {
    let conf = read_json(CONF);
    let security = &conf["app"]["security"];
    assert_eq!(security["freezePrototype"], true, "prototypes are frozen before the page's scripts run");
    assert_eq!(conf["app"]["withGlobalTauri"], false, "window.__TAURI__ is not handed out");
    assert_eq!(security["pattern"]["use"], "isolation", "every message passes the isolation page");
    // A nonce would make browsers ignore 'unsafe-inline', which styles need; scripts keep theirs.
    let untouched = &security["dangerousDisableAssetCspModification"];
    assert!(
        matches!(untouched, Value::Null | Value::Bool(false)) || *untouched == json!(["style-src"]),
        "the build adds its nonces to the scripts' policy, not {untouched}"
    );
    let folder = security["pattern"]["options"]["dir"].as_str().unwrap_or_default();
    assert!(
        root().join("src-tauri").join(folder).join("index.html").exists(),
        "the isolation page lies where {CONF} says ({folder})"
    );
}

#[test]
fn rights_are_given_to_our_own_windows_only() {
    let files = sources("src-tauri/capabilities", &[".json"]);
    assert!(!files.is_empty(), "src-tauri/capabilities must be there");
    let mut broken = Vec::new();
    for file in files {
        let capability = read_json(&file.path);
        if capability.get("remote").is_some() || capability["local"] == false {
            broken.push(format!("{} gives rights to a page from elsewhere", file.path));
        }
        let windows = capability["windows"].as_array().cloned().unwrap_or_default();
        if windows.is_empty() || windows.iter().any(|name| name.as_str().is_none_or(|name| name.contains('*'))) {
            broken.push(format!("{} does not name its windows", file.path));
        }
    }
    assert_none(&broken, "a right is given to a window by its name");
}

#[test]
fn links_open_only_aws_console_hosts_over_https() {
    let mut broken = Vec::new();
    for file in sources("src-tauri/capabilities", &[".json"]) {
        for permission in read_json(&file.path)["permissions"].as_array().into_iter().flatten() {
            let name = permission["identifier"].as_str().or(permission.as_str()).unwrap_or_default();
            if !name.starts_with("opener:") {
                continue;
            }
            let hosts = permission["allow"].as_array().cloned().unwrap_or_default();
            if name != "opener:allow-open-url" || hosts.is_empty() {
                broken.push(format!("{}: {name} without a list of hosts", file.path));
            }
            let urls = hosts.iter().map(|host| host["url"].as_str().unwrap_or("(a path)"));
            broken.extend(urls.filter(|url| !console_host(url)).map(|url| format!("{}: {url}", file.path)));
        }
    }
    assert_none(&broken, "the opener knows AWS console hosts only");
}

/// `https://console.aws.amazon.com/…` or a region's console; the host itself holds no free wildcard but the
/// region's label.
fn console_host(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    let region = host.strip_suffix(".console.aws.amazon.com").or(host.strip_suffix(".console.amazonaws-us-gov.com"));
    host == "console.aws.amazon.com"
        || region.is_some_and(|label| label == "*" || label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
}

fn content_policy() -> BTreeMap<String, BTreeSet<String>> {
    let conf = read_json(CONF);
    match &conf["app"]["security"]["csp"] {
        Value::String(policy) => policy
            .split(';')
            .filter_map(|part| part.trim().split_once(' '))
            .map(|(directive, allowed)| (directive.to_owned(), words(allowed)))
            .collect(),
        Value::Object(directives) => directives
            .iter()
            .map(|(directive, allowed)| {
                let allowed = match allowed {
                    Value::Array(list) => list.iter().filter_map(Value::as_str).flat_map(words).collect(),
                    other => words(other.as_str().unwrap_or_default()),
                };
                (directive.clone(), allowed)
            })
            .collect(),
        other => panic!("{CONF} must state app.security.csp, not {other}"),
    }
}

/// Styles may stand inline and small pictures may be data; for scripts and all the rest nothing but the
/// app's own files is harmless.
fn harmless(directive: &str, source: &str) -> bool {
    match directive {
        "connect-src" => matches!(source, "ipc:" | "http://ipc.localhost"),
        "style-src" | "style-src-attr" | "style-src-elem" => matches!(source, "'self'" | "'unsafe-inline'"),
        "img-src" | "font-src" => matches!(source, "'self'" | "data:"),
        _ => matches!(source, "'self'" | "'none'"),
    }
}

fn words(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_host_that_only_looks_like_the_console_is_refused() {
    assert!(console_host("https://*.console.aws.amazon.com/*"));
    assert!(console_host("https://console.aws.amazon.com/emr/*"));
    assert!(console_host("https://eu-west-1.console.aws.amazon.com/emr/home"));
    assert!(!console_host("http://console.aws.amazon.com/"));
    assert!(!console_host("https://*"));
    assert!(!console_host("https://console.aws.amazon.com.example.org/"));
    assert!(!console_host("https://evil/.console.aws.amazon.com"));
}
