//! How numbers are written for people: which sign stands before the cents, and which one parts the thousands.

use emberwatch_app::settings::NumberFormat;

/// Between thousands where a blank stands: narrow, and no line is broken there.
const BLANK: char = '\u{202f}';

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separators {
    pub decimal: char,
    pub group: char,
}

impl Default for Separators {
    fn default() -> Self {
        COMMA_POINT
    }
}

const COMMA_POINT: Separators = Separators { decimal: '.', group: ',' };
const POINT_COMMA: Separators = Separators { decimal: ',', group: '.' };
const SPACE_COMMA: Separators = Separators { decimal: ',', group: BLANK };
const APOSTROPHE_POINT: Separators = Separators { decimal: '.', group: '’' };

/// Unicode CLDR's signs by language and country, where they are not those of English. A country goes before its language.
const LOCALES: &[(&[&str], Separators)] = &[
    (&["de_CH", "de_LI", "it_CH", "rm_CH"], APOSTROPHE_POINT),
    (&["es_MX", "es_US", "es_DO", "es_GT", "es_HN", "es_NI", "es_PA", "es_PE", "es_PR", "es_SV"], COMMA_POINT),
    (&["pt_PT", "es_CR"], SPACE_COMMA),
    (&["bs", "ca", "da", "de", "el", "es", "eu", "gl", "hr", "id", "is", "it"], POINT_COMMA),
    (&["mk", "nl", "pt", "ro", "sl", "sr", "tr", "vi"], POINT_COMMA),
    (&["be", "bg", "cs", "et", "fi", "fr", "hu", "hy", "ka", "kk", "lt", "lv"], SPACE_COMMA),
    (&["nb", "nn", "no", "pl", "ru", "sk", "sq", "sv", "uk", "uz"], SPACE_COMMA),
];

impl Separators {
    /// `locale` is the system's, such as `de_DE.UTF-8`.
    pub fn of(format: NumberFormat, locale: &str) -> Self {
        match format {
            NumberFormat::System => of_locale(locale),
            NumberFormat::CommaPoint => COMMA_POINT,
            NumberFormat::PointComma => POINT_COMMA,
            NumberFormat::SpaceComma => SPACE_COMMA,
        }
    }

    /// A decimal string as it is read here: `1234.50` becomes `1.234,50`. Its digits are not touched.
    pub fn written(self, number: &str) -> String {
        let (whole, cents) = number.split_once('.').map_or((number, None), |(whole, cents)| (whole, Some(cents)));
        let sign = usize::from(whole.starts_with('-'));
        let digits = whole.len() - sign;
        let mut text = String::with_capacity(number.len() + digits);
        for (at, digit) in whole.chars().enumerate() {
            let left = whole.len() - at;
            if at > sign && left % 3 == 0 {
                text.push(self.group);
            }
            text.push(digit);
        }
        if let Some(cents) = cents {
            text.push(self.decimal);
            text.push_str(cents);
        }
        text
    }
}

fn of_locale(locale: &str) -> Separators {
    let name = locale.split(['.', '@']).next().unwrap_or_default().replace('-', "_");
    let language = name.split('_').next().unwrap_or_default();
    let of = |wanted: &str| LOCALES.iter().find(|(names, _)| names.contains(&wanted)).map(|(_, signs)| *signs);
    of(&name).or_else(|| of(language)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_and_no_digit_is_touched() {
        let written = ["0.00", "12", "999.5", "1000", "-1234567.8900", "90071992547409931.02"];
        assert_eq!(
            written.map(|number| POINT_COMMA.written(number)),
            ["0,00", "12", "999,5", "1.000", "-1.234.567,8900", "90.071.992.547.409.931,02"]
        );
        assert_eq!(SPACE_COMMA.written("1234.5"), "1\u{202f}234,5");
    }

    #[test]
    fn the_system_is_read_by_its_country_then_its_language() {
        let of = |locale| Separators::of(NumberFormat::System, locale).written("1234.5");
        assert_eq!(
            ["de_DE.UTF-8", "de_CH.UTF-8", "es_MX", "nl_NL@euro"].map(of),
            ["1.234,5", "1’234.5", "1,234.5", "1.234,5"]
        );
        assert_eq!(["C.UTF-8", "POSIX", "", "en_GB.UTF-8", "xx"].map(of), ["1,234.5"; 5]);
    }

    #[test]
    fn what_the_user_chose_goes_before_the_system() {
        assert_eq!(Separators::of(NumberFormat::PointComma, "en_US.UTF-8"), POINT_COMMA);
    }
}
