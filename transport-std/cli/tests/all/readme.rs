//! The commands in the README, word for word.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::common::*;
use crate::listener;

const README: &str = include_str!("../../README.md");

/// The first block below a heading.
fn block(heading: &str) -> &'static str {
    let (_, section) = README.split_once(heading).expect(heading);
    let (_, block) = section.split_once("```sh\n").unwrap();
    block.split_once("```").unwrap().0
}

/// The commands of the first block below a heading, without the program's name and comments.
fn commands(heading: &str) -> Vec<Vec<&'static str>> {
    let block = block(heading);
    let words = |line: &'static str| {
        let (line, _comment) = line.split_once(" #").unwrap_or((line, ""));
        let rest = line.trim().strip_prefix("gigapay-webhooks ").expect(line);
        rest.split_whitespace().collect()
    };
    block.lines().map(words).collect()
}

/// A program that runs, ended when this is dropped.
struct Running(Child);

impl Running {
    fn start(mut command: Command) -> (Self, impl Iterator<Item = String>) {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        (Self(child), lines.map(Result::unwrap))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_life_of_a_webhook_takes_three_commands() {
    let commands = commands("## A webhook's life in three commands");
    assert_eq!(commands.len(), 3, "{commands:?}");
    // Word for word, but at ports that are free here. The token is the user's: it must not matter,
    // nor show.
    let command = |number: usize, sandbox: &str| {
        let mut command = program();
        command.env("GIGAPAY_SANDBOX_ADDR", sandbox);
        command.env("GIGAPAY_LISTEN_ADDR", "127.0.0.1:0");
        command.env("GIGAPAY_TOKEN", TOKEN);
        command.args(&commands[number]);
        command
    };

    let (_sandbox, mut lines) = Running::start(command(0, "127.0.0.1:0"));
    let url = lines.find_map(|line| Some(line.split_once("base URL")?.1.trim().to_owned()));
    let address = url.unwrap().replace("http://", "").replace("/v2/", "");

    let (listen, mut heard) = Running::start(command(1, &address));
    let registered = heard.find(|line| line.starts_with("Registered "));
    assert!(registered.is_some(), "it ended instead");

    let told = finish(command(2, &address)).done();
    assert!(told.starts_with("200  "), "{told}");
    let verdict = heard.next().unwrap();
    assert!(
        listener::untimed(&verdict).starts_with("200  authentic"),
        "{verdict}"
    );
    let payout: serde_json::Value = serde_json::from_str(&heard.next().unwrap()).unwrap();
    assert!(payout["created_at"].is_string(), "{payout}");

    let id = listen.0.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let rest: Vec<_> = heard.collect();
    assert!(rest[0].starts_with("Deleted "), "{rest:?}");
}

#[test]
fn fifty_webhooks_are_made_rotated_and_deleted_by_the_shell_commands() {
    let commands = block("## Many webhooks at once");
    assert!(commands.lines().count() < 10, "{commands}");
    let folder = scratch("readme-many");
    let row = |number: u32| {
        let host = if number > 40 { "old" } else { "new" };
        format!("hook-{number},https://{host}.example.com/{number}/,Payout.created\n")
    };
    let rows = (1..=50).map(row).collect::<String>();
    std::fs::write(
        folder.join("webhooks.csv"),
        format!("id,url,events\n{rows}"),
    )
    .unwrap();
    let sandbox = sandbox();
    // The file no longer has what is deleted.
    let shell = format!(
        "gigapay-webhooks() {{ {} \"$@\" || echo \"status $?\"; }}\n{}",
        env!("CARGO_BIN_EXE_gigapay-webhooks"),
        commands.replace("--yes\n", "--yes; sed -i /old.example/d webhooks.csv\n"),
    );
    let mut command = Command::new("bash");
    command.args(["-c", &shell]).current_dir(folder);
    for (name, value) in program_for(&sandbox).get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let text = finish(command).done();
    let statuses: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("status "))
        .collect();
    assert_eq!(statuses, ["status 7"], "{text}");
    assert!(text.contains("To create: 50, to update: 0"), "{text}");
    assert!(text.contains("\n50 webhooks.\n"), "{text}");
    assert!(text.contains("Deleted 10 webhooks.\n"), "{text}");
    assert!(text.ends_with("to delete: 0, unchanged: 40.\n"), "{text}");
    assert_eq!(sandbox.webhooks().len(), 40);
}
