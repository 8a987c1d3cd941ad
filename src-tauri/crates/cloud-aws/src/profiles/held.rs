//! What counts of a file that is being written, or was left broken: a profile that worked goes on working.

use super::ini::{Document, Flaw, Section};
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::Instant;

/// Whoever writes a file is done within this time: what is shorter after it is meant to be shorter.
pub(super) const GRACE: Duration = Duration::from_secs(3);

/// Added to what is wrong where something that worked would be lost by it.
const KEPT: &str = "; until this is mended, what stood there before is used";

/// One file as it was last whole, and since when it looks cut off. It holds secrets, so it has no Debug.
#[derive(Default)]
pub(super) struct Held {
    whole: Option<Whole>,
    cut_off_since: Option<Instant>,
}

struct Whole {
    text: String,
    document: Document,
}

enum Cut {
    /// Nobody ends a file like that.
    InALine,
    /// Sections were taken out, or are still to be written.
    BetweenLines,
}

impl Held {
    /// What the file means now; `document` is what `text` says.
    pub(super) fn settle(&mut self, text: String, document: Document) -> Document {
        let Some(whole) = &self.whole else { return self.accept(text, document) };
        let cut = cut(&whole.text, &text);
        self.cut_off_since = cut.is_some().then(|| self.cut_off_since.unwrap_or_else(Instant::now));
        match cut {
            Some(Cut::InALine) => with_flaw(&whole.document, ending(&document, &text)),
            Some(Cut::BetweenLines) if self.grace().is_some() => whole.document.clone(),
            _ if is_newly_broken(&whole.document, &document) => completed(document, &whole.document),
            _ => self.accept(text, document),
        }
    }

    /// For how long the file is still taken for one that is being written.
    pub(super) fn grace(&self) -> Option<Duration> {
        let left = GRACE.saturating_sub(self.cut_off_since?.elapsed());
        (!left.is_zero()).then_some(left)
    }

    /// What it said when it could be read.
    pub(super) fn before(&self) -> Document {
        self.whole.as_ref().map(|whole| whole.document.clone()).unwrap_or_default()
    }

    fn accept(&mut self, text: String, document: Document) -> Document {
        self.cut_off_since = None;
        self.whole = Some(Whole { text, document: document.clone() });
        document
    }
}

/// How a text ends too early, if it is the beginning of the one before.
fn cut(before: &str, now: &str) -> Option<Cut> {
    let rest = before.strip_prefix(now).filter(|rest| !rest.is_empty())?;
    let ends_a_line = now.is_empty() || now.ends_with('\n') || rest.trim_start_matches('\r').starts_with('\n');
    // Where the last line never had an end, it may as well have become shorter.
    let in_a_line = !ends_a_line && before.ends_with('\n');
    Some(if in_a_line { Cut::InALine } else { Cut::BetweenLines })
}

/// What was wrong all along takes nothing away that it had not taken before.
fn is_newly_broken(before: &Document, now: &Document) -> bool {
    !now.flaws.iter().all(|flaw| is_known(before, flaw))
}

fn is_known(before: &Document, flaw: &Flaw) -> bool {
    before.flaws.iter().any(|old| old.section == flaw.section && old.problem == flaw.problem)
}

/// The sections that can be read, and those that could be read before.
fn completed(mut now: Document, before: &Document) -> Document {
    let readable: HashSet<&String> = now.sections.iter().map(|section| &section.header).collect();
    let kept: Vec<Section> =
        before.sections.iter().filter(|section| !readable.contains(&section.header)).cloned().collect();
    let mut gone = gone(&now, before, &kept);
    for flaw in &mut now.flaws {
        if kept.iter().any(|section| Some(&section.header) == flaw.section.as_ref()) {
            flaw.problem.push_str(KEPT);
        }
    }
    now.sections.extend(kept);
    now.flaws.append(&mut gone);
    now
}

/// Sections that are kept and stand nowhere any more: the broken line may be their own, or they were taken out.
fn gone(now: &Document, before: &Document, kept: &[Section]) -> Vec<Flaw> {
    let Some(broken) = now.flaws.iter().find(|flaw| !is_known(before, flaw)).map(|flaw| flaw.line) else {
        return Vec::new();
    };
    let stands = |header: &String| now.flaws.iter().any(|flaw| flaw.section.as_ref() == Some(header));
    let gone = kept.iter().map(|section| &section.header).filter(|header| !stands(header));
    gone.map(|header| Flaw {
        line: broken,
        section: Some(header.clone()),
        problem: "the section is not in the file any more, and is still used until this line is mended".to_owned(),
    })
    .collect()
}

fn with_flaw(before: &Document, flaw: Flaw) -> Document {
    let mut document = before.clone();
    document.flaws.push(flaw);
    document
}

