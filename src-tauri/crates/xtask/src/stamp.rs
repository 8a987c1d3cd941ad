//! Stamps: what a step was last done for, so that doing it again can be skipped.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::failure::Failure;

#[derive(Debug)]
pub struct Stamp {
    path: PathBuf,
    wanted: Vec<u8>,
}

impl Stamp {
    /// A step that depends on the bytes of `inputs`.
    pub fn of_files(path: PathBuf, inputs: &[PathBuf]) -> Result<Self, Failure> {
        let mut wanted = Vec::new();
        for input in inputs {
            wanted.extend(fs::read(input).map_err(Failure::file(input))?);
        }
        Ok(Self { path, wanted })
    }

    /// A step that depends on every file under `folder` but those under `skipped` names; size and
    /// modification time stand for the content, and the list itself notices a deleted file.
    pub fn of_tree(path: PathBuf, folder: &Path, skipped: &[&str]) -> Result<Self, Failure> {
        let mut lines = Vec::new();
        list(folder, skipped, &mut lines)?;
        lines.sort();
        Ok(Self { path, wanted: lines.concat().into_bytes() })
    }

    pub fn is_fresh(&self) -> bool {
        fs::read(&self.path).is_ok_and(|found| found == self.wanted)
    }

    /// Taken away before the work begins, so that work cut short is done again.
    pub fn clear(&self) -> Result<(), Failure> {
        match fs::remove_file(&self.path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure::File { path: self.path.clone(), source })
            }
            _ => Ok(()),
        }
    }

    pub fn set(&self) -> Result<(), Failure> {
        fs::write(&self.path, &self.wanted).map_err(Failure::file(&self.path))
    }
}

fn list(folder: &Path, skipped: &[&str], lines: &mut Vec<String>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::file(folder))? {
        let entry = entry.map_err(Failure::file(folder))?;
        let path = entry.path();
        if skipped.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let about = entry.metadata().map_err(Failure::file(&path))?;
        if about.is_dir() {
            list(&path, skipped, lines)?;
            continue;
        }
        let modified = about
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .map_or(0, |since| since.as_nanos());
        let mut line = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(line, "{} {} {modified}", path.display(), about.len());
        lines.push(line);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own, gone with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
            fs::create_dir_all(path.join("src")).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_changed_lock_file_makes_the_stamp_stale() {
        let folder = Folder::new("lock");
        let lock = folder.0.join("lock");
        let stamp = || Stamp::of_files(folder.0.join("stamp"), std::slice::from_ref(&lock)).unwrap();
        fs::write(&lock, "one").unwrap();
        assert!(!stamp().is_fresh(), "nothing was done yet");
        stamp().set().unwrap();
        assert!(stamp().is_fresh());
        fs::write(&lock, "two").unwrap();
        assert!(!stamp().is_fresh());
    }

    #[test]
    fn an_added_or_deleted_file_makes_the_tree_stale_but_a_skipped_one_does_not() {
        let folder = Folder::new("tree");
        let tree = folder.0.join("src");
        let stamp = || Stamp::of_tree(folder.0.join("stamp"), &tree, &["dist"]).unwrap();
        fs::write(tree.join("a"), "a").unwrap();
        stamp().set().unwrap();
        fs::create_dir(tree.join("dist")).unwrap();
        fs::write(tree.join("dist/out"), "x").unwrap();
        assert!(stamp().is_fresh());
        fs::write(tree.join("b"), "b").unwrap();
        assert!(!stamp().is_fresh());
        fs::remove_file(tree.join("b")).unwrap();
        assert!(stamp().is_fresh());
        fs::remove_file(tree.join("a")).unwrap();
        assert!(!stamp().is_fresh());
    }

    #[test]
    fn work_cut_short_is_done_again() {
        let folder = Folder::new("cut");
        let lock = folder.0.join("lock");
        fs::write(&lock, "one").unwrap();
        let stamp = Stamp::of_files(folder.0.join("stamp"), &[lock]).unwrap();
        stamp.set().unwrap();
        stamp.clear().unwrap();
        stamp.clear().unwrap();
        assert!(!stamp.is_fresh());
    }
}
