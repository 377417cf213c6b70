//! What a person gets wrong, and how the program helps.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Stdio;

use gigapay_sandbox::{Sandbox, Tls, closed_address};

use crate::common::*;

#[test]
fn without_a_sandbox_its_command_and_address_are_named() {
    let address = closed_address();
    for arguments in [&["list"][..], &["trigger", "Payout.created"]] {
        let mut command = program();
        command.env("GIGAPAY_SANDBOX_ADDR", address.to_string());
        command.arg("--sandbox").args(arguments);
        let text = finish(command).refused(6);
        let hint = format!("nothing listens at {address}: start `gigapay-webhooks sandbox`");
        assert!(text.contains(&hint), "{text}");
    }
}

#[test]
fn https_at_a_plain_port_and_http_at_a_tls_port_are_recognised() {
    let plain = sandbox();
    let url = plain.base_url().replace("http://", "https://");
    let text = run(&plain, &["list", "--base-url", &url]).refused(6);
    assert!(
        text.contains("does not speak TLS at this port: try http://"),
        "{text}"
    );
    assert!(!text.contains("--ca-file"), "{text}");
    let tls = builder().tls(Tls::SelfMade).start().unwrap();
    let url = format!("http://127.0.0.1:{}/v2/", tls.addr().port());
    let text = run(&tls, &["list", "--base-url", &url]).refused(1);
    assert!(text.contains("may speak TLS: try https://"), "{text}");
}

#[test]
fn a_tls_handshake_without_response_is_no_connection() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", silent.local_addr().unwrap());
    let sandbox = sandbox();
    let arguments = ["list", "--timeout=0.2", "--base-url", &url];
    let text = run(&sandbox, &arguments).refused(6);
    assert!(text.contains("TLS"), "{text}");
}

#[test]
fn a_host_that_no_certificate_can_name_is_refused() {
    let sandbox = sandbox();
    let text = run(&sandbox, &["list", "--base-url=https://a..b/"]).refused(2);
    assert!(
        text.contains("no certificate can be valid for the host a..b"),
        "{text}"
    );
}

#[test]
fn a_variable_with_a_wrong_value_is_named() {
    for (variable, arguments) in [
        ("GIGAPAY_SANDBOX_ADDR", &["list", "--sandbox"][..]),
        ("GIGAPAY_SANDBOX_ADDR", &["sandbox"]),
        ("GIGAPAY_LISTEN_ADDR", &["listen", "--secret-key=k"]),
    ] {
        let mut command = program();
        command.env(variable, "nonsense").args(arguments);
        let text = finish(command).refused(2);
        assert!(
            text.starts_with(&format!("error: {variable}: expected a host")),
            "{text}"
        );
    }
    let mut command = program();
    command.env("GIGAPAY_LISTEN_ADDR", "127.0.0.1:0");
    command.args(["listen", "--secret-key=k", "--addr=nonsense"]);
    let text = finish(command).refused(2);
    assert!(
        text.contains("--addr") && !text.contains("GIGAPAY"),
        "{text}"
    );
}

#[test]
fn an_empty_key_file_is_said_to_be_empty() {
    let file = scratch("empty-keys").join("keys");
    std::fs::write(&file, "").unwrap();
    let file = file.to_str().unwrap();
    for arguments in [
        &["listen", "--key-file", file][..],
        &["verify", "--key-file", file, "--signature=t=1,v1=2", "-"],
    ] {
        let mut command = program();
        command.args(arguments);
        let text = finish(command).refused(2);
        assert!(
            text.contains("keys is empty: it has no secret key"),
            "{text}"
        );
    }
}

#[test]
fn limits_are_given() {
    let sandbox = sandbox();
    let text = run(&sandbox, &["list", "--page-size=0"]).refused(2);
    assert!(text.contains("0 is not in 1.."), "{text}");
    let key = format!("--secret-key={}", "k".repeat(20_000));
    let arguments = [
        "register",
        "--url=https://e.com/",
        "--event=Payout.created",
        &key,
    ];
    let text = run(&sandbox, &arguments).refused(2);
    assert!(text.contains("20000 bytes, at most "), "{text}");
}

