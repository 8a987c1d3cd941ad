//! Requests and signals of a stranger, who shares no line with emberctl.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command};

pub fn get(address: &str, path: &str) -> String {
    request(address, &format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"))
}

/// Adds faults to the simulator, as its control endpoint takes them.
pub fn fault(address: &str, rule: &str) {
    request(
        address,
        &format!(
            "POST /_simulator/faults HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{rule}",
            rule.len()
        ),
    );
}

/// An EMR call as sandbox's sample user; signatures are not verified.
pub fn emr(address: &str, region: &str, operation: &str, body: &str) -> String {
    let scope = format!("AKIA905418233746EMBR/20310303/{region}/elasticmapreduce/aws4_request");
    request(
        address,
        &format!(
            "POST / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/x-amz-json-1.1\r\n\
             x-amz-target: ElasticMapReduce.{operation}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
}

pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

fn request(address: &str, text: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    body.to_owned()
}
