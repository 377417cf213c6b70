//! What a person at a terminal sees: `script` of util-linux provides the terminal.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use gigapay_sandbox::{Fault, Sandbox, Webhook};

use crate::common::*;

/// Runs the program on a terminal of this width. Returns what it shows.
fn shown(sandbox: &Sandbox, columns: u32, arguments: &str, input: &str) -> String {
    let mut command = program_for(sandbox);
    command.args(arguments.split(' '));
    shown_by(&command, columns, input)
}

pub fn shown_by(command: &Command, columns: u32, input: &str) -> String {
    // What is before the last carriage return of a line is a counter that was overwritten.
    let text = terminal(command, columns, input);
    let lines = text.lines().map(|line| line.trim_end_matches('\r'));
    let lines: Vec<_> = lines
        .map(|line| line.rsplit('\r').next().unwrap())
        .collect();
    lines.join("\n") + "\n"
}

/// Returns all that the program sends to the terminal.
fn terminal(command: &Command, columns: u32, input: &str) -> String {
    let words = [command.get_program()]
        .into_iter()
        .chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_str().unwrap()).collect();
    let mut script = Command::new("script");
    let line = format!("stty rows 24 cols {columns}; {}", words.join(" "));
    script.args(["-qec", &line, "/dev/null"]);
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    let mut child = script
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script of util-linux");
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    // The terminal lives until the program has ended.
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    String::from_utf8(output.stdout).unwrap()
}

/// Removes the colours.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

fn with_long_names() -> Sandbox {
    let sandbox = sandbox_with(2);
    let long = Webhook::new(
        "支付-Luleå",
        "https://example.com/a/very/long/path/that/no/terminal/shows/in/one/line/",
        &["Payout.created", "Payout.accepted", "Payrun.paid"],
    );
    sandbox.insert([long.in_integration(INTEGRATION)]).unwrap();
    sandbox
}

#[test]
fn a_list_is_a_table_that_fits_the_terminal() {
    let sandbox = with_long_names();
    let text = plain(&shown(&sandbox, 60, "list", ""));
    let lines: Vec<_> = text.lines().collect();
    let heading = lines
        .iter()
        .position(|line| line.starts_with("ID "))
        .unwrap();
    let rows = &lines[heading + 1..heading + 4];
    assert!(rows[0].starts_with("hook-1      Payout.created "), "{text}");
    assert!(rows[0].ends_with(" https://example.com/ho…"), "{text}");
    assert!(
        rows[2].starts_with("支付-Luleå  Payout.created, "),
        "{text}"
    );
    assert!(rows[2].ends_with('…'), "{text}");
    for row in rows {
        assert!(unicode_width::UnicodeWidthStr::width(*row) <= 60, "{row}");
    }
    assert!(text.ends_with("\n3 webhooks.\n"), "{text}");
}

#[test]
fn long_prints_every_field_on_a_terminal_too() {
    let text = plain(&shown(&with_long_names(), 80, "list --long", ""));
    assert!(text.contains("metadata    {}\n"), "{text}");
}

#[test]
fn colours_are_for_terminals_without_no_color() {
    let sandbox = sandbox_with(1);
    assert!(shown(&sandbox, 80, "list", "").contains("\u{1b}["));
    let mut command = program_for(&sandbox);
    command.args(["list"]).env("CLICOLOR_FORCE", "1");
    let forced = command.output().unwrap();
    assert!(forced.stdout.contains(&0x1b));
    let mut command = program_for(&sandbox);
    command.arg("list").env("NO_COLOR", "1");
    let text = shown_by(&command, 80, "");
    assert!(
        text.contains("1 webhook.") && !text.contains('\u{1b}'),
        "{text}"
    );
}

#[test]
fn deleting_asks_and_takes_only_yes() {
    let sandbox = sandbox_with(3);
    let text = shown(&sandbox, 80, "delete --all", "n\n");
    assert!(text.contains("Delete 3 webhooks? [y/N]"), "{text}");
    assert!(text.contains("nothing was deleted"), "{text}");
    assert_eq!(sandbox.webhooks().len(), 3);
    let text = shown(&sandbox, 80, "delete --filter hook-2", "y\n");
    assert!(text.contains("Deleted 1 webhook."), "{text}");
    assert_eq!(sandbox.webhooks().len(), 2);
}

#[test]
fn a_long_list_counts_while_it_is_read() {
    let sandbox = sandbox_with(30);
    let time = Duration::from_millis(300);
    sandbox.arm(Fault::Delay { time }.skip(1));
    let mut command = program_for(&sandbox);
    command.arg("list");
    let text = terminal(&command, 80, "");
    assert!(text.contains("\rReading 26 of 30…"), "{text}");
    assert!(text.contains("\n30 webhooks."), "{text}");
}

#[test]
fn a_table_without_rows_has_no_heading() {
    let text = plain(&shown(&sandbox_with(1), 80, "list --filter=other", ""));
    assert!(text.contains("No webhooks match."), "{text}");
    assert!(!text.contains("EVENTS"), "{text}");
}

#[test]
fn a_deletion_counts_while_it_reads_which_webhooks_there_are() {
    let sandbox = sandbox_with(101);
    let time = Duration::from_millis(300);
    sandbox.arm(Fault::Delay { time }.skip(1).times(1));
    let mut command = program_for(&sandbox);
    command.args(["delete", "--filter=other", "--yes"]);
    let text = terminal(&command, 80, "");
    assert!(text.contains("\rReading 101…"), "{text}");
    assert!(text.contains("Deleted 0 webhooks."), "{text}");
}
