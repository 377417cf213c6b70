//! What a program in a shell is expected to do: closed outputs, colours, 80 columns.
#![cfg(unix)]

use std::process::{Command, Stdio};

use crate::common::*;

/// Commands that print much, little and nothing to a server.
const PRINTING: [&[&str]; 7] = [
    &["list"],
    &["list", "--json"],
    &["retrieve", "hook-1"],
    &["config"],
    &["completions", "bash"],
    &["--help"],
    &["sandbox", "--help"],
];

/// The program in a shell, with its outputs as the redirection says.
fn redirected(sandbox: &gigapay_sandbox::Sandbox, arguments: &[&str], redirection: &str) -> Run {
    let program = program_for(sandbox);
    let mut shell = Command::new("sh");
    shell.arg("-c");
    shell.arg(format!("\"$0\" \"$@\" {redirection}"));
    shell.arg(program.get_program()).args(arguments);
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    finish(shell)
}

#[test]
fn a_closed_standard_output_is_no_error() {
    let sandbox = sandbox_with(30);
    for arguments in PRINTING {
        let run = redirected(&sandbox, arguments, ">&-");
        assert_eq!(
            (run.status, run.stderr.as_str()),
            (0, ""),
            "{arguments:?}: {run:?}"
        );
        // The reader is gone before the first byte.
        let mut command = program_for(&sandbox);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.args(arguments).stdout(Stdio::from(writer));
        let run = finish(command);
        assert_eq!(
            (run.status, run.stderr.as_str()),
            (0, ""),
            "{arguments:?}: {run:?}"
        );
    }
}

#[test]
fn a_closed_standard_error_changes_no_exit_status() {
    let sandbox = sandbox_with(1);
    for (arguments, status) in [
        (&["retrieve", "none"][..], 5),
        (&["retrieve", "none", "--json"], 5),
        (&["retrieve"], 2),
        (&["list", "-v"], 0),
        (&["list", "--base-url=http://127.0.0.1:1/"], 6),
    ] {
        let run = redirected(&sandbox, arguments, "2>&-");
        assert_eq!(run.status, status, "{arguments:?}: {run:?}");
        let mut command = program_for(&sandbox);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.args(arguments).stderr(Stdio::from(writer));
        assert_eq!(finish(command).status, status, "{arguments:?}");
    }
}

/// Whether standard output and standard error have colours.
fn colours(arguments: &[&str], variables: &[(&str, &str)]) -> (bool, bool) {
    let sandbox = sandbox_with(1);
    let mut command = program_for(&sandbox);
    command.args(arguments).envs(variables.iter().copied());
    let output = command.output().unwrap();
    let has = |bytes: &[u8]| bytes.contains(&0x1b);
    (has(&output.stdout), has(&output.stderr))
}

#[test]
fn no_color_and_clicolor_force_decide_on_colours_of_both_outputs() {
    let forced = ("CLICOLOR_FORCE", "1");
    for (arguments, both) in [
        (&["list"][..], (true, false)),
        (&["list", "-v"], (true, true)),
        (&["config"], (true, false)),
        (&["retrieve", "none"], (false, true)),
        (&["--help"], (true, false)),
        (&["no-such-command"], (false, true)),
        (&["trigger", "Payout.created", "-v"], (true, true)),
    ] {
        assert_eq!(colours(arguments, &[]), (false, false), "{arguments:?}");
        assert_eq!(colours(arguments, &[forced]), both, "{arguments:?}");
        let off = [forced, ("NO_COLOR", "1")];
        assert_eq!(colours(arguments, &off), (false, false), "{arguments:?}");
    }
    // A machine gets none, whatever a person has set.
    assert_eq!(colours(&["list", "--json"], &[forced]), (false, false));
}

#[cfg(target_os = "linux")]
#[test]
fn help_fits_80_columns() {
    use crate::terminal::{plain, shown_by};

    let sandbox = sandbox();
    let mut commands: Vec<&[&str]> = vec![&["--help"], &["-h"]];
    let names = [
        "list",
        "register",
        "ensure",
        "retrieve",
        "update",
        "replace",
        "reconcile",
        "delete",
        "rotate",
        "listen",
        "trigger",
        "verify",
        "config",
        "completions",
        "man",
        "sandbox",
    ];
    let of_commands = names.map(|name| [name, "--help"]);
    commands.extend(of_commands.iter().map(|words| &words[..]));
    for arguments in commands {
        let mut command = program_for(&sandbox);
        command.args(arguments);
        let text = plain(&shown_by(&command, 80, ""));
        assert!(text.contains("Usage:"), "{text}");
        for line in text.lines() {
            let width = unicode_width::UnicodeWidthStr::width(line);
            assert!(width <= 80, "{arguments:?}: {width}: {line}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_table_in_80_columns_counts_the_width_of_its_characters() {
    use crate::terminal::{plain, shown_by};
    use gigapay_sandbox::Webhook;

    let sandbox = sandbox_with(1);
    let url = format!("https://example.com/{}/", "支付".repeat(30));
    let wide = Webhook::new(&"é支".repeat(20), &url, &["Payout.created", "Payrun.paid"]);
    sandbox.insert([wide.in_integration(INTEGRATION)]).unwrap();
    let mut command = program_for(&sandbox);
    command.arg("list");
    let text = plain(&shown_by(&command, 80, ""));
    let rows: Vec<_> = text.lines().filter(|line| line.contains("http")).collect();
    assert_eq!(rows.len(), 2, "{text}");
    // The columns begin at the same place.
    let starts = rows.iter().map(|row| {
        let (before, _) = row.split_once("https").unwrap();
        unicode_width::UnicodeWidthStr::width(before)
    });
    let starts: Vec<_> = starts.collect();
    assert_eq!(starts[0], starts[1], "{text}");
    for row in rows {
        assert!(unicode_width::UnicodeWidthStr::width(row) <= 80, "{row}");
    }
}