/// Where a text breaks off.
fn ending(document: &Document, text: &str) -> Flaw {
    let lines = text.lines().count();
    let section = document.sections.iter().map(|section| (section.line, &section.header));
    let broken = document.flaws.iter().filter_map(|flaw| Some((flaw.line, flaw.section.as_ref()?)));
    let last = section.chain(broken).max_by_key(|(line, _)| *line).map(|(_, header)| header.clone());
    Flaw {
        line: u32::try_from(lines).unwrap_or(u32::MAX),
        section: last,
        problem: format!("the file breaks off in this line, as if it were not written to its end{KEPT}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ini::parse;
    use super::*;

    const WHOLE: &str = "[profile a]\nregion = r\nkey = 1\n[profile b]\nregion = s\n";

    /// The header of each section, and how many lines it has.
    type Sections = Vec<(String, usize)>;

    fn held(text: &str) -> Held {
        let mut held = Held::default();
        read(&mut held, text);
        held
    }

    fn read(held: &mut Held, text: &str) -> (Sections, Vec<(u32, String)>) {
        let document = held.settle(text.to_owned(), parse(text));
        let section = |section: &super::super::ini::Section| (section.header.clone(), section.properties.len());
        let mut sections: Vec<_> = document.sections.iter().map(section).collect();
        sections.sort();
        (sections, document.flaws.into_iter().map(|flaw| (flaw.line, flaw.problem)).collect())
    }

    fn all() -> Sections {
        vec![("profile a".to_owned(), 2), ("profile b".to_owned(), 1)]
    }

    #[tokio::test(start_paused = true)]
    async fn wherever_a_file_is_caught_half_written_every_section_goes_on() {
        for cut in 0..WHOLE.len() {
            assert_eq!(read(&mut held(WHOLE), &WHOLE[..cut]).0, all(), "cut at {cut}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_breaks_off_in_a_line_is_told_and_kept_until_it_is_whole() {
        let mut held = held(WHOLE);
        let cut = WHOLE.find("ey = 1").unwrap();
        read(&mut held, &WHOLE[..cut]);
        tokio::time::advance(GRACE * 100).await;
        let (sections, flaws) = read(&mut held, &WHOLE[..cut]);
        assert_eq!((sections, flaws.len(), flaws[0].0), (all(), 1, 3));
        assert!(flaws[0].1.starts_with("the file breaks off in this line"), "{flaws:?}");
        assert_eq!(read(&mut held, WHOLE), (all(), vec![]));
    }

    #[tokio::test(start_paused = true)]
    async fn sections_that_are_taken_out_are_gone_as_soon_as_the_file_rests() {
        let mut held = held(WHOLE);
        let shorter = &WHOLE[..WHOLE.find("[profile b]").unwrap()];
        assert_eq!(read(&mut held, shorter).0, all());
        tokio::time::advance(GRACE).await;
        assert_eq!(read(&mut held, shorter).0, all()[..1]);
        assert_eq!(read(&mut held, "").0, all()[..1]);
        tokio::time::advance(GRACE).await;
        assert_eq!(read(&mut held, "").0, vec![]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_section_that_is_broken_is_told_and_works_as_before_while_the_others_are_followed() {
        let mut held = held(WHOLE);
        let (sections, flaws) = read(&mut held, "[profile a]\nregion\n[profile c]\nregion = t\n");
        let expected = [("profile a", 2), ("profile b", 1), ("profile c", 1)];
        assert_eq!(sections, expected.map(|(header, lines)| (header.to_owned(), lines)));
        assert_eq!(flaws[0], (2, format!("the line has no `=`{KEPT}")));
        let mended = read(&mut held, "[profile c]\nregion = t\n");
        assert_eq!(mended, (vec![("profile c".to_owned(), 1)], vec![]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_section_that_was_taken_out_or_misspelt_beside_a_broken_line_is_told_as_still_used() {
        let told = |text: &str| {
            let document = held(WHOLE).settle(text.to_owned(), parse(text));
            let of = |flaw: Flaw| (flaw.line, flaw.section.unwrap_or_default(), flaw.problem);
            document.flaws.into_iter().map(of).filter(|(_, section, _)| section == "profile b").collect::<Vec<_>>()
        };
        let still = "the section is not in the file any more, and is still used until this line is mended";
        let expected = |line| vec![(line, "profile b".to_owned(), still.to_owned())];
        assert_eq!(told("[profile a]\nregion\n"), expected(2), "taken out");
        assert_eq!(told("[profile a]\nregion = r\nkey = 1\n[prof\n"), expected(4), "cut short in its name");
    }

    #[tokio::test(start_paused = true)]
    async fn a_last_line_that_became_shorter_is_told_where_its_end_is_missing_and_followed_where_it_is_not() {
        let short = "[profile a]\nregion = r\nkey = 1\n[profile b]\nregion =";
        let (_, flaws) = read(&mut held(WHOLE), short);
        assert_eq!((flaws.len(), flaws[0].0), (1, 5), "{flaws:?}");
        assert_eq!(read(&mut held(WHOLE), &format!("{short}\n")), (all(), vec![]));
        // The line never had an end: after the grace it is meant to be shorter.
        let mut endless = held(WHOLE.trim_end());
        read(&mut endless, short);
        tokio::time::advance(GRACE).await;
        assert_eq!(read(&mut endless, short).1, vec![]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_broken_from_the_beginning_keeps_nothing_alive() {
        let broken = "[profile x\n";
        let mut held = held(&format!("{broken}{WHOLE}"));
        let (sections, flaws) = read(&mut held, &format!("{broken}[profile b]\nregion = s\n"));
        assert_eq!((sections, flaws.len()), (all()[1..].to_vec(), 1));
    }
}
