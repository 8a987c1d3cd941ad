//! A process and everything it started, ended by their ids.
//!
//! Children stay in the terminal's own process group, so that Ctrl-C reaches all of them at once. Test
//! runners put their tests into groups of their own, so ending one group would not be enough: the tree is
//! read from the process table instead.

use std::process::Command;
use std::thread;
use std::time::Duration;

/// How long programs have to end on their own words before they are made to.
const GRACE: Duration = Duration::from_secs(10);

/// Asks the whole tree under `root` to end, and ends what is left of it after the grace time.
pub fn end(root: u32) {
    let asked = living_tree(root);
    signal("TERM", &asked);
    let mut waited = Duration::ZERO;
    let pause = Duration::from_millis(200);
    while waited < GRACE {
        thread::sleep(pause);
        waited += pause;
        let table = process_table();
        if !table.iter().any(|row| asked.contains(&row.pid)) {
            return;
        }
    }
    // What was asked may have been adopted by another parent meanwhile; what was started since has not.
    let mut left = living_tree(root);
    left.extend(asked);
    left.sort_unstable();
    left.dedup();
    signal("KILL", &left);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    pid: u32,
    parent: u32,
}

fn living_tree(root: u32) -> Vec<u32> {
    descendants(root, &process_table())
}

/// `root` and all that descend from it, parents before children.
fn descendants(root: u32, table: &[Row]) -> Vec<u32> {
    let mut found = vec![root];
    let mut next = 0;
    while next < found.len() {
        let parent = found[next];
        for row in table {
            if row.parent == parent && !found.contains(&row.pid) {
                found.push(row.pid);
            }
        }
        next += 1;
    }
    found
}

fn process_table() -> Vec<Row> {
    Command::new("ps")
        .args(["-eo", "pid=,ppid=,stat="])
        .output()
        .map(|output| parse_table(&String::from_utf8_lossy(&output.stdout)))
        .unwrap_or_default()
}

/// Rows of `ps -eo pid=,ppid=,stat=`. A zombie has ended and only waits to be collected.
fn parse_table(text: &str) -> Vec<Row> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let pid = words.next()?.parse().ok()?;
            let parent = words.next()?.parse().ok()?;
            let zombie = words.next()?.starts_with('Z');
            (!zombie).then_some(Row { pid, parent })
        })
        .collect()
}

fn signal(name: &str, pids: &[u32]) {
    for pid in pids {
        // A process that ended meanwhile is what we wanted.
        let _ = Command::new("kill").args(["-s", name, &pid.to_string()]).stderr(std::process::Stdio::null()).status();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_holds_children_of_children_and_nobody_else() {
        let table = parse_table("  10 1 Ss\n 11 10 S+\n 12 11 Sl\n 20 1 S\n 21 20 S\n 13 10 Z\n");
        assert_eq!(descendants(10, &table), vec![10, 11, 12]);
    }

    #[test]
    fn a_program_that_ignores_nothing_ends_with_its_children() {
        let mut shell = Command::new("sh").args(["-c", "sleep 600 & sleep 600 & wait"]).spawn().unwrap();
        let root = shell.id();
        while living_tree(root).len() < 3 {
            thread::yield_now();
        }
        let tree = living_tree(root);
        // The parent must collect its child, or it would stay in the table as a zombie.
        let collector = thread::spawn(move || shell.wait());
        end(root);
        assert!(collector.join().unwrap().is_ok());
        let table = process_table();
        assert!(tree.iter().all(|&pid| !table.iter().any(|row| row.pid == pid)));
    }
}