#[test]
fn a_listener_that_others_can_reach_says_so() {
    for (address, is_open) in [("0.0.0.0:0", true), ("127.0.0.1:0", false)] {
        let mut command = program();
        command.args(["listen", "--secret-key=a-secret-key", "--addr", address]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let id = child.id().to_string();
        let mut kill = std::process::Command::new("kill");
        // The warning follows the line at once, and a signal does not interrupt it.
        assert!(kill.args(["-INT", &id]).status().unwrap().success());
        let ended = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(
            stderr.contains("is reachable from other computers"),
            is_open,
            "{stderr}"
        );
    }
}

#[test]
fn a_typing_error_in_an_event_is_asked_about_and_sent_nevertheless() {
    let sandbox = builder()
        .event("Payout.craeted")
        .event("Other")
        .start()
        .unwrap();
    let register = |event| {
        run(
            &sandbox,
            &["create", "--url=https://e.com/", "--event", event],
        )
    };
    let ended = register("Payout.craeted");
    assert_eq!(ended.status, 0, "{ended:?}");
    assert!(
        ended.stderr.contains("did you mean Payout.created?"),
        "{ended:?}"
    );
    register("Other").done();
    register("Payout.created").done();
    assert_eq!(sandbox.webhooks().len(), 3);
}

/// A sandbox of the program's own, with events that are not known.
struct Own(std::process::Child, String);

impl Own {
    fn start() -> Self {
        let mut command = program();
        command.args(["sandbox", "--listen=127.0.0.1:0", "--event", "Foo.bar"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url =
            lines.find_map(|line| Some(line.ok()?.split_once("base URL")?.1.trim().to_owned()));
        let address = url.unwrap().replace("http://", "").replace("/v2/", "");
        // Read on, so that it can write on.
        std::thread::spawn(move || lines.count());
        Self(child, address)
    }

    fn client(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = program();
        command.env("GIGAPAY_SANDBOX_ADDR", &self.1);
        command.arg("--sandbox").args(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap().into()
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_further_event_of_a_sandbox_is_triggered_by_force() {
    let own = Own::start();
    let receiver = sandbox();
    let url = format!("http://{}/hook", receiver.addr());
    own.client(&["register", "--url", &url, "--event=Foo.bar"], "")
        .done();
    let text = own.client(&["trigger", "Foo.bar"], "").refused(2);
    assert!(text.contains("--force"), "{text}");
    let text = own.client(&["trigger", "payout.created"], "").refused(2);
    assert!(text.contains("did you mean Payout.created?"), "{text}");
    // The receiver takes no notification, but has it.
    let file = scratch("trigger-data").join("object");
    std::fs::write(&file, "{\"from\": \"file\"}").unwrap();
    let file = format!("--data=@{}", file.display());
    for (data, input) in [(file.as_str(), ""), ("--data=-", "{\"from\": \"input\"}")] {
        own.client(&["trigger", "Foo.bar", "--force", data], input);
    }
    let bodies = bodies(&receiver);
    assert!(
        bodies.contains(&"{\"from\": \"file\"}".into()),
        "{bodies:?}"
    );
    assert!(
        bodies.contains(&"{\"from\": \"input\"}".into()),
        "{bodies:?}"
    );
    let text = own
        .client(&["trigger", "Foo.bar", "--force", "--data=@none"], "")
        .refused(2);
    assert!(text.contains("cannot read none"), "{text}");
}

fn bodies(sandbox: &Sandbox) -> Vec<String> {
    let requests = sandbox.requests();
    let bodies = requests.iter().map(|request| request.body.clone());
    bodies
        .map(|body| String::from_utf8(body).unwrap())
        .collect()
}

#[test]
fn help_shows_only_what_a_command_takes_and_fits_a_screen() {
    let help = |command: &str| {
        let mut program = program();
        program.args([command, "--help"]);
        finish(program).done()
    };
    for command in ["sandbox", "verify", "completions", "man"] {
        let text = help(command);
        assert!(
            !text.contains("--token") && !text.contains("--base-url"),
            "{text}"
        );
    }
    assert!(help("verify").contains("--json") && !help("sandbox").contains("--json"));
    let delete = help("delete");
    assert!(
        delete.contains("--token") && delete.contains("--ignore-missing"),
        "{delete}"
    );
    assert!(!delete.contains("--show-secrets"), "{delete}");
    assert!(
        delete.lines().count() <= 40,
        "{}: {delete}",
        delete.lines().count()
    );
    assert!(
        delete.lines().all(|line| line.chars().count() <= 100),
        "{delete}"
    );
}

#[test]
fn aliases_are_the_commands_that_they_stand_for() {
    let sandbox = sandbox_with(1);
    assert_eq!(run(&sandbox, &["ls", "--json"]).lines().len(), 1);
    assert_eq!(
        run(&sandbox, &["get", "hook-1", "--json"]).line()["id"],
        "hook-1"
    );
    run(&sandbox, &["rm", "hook-1"]).done();
}

#[test]
fn completions_and_man_pages_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let mut command = program();
        command.args(["completions", shell]);
        let text = finish(command).done();
        assert!(
            text.contains("reconcile") && text.contains("ignore-missing"),
            "{shell}"
        );
    }
    let folder = scratch("man").join("man1");
    let mut command = program();
    command.arg("man").arg(&folder);
    finish(command).done();
    let page = std::fs::read_to_string(folder.join("gigapay-webhooks-delete.1")).unwrap();
    assert!(page.contains("ignore") && page.starts_with(".ie"), "{page}");
    assert!(folder.join("gigapay-webhooks.1").exists());
    let mut command = program();
    command.args(["man", "/dev/null/man1"]);
    let text = finish(command).refused(1);
    assert!(text.contains("cannot write to /dev/null/man1: "), "{text}");
}
