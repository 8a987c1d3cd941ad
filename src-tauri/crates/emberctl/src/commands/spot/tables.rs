//! The tables of the spot market.

use crate::console::SAMPLE;
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::{Times, count, plain};
use emberwatch_views::spot_market::{
    AdviceRiskLevel, AdviceVerdict, SpotAdviceView, SpotGap, SpotPriceRow, SpotPricesView,
};

const UNKNOWN: &str = "?";

pub fn prices(view: &SpotPricesView, times: Times<'_>, colours: Colours) -> String {
    use Column::{Number, Text};
    let columns = [
        Text("TYPE"),
        Text("ZONE"),
        Number("NOW"),
        Number("MEAN"),
        Number("MEAN+EMR"),
        Number("P50"),
        Number("P95"),
        Number("MAX"),
        Number("CHANGES/D"),
        Number("UNDER LIMIT"),
        Number("LIMIT"),
        Number("ON DEMAND"),
        Number("+EMR"),
        Text(""),
    ];
    let mut table = Columns::new(&columns, colours);
    for row in &view.rows {
        table.add([
            cell(row.instance_type.clone()),
            cell(row.availability_zone.clone()),
            amount(&row.now_usd),
            amount(&row.mean_usd),
            amount(&row.mean_with_emr_usd),
            amount(&row.p50_usd),
            amount(&row.p95_usd),
            amount(&row.max_usd),
            cell(row.changes_per_day.map_or_else(|| UNKNOWN.to_owned(), |changes| format!("{changes:.1}"))),
            cell(percent(row.share_of_time_under_limit)),
            amount(&row.limit_usd),
            amount(&row.on_demand_usd),
            amount(&row.on_demand_with_emr_usd),
            (unknown(row, times), Tone::Faint),
        ]);
    }
    let title = format!(
        "{}, {}: USD per hour from {} to {}",
        plain(&view.account_name),
        view.region,
        times.local(&view.from),
        times.local(&view.to)
    );
    let body = if view.rows.is_empty() { "no spot price is recorded in this time".to_owned() } else { table.text() };
    with_sample(view.sample, vec![title, body])
}

/// Of which time no price is known.
fn unknown(row: &SpotPriceRow, times: Times<'_>) -> String {
    let mut told: Vec<String> = row.unknown_reason.iter().cloned().collect();
    told.extend(row.known_from.as_ref().map(|at| format!("known from {}", times.local(at))));
    let span = |gap: &SpotGap| format!("not read from {} to {}", times.local(&gap.from), times.local(&gap.until));
    match row.gaps.as_slice() {
        [several @ .., last] if !several.is_empty() => {
            told.push(format!("{}, and {} before", span(last), count(several.len(), "gap")));
        }
        gaps => told.extend(gaps.iter().map(span)),
    }
    told.join(", ")
}

pub fn advice(view: &SpotAdviceView, colours: Colours) -> String {
    use Column::{Number, Text};
    let columns = [
        Text("TYPE"),
        Text("ZONE"),
        Text("SUBNET"),
        Number("MEAN"),
        Number("MEAN+EMR"),
        Number("P50"),
        Number("P95"),
        Number("MAX"),
        Number("UNDER LIMIT"),
        Number("CHANGES"),
        Number("SCORE"),
        Text("RISK"),
        Text(""),
    ];
    let mut table = Columns::new(&columns, colours);
    for zone in &view.zones {
        let subnet = match zone.has_subnet {
            Some(true) => zone.subnet_id.clone().unwrap_or_default(),
            Some(false) => "none".to_owned(),
            None => UNKNOWN.to_owned(),
        };
        table.add([
            cell(zone.instance_type.clone()),
            cell(zone.availability_zone.clone()),
            cell(subnet),
            amount(&zone.mean_usd),
            amount(&zone.mean_with_emr_usd),
            amount(&zone.p50_usd),
            amount(&zone.p95_usd),
            amount(&zone.max_usd),
            cell(percent(zone.share_of_time_under_limit)),
            cell(zone.changes.to_string()),
            match zone.placement_score {
                Some(score) => cell(score.to_string()),
                None => (UNKNOWN.to_owned(), Tone::Faint),
            },
            cell(risk(zone.risk).to_owned()),
            match &zone.unknown_reason {
                _ if zone.advised => cell("advised".to_owned()),
                why => (why.clone().unwrap_or_default(), Tone::Faint),
            },
        ]);
    }
    let mut lines =
        vec![format!("{}, {}: {}", plain(&view.account_name), view.region, verdict(view)), plain(&view.reason)];
    lines.extend(saving(view));
    if let Some(told) = &view.risk {
        let (level, signs) = (risk(told.level), told.signs.join(", "));
        lines.push(format!("risk over {}: {level} ({signs})", view.risk_window));
    }
    if !view.zones.is_empty() {
        let over = format!("Prices over {}, the risk over {}; USD per hour:", view.window, view.risk_window);
        lines.extend([String::new(), over, table.text()]);
    }
    if let Some(why) = &view.no_placement_scores {
        lines.push(format!("no placement score: {}", plain(why)));
    }
    if view.types_left_out > 0 {
        let more = usize::try_from(view.types_left_out).unwrap_or(usize::MAX);
        lines.push(format!("{} more would fit; the cheapest were compared", count(more, "type")));
    }
    lines.extend(view.unknown_prices.iter().map(|what| format!("not known: {}", plain(what))));
    with_sample(view.sample, lines)
}

fn verdict(view: &SpotAdviceView) -> String {
    let kind = view.instance_type.as_deref().unwrap_or_default();
    let place = view
        .availability_zone
        .as_ref()
        .map(|zone| format!(" in {zone}{}", view.subnet_id.as_ref().map(|id| format!(", {id}")).unwrap_or_default()));
    let told = match view.verdict {
        AdviceVerdict::Spot => format!("{kind} on spot{}", place.unwrap_or_default()),
        AdviceVerdict::OnDemand => format!("{kind} on demand{}", place.unwrap_or_default()),
        AdviceVerdict::Unknown => "not known".to_owned(),
    };
    plain(&told)
}

fn saving(view: &SpotAdviceView) -> Option<String> {
    let saving = view.saving_usd.as_ref().filter(|_| view.verdict == AdviceVerdict::Spot)?;
    Some(format!("saves {saving} USD an hour against on demand"))
}

fn risk(level: AdviceRiskLevel) -> &'static str {
    match level {
        AdviceRiskLevel::Unknown => "unknown",
        AdviceRiskLevel::Calm => "calm",
        AdviceRiskLevel::Moving => "moving",
        AdviceRiskLevel::Volatile => "volatile",
    }
}

fn cell(text: String) -> (String, Tone) {
    (text, Tone::Plain)
}

fn amount(usd: &Option<String>) -> (String, Tone) {
    match usd {
        Some(usd) => (usd.clone(), Tone::Plain),
        None => (UNKNOWN.to_owned(), Tone::Faint),
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| UNKNOWN.to_owned(), |share| format!("{:.1} %", share * 100.0))
}

fn with_sample(sample: bool, lines: Vec<String>) -> String {
    let first = sample.then(|| SAMPLE.to_owned());
    first.into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}
