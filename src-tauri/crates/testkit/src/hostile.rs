//! Names, tags, owners, step arguments and aliases as nobody would choose them who means well. AWS lets most of them
//! through, and an endpoint of somebody else's all of them: wherever they come out they are text, and nothing else.

/// One such text, and what it tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hostile {
    pub tries: &'static str,
    pub text: String,
}

/// What a script of the corpus sets in the page that runs it.
pub const OWNED: &str = "__pwned";

/// Short texts, of which every output must show each as it is, or with its unprintable characters replaced.
const SHORT: &[(&str, &str)] = &[
    ("an element", "<img src=x onerror=\"window.__pwned=1\">"),
    ("a script", "</td></script><script>window.__pwned=1</script>"),
    ("a drawing", "<svg/onload=window.__pwned=1><text>x</text></svg>"),
    ("a frame", "<iframe srcdoc=\"<script>top.__pwned=1</script>\"></iframe>"),
    ("the end of an attribute", "\" onmouseover=\"window.__pwned=1\" x='"),
    ("the end of a text in a drawing", "</text></g></svg><script>window.__pwned=1</script>"),
    ("the end of character data", "]]><script>window.__pwned=1</script><![CDATA["),
    ("an entity", "&lt;script&gt;window.__pwned=1&lt;/script&gt; &#60;b&#62; &xxe;"),
    ("a document type", "<!DOCTYPE x [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]>"),
    ("a style", "</style><style>*{display:none}</style>"),
    ("a script address", "javascript:window.__pwned=1"),
    ("a data address", "data:text/html,<script>window.__pwned=1</script>"),
    ("a template", "{@html name} ${name} {{name}} #{name} %s%n%x"),
    ("a formula", "=HYPERLINK(\"http://127.0.0.1/?\"&A1,\"open\")"),
    ("a formula with plus", "+1+cmd|' /C calc'!A0"),
    ("a formula with minus", "-1+cmd|' /C calc'!A0"),
    ("a formula with at", "@SUM(1+1)*cmd|' /C calc'!A0"),
    ("a formula after a tab", "\t=1+1"),
    ("a formula after a carriage return", "\r=1+1"),
    ("a second cell and a second row", "a\",\"b\"\r\n=1+1,c;d"),
    ("a mention in Slack", "<!channel> <!here> <@U012345> <#C012345>"),
    ("a link in Slack", "<https://example.com|the AWS console>"),
    ("markup in Slack", "*bold* _slanted_ ~gone~ `code` ```block``` > quote"),
    ("markup in a menu", "<b>_File</b> &Open &amp;amp;"),
    ("colours and a cleared screen", "\x1b[31;1mred\x1b[2J\x1b[H"),
    ("a new window title", "\x1b]0;window.__pwned\x07"),
    ("a link in a terminal", "\x1b]8;;http://127.0.0.1/\x1b\\the AWS console\x1b]8;;\x1b\\"),
    ("the clipboard", "\x1b]52;c;cm0gLXJmIH4=\x07"),
    ("an answer from the terminal", "\x1b[6n\x1bP+q544e\x1b\\\x05"),
    ("control characters of eight bits", "\u{9b}31mred\u{9d}0;title\u{9c}"),
    ("to overwrite its line", "nightly\rfine\x08\x08\x7f"),
    ("lines in a log", "x\nERROR emberwatch: all clusters terminated\r\nx"),
    ("the reading direction", "\u{202e}gnitset\u{202c}-\u{2066}etl\u{2069}\u{200f}"),
    ("to hide", "prod\u{200b}\u{2060}\u{feff}\u{ad}-etl\u{e0041}\u{e0042}"),
    ("other line ends", "a\u{2028}b\u{2029}c\u{85}d\u{b}e\u{c}f"),
    ("the end of a text in C", "etl\0nightly\0"),
    ("a heap of marks", "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}"),
    ("a path", "../../../../etc/passwd"),
    ("a second command", "; rm -rf ~ `id` $(id) | cat && true"),
    ("a second statement", "'); DROP TABLE journal; --"),
    ("the end of a text in JSON", "\"},\"sample\":true,\"x\":{\"y\":\""),
    ("a prototype", "__proto__"),
    ("a number", "1e309"),
    ("nothing to see", " \u{a0}\u{3000} "),
];

/// Every text, the long ones last.
pub fn corpus() -> Vec<Hostile> {
    let short = SHORT.iter().map(|(tries, text)| Hostile { tries, text: (*text).to_owned() });
    short.chain(long()).collect()
}

/// Texts of ten thousand characters: to fill memory, columns and windows.
fn long() -> [Hostile; 3] {
    let of = |tries, piece: &str| Hostile { tries, text: piece.chars().cycle().take(10_000).collect() };
    [of("length", "w"), of("length without a break or an end", "<b>&amp;\u{202e}"), of("depth", "[{\"a\":")]
}

/// The characters that would move a terminal's cursor, colour its screen, turn its reading direction or hide in it.
/// Line breaks are the output's own.
pub fn obeyed_by_a_terminal(output: &str) -> Vec<char> {
    let hidden = |c: char| {
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    // Joiners belong to the spelling of some languages, and turn or hide nothing by themselves.
    let joins = |c: char| matches!(c, '\u{200c}' | '\u{200d}');
    output.chars().filter(|c| *c != '\n' && (c.is_control() || hidden(*c)) && !joins(*c)).collect()
}

/// Whether a spreadsheet would compute this cell, read from a CSV file, instead of showing it.
pub fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err()
}

/// Whether the text holds what a browser reads as an element, so that a document holding it raw would have it too.
pub fn holds_an_element(text: &str) -> bool {
    let after_angle = text.match_indices('<').filter_map(|(at, _)| text[at + 1..].chars().next());
    after_angle.into_iter().any(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_corpus_tries_what_it_says() {
        let corpus = corpus();
        let tries: BTreeSet<_> = corpus.iter().map(|hostile| hostile.tries).collect();
        assert_eq!(tries.len(), corpus.len(), "each is named by what it alone tries");
        let count = |is: fn(&str) -> bool| corpus.iter().filter(|hostile| is(&hostile.text)).count();
        assert!(count(holds_an_element) >= 12);
        assert!(count(is_formula) >= 6);
        assert!(count(|text| !obeyed_by_a_terminal(text).is_empty()) >= 12);
        assert!(count(|text| text.contains(OWNED)) >= 10);
    }

    #[test]
    fn a_negative_number_is_no_formula_and_a_joined_letter_hides_nothing() {
        assert!(!is_formula("-4.2") && is_formula("-4.2+1"));
        assert_eq!(obeyed_by_a_terminal("می\u{200c}خواهم\n"), []);
    }
}
