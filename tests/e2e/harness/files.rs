//! The files that a scenario takes along, read as another program reads them.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::home::Home;
use super::window::Window;

/// Tells the texts of a drawing; one that is no well-formed SVG tells what is wrong with it.
const TEXTS: &str = "const [svg, done] = arguments;\
    const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml');\
    const wrong = drawing.querySelector('parsererror');\
    const root = drawing.documentElement;\
    if (wrong || root.namespaceURI !== 'http://www.w3.org/2000/svg') done(String(wrong?.textContent ?? root.nodeName));\
    else done([...drawing.querySelectorAll('text, title, desc')].map((each) => each.textContent.trim()));";

/// The folder that files are saved to.
#[derive(Debug)]
pub struct Downloads(PathBuf);

impl Downloads {
    pub fn of(home: &Home) -> Self {
        let folder = home.path("Downloads");
        fs::create_dir_all(&folder).expect("the home is ours");
        Self(folder)
    }

    /// The only file with this ending, taken out of the folder.
    #[track_caller]
    pub fn take(&self, ending: &str) -> Vec<u8> {
        let entries = fs::read_dir(&self.0).expect("the folder").map(|entry| entry.expect("a file").path());
        let found: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|of| of == ending)).collect();
        let [path] = found.as_slice() else { panic!("one .{ending} and not {found:?}") };
        let bytes = fs::read(path).expect("the file");
        fs::remove_file(path).expect("the file is ours");
        bytes
    }

    /// As [`Self::take`], of a file of text.
    #[track_caller]
    pub fn take_text(&self, ending: &str) -> String {
        String::from_utf8(self.take(ending)).expect("it is text")
    }

    /// A PNG file is whole and has so many pixels: its width and height.
    #[track_caller]
    pub fn take_png(&self) -> (u32, u32) {
        let bytes = self.take("png");
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "it begins as a PNG does");
        assert!(bytes.ends_with(b"IEND\xae\x42\x60\x82"), "nothing of it is missing");
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        (number(16), number(20))
    }

    pub fn is_empty(&self) -> bool {
        fs::read_dir(&self.0).expect("the folder").next().is_none()
    }
}

impl Window {
    /// The texts of a saved drawing, which the web view reads as any other program reads an SVG file.
    pub async fn texts_of(&self, svg: &str) -> Vec<String> {
        let told = self.script_until_done(TEXTS, vec![json!(svg)]).await;
        let Value::Array(texts) = told else { panic!("no drawing: {told}") };
        texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }
}

/// The cells of a CSV file, as RFC 4180 has it. Every record must have as many as the first.
#[track_caller]
pub fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut cells, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\r' if !quoted => assert_eq!(letters.peek(), Some(&'\n'), "a line ends as RFC 4180 has it"),
            '\n' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut cells));
            }
            _ => cell.push(letter),
        }
    }
    assert!(!quoted && cell.is_empty() && cells.is_empty(), "the last record has its end");
    let width = records.first().map_or(0, Vec::len);
    assert!(records.iter().all(|record: &Vec<String>| record.len() == width), "every record is as wide as the titles");
    records
}

#[test]
fn a_cell_holds_commas_quotes_and_line_ends() {
    assert_eq!(records("a,b\r\n\"x,\r\ny\",\"say \"\"no\"\"\"\r\n"), [["a", "b"], ["x,\r\ny", "say \"no\""]]);
}
