//! Files that are edited, replaced, made and taken away while they are watched.

use super::super::files::FileLocations;
use super::*;
use std::fs;
use tempfile::TempDir;
use tokio::time::sleep;

/// Far longer than it takes, and shorter than it is until somebody looks by himself.
const BOUND: Duration = Duration::from_secs(15);

struct Watched {
    folder: TempDir,
    files: Arc<Files>,
    changes: watch::Receiver<u64>,
}

impl Watched {
    /// Watches `aws/config` and `aws/credentials` in a folder that `prepare` has filled.
    fn new(prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path());
        let at = |file: &str| folder.path().join("aws").join(file);
        let files = Arc::new(Files::new(FileLocations::at(at("config"), at("credentials"))));
        files.book();
        Self { changes: watch(&files), files, folder }
    }

    fn path(&self, part: &str) -> PathBuf {
        self.folder.path().join(part)
    }

    /// Waits until the profiles are these, hearing of each change and looking by itself never.
    async fn come_to(&mut self, expected: &[&str]) {
        let names = || self.files.book().entries.iter().map(|entry| entry.name.clone()).collect::<Vec<_>>();
        let told = async { while self.changes.changed().await.is_ok() && names() != expected {} };
        let in_time = timeout(BOUND, told).await;
        assert!(in_time.is_ok(), "nothing told of {expected:?}; the files say {:?}", names());
    }
}

fn profile(name: &str) -> String {
    format!("[profile {name}]\nregion = eu-west-1\n")
}

fn with_config(folder: &Path) {
    fs::create_dir(folder.join("aws")).unwrap();
    fs::write(folder.join("aws/config"), profile("a")).unwrap();
}

#[tokio::test]
async fn an_edit_in_place_is_told() {
    let mut watched = Watched::new(with_config);
    fs::write(watched.path("aws/config"), profile("a") + &profile("b")).unwrap();
    watched.come_to(&["a", "b"]).await;
}

#[tokio::test]
async fn a_file_that_is_replaced_by_renaming_is_told_each_time() {
    let mut watched = Watched::new(with_config);
    for names in [["b", "c"], ["d", "e"]] {
        fs::write(watched.path("aws/new"), names.map(profile).concat()).unwrap();
        fs::rename(watched.path("aws/new"), watched.path("aws/config")).unwrap();
        watched.come_to(&names).await;
    }
}

#[tokio::test]
async fn a_file_that_is_made_later_is_told() {
    let mut watched = Watched::new(with_config);
    fs::write(watched.path("aws/credentials"), "[keys]\n").unwrap();
    watched.come_to(&["a", "keys"]).await;
}

#[tokio::test]
async fn a_folder_that_is_made_later_taken_away_and_made_again_is_told() {
    let mut watched = Watched::new(|_| {});
    with_config(watched.folder.path());
    watched.come_to(&["a"]).await;
    fs::remove_dir_all(watched.path("aws")).unwrap();
    watched.come_to(&[]).await;
    with_config(watched.folder.path());
    watched.come_to(&["a"]).await;
}

#[tokio::test]
async fn a_sign_in_is_told_although_the_files_say_what_they_said() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join(".aws/sso/cache");
    let locations = FileLocations::at(folder.path().join("config"), folder.path().join("credentials"))
        .with_variable("HOME", folder.path());
    let files = Arc::new(Files::new(locations));
    let mut changes = watch(&files);
    for token in ["first", "second"] {
        fs::create_dir_all(&cache).unwrap();
        fs::write(cache.join(token), "{}").unwrap();
        let told = timeout(BOUND, changes.changed()).await;
        assert!(told.is_ok(), "{token}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_followed_to_where_the_file_is_kept() {
    let mut watched = Watched::new(|folder| {
        fs::create_dir_all(folder.join("dotfiles")).unwrap();
        fs::create_dir(folder.join("aws")).unwrap();
        fs::write(folder.join("dotfiles/aws"), profile("a")).unwrap();
        std::os::unix::fs::symlink(folder.join("dotfiles/aws"), folder.join("aws/config")).unwrap();
    });
    fs::write(watched.path("dotfiles/aws"), profile("b")).unwrap();
    watched.come_to(&["b"]).await;
}

#[tokio::test(start_paused = true)]
async fn many_writes_are_one_change_and_one_without_end_is_read_all_the_same() {
    let stirred = Arc::new(Notify::new());
    let began = Instant::now();
    stirred.notify_one();
    settle(&stirred).await;
    assert_eq!(began.elapsed(), QUIET, "after the last of them");
    let writing = tokio::spawn({
        let stirred = stirred.clone();
        async move {
            loop {
                sleep(QUIET / 2).await;
                stirred.notify_one();
            }
        }
    });
    let began = Instant::now();
    settle(&stirred).await;
    assert_eq!(began.elapsed(), LONGEST);
    writing.abort();
}

#[test]
fn what_is_read_or_lies_beside_the_files_wakes_nobody() {
    let on_the_way = Path::new("/home/mila/.aws/config").ancestors().map(Path::to_owned).collect();
    let concern = Concern { on_the_way, folders: BTreeSet::from(["/home/mila/.aws/sso/cache".into()]) };
    let told = |kind, path: &str| concern.has(&Ok(Event::new(kind).add_path(path.into())));
    let write = EventKind::Modify(ModifyKind::Any);
    assert!(told(write, "/home/mila/.aws/config") && told(write, "/home/mila/.aws"));
    assert!(told(write, "/home/mila/.aws/sso/cache/token.json"), "somebody has signed in");
    assert!(!told(write, "/home/mila/.bash_history") && !told(write, "/home/mila/.aws/sso"));
    assert!(!told(EventKind::Access(notify::event::AccessKind::Any), "/home/mila/.aws/config"));
}
