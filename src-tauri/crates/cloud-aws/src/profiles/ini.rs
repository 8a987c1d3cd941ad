//! The grammar of the AWS config and credentials files, read so that one bad line costs only its own section.
//!
//! AWS's own readers give up on the whole file. What they accept is read here with the same meaning:
//! <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>.

const BLANK: [char; 2] = [' ', '\t'];
const COMMENT: [char; 2] = ['#', ';'];

/// A header and the lines below it, none of them bad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub line: u32,
    pub header: String,
    pub properties: Vec<Property>,
}

/// A key in lower case and its value. The lines of a nested block follow a line break, one a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property {
    pub key: String,
    pub value: String,
}

/// The first thing wrong with a section. The section is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub line: u32,
    pub section: Option<String>,
    pub problem: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Document {
    pub sections: Vec<Section>,
    pub flaws: Vec<Flaw>,
}

/// Reads a whole file. Any text gives a document.
pub(super) fn parse(text: &str) -> Document {
    let mut reading = Reading::default();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        reading.line(u32::try_from(index + 1).unwrap_or(u32::MAX), line);
    }
    reading.end()
}

/// Writes sections so that `parse`, and AWS's own readers, find them again.
pub(super) fn render(sections: &[Section]) -> String {
    let mut text = String::new();
    for section in sections {
        text.push_str(&format!("[{}]\n", section.header));
        for property in &section.properties {
            let indented = property.value.replace('\n', "\n  ");
            text.push_str(&format!("{} = {indented}\n", property.key));
        }
    }
    text
}

#[derive(Default)]
struct Reading {
    done: Document,
    open: Option<Section>,
    /// The open section's flaw; lines before any header count as a section without a name.
    flaw: Option<Flaw>,
    /// How far the last property's key is indented: what is deeper belongs to it.
    indent: Option<usize>,
}

impl Reading {
    fn line(&mut self, number: u32, line: &str) {
        let trimmed = line.trim_matches(BLANK);
        if trimmed.is_empty() || trimmed.starts_with(COMMENT) {
            return;
        }
        let indent = line.len() - line.trim_start_matches(BLANK).len();
        if self.indent.is_some_and(|of_key| indent > of_key) {
            self.continuation(number, trimmed);
        } else if trimmed.starts_with('[') {
            self.header(number, trimmed);
        } else {
            self.property(number, indent, trimmed);
        }
    }

    fn header(&mut self, number: u32, line: &str) {
        self.close();
        let (name, rest) = line[1..].split_once(']').unwrap_or((line[1..].trim_end_matches(BLANK), "unclosed"));
        let name = name.trim_matches(BLANK);
        self.open = Some(Section { line: number, header: name.to_owned(), properties: Vec::new() });
        let rest = rest.trim_matches(BLANK);
        if !rest.is_empty() && !rest.starts_with(COMMENT) {
            self.spoil(number, "the section's name does not end with `]`");
        } else if name.is_empty() {
            self.spoil(number, "the section has no name");
        } else if name.contains(COMMENT) || name.contains('\u{fffd}') {
            self.spoil(number, "the section's name has a character that AWS does not allow");
        }
    }

    fn property(&mut self, number: u32, indent: usize, line: &str) {
        self.indent = Some(indent);
        let Some((key, value)) = without_comment(line).split_once('=') else {
            return self.spoil(number, "the line has no `=`");
        };
        let key = key.trim_matches(BLANK).to_ascii_lowercase();
        if key.is_empty() {
            return self.spoil(number, "nothing stands before the `=`");
        }
        if line.contains('\u{fffd}') {
            return self.spoil(number, "the line is not UTF-8 text");
        }
        let value = value.trim_matches(BLANK).to_owned();
        match &mut self.open {
            Some(section) => section.properties.push(Property { key, value }),
            None => self.spoil(number, "the line stands before the first section"),
        }
    }

    fn continuation(&mut self, number: u32, line: &str) {
        let line = without_comment(line);
        let property = self.open.as_mut().and_then(|section| section.properties.last_mut());
        // After a bad line its section is lost anyway.
        let Some(property) = property else { return };
        let nested = property.value.is_empty() || property.value.starts_with('\n');
        if nested && line.split_once('=').is_none_or(|(key, _)| key.trim_matches(BLANK).is_empty()) {
            return self.spoil(number, "the nested line has no `name = value`");
        }
        property.value.push('\n');
        property.value.push_str(line);
    }

    fn spoil(&mut self, line: u32, problem: &str) {
        let section = self.open.as_ref().map(|section| section.header.clone());
        self.flaw.get_or_insert(Flaw { line, section, problem: problem.to_owned() });
    }

    fn close(&mut self) {
        match (self.flaw.take(), self.open.take()) {
            (Some(flaw), _) => self.done.flaws.push(flaw),
            (None, Some(section)) => self.done.sections.push(section),
            (None, None) => {}
        }
        self.indent = None;
    }

