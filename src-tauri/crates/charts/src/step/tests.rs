use super::*;
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::{Stretch, columns};
use emberwatch_domain::time_span::TimeSpan;
use jiff::Timestamp;

const SIZE: Size = Size { width: 640, height: 200 };

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
}

fn series(name: &str, weight: Weight, stretches: &[(i64, i64, i64)], count: usize) -> Series {
    let record: Vec<Stretch> = stretches
        .iter()
        .map(|(from, until, usd)| Stretch {
            span: TimeSpan::new(at(*from), at(*until)),
            usd: Usd::new(Decimal::from(*usd)),
            complete: true,
        })
        .collect();
    Series { name: name.to_owned(), weight, columns: columns(&record, TimeSpan::new(at(0), at(1440)), count) }
}

fn chart(name: &str) -> StepChart {
    let part = Weight::Part { color: 4, mark: Mark::Diamond };
    StepChart {
        ticks: vec![Tick { at: 0.25, label: "06:00".into() }, Tick { at: 0.5, label: "12:00".into() }],
        label: Box::new(|usd| format!("{usd} USD")),
        series: vec![
            series("All accounts", Weight::Sum, &[(0, 300, 12), (300, 301, 40), (301, 600, 12), (900, 1440, 20)], 240),
            series(name, part, &[(0, 600, 5), (900, 1440, 8)], 240),
        ],
        gaps: std::iter::once(100..150).collect(),
        columns: 240,
    }
}

#[test]
fn the_same_data_is_drawn_the_same_in_both_themes() {
    for theme in [Theme::Dark, Theme::Light] {
        let drawn = chart("research").svg(theme, SIZE).unwrap();
        assert_eq!(drawn, chart("research").svg(theme, SIZE).unwrap());
        insta::assert_snapshot!(format!("steps_{theme:?}").to_lowercase(), drawn.svg);
    }
}

#[test]
fn a_spike_of_one_minute_reaches_its_height() {
    let chart = StepChart { series: vec![chart("x").series.remove(0)], ..chart("x") };
    let plot = StepChart::plot(SIZE);
    let grid = Grid { plot, columns: 240, top: 40.0 };
    let points = chart.series[0].points(&grid, &(0..100));
    assert!(points.iter().any(|(_, y)| *y == grid.y(40.0)), "{points:?}");
}

#[test]
fn no_hostile_name_becomes_markup_breaks_the_document_or_keeps_it_from_being_drawn() {
    let elements = |svg: &str| {
        let mut reader = quick_xml::Reader::from_str(svg);
        let mut names = Vec::new();
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error} in {svg}")) {
                quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                    names.push(tag.name().as_ref().to_owned());
                }
                quick_xml::events::Event::Eof => return names,
                _ => {}
            }
        }
    };
    let plain = elements(&chart("research").picture_svg(Theme::Light, SIZE).unwrap());
    for hostile in emberwatch_testkit::hostile::corpus() {
        let chart = chart(&hostile.text);
        let picture = chart.picture_svg(Theme::Light, SIZE).unwrap();
        assert_eq!(elements(&picture), plain, "{}", hostile.tries);
        // XML 1.0 cannot carry them, and a browser would show an error in place of the picture.
        let barred = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        assert!(!picture.contains(barred), "{}", hostile.tries);
        chart.picture_png(Theme::Dark, SIZE).unwrap();
    }
}

#[test]
fn a_name_is_text_and_never_markup() {
    let picture = chart("<script>alert(1)</script>").picture_svg(Theme::Dark, SIZE).unwrap();
    assert!(!picture.contains("<script"), "{picture}");
}

#[test]
fn a_drawing_does_not_grow_with_its_data() {
    let many: Vec<(i64, i64, i64)> = (0..1440).map(|minute| (minute, minute + 1, minute * 7 % 50)).collect();
    let dense = StepChart { series: vec![series("All", Weight::Sum, &many, 240)], ..chart("x") };
    let size = dense.svg(Theme::Dark, SIZE).unwrap().svg.len();
    assert!(size < 40_000, "{size} bytes");
}

#[test]
fn a_picture_is_a_png_of_twice_the_size() {
    let picture = chart("research").picture_png(Theme::Light, SIZE).unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (2 * SIZE.width, 2 * SIZE.height));
}
