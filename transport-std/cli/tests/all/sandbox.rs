//! `sandbox`: a server for people.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use gigapay_sandbox::{DEFAULT_TOKEN, Sandbox};

use crate::common::*;

/// A running `sandbox`, ended when it is dropped.
struct Server {
    child: Child,
    url: String,
    introduction: String,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut child = program()
            .env("GIGAPAY_TOKEN", TOKEN)
            .args(["sandbox", "--listen=127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut introduction = String::new();
        for line in lines.by_ref().map(Result::unwrap) {
            introduction += &line;
            introduction += "\n";
            if line.starts_with("Requests") {
                break;
            }
        }
        assert!(!introduction.contains(TOKEN), "{introduction}");
        let url = introduction.split("base URL").nth(1).unwrap();
        let url = url.split_whitespace().next().unwrap().into();
        // The empty line below the heading.
        lines.next();
        Self {
            child,
            url,
            introduction,
            lines,
        }
    }

    fn client(&self, arguments: &[&str]) -> Run {
        let mut command = program();
        command
            .env("GIGAPAY_BASE_URL", &self.url)
            .env("GIGAPAY_TOKEN", DEFAULT_TOKEN)
            .env("GIGAPAY_INTEGRATION_ID", INTEGRATION)
            .args(arguments);
        finish(command)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const REGISTER: [&str; 4] = [
    "register",
    "--url=https://example.com/",
    "--event=Payout.created",
    "--json",
];

#[test]
fn each_request_is_a_line() {
    let mut server = Server::start(&[]);
    server.client(&REGISTER).done();
    server.client(&["retrieve", "unknown"]).refused(5);
    let mut next = || server.lines.next().unwrap().unwrap();
    let (first, second) = (next(), next());
    assert!(first.starts_with("201  POST    /v2/webhooks/"), "{first}");
    assert!(
        second.starts_with("404  GET     /v2/webhooks/unknown/"),
        "{second}"
    );
}

#[test]
fn each_attempt_to_notify_is_a_line_too() {
    let mut server = Server::start(&[]);
    server.client(&REGISTER).done();
    let triggered = server.client(&["trigger", "Payout.created"]);
    assert_eq!(triggered.status, 1, "https is not spoken: {triggered:?}");
    assert!(
        triggered
            .stdout
            .contains("the sandbox delivers by plain http only")
    );
    server.lines.next();
    let line = server.lines.next().unwrap().unwrap();
    assert!(
        line.starts_with("---  NOTIFY  https://example.com/") && line.contains("given up"),
        "{line}"
    );
}

#[test]
fn the_time_between_attempts_can_be_chosen() {
    let mut server = Server::start(&["--retry-unit=0.0001"]);
    // Nothing listens there.
    let url = "--url=http://127.0.0.1:1/";
    let register = ["register", url, "--event=Payout.created"];
    server.client(&register).done();
    assert_eq!(server.client(&["trigger", "Payout.created"]).status, 1);
    let lines = server.lines.by_ref().map(Result::unwrap);
    let attempts: Vec<_> = lines
        .filter(|line| line.contains("NOTIFY"))
        .take(11)
        .collect();
    assert!(
        attempts[9].ends_with("attempt 10, will be tried again"),
        "{attempts:?}"
    );
    assert!(
        attempts[10].ends_with("attempt 11, given up"),
        "{attempts:?}"
    );
}

#[test]
fn the_sandbox_of_this_computer_has_a_flag() {
    let sandbox = Sandbox::builder().start().unwrap();
    let run = |more: &[&str]| {
        let mut command = program();
        // The token is for another server.
        command
            .env("GIGAPAY_SANDBOX_ADDR", sandbox.addr().to_string())
            .env("GIGAPAY_BASE_URL", "https://no-such-host.invalid/")
            .env("GIGAPAY_TOKEN", TOKEN)
            .env("GIGAPAY_INTEGRATION_ID", "anothers");
        command.args(["--sandbox", "list"]).args(more);
        finish(command).done();
    };
    run(&[]);
    run(&["--integration-id=mine"]);
    let requests = sandbox.requests();
    let fields = |name: &str| {
        requests
            .iter()
            .map(|one| one.header(name).unwrap())
            .collect::<Vec<_>>()
    };
    let token = format!("Token {DEFAULT_TOKEN}");
    assert_eq!(fields("authorization"), [&token, &token]);
    assert_eq!(fields("integration-id"), ["sandbox-integration", "mine"]);
}

#[test]
fn webhooks_survive_a_restart() {
    let file = scratch("restart").join("data.json");
    let data = format!("--data={}", file.to_str().unwrap());
    let registered = Server::start(&[&data]).client(&REGISTER).line();
    let server = Server::start(&[&data]);
    assert_eq!(server.client(&["list", "--json"]).line(), registered);
}

#[test]
fn two_cannot_share_a_file() {
    let file = scratch("shared").join("data.json");
    fs::write(&file, "").unwrap();
    let data = format!("--data={}", file.to_str().unwrap());
    let server = Server::start(&[&data]);
    let registered = server.client(&REGISTER).line();
    let mut second = program();
    second.args(["sandbox", "--listen=127.0.0.1:0", &data]);
    let text = finish(second).refused(1);
    assert!(
        text.contains("data.json is in use by another sandbox"),
        "{text}"
    );
    assert_eq!(server.client(&["list", "--json"]).line(), registered);
}

#[cfg(unix)]
#[test]
fn its_words_can_be_pasted() {
    let server = Server::start(&[]);
    let commands = server.introduction.split("terminal:").nth(1).unwrap();
    let commands = commands.split("Requests").next().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", commands]).stdin(Stdio::null());
    let text = finish(shell).done();
    assert!(text.contains("https://example.com/hooks/"), "{text}");
    assert!(text.ends_with("1 webhook.\n"), "{text}");
}

#[test]
fn over_tls_the_root_is_written_or_printed() {
    let root = scratch("ca-out").join("ca.pem");
    let path = root.to_str().unwrap();
    let server = Server::start(&["--tls", "--ca-out", path]);
    assert!(
        server.url.starts_with("https://localhost:"),
        "{}",
        server.url
    );
    let line = format!("root certificate  {path}\n");
    assert!(server.introduction.contains(&line));
    server.client(&["list", "--ca-file", path]).done();
    server.client(&["list"]).refused(6);

    let server = Server::start(&["--tls"]);
    let printed = Path::new(path).with_extension("printed");
    fs::write(&printed, &server.introduction).unwrap();
    server
        .client(&["list", "--ca-file", printed.to_str().unwrap()])
        .done();
}

#[test]
fn what_keeps_it_from_serving_is_an_error() {
    let taken = Sandbox::builder().start().unwrap();
    let listen = format!("--listen={}", taken.addr());
    let mut command = program();
    command.args(["sandbox", &listen]);
    let text = finish(command).refused(1);
    assert!(
        text.contains("cannot listen") && text.contains("hint: --listen"),
        "{text}"
    );

    let file = scratch("not-data").join("data.json");
    fs::write(&file, "no state").unwrap();
    let mut command = program();
    command
        .args(["sandbox", "--listen=127.0.0.1:0", "--data"])
        .arg(&file);
    assert!(finish(command).refused(1).contains("data.json"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "no state");
}

#[test]
fn a_root_certificate_that_cannot_be_written_is_an_error() {
    let path = scratch("ca-out").join("nowhere/ca.pem");
    let mut command = program();
    command.args(["sandbox", "--listen=127.0.0.1:0", "--tls", "--ca-out"]);
    command.arg(&path);
    let text = finish(command).refused(1);
    assert!(
        text.contains("cannot write") && text.contains("ca.pem"),
        "{text}"
    );
}

/// Commands to paste are quoted where a shell would take them apart.
#[cfg(unix)]
#[test]
fn commands_to_paste_survive_a_shell() {
    use std::os::unix::process::CommandExt;
    let directory = scratch("it's here");
    let path = directory.join("ca.pem");
    for (name, shown) in [("", "gigapay-webhooks"), ("the program", "'the program'")] {
        let mut command = program();
        command.arg0(name);
        command.args(["sandbox", "--listen=127.0.0.1:0", "--tls", "--ca-out"]);
        command.arg(&path).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let command = lines.find_map(|line| line.ok().filter(|line| line.ends_with(" list")));
        child.kill().unwrap();
        child.wait().unwrap();
        let command = command.unwrap();
        assert!(
            command.starts_with(&format!("{shown} --ca-file '")),
            "{command}"
        );
        assert!(command.contains(r"it'\''s here/ca.pem'"), "{command}");
    }
}
