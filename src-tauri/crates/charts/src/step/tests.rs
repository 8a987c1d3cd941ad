use super::*;
use crate::canvas::LEGEND;
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

/// Prices that never hold still: every column of every line has another lowest, highest and last amount.
fn restless(lines: usize) -> StepChart {
    let (mut number, count) = (7_u64, columns_of(lines));
    let mut random = move || {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(number >> 33).unwrap() % 1000
    };
    let mut line = |index: usize| {
        let mut column = || {
            let [a, b, c] = [random(), random(), random()].map(|usd| Usd::new(Decimal::new(usd, 3)));
            Some(Column { min: a.min(b), max: a.max(b), last: c.clamp(a.min(b), a.max(b)), complete: true })
        };
        Series {
            name: format!("m5.xlarge eu-west-1{index}"),
            weight: Weight::Part { color: index, mark: Mark::ALL[index % 5] },
            columns: (0..count).map(|_| column()).collect(),
        }
    };
    let mut series: Vec<Series> = (0..lines).map(&mut line).collect();
    let usd = Usd::new(Decimal::new(192, 3));
    for name in ["On demand m5.xlarge", "On demand r5.xlarge", "Limit"] {
        let columns = vec![Some(Column { min: usd, max: usd, last: usd, complete: true }); count];
        series.push(Series { name: name.to_owned(), weight: Weight::Reference { dash: Dash::Long }, columns });
    }
    StepChart { series, gaps: vec![], columns: count, ..chart("x") }
}

#[test]
fn however_restless_prices_are_a_drawing_stays_within_40_kb() {
    for lines in 1..=8 {
        let drawn = restless(lines).svg(Theme::Dark, Size { width: 1400, height: 320 }).unwrap();
        assert!(drawn.svg.len() <= 40 * 1024, "{lines} lines: {} bytes", drawn.svg.len());
    }
}

#[test]
fn a_reference_is_dashed_and_drawn_the_same_every_time() {
    let part = Weight::Part { color: 4, mark: Mark::Diamond };
    let usd = Usd::new(Decimal::new(192, 1));
    let reference = Series {
        name: "On demand".to_owned(),
        weight: Weight::Reference { dash: Dash::Long },
        columns: vec![Some(Column { min: usd, max: usd, last: usd, complete: true }); 240],
    };
    let spot = series("eu-west-1a", part, &[(0, 300, 6), (300, 301, 15), (301, 1440, 7)], 240);
    let drawn = || StepChart { series: vec![spot.clone(), reference.clone()], gaps: vec![], ..chart("x") };
    for theme in [Theme::Dark, Theme::Light] {
        let svg = drawn().picture_svg(theme, SIZE).unwrap();
        assert_eq!(svg, drawn().picture_svg(theme, SIZE).unwrap());
        insta::assert_snapshot!(format!("reference_{theme:?}").to_lowercase(), svg);
    }
    assert_eq!(drawn().picture_png(Theme::Dark, SIZE).unwrap(), drawn().picture_png(Theme::Dark, SIZE).unwrap());
}

#[test]
fn a_spike_is_in_a_saved_picture_as_high_as_it_was() {
    let part = Weight::Part { color: 0, mark: Mark::Square };
    let spiky: Vec<(i64, i64, i64)> =
        (0..240).flat_map(|column| [(column * 6, column * 6 + 3, 2), (column * 6 + 3, column * 6 + 6, 38)]).collect();
    let chart = StepChart { series: vec![series("x", part, &spiky, 240)], gaps: vec![], ..chart("x") };
    let file = chart.picture_png(Theme::Light, SIZE).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size()];
    reader.next_frame(&mut pixels).unwrap();
    let Size { width, height } = SIZE;
    let plot = StepChart::plot(Size { width, height: height - LEGEND });
    let red = Theme::Light.palette().accounts[0];
    let at = |x: u32, y: u32| {
        let first = (y as usize * (2 * width) as usize + x as usize) * 3;
        pixels[first..first + 3] == [red.0, red.1, red.2]
    };
    let middle = plot.top * 2 + plot.height;
    let inked = (plot.left * 2..(plot.left + plot.width) * 2).filter(|x| at(*x, middle)).count();
    assert!(inked > 240, "halfway up every spike there is ink: {inked} pixels");
}

#[test]
fn amounts_to_compare_with_differ_by_their_dashes_and_none_runs_over_the_end() {
    let strokes = |dash: Dash| dash.strokes(52, 200).collect::<Vec<_>>();
    let all: Vec<_> = Dash::ALIKE.into_iter().chain([Dash::Dots]).map(strokes).collect();
    for (index, strokes) in all.iter().enumerate() {
        assert!(strokes.iter().all(|(from, until)| 52 <= *from && from < until && *until <= 200), "{strokes:?}");
        assert!(all[..index].iter().all(|others| others != strokes), "{strokes:?}");
    }
}
