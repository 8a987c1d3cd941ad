//! What went wrong where, told beside the answer.

use crate::console::Console;
use crate::look::Source;
use crate::stopped::Exit;
use emberwatch_views::sources::{SourceRow, SourceStatus};

/// Tells every source that did not answer. Rows of the store are old by themselves: their age is no failure.
pub fn report<'a>(rows: impl Iterator<Item = &'a SourceRow>, source: Source, console: &Console) -> Exit {
    let mut exit = Exit::Done;
    for row in rows.filter(|row| is_worth_a_line(row, source)) {
        console.note(&sentence(row));
        if is_failure(row, source) {
            exit = Exit::Failed;
        }
    }
    exit
}

fn is_worth_a_line(row: &SourceRow, source: Source) -> bool {
    is_failure(row, source) || row.status == SourceStatus::RegionDisabled
}

fn is_failure(row: &SourceRow, source: Source) -> bool {
    match source {
        // After a look every source has answered or failed; one that did neither was listed incompletely.
        Source::Aws => row.needs_attention || row.status == SourceStatus::Loading,
        Source::Store => row.status == SourceStatus::Loading,
    }
}

fn sentence(row: &SourceRow) -> String {
    match (&row.detail, row.region.as_str()) {
        (Some(detail), _) => detail.clone(),
        (None, "") => format!("profile {}: nothing is known of it yet", row.profile),
        (None, region) => format!("{region} of profile {}: it has not answered in full yet", row.profile),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(status: SourceStatus) -> SourceRow {
        SourceRow {
            account_id: None,
            profile: "research".to_owned(),
            region: "eu-north-1".to_owned(),
            status,
            needs_attention: status.is_failure(),
            as_of: None,
            detail: None,
            command: None,
        }
    }

    #[test]
    fn a_region_that_is_off_is_told_and_is_no_failure() {
        let off = row(SourceStatus::RegionDisabled);
        assert!(is_worth_a_line(&off, Source::Aws) && !is_failure(&off, Source::Aws));
    }

    #[test]
    fn old_rows_of_the_store_are_what_was_asked_for() {
        assert!(is_failure(&row(SourceStatus::Stale), Source::Aws));
        assert!(!is_failure(&row(SourceStatus::Stale), Source::Store));
    }

    #[test]
    fn a_source_that_never_answered_is_a_failure_either_way() {
        let never = row(SourceStatus::Loading);
        assert!(is_failure(&never, Source::Aws) && is_failure(&never, Source::Store));
        assert!(sentence(&never).contains("eu-north-1 of profile research"));
    }
}
