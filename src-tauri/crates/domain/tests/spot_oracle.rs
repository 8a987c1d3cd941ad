//! Real prices, computed here and by `tests/oracle/spot_statistics.py`, which knows nothing of this crate.
//!
//! All 33,362 changes where `../shared/data` lies beside the repository (or `EMBERWATCH_SHARED_DATA` says where), else
//! the committed slice of 500.

use emberwatch_domain::account::Region;
use emberwatch_domain::advisor::{Limit, Need, Offers, Wanted, advise};
use emberwatch_domain::burn::Rates;
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::PriceBook;
use emberwatch_domain::spot::{SpotBook, SpotChange};
use emberwatch_domain::time_span::TimeSpan;
use jiff::Timestamp;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// All that was recorded, its last hour, and a window whose bounds are no change's.
const WINDOWS: [(&str, &str); 3] = [
    ("2022-05-31T18:00:00Z", "2022-06-01T00:00:00Z"),
    ("2022-05-31T23:00:00Z", "2022-06-01T00:00:00Z"),
    ("2022-05-31T19:17:13Z", "2022-05-31T22:41:07.250Z"),
];

const ALL: &str = "spot-prices-2022-05-31.tsv.zst";
const ROWS_OF_ALL: usize = 33_362;
const ROWS_OF_SLICE: usize = 500;

/// The series and the cheapest zones of a file, each by what it is of.
#[derive(Default)]
struct Figures {
    series: BTreeMap<String, String>,
    cheapest: BTreeMap<String, String>,
}

#[test]
fn mean_percentiles_maximum_and_cheapest_zone_of_the_slice_are_those_of_an_independent_computation() {
    compare(&computed(&slice()), ROWS_OF_SLICE);
}

#[test]
fn mean_percentiles_maximum_and_cheapest_zone_of_all_real_changes_are_those_of_an_independent_computation() {
    let Some(all) = unpacked() else {
        eprintln!("{ALL} is not here or cannot be unpacked: only the slice is compared");
        return;
    };
    let computed = computed(&all);
    std::fs::remove_file(&all).expect("what was unpacked can be removed");
    compare(&computed, ROWS_OF_ALL);
}

/// One file, computed both ways.
struct Computed {
    rows: usize,
    ours: Figures,
    theirs: Figures,
}

fn computed(file: &Path) -> Computed {
    let text = std::fs::read_to_string(file).expect("the prices can be read");
    Computed { rows: text.lines().count(), ours: ours(&text), theirs: theirs(file) }
}

fn compare(computed: &Computed, rows: usize) {
    let Computed { ours, theirs, .. } = computed;
    assert_eq!(computed.rows, rows);
    assert!(theirs.series.len() >= 100, "{} series are too few to show anything", theirs.series.len());
    same("series", &ours.series, &theirs.series);
    same("cheapest zones", &ours.cheapest, &theirs.cheapest);
    println!("{rows} changes: {} series and {} cheapest zones are equal", ours.series.len(), ours.cheapest.len());
}

/// Names the first few that differ; a map of thousands printed whole tells nobody anything.
fn same(what: &str, ours: &BTreeMap<String, String>, theirs: &BTreeMap<String, String>) {
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let differing = keys.into_iter().filter(|key| ours.get(*key) != theirs.get(*key));
    let told: Vec<_> = differing.map(|key| format!("{key}: {:?} but {:?}", ours.get(key), theirs.get(key))).collect();
    let first = told.iter().take(5).cloned().collect::<Vec<_>>().join("\n");
    assert!(told.is_empty(), "{} {what} differ, ours first:\n{first}", told.len());
}

fn theirs(file: &Path) -> Figures {
    let script = root().join("tests/oracle/spot_statistics.py");
    let bounds = WINDOWS.iter().flat_map(|(start, end)| [*start, *end]);
    let run = Command::new("python3").arg(script).arg(file).args(bounds).output().expect("python3 is installed");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut figures = Figures::default();
    for line in String::from_utf8(run.stdout).expect("the script prints text").lines() {
        let (kind, rest) = line.split_once('\t').expect("a line says what it is");
        let map = if kind == "series" { &mut figures.series } else { &mut figures.cheapest };
        let key_columns = 4;
        let (at, _) = rest.match_indices('\t').nth(key_columns - 1).expect("figures come after their key");
        map.insert(rest[..at].to_owned(), rest[at + 1..].to_owned());
    }
    figures
}

