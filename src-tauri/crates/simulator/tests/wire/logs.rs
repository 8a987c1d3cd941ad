use std::io::Write;

use emberwatch_simulator::{CommandLog, Limits, Options, Simulator};

use crate::client::{Client, options};

fn client(path: &std::path::Path) -> Client {
    let simulator = Simulator::new(Options { log: CommandLog::file(path).unwrap(), limits: Limits::Off, ..options() });
    Client::new(&simulator, "research", "us-west-2")
}

#[tokio::test]
async fn two_logs_on_one_file_see_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("commands.jsonl");
    let (window, terminal) = (client(&path), client(&path));
    let id = window.id_of("notebook-mila").await;
    let other = terminal.id_of("churn-features-adhoc").await;
    window.terminate(&[&id]).await;
    assert_eq!(terminal.state(&id).await, "TERMINATING");
    terminal.terminate(&[&other]).await;
    assert_eq!(window.state(&other).await, "TERMINATING");
}

#[tokio::test]
async fn a_damaged_line_is_skipped_and_a_torn_one_closed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("commands.jsonl");
    let first = client(&path);
    let id = first.id_of("notebook-mila").await;
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(b"{\"at\":\"nonsense\"}\n\xff\xfe\n{\"at\":\"torn").unwrap();
    first.terminate(&[&id]).await;
    assert_eq!(client(&path).state(&id).await, "TERMINATING");
    assert_eq!(first.state(&id).await, "TERMINATING");
}

#[tokio::test]
async fn a_log_that_was_emptied_is_read_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("commands.jsonl");
    let client = client(&path);
    let id = client.id_of("notebook-mila").await;
    client.terminate(&[&id]).await;
    std::fs::File::create(&path).unwrap();
    assert_eq!(client.state(&id).await, "WAITING");
}

#[test]
fn the_log_belongs_to_its_owner_and_is_no_link() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("commands.jsonl");
    CommandLog::file(&path).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(CommandLog::file(&link).is_err());
    }
    assert!(CommandLog::file(dir.path()).is_err());
}

#[tokio::test]
async fn fifty_writers_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("commands.jsonl");
    let writers: Vec<_> = (0..50)
        .map(|number| {
            let client = client(&path);
            tokio::spawn(async move {
                let answer = client.emr("RunJobFlow", crate::client::small(&format!("writer-{number}"))).await;
                answer.body["JobFlowId"].as_str().unwrap().to_owned()
            })
        })
        .collect();
    let mut ids = std::collections::BTreeSet::new();
    for writer in writers {
        ids.insert(writer.await.unwrap());
    }
    assert_eq!(ids.len(), 50);
    let listed = client(&path).clusters(&["STARTING"]).await;
    assert_eq!(listed.iter().filter(|cluster| cluster["Name"].as_str().unwrap().starts_with("writer-")).count(), 50);
}
