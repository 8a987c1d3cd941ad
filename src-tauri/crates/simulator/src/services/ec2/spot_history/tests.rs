use super::*;
use crate::world::Dice;

const NOW: &str = "2026-05-20T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn some_series(zones: usize) -> Vec<Series<'static>> {
    let region = catalog::region("us-east-1").unwrap();
    let kind = catalog::instance_type("m5.xlarge").unwrap();
    let series = |zone: &'static Zone| Series {
        instance_type: kind.name,
        zone,
        market: Market::Invented {
            kind,
            market: SpotMarket::new(Dice::new(3), region.name, &zone.name, kind).unwrap(),
            products: vec!["Linux/UNIX"],
        },
    };
    region.zones.iter().take(zones).map(series).collect()
}

fn window(form: &str) -> Window {
    Window::new(&Form::parse(form.as_bytes()), now()).unwrap()
}

fn all_pages<'a>(series: &[Series<'a>], window: Window, limit: usize) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let mut cursor = Some(Cursor::first(window));
    while let Some(at) = cursor {
        assert_eq!(Cursor::read(&at.write()), Some(at), "the token leads back to where it was cut");
        let (page, next) = page(series, at, limit);
        assert!(page.len() <= limit);
        rows.extend(page);
        cursor = next;
    }
    rows
}

#[test]
fn the_price_before_the_window_is_returned_too() {
    let series = some_series(1);
    let window = window("StartTime=2026-05-20T11:59:59Z");
    let rows = all_pages(&series, window, 1_000);
    let oldest = rows.last().unwrap();
    assert!(oldest.at <= window.start);
    assert_eq!(oldest.price, series[0].change_before(window.start).unwrap().price);
}

#[test]
fn the_current_price_of_every_zone_is_a_window_that_starts_now() {
    let series = some_series(6);
    let rows = all_pages(&series, window("StartTime=2026-05-20T12:00:00Z"), 1_000);
    assert_eq!(rows.len(), 6);
    for (row, series) in rows.iter().map(|row| (row, series.iter().find(|one| one.zone == row.zone).unwrap())) {
        assert_eq!(row.price, series.change_before(now()).unwrap().price);
    }
}

#[test]
fn small_pages_and_a_large_one_hold_the_same_rows_newest_first() {
    let series = some_series(3);
    let window = window("StartTime=2026-05-10T00:00:00Z");
    let key = |row: &Row<'_>| (row.at, row.zone.name.clone());
    let large: Vec<_> = all_pages(&series, window, 1_000).iter().map(key).collect();
    let small: Vec<_> = all_pages(&series, window, 7).iter().map(key).collect();
    assert_eq!(large, small);
    assert!(large.windows(2).all(|pair| pair[0].0 >= pair[1].0));
    let counted: usize = series.iter().map(|one| one.changes(window.start, window.end).len() + 1).sum();
    assert_eq!(large.len(), counted);
}

#[test]
fn a_window_reaches_back_ninety_days_and_never_into_the_future() {
    let long = window("StartTime=2001-01-01T00:00:00Z&EndTime=2030-01-01T00:00:00Z");
    assert_eq!((long.end, long.end - KEPT), (now(), long.start));
    let past = window("StartTime=2001-01-01T00:00:00Z&EndTime=2001-01-02T00:00:00Z");
    assert_eq!((past.start, past.end), (now() - KEPT, now() - KEPT));
}

#[test]
fn a_tampered_token_is_refused() {
    for text in ["", "x", "0001-01-01T00:00:00Z 2026-01-01T00:00:00Z 2026-01-01T00:00:00Z 0"] {
        assert_eq!(Cursor::read(text), None, "{text}");
    }
}

#[test]
fn a_licence_costs_what_it_cost_in_2022() {
    let small = catalog::instance_type("m5.xlarge").unwrap();
    let large = catalog::instance_type("m5.2xlarge").unwrap();
    assert_eq!(surcharge("Red Hat Enterprise Linux", small).to_string(), "0.060");
    assert_eq!(surcharge("SUSE Linux", large).to_string(), "0.125");
    assert_eq!(surcharge("Linux/UNIX", large), Decimal::ZERO);
}
