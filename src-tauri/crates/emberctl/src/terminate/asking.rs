//! Whether the user agrees to a plan.

use crate::args::Terminate;
use crate::stopped::Stopped;
use crate::text::{count, plain};
use emberwatch_domain::plan::Plan;
use std::io::{self, IsTerminal, Write};

pub enum Agreed {
    /// With the names of production clusters, as they were typed.
    Yes {
        names: Vec<String>,
    },
    No {
        reason: String,
    },
}

/// Asked before anything else: a script that cannot answer learns it at once.
pub fn check_somebody_can_answer(flags: &Terminate) -> Result<(), Stopped> {
    if flags.yes || flags.dry_run || io::stdin().is_terminal() {
        return Ok(());
    }
    Err(Stopped::usage(
        "nobody is here to be asked, so nothing was sent",
        "confirm with --yes, or look first with --dry-run",
    ))
}

pub async fn ask(plan: &Plan, flags: &Terminate) -> Result<Agreed, Stopped> {
    let names: Vec<String> = plan.names_to_type().map(str::to_owned).collect();
    if flags.yes {
        return Ok(by_flags(&names, &flags.confirm_name));
    }
    let going = plan.going().count();
    let given = flags.confirm_name.clone();
    tokio::task::spawn_blocking(move || on_terminal(going, &names, given))
        .await
        .map_err(|error| Stopped::failed(format!("the question could not be asked: {error}"), "confirm with --yes"))
}

/// `--yes` is not enough where a mistake hurts more: the names of production clusters are given beside it.
fn by_flags(names: &[String], given: &[String]) -> Agreed {
    match names.iter().find(|name| !given.contains(name)) {
        Some(name) => Agreed::No {
            reason: format!("{name} is in a production account: confirm it with --confirm-name beside --yes"),
        },
        None => Agreed::Yes { names: given.to_vec() },
    }
}

fn on_terminal(going: usize, names: &[String], mut given: Vec<String>) -> Agreed {
    for name in names {
        if given.contains(name) {
            continue;
        }
        let typed = read(&format!("Production: type the name {} to terminate it: ", plain(name)));
        if typed.as_deref() != Some(name) {
            return Agreed::No { reason: format!("the name {name} was not typed") };
        }
        given.push(name.clone());
    }
    // Whoever has typed the names of all that end has agreed.
    if names.len() < going {
        let typed = read(&format!("Terminate {}? Type yes: ", count(going, "cluster")));
        if !typed.is_some_and(|typed| typed.eq_ignore_ascii_case("yes")) {
            return Agreed::No { reason: "it was not confirmed".to_owned() };
        }
    }
    Agreed::Yes { names: given }
}

fn read(question: &str) -> Option<String> {
    let mut err = io::stderr().lock();
    err.write_all(question.as_bytes()).and_then(|()| err.flush()).ok()?;
    let mut line = String::new();
    let read = io::stdin().read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn yes_alone_does_not_end_a_production_cluster() {
        let Agreed::No { reason } = by_flags(&names(&["etl", "ml"]), &names(&["etl"])) else {
            panic!("ml was not named")
        };
        assert!(reason.contains("ml") && reason.contains("--confirm-name"));
    }

    #[test]
    fn the_exact_names_beside_yes_do() {
        assert!(matches!(by_flags(&names(&["etl"]), &names(&["etl"])), Agreed::Yes { .. }));
        assert!(matches!(by_flags(&names(&["etl"]), &names(&["ETL"])), Agreed::No { .. }));
        assert!(matches!(by_flags(&[], &[]), Agreed::Yes { .. }));
    }
}
