use super::*;
use rust_decimal_macros::dec;

const SIZE: Size = Size { width: 640, height: 220 };

fn bar(label: &str, parts: [Decimal; 3], standing: Standing) -> Bar {
    Bar { label: label.to_owned(), parts: parts.to_vec(), standing }
}

fn chart(name: &str) -> BarChart {
    let names = [(name, 4), ("EC2 - Other", 3), ("Credits", 7)];
    let series = names.into_iter().zip(Pattern::ALL).map(|((name, color), pattern)| BarSeries {
        name: name.to_owned(),
        color,
        pattern,
    });
    BarChart {
        series: series.collect(),
        bars: vec![
            bar("1 Nov", [dec!(12.4), dec!(3), dec!(0)], Standing::Closed),
            bar("2 Nov", [dec!(14), dec!(2.5), dec!(-4)], Standing::Closed),
            bar("3 Nov", [dec!(13), dec!(2), dec!(0)], Standing::Estimate),
            bar("4 Nov", [dec!(0), dec!(0), dec!(0)], Standing::Unknown),
        ],
        label: Box::new(|usd| format!("${usd}")),
    }
}

#[test]
fn the_same_amounts_are_drawn_the_same_in_both_themes() {
    for theme in [Theme::Dark, Theme::Light] {
        let drawn = chart("EMR").svg(theme, SIZE).unwrap();
        assert_eq!(drawn, chart("EMR").svg(theme, SIZE).unwrap());
        insta::assert_snapshot!(format!("bars_{theme:?}").to_lowercase(), drawn.svg);
    }
}

#[test]
fn every_pattern_is_told_from_the_others_without_its_colour() {
    let drawn = Pattern::ALL.map(|pattern| {
        let mut chart = chart("EMR");
        chart.series[0].pattern = pattern;
        chart.svg(Theme::Light, SIZE).unwrap().svg
    });
    for (index, one) in drawn.iter().enumerate() {
        assert!(drawn[index + 1..].iter().all(|other| other != one), "{:?}", Pattern::ALL[index]);
    }
}

#[test]
fn credits_reach_below_the_line_and_the_axis_holds_them() {
    let scale = Scale::of(&chart("EMR").bars);
    assert!(scale.top >= 16.5 && scale.bottom <= -4.0, "{} {}", scale.top, scale.bottom);
    assert!(scale.steps.contains(&dec!(0)) && scale.steps.is_sorted(), "{:?}", scale.steps);
    let none = Scale::of(&[bar("", [dec!(1), dec!(2), dec!(0)], Standing::Closed)]);
    assert!(none.bottom.abs() < f64::EPSILON, "without credits the axis begins at zero");
}

#[test]
fn a_period_without_an_amount_is_a_band_and_no_bar() {
    let drawn = chart("EMR").svg(Theme::Dark, SIZE).unwrap().svg;
    assert!(drawn.contains("no amount"), "{drawn}");
    let unknown = BarChart { bars: vec![chart("EMR").bars.remove(3)], ..chart("EMR") };
    assert_eq!(unknown.svg(Theme::Dark, SIZE).unwrap().svg.matches("<polygon").count(), 1);
}

#[test]
fn lines_stay_within_their_patch() {
    let patch = Patch { left: 10, right: 41, top: 7, bottom: 29 };
    for pattern in Pattern::ALL {
        for (x, y) in patch.lines(pattern).into_iter().flatten() {
            assert!((10..=41).contains(&x) && (7..=29).contains(&y), "{pattern:?} at {x} {y}");
        }
    }
}

#[test]
fn a_name_is_text_and_never_markup() {
    for hostile in emberwatch_testkit::hostile::corpus() {
        let picture = chart(&hostile.text).picture_svg(Theme::Light, SIZE).unwrap();
        assert!(!picture.contains("<script"), "{}", hostile.tries);
    }
}

#[test]
fn a_picture_is_a_png() {
    assert!(chart("EMR").picture_png(Theme::Light, SIZE).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn thirteen_months_of_days_stay_small_enough_to_be_sent() {
    let day = |day: i64| bar("1 Nov", [Decimal::from(day % 7 + 3), dec!(2), dec!(1)], Standing::Closed);
    let year = BarChart { bars: (0..395).map(day).collect(), ..chart("EMR") };
    let size = year.svg(Theme::Dark, SIZE).unwrap().svg.len();
    assert!(size < 150_000, "{size} bytes");
}
