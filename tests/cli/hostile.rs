//! Names, tags, owners and arguments that mean no good, through everything that the terminal shows.

use crate::ground::Ended;
use crate::serving::Rehearsal;
use crate::wire;
use emberwatch_testkit::hostile::{Hostile, corpus, obeyed_by_a_terminal};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Nothing else runs in these; each has a rate of its own, so that nobody waits for it.
const REGIONS: [&str; 9] = [
    "us-west-2",
    "us-east-2",
    "us-west-1",
    "ca-central-1",
    "eu-west-2",
    "eu-west-3",
    "eu-central-1",
    "ap-northeast-1",
    "ap-southeast-1",
];

/// A cluster for every text, which is its name, its owner, a tag of both sorts, a step and an argument.
fn launch(rehearsal: &Rehearsal, region: &str, hostile: &Hostile) -> String {
    let text = &hostile.text;
    let short: String = text.chars().take(120).collect();
    let step = json!({ "Name": short, "ActionOnFailure": "CONTINUE",
        "HadoopJarStep": { "Jar": "command-runner.jar", "Args": [text, short] } });
    let request = json!({
        "Name": text, "ReleaseLabel": "emr-7.1.0",
        "ServiceRole": "EMR_DefaultRole", "JobFlowRole": "EMR_EC2_DefaultRole",
        "Tags": [{ "Key": "owner", "Value": short }, { "Key": short, "Value": short }],
        "Steps": [step],
        "Instances": { "MasterInstanceType": "m5.xlarge", "InstanceCount": 1, "KeepJobFlowAliveWhenNoSteps": true },
    });
    let answer = wire::emr(rehearsal.simulator.address(), region, "RunJobFlow", &request.to_string());
    let answer: Value = serde_json::from_str(&answer).unwrap();
    answer["JobFlowId"].as_str().unwrap_or_else(|| panic!("{}: {answer}", hostile.tries)).to_owned()
}

#[track_caller]
fn assert_tame(ended: &Ended, what: &str) {
    for output in [&ended.stdout, &ended.stderr] {
        let obeyed = obeyed_by_a_terminal(output);
        assert!(obeyed.is_empty(), "{what} lets {obeyed:?} through");
    }
    ended.assert_no_panic();
}

#[test]
fn no_hostile_name_reaches_the_terminal_raw_and_every_one_is_exact_in_json() {
    let rehearsal = Rehearsal::still();
    let corpus = corpus();
    for hostile in &corpus {
        launch(&rehearsal, REGIONS[0], hostile);
    }
    // Names are listed; nobody waits here for the rate at which that many clusters are described.
    wire::fault(rehearsal.simulator.address(), r#"{"operation":"DescribeCluster","action":{"kind":"throttle"}}"#);
    let looked = rehearsal.ground.run("clusters --profile sandbox --region us-west-2");
    assert_tame(&looked, "the table");
    let json = rehearsal.ground.run("clusters --profile sandbox --region us-west-2 --cached --json");
    assert_tame(&json, "the JSON");
    let view = json.json();
    let named = |cluster: &Value| cluster["name"].as_str().unwrap().to_owned();
    let names: BTreeSet<String> = view["clusters"].as_array().unwrap().iter().map(named).collect();
    for hostile in &corpus {
        assert!(names.contains(&hostile.text), "{} is not exact in JSON", hostile.tries);
    }
    assert_eq!(view["sample"], false, "no name has become a member");
    let place = "--profile sandbox --region us-west-2 --cached";
    for told in ["changes --since 12h", "changes --since 12h --json", "changes --since 12h --csv"] {
        let changes = rehearsal.ground.run(&format!("{told} {place}"));
        assert_eq!(changes.code, Some(0), "{changes:?}");
        assert!(changes.stdout.contains("DROP TABLE"), "{told} tells of them: {changes:?}");
        let unix = Ended { stdout: changes.stdout.replace("\r\n", "\n"), ..changes };
        assert_tame(&unix, told);
    }
}

#[test]
fn no_hostile_profile_region_or_key_of_the_files_reaches_the_terminal_raw() {
    let rehearsal = Rehearsal::still();
    let path = rehearsal.simulator.config_dir().join("config");
    let config = std::fs::read_to_string(&path).unwrap();
    // A file of lines has room for one line of each.
    let texts: BTreeSet<String> = corpus()
        .into_iter()
        .map(|hostile| hostile.text.chars().filter(|c| !matches!(c, '\n' | '\r')).take(300).collect())
        .collect();
    let sections = texts.iter().map(|text| {
        format!("[profile {text}]\nregion = {text}\nrole_arn = {text}\nsource_profile = {text}\n{text} = {text}\n")
    });
    std::fs::write(&path, config + &sections.collect::<String>()).unwrap();
    let watched = rehearsal.ground.run("profiles watch sandbox --region us-west-2");
    assert_eq!(watched.code, Some(0), "{watched:?}");
    for told in ["profiles", "profiles --json", "diagnostics", "diagnostics --json", "diagnostics --account-ids"] {
        let ended = rehearsal.ground.run(told);
        // What of the files cannot be read is told, and makes it a failure.
        assert!(matches!(ended.code, Some(0 | 1)), "{told}: {ended:?}");
        assert_tame(&ended, told);
    }
    let listed = rehearsal.ground.run("profiles --json");
    assert!(listed.stdout.contains("DROP TABLE"), "they are listed: {listed:?}");
}

#[test]
fn no_hostile_owner_tag_step_reason_or_log_reaches_the_terminal_raw() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    ground.json(0, "profiles allow-actions sandbox");
    // One of each sort.
    let sorts = [
        "a script",
        "the clipboard",
        "control characters of eight bits",
        "lines in a log",
        "the reading direction",
        "to hide",
        "the end of a text in C",
        "length without a break or an end",
    ];
    let chosen: Vec<Hostile> = corpus().into_iter().filter(|hostile| sorts.contains(&hostile.tries)).collect();
    assert_eq!(chosen.len(), sorts.len());
    for (hostile, region) in chosen.iter().zip(&REGIONS[1..]) {
        let id = launch(&rehearsal, region, hostile);
        let place = format!("--profile sandbox --region {region}");
        let page = ground.run(&format!("cluster {id} {place}"));
        assert_eq!(page.code, Some(0), "{page:?}");
        assert_tame(&page, hostile.tries);
        let mut talkative = ground.command(&format!("terminate {id} {place} --dry-run"));
        talkative.args(["--reason", &hostile.text.replace('\0', "")]);
        talkative.env("EMBERWATCH_LOG", "trace,hyper=off,hyper_util=off");
        assert_tame(&Ended::of(&mut talkative), hostile.tries);
    }
}
