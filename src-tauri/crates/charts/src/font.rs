//! The font of saved pictures: DejaVu Sans, whose licence allows it to be part of any program. On the page the drawing's
//! text takes the page's own font; nothing depends on how wide a text is, for every label is anchored at its place.

use plotters::style::{FontStyle, register_font};
use std::sync::OnceLock;

pub(crate) const FAMILY: &str = "DejaVu Sans";

/// Makes the font known to plotters, once in a process.
pub(crate) fn register() {
    static REGISTERED: OnceLock<()> = OnceLock::new();
    REGISTERED.get_or_init(|| {
        // The bytes are a font, so this cannot fail; without it labels would not be drawn at all.
        let _ = register_font(FAMILY, FontStyle::Normal, dejavu::sans::regular());
    });
}
