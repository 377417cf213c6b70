//! The commands in the README, word for word.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::common::*;

const README: &str = include_str!("../../README.md");

/// The commands of the first block below a heading, without the program's name and comments.
fn commands(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, section) = README.split_once(heading).expect(heading);
    let (_, block) = section.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
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
    assert!(verdict.starts_with("200  authentic"), "{verdict}");
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