    fn end(mut self) -> Document {
        self.close();
        self.done
    }
}

/// A `#` or `;` begins a comment only after a blank: keys and URLs may contain one.
fn without_comment(line: &str) -> &str {
    let mut after_blank = false;
    for (at, character) in line.char_indices() {
        if after_blank && COMMENT.contains(&character) {
            return line[..at].trim_matches(BLANK);
        }
        after_blank = character.is_whitespace();
    }
    line.trim_matches(BLANK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(text: &str) -> Vec<(String, String)> {
        let document = parse(text);
        assert_eq!(document.flaws, vec![], "{text:?}");
        let properties = document.sections.into_iter().flat_map(|section| section.properties);
        properties.map(|property| (property.key, property.value)).collect()
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn byte_order_mark_carriage_returns_and_comments_are_no_content() {
        let text = "\u{feff}# mine\r\n[default] ; the usual one\r\nREGION = eu-west-1 # home\r\n\r\n; end\r\n";
        assert_eq!(values(text), vec![pair("region", "eu-west-1")]);
    }

    #[test]
    fn a_mark_inside_a_value_is_no_comment() {
        assert_eq!(values("[a]\nurl = http://x/#y;z"), vec![pair("url", "http://x/#y;z")]);
    }

    #[test]
    fn a_nested_block_belongs_to_its_key() {
        let text = "[a]\ns3 =\n  max_queue_size = 10\n  # why not\n\n  use_x = true\nregion = r";
        assert_eq!(values(text), vec![pair("s3", "\nmax_queue_size = 10\nuse_x = true"), pair("region", "r")]);
    }

    #[test]
    fn a_section_that_is_indented_as_a_whole_is_read() {
        assert_eq!(values("[a]\n  region = r\n  output = json"), vec![pair("region", "r"), pair("output", "json")]);
    }

    #[test]
    fn a_bad_section_is_named_with_its_line_and_takes_nothing_with_it() {
        let document = parse("[a]\nregion = r\n[b\nregion = x\n[c]\n<<<<<<< HEAD\noutput = json\n[d]\nregion = y");
        let headers: Vec<_> = document.sections.iter().map(|section| section.header.as_str()).collect();
        let flaws: Vec<_> = document.flaws.iter().map(|flaw| (flaw.line, flaw.section.as_deref())).collect();
        assert_eq!(headers, ["a", "d"]);
        assert_eq!(flaws, [(3, Some("b")), (6, Some("c"))]);
    }

    #[test]
    fn lines_before_the_first_section_are_told_once() {
        let document = parse("region = r\noutput = json\n[a]\n");
        assert_eq!(document.flaws.len(), 1);
        assert_eq!(document.sections.len(), 1);
    }

    fn section() -> impl Strategy<Value = Section> {
        let word = "[a-z][a-z0-9_]{0,8}";
        let value = "([A-Za-z0-9/:=+@._-]([A-Za-z0-9/:=+@._#; -]{0,12}[A-Za-z0-9/:=+@._-])?)?";
        let block = proptest::collection::vec((word, "[a-z0-9]{1,6}"), 1..3)
            .prop_map(|lines| lines.iter().map(|(key, value)| format!("\n{key} = {value}")).collect::<String>());
        let any_value = prop_oneof![4 => value.prop_filter("no comment", |v| without_comment(v) == v), 1 => block];
        let property = (word, any_value).prop_map(|(key, value)| Property { key, value });
        (word, proptest::collection::vec(property, 0..6)).prop_map(|(name, properties)| Section {
            line: 0,
            header: format!("profile {name}"),
            properties,
        })
    }

    fn without_lines(sections: Vec<Section>) -> Vec<Section> {
        sections.into_iter().map(|section| Section { line: 0, ..section }).collect()
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC*", lines in "([\\[\\]=#; \\ta-z\\r\\n]{0,12}){0,20}") {
            parse(&text);
            parse(&lines);
        }

        #[test]
        fn what_is_written_is_found_again(sections in proptest::collection::vec(section(), 0..6)) {
            let document = parse(&render(&sections));
            prop_assert_eq!(document.flaws, vec![]);
            prop_assert_eq!(without_lines(document.sections), sections);
        }

        #[test]
        fn a_bad_section_never_removes_a_good_one(
            good in proptest::collection::vec(section(), 1..5),
            junk in "[a-z<>\\[\\]# \\t\\n]{0,60}",
            at in 0usize..5,
        ) {
            let at = at.min(good.len());
            let text = format!("{}\n[junk\n{junk}\n{}", render(&good[..at]), render(&good[at..]));
            let found = without_lines(parse(&text).sections);
            for section in good {
                prop_assert!(found.contains(&section), "{section:?} is missing");
            }
        }
    }
}
