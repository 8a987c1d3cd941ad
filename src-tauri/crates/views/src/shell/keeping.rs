//! What is to be said of the data folder: whether what is seen and done is kept.

use super::{Banner, Severity};

/// What the store knows of itself, as its errors say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Why nothing can be written as long as this process lives.
    pub read_only: Option<String>,
    /// Why the last write did not arrive; well again by itself once there is room.
    pub trouble: Option<String>,
    /// Whether that is for want of room.
    pub is_full: bool,
    /// Why a step of a termination is not in the journal.
    pub unwritten: Option<String>,
    /// Where a history is kept that could not be read.
    pub moved_aside: Option<String>,
}

/// Told before all else, the gravest first.
pub fn keeping(keeping: &Keeping) -> Vec<Banner> {
    let failure = |text: String| Banner { severity: Severity::Failure, text, command: None };
    let read_only = keeping.read_only.as_ref().map(|why| {
        failure(format!(
            "Read-only: {why}. What is seen is shown and not recorded, no setting is kept, and nothing can be \
             terminated. Make the folder writable and start Emberwatch again"
        ))
    });
    let remedy = if keeping.is_full { "make room on the disk" } else { "check the disk of the data folder" };
    let unwritten = keeping.unwritten.as_ref().map(|why| {
        failure(format!(
            "Nothing can be terminated until the journal can be written again: {remedy}. What was waiting is not sent, \
             so confirm it again then ({why})"
        ))
    });
    let trouble = keeping.trouble.as_ref().filter(|_| keeping.unwritten.is_none()).map(|why| {
        let what = if keeping.is_full { "The disk is full" } else { "The disk does not take what is written" };
        failure(format!(
            "{what}, so nothing is recorded and nothing may be terminated: {remedy}, and it goes on by itself ({why})"
        ))
    });
    let moved = keeping.moved_aside.as_ref().map(|kept| Banner {
        severity: Severity::Warning,
        text: format!("The history could not be read and was begun anew; the old file is kept as {kept}"),
        command: None,
    });
    read_only.into_iter().chain(unwritten).chain(trouble).chain(moved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_is_well_says_nothing_and_the_gravest_is_said_first() {
        assert_eq!(keeping(&Keeping::default()), []);
        let told = keeping(&Keeping {
            read_only: Some("cannot write the data folder /data: read-only filesystem".to_owned()),
            moved_aside: Some("/data/history.db.damaged".to_owned()),
            ..Keeping::default()
        });
        assert!(told[0].text.starts_with("Read-only: cannot write the data folder /data"), "{}", told[0].text);
        assert_eq!((told.len(), told[1].severity), (2, Severity::Warning));
    }

    #[test]
    fn one_full_disk_is_told_once_and_in_one_sentence_that_says_what_to_do() {
        let why = Some("cannot open a journal entry in settings.db: database or disk is full".to_owned());
        let full = Keeping { trouble: why.clone(), is_full: true, ..Keeping::default() };
        let told = keeping(&full);
        assert_eq!(
            told[0].text,
            "The disk is full, so nothing is recorded and nothing may be terminated: make room on the disk, and it \
             goes on by itself (cannot open a journal entry in settings.db: database or disk is full)"
        );
        let told = keeping(&Keeping { unwritten: why, ..full });
        assert_eq!(told.len(), 1);
        assert!(told[0].text.contains("make room on the disk"), "{}", told[0].text);
    }
}
