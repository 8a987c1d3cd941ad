//! Names, tags and reasons come from AWS and are hostile: here they become one line that nothing obeys.

/// The text without anything that could move a cursor, colour a screen, break a line or turn the reading direction
/// round.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if is_hostile(c) { visible(c) } else { c }).collect()
}

/// As [`plain`], and no longer than `most` characters.
pub fn clipped(text: &str, most: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= most {
        return text;
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// Whether a terminal, a menu or a reader's eye would obey the character instead of showing it.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Something that shows where the character stood: Unicode has pictures of the oldest ones.
fn visible(c: char) -> char {
    match c as u32 {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '␡',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_in_a_name_does_not_reach_the_terminal() {
        assert_eq!(plain("etl\x1b[2J\x1b]0;owned\x07"), "etl␛[2J␛]0;owned␇");
        assert_eq!(plain("\u{9b}31mred"), "\u{fffd}31mred");
        assert_eq!(plain("a\nb\tc\x7f"), "a␊b␉c␡");
    }

    #[test]
    fn a_name_cannot_turn_the_reading_direction_or_hide() {
        assert_eq!(plain("a\u{202e}b\u{2066}c\u{200b}d\u{e0041}"), "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}");
    }

    #[test]
    fn ordinary_names_of_any_language_stay_as_they_are() {
        for name in ["etl-nightly", "Größe", "分析", "תל אביב", "naïve 🚀", "≥ 1"] {
            assert_eq!(plain(name), name);
        }
    }

    #[test]
    fn a_long_name_is_cut_by_characters_and_says_so() {
        assert_eq!(clipped("äöüßabc", 5), "äöüß…");
        assert_eq!(clipped("äöüßa", 5), "äöüßa");
    }
}
