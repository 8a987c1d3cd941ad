//! What bars normal work and concerns more than one row.

use super::{Banner, Severity};
use crate::scene::Scene;
use crate::sources::{SourceRow, SourceStatus, is_offline};
use crate::wording::count;
use emberwatch_app::cloud::{BadSection, ProfileListing};
use std::collections::BTreeSet;

/// Most important first: offline, who must sign in, sections of the AWS files that cannot be read.
pub(super) fn banners(scene: &Scene<'_>, listing: &ProfileListing, sources: &[SourceRow]) -> Vec<Banner> {
    let mut banners = Vec::new();
    banners.extend(offline(scene, sources));
    banners.extend(sign_ins(sources));
    banners.extend(bad_sections(&listing.bad_sections));
    banners
}

fn offline(scene: &Scene<'_>, sources: &[SourceRow]) -> Option<Banner> {
    let since = scene.offline_since.map(|since| format!(" since {}", scene.clock(since))).unwrap_or_default();
    is_offline(scene, sources).then(|| Banner {
        severity: Severity::Failure,
        text: format!(
            "offline{since}: no watched account was reached; what is shown is old. Check the network connection"
        ),
        command: None,
    })
}

/// So many sign-ins have a banner each; one session may be that of hundreds of profiles.
const MOST_SIGN_INS: usize = 3;

/// One banner a command, however many regions wait for it.
fn sign_ins(sources: &[SourceRow]) -> Vec<Banner> {
    let waiting = sources.iter().filter(|source| source.status == SourceStatus::SignInNeeded);
    let commands: BTreeSet<(&str, &str)> =
        waiting.filter_map(|source| Some((source.profile.as_str(), source.command.as_deref()?))).collect();
    let banner = |(profile, command): (&str, &str)| Banner {
        severity: Severity::Warning,
        text: format!("profile {profile} needs a sign-in; it goes on by itself afterwards"),
        command: Some(command.to_owned()),
    };
    let others = commands.len().saturating_sub(MOST_SIGN_INS);
    let rest = (others > 0).then(|| Banner {
        severity: Severity::Warning,
        text: format!(
            "{} need a sign-in too; the page of accounts lists each with its command",
            count(others, "profile")
        ),
        command: None,
    });
    commands.into_iter().take(MOST_SIGN_INS).map(banner).chain(rest).collect()
}

fn bad_sections(bad: &[BadSection]) -> Option<Banner> {
    let first = bad.first()?;
    let text = format!(
        "{} of the AWS files cannot be read: line {} of {}: {}",
        count(bad.len(), "section"),
        first.line,
        first.file.display(),
        first.problem
    );
    Some(Banner { severity: Severity::Warning, text, command: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundreds_of_profiles_that_wait_for_a_person_are_told_in_a_few_banners() {
        let waiting = |number: usize| SourceRow {
            account_id: None,
            profile: format!("team-{number:03}"),
            region: String::new(),
            status: SourceStatus::SignInNeeded,
            needs_attention: true,
            as_of: None,
            detail: None,
            command: Some(format!("aws sso login --profile team-{number:03}")),
        };
        let banners = |profiles| sign_ins(&(0..profiles).map(waiting).collect::<Vec<_>>());
        assert_eq!(banners(MOST_SIGN_INS).len(), MOST_SIGN_INS);
        let many = banners(900);
        assert_eq!((many.len(), many[0].command.as_deref()), (4, Some("aws sso login --profile team-000")));
        assert!(many[3].text.starts_with("897 profiles need a sign-in too"), "{}", many[3].text);
    }
}
