/// By what amounts to compare with are told apart, for all of them are in the colour of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    Long,
    Short,
    LongAndShort,
    TwoShort,
    Dots,
}

impl Dash {
    /// For amounts of one kind; dots are left to one of another.
    pub const ALIKE: [Self; 4] = [Self::Long, Self::Short, Self::LongAndShort, Self::TwoShort];

    /// Dashes and blanks by turns, in pixels: few and long, for each is a shape of its own.
    pub fn lengths(self) -> &'static [u16] {
        match self {
            Self::Long => &[24, 14],
            Self::Short => &[10, 10],
            Self::LongAndShort => &[24, 8, 8, 8],
            Self::TwoShort => &[8, 5, 8, 19],
            Self::Dots => &[4, 10],
        }
    }

    /// From where until where it is drawn along a line.
    pub(super) fn strokes(self, from: i32, until: i32) -> impl Iterator<Item = (i32, i32)> {
        let mut lengths = self.lengths().iter().map(|length| i32::from(*length)).cycle();
        let mut at = from;
        std::iter::from_fn(move || {
            let (begin, end) = (at, (at + lengths.next()?).min(until));
            at = end + lengths.next()?;
            (begin < until).then_some((begin, end))
        })
    }
}