fn ours(text: &str) -> Figures {
    let mut figures = Figures::default();
    for (product, book) in books(text) {
        for (start, end) in WINDOWS {
            let window = TimeSpan::new(moment(start), moment(end));
            add_series(&mut figures.series, &format!("{start}\t{product}"), &book, window);
            add_cheapest(&mut figures.cheapest, &format!("{start}\t{product}"), &book, window);
        }
    }
    figures
}

/// A book holds one product, so there is one for each.
fn books(text: &str) -> BTreeMap<&str, SpotBook> {
    let mut books = BTreeMap::<&str, SpotBook>::new();
    for line in text.lines() {
        let [zone, kind, product, usd, at] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("five columns, and not {line}")
        };
        let usd_per_hour = Usd::new(usd.parse().expect("a price"));
        let change = SpotChange { instance_type: kind.into(), zone: zone.into(), usd_per_hour, at: moment(at) };
        books.entry(product).or_default().record(&change);
    }
    books
}

fn add_series(series: &mut BTreeMap<String, String>, of: &str, book: &SpotBook, window: TimeSpan) {
    for (kind, zone, recorded) in book.iter() {
        if let Some(told) = recorded.statistics(window) {
            let prices = [told.p50, told.p95, told.max].map(|usd| places(usd, 6));
            series.insert(format!("{of}\t{zone}\t{kind}"), format!("{}\t{}", places(told.mean, 10), prices.join("\t")));
        }
    }
}

/// The zone that is advised where every zone has a subnet and no price is too high.
fn add_cheapest(cheapest: &mut BTreeMap<String, String>, of: &str, book: &SpotBook, window: TimeSpan) {
    let region_of = |zone: &str| zone.split_once("-az").map(|(region, _)| region.to_owned()).expect("a zone id");
    let places: BTreeSet<_> = book.iter().map(|(kind, zone, _)| (kind, region_of(zone.as_str()))).collect();
    let list = PriceBook::default();
    for (kind, region) in places {
        let zones = book.of_type(kind).map(|(zone, _)| zone).filter(|zone| region_of(zone.as_str()) == region);
        let need = Need {
            wanted: Wanted::Types(vec![kind.clone()]),
            subnets: zones.map(|zone| (zone.clone(), "subnet-1".into())).collect(),
            limit: Limit::Highest(Usd::new(Decimal::MAX)),
            window: window.end.duration_since(window.start),
        };
        let name = Region::new(region.as_str());
        let rates = Rates { region: &name, list: &list, spot: book };
        let advice = advise(&need, &Offers { rates, types: &[], placement_scores: None, read_until: None }, window.end);
        if let Some(zone) = advice.availability_zone {
            cheapest.insert(format!("{of}\t{region}\t{kind}"), zone.to_string());
        }
    }
}

fn places(usd: Usd, count: u32) -> String {
    let rounded = usd.amount().round_dp_with_strategy(count, RoundingStrategy::MidpointNearestEven);
    format!("{rounded:.*}", count as usize)
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn root() -> PathBuf {
    // The runner names the folder of the package it runs; a checkout may have moved since it was built.
    let package =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.ancestors().nth(3).expect("the crate lies in the checkout").to_owned()
}

fn slice() -> PathBuf {
    root().join("tests/fixtures/spot-prices.tsv")
}

/// The whole file as text, in a place of this test's own.
fn unpacked() -> Option<PathBuf> {
    let named = std::env::var_os("EMBERWATCH_SHARED_DATA").map(PathBuf::from);
    let packed = named.or_else(|| Some(root().parent()?.join("shared/data")))?.join(ALL);
    packed.is_file().then_some(())?;
    let by_program = || Command::new("zstd").arg("-dcq").arg(&packed).output();
    // Python has it since 3.14, and a package of this name before.
    let read = "import sys\ntry: from compression.zstd import open\nexcept ImportError: from zstandard import open\n\
                sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())";
    let by_python = || Command::new("python3").args(["-c", read]).arg(&packed).output();
    let ran = |run: std::io::Result<std::process::Output>| run.ok().filter(|run| run.status.success());
    let text = ran(by_program()).or_else(|| ran(by_python()))?.stdout;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(folder).ok()?;
    let file = folder.join(format!("spot-prices-{}.tsv", std::process::id()));
    std::fs::write(&file, text).ok()?;
    Some(file)
}
