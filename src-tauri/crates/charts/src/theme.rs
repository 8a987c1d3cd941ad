//! The page's own colours, as `ui/src/design/tokens.css` names them; a test holds the two together.

use plotters::style::RGBColor;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

/// The colours of one theme.
#[derive(Debug)]
pub(crate) struct Palette {
    pub panel: RGBColor,
    pub line: RGBColor,
    pub line_strong: RGBColor,
    pub text: RGBColor,
    pub dim: RGBColor,
    pub raise: RGBColor,
    /// In the order of the account colours: red, amber, green, teal, blue, violet, pink, slate.
    pub accounts: [RGBColor; 8],
}

const fn hex(color: u32) -> RGBColor {
    let [_, red, green, blue] = color.to_be_bytes();
    RGBColor(red, green, blue)
}

static DARK: Palette = Palette {
    panel: hex(0x1a_1d23),
    line: hex(0x2b_303a),
    line_strong: hex(0x43_4b59),
    text: hex(0xe8_eaef),
    dim: hex(0xa6_aebc),
    raise: hex(0x23_272f),
    accounts: [
        hex(0xf2_705f),
        hex(0xe0_ab3e),
        hex(0x68_bf7b),
        hex(0x3f_b9ae),
        hex(0x6a_9ff5),
        hex(0xa9_8bf0),
        hex(0xe5_7fb5),
        hex(0x8f_9bb0),
    ],
};

static LIGHT: Palette = Palette {
    panel: hex(0xff_ffff),
    line: hex(0xdd_e1e8),
    line_strong: hex(0xb4_bcc9),
    text: hex(0x18_1b21),
    dim: hex(0x4c_5667),
    raise: hex(0xec_eff3),
    accounts: [
        hex(0xcf_3d2c),
        hex(0xa8_7405),
        hex(0x2b_8a45),
        hex(0x0b_857b),
        hex(0x2a_66cf),
        hex(0x70_46d1),
        hex(0xbd_3f85),
        hex(0x5d_6a80),
    ],
};

impl Theme {
    pub(crate) fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: &str = include_str!("../../../../ui/src/design/tokens.css");
    const ACCOUNTS: [&str; 8] = ["red", "amber", "green", "teal", "blue", "violet", "pink", "slate"];

    /// The value of a token in the part of the file that begins with this selector.
    fn token(selector: &str, name: &str) -> String {
        let part = TOKENS.split_once(selector).unwrap().1.split_once('}').unwrap().0;
        let line = part.lines().find(|line| line.trim_start().starts_with(&format!("--{name}:")));
        line.unwrap_or_else(|| panic!("{name}")).split_once(": ").unwrap().1.trim_end_matches(';').to_owned()
    }

    fn told(color: RGBColor) -> String {
        format!("#{:02x}{:02x}{:02x}", color.0, color.1, color.2)
    }

    #[test]
    fn charts_wear_the_colours_of_the_page() {
        for (selector, theme) in [(":root {", Theme::Dark), ("[data-theme=\"light\"] {", Theme::Light)] {
            let palette = theme.palette();
            let named = [
                ("panel", palette.panel),
                ("line", palette.line),
                ("line-strong", palette.line_strong),
                ("text", palette.text),
                ("dim", palette.dim),
                ("raise", palette.raise),
            ];
            for (name, color) in named {
                assert_eq!(told(color), token(selector, name), "{name} in {theme:?}");
            }
            for (name, color) in ACCOUNTS.iter().zip(palette.accounts) {
                assert_eq!(told(color), token(selector, &format!("account-{name}")), "{name} in {theme:?}");
            }
        }
    }
}
