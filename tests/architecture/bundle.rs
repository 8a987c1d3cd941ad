//! What an installed Emberwatch is made of, read from the configuration: a package takes a quarter of an hour to build.

use std::fs;

use crate::checkout::{assert_none, json, read, root};

const CONF: &str = "src-tauri/tauri.conf.json";

#[test]
fn one_configuration_names_a_package_for_every_system() {
    let targets = json(CONF)["bundle"]["targets"].clone();
    for (system, kind) in [("Linux", "deb"), ("macOS", "app"), ("macOS", "dmg"), ("Windows", "nsis")] {
        assert!(targets.as_array().is_some_and(|kinds| kinds.iter().any(|known| known == kind)), "{kind} for {system}");
    }
}

#[test]
fn every_icon_is_there_and_is_what_its_name_says() {
    let bundle = json(CONF)["bundle"].clone();
    let icons = bundle["icon"].as_array().expect("a list of icons");
    let broken: Vec<String> =
        icons.iter().filter_map(|icon| icon.as_str()).filter(|icon| !is_as_named(icon)).map(str::to_owned).collect();
    assert_none(&broken, "these icons are missing, of another kind or of another size");
    for kind in [".png", ".icns", ".ico"] {
        assert!(icons.iter().filter_map(|icon| icon.as_str()).any(|icon| icon.ends_with(kind)), "no {kind}");
    }
}

/// The bundler makes the desktop entry of these: the name, the comment, the category, and the program it starts.
#[test]
fn the_desktop_entry_says_what_it_starts_and_what_for() {
    let conf = json(CONF);
    assert_eq!((&conf["productName"], &conf["mainBinaryName"]), (&"Emberwatch".into(), &"emberwatch".into()));
    assert_eq!(conf["bundle"]["category"], "DeveloperTool");
    assert!(conf["bundle"]["shortDescription"].as_str().is_some_and(|text| text.contains("EMR")));
    assert!(read("src-tauri/Cargo.toml").contains("name = \"emberwatch\""), "the program is built under that name");
}

/// A version that stands twice is wrong once; the licence goes along with what it is about.
#[test]
fn version_and_licence_come_from_where_everything_else_has_them() {
    let conf = json(CONF);
    assert!(conf.get("version").is_none(), "the version is that of Cargo.toml");
    assert_eq!(conf["bundle"]["license"], "Apache-2.0");
    let shipped = conf["bundle"]["linux"]["deb"]["files"]["/usr/share/doc/emberwatch/copyright"].clone();
    for licence in [&conf["bundle"]["licenseFile"], &shipped] {
        assert_eq!(licence, "../LICENSE");
    }
}

/// What only the tray needs is recommended, never demanded: Emberwatch runs without it.
#[test]
fn a_desktop_without_the_library_for_trays_can_install_it_too() {
    let deb = json(CONF)["bundle"]["linux"]["deb"].clone();
    let recommended = deb["recommends"].as_array().expect("a list of packages");
    assert!(recommended.iter().any(|package| package == "libayatana-appindicator3-1"));
    assert!(deb.get("depends").is_none(), "what the window is linked with, the bundler adds by itself");
}

fn is_as_named(icon: &str) -> bool {
    let Ok(bytes) = fs::read(root().join("src-tauri").join(icon)) else { return false };
    let name = icon.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((_, "ico")) => bytes.starts_with(&[0, 0, 1, 0]),
        Some((_, "icns")) => bytes.starts_with(b"icns"),
        Some((size, "png")) => png_size(&bytes).is_some_and(|(width, height)| width == height && fits(size, width)),
        _ => false,
    }
}

/// `128x128@2x` is 256 points wide; `icon` may be of any size.
fn fits(name: &str, width: u32) -> bool {
    let Some((points, rest)) = name.split_once('x') else { return true };
    let times = if rest.ends_with("@2x") { 2 } else { 1 };
    points.parse().is_ok_and(|points: u32| points * times == width)
}

/// Width and height stand in the first chunk, at a fixed place.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |from: usize| Some(u32::from_be_bytes(bytes.get(from..from + 4)?.try_into().ok()?));
    let is_png = bytes.starts_with(b"\x89PNG\r\n\x1a\n");
    is_png.then_some(())?;
    Some((number(16)?, number(20)?))
}
