//! Rows for spreadsheets and scripts: CSV as RFC 4180 has it, in which no cell is a formula.

use crate::harmless::plain;

/// What makes a spreadsheet compute a cell instead of showing it, the wide forms of East Asian keyboards included.
/// <https://owasp.org/www-community/attacks/CSV_Injection>
const COMPUTED: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The rows as one CSV text, the titles first. Every cell is one harmless line.
pub fn csv<const N: usize>(titles: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let all = std::iter::once(titles.map(str::to_owned)).chain(rows);
    // A vector takes every byte, and every row has as many cells as there are titles.
    let written = all.into_iter().try_for_each(|row| writer.write_record(row.map(|text| cell(&text))));
    debug_assert!(written.is_ok());
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A cell that shows its text: what would be computed gets an apostrophe before it, as spreadsheets themselves
/// mark text. Numbers stay numbers.
fn cell(text: &str) -> String {
    let text = plain(text);
    // Some spreadsheets look past blanks, and a picture of a tab was a tab.
    let begins = text.trim_start_matches(|c: char| c.is_whitespace() || ('␀'..='␡').contains(&c) || c == '\u{fffd}');
    if begins.starts_with(COMPUTED) && !is_number(&text) { format!("'{text}") } else { text }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_testkit::hostile::{corpus, is_formula, obeyed_by_a_terminal};

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_hostile_text_is_one_cell_that_is_shown_and_never_computed() {
        for hostile in corpus() {
            let text = csv(["name", "next"], [[hostile.text.clone(), "x".to_owned()]]);
            let rows = read(&text);
            assert_eq!((rows.len(), rows[1].len(), rows[1][1].as_str()), (2, 2, "x"), "{}", hostile.tries);
            assert!(!is_formula(&rows[1][0]), "{}: {:?}", hostile.tries, rows[1][0]);
            assert!(rows[1][0].ends_with(&plain(&hostile.text)), "{}: nothing of it is lost", hostile.tries);
            let unix = text.replace("\r\n", "\n");
            assert_eq!(obeyed_by_a_terminal(&unix), [], "{}", hostile.tries);
        }
    }

    #[test]
    fn a_formula_behind_blanks_or_in_wide_letters_is_marked_too() {
        for text in ["=1+1", "  =1+1", "\t@SUM(A1)", "\u{a0}+1+1", "＝1+1", "-1+1", "\u{feff}=1"] {
            assert!(cell(text).starts_with('\''), "{text:?}");
        }
    }

    #[test]
    fn numbers_and_ordinary_text_stay_as_they_are() {
        for text in ["-0.5", "12.9437", "etl-nightly", "a=b", "'quoted'", ""] {
            assert_eq!(cell(text), text);
        }
        assert_eq!(
            csv(["a", "b"], [["x,y".to_owned(), "say \"no\"".to_owned()]]),
            "a,b\r\n\"x,y\",\"say \"\"no\"\"\"\r\n"
        );
    }
}
