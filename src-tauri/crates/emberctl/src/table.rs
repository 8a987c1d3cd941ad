//! Aligned columns without lines.

use crate::text::plain;
use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    On,
    Off,
}

/// How a cell is to be read; colours never say what the words do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Faint,
    Good,
    Waiting,
    Moving,
    Bad,
}

/// A column's title, and the side on which its values stand.
pub enum Column {
    Text(&'static str),
    Number(&'static str),
}

pub struct Columns(Table);

impl Columns {
    pub fn new(columns: &[Column], colours: Colours) -> Self {
        let mut table = Table::new();
        table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled).force_no_tty();
        if colours == Colours::On {
            table.enforce_styling();
        }
        let title = |column: &Column| match column {
            Column::Text(title) | Column::Number(title) => Cell::new(title).add_attribute(Attribute::Bold),
        };
        table.set_header(columns.iter().map(title));
        for (index, column) in columns.iter().enumerate() {
            if let Some(shown) = table.column_mut(index) {
                shown.set_padding((0, 2));
                if matches!(column, Column::Number(_)) {
                    shown.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        Self(table)
    }

    /// Adds a row; whatever a cell holds, it is made safe here.
    pub fn add<const N: usize>(&mut self, cells: [(String, Tone); N]) {
        self.0.add_row(cells.into_iter().map(|(text, tone)| cell(&text, tone)));
    }

    /// The lines, without blanks at their ends.
    pub fn text(&self) -> String {
        self.0.trim_fmt()
    }
}

fn cell(text: &str, tone: Tone) -> Cell {
    let cell = Cell::new(plain(text));
    match tone {
        Tone::Plain => cell,
        Tone::Faint => cell.add_attribute(Attribute::Dim),
        Tone::Good => cell.fg(Color::Green),
        Tone::Waiting => cell.fg(Color::Yellow),
        Tone::Moving => cell.fg(Color::Cyan),
        Tone::Bad => cell.fg(Color::Red),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(colours: Colours) -> Columns {
        let mut table = Columns::new(&[Column::Text("NAME"), Column::Number("USD/H")], colours);
        table.add([("etl".to_owned(), Tone::Good), ("4.8600".to_owned(), Tone::Plain)]);
        table.add([("x\x1b[2J\n".to_owned(), Tone::Plain), ("≥ 12.0000".to_owned(), Tone::Plain)]);
        table
    }

    #[test]
    fn numbers_stand_under_one_another_and_names_are_made_safe() {
        let lines = ["NAME        USD/H", "etl        4.8600", "x␛[2J␊  ≥ 12.0000"];
        assert_eq!(table(Colours::Off).text(), lines.join("\n"));
    }

    #[test]
    fn without_colours_no_escape_sequence_is_written() {
        assert!(!table(Colours::Off).text().contains('\x1b'));
        assert!(table(Colours::On).text().contains("\x1b["));
    }
}
