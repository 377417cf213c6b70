//! Parses the command line, and rejects what `clap` alone does not detect.

use std::env::{self, VarError};
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Error, FromArgMatches};
use gigapay_sandbox::DEFAULT_TOKEN;

use crate::INTEGRATION;
use crate::args::{self, Cli, Command, Connection, SANDBOX_ADDRESS, SANDBOX_VARIABLE};
use crate::failure::Failure;
use crate::keys;
use crate::settings;

/// Arguments that only commands with a server use.
const FOR_A_SERVER: [&str; 11] = [
    "base_url",
    "demo",
    "sandbox",
    "token",
    "integration_id",
    "ca_file",
    "timeout",
    "insecure_http",
    "json",
    "verbose",
    "profile",
];

/// Returns the command line, or the exit status if it asked for help or is invalid.
pub(crate) fn parse() -> Result<Cli, ExitCode> {
    let mut command = args::command();
    let parsed = command
        .try_get_matches_from_mut(env::args_os())
        .and_then(|matches| {
            let mut cli = Cli::from_arg_matches(&matches)?;
            if cli.connection.sandbox {
                turn_to_sandbox(&mut cli.connection, &matches)
                    .map_err(|text| command.error(ErrorKind::ValueValidation, text))?;
            }
            match contradiction(&cli, &matches) {
                Some((kind, text)) => Err(command.error(kind, text)),
                None => Ok((cli, matches)),
            }
        });
    let (mut cli, matches) = parsed.map_err(|error| conclude(&error))?;
    let is_json = cli.presentation.json;
    if needs_settings(&cli) {
        let settled = settings::settle(&mut cli.connection, &matches);
        settled.map_err(|failure| failure.conclude(is_json))?;
    }
    Ok(cli)
}

/// Whether what runs has a connection to set up.
fn needs_settings(cli: &Cli) -> bool {
    let Some(command) = &cli.command else {
        return false;
    };
    !matches!(
        command,
        Command::Sandbox(_)
            | Command::Completions { .. }
            | Command::Man { .. }
            | Command::Verify(_)
    )
}

/// Whether an argument is on the command line itself.
fn is_said(matches: &ArgMatches, id: &str) -> bool {
    matches.value_source(id) == Some(ValueSource::CommandLine)
}

/// Selects the sandbox of this computer. No value of the environment is used for it, least of all
/// the token.
fn turn_to_sandbox(connection: &mut Connection, matches: &ArgMatches) -> Result<(), String> {
    let address = env::var(SANDBOX_VARIABLE).unwrap_or_else(|_| SANDBOX_ADDRESS.into());
    if let Err(error) = args::address(&address) {
        return Err(format!("{SANDBOX_VARIABLE}: {error}"));
    }
    connection.base_url = Some(format!("http://{address}/v2/"));
    connection.token = Some(DEFAULT_TOKEN.into());
    if !is_said(matches, "integration_id") {
        connection.integration_id = Some(INTEGRATION.into());
    }
    Ok(())
}

/// Returns the error for arguments that conflict. Variables of the environment do not conflict:
/// arguments override them.
fn contradiction(cli: &Cli, matches: &ArgMatches) -> Option<(ErrorKind, String)> {
    let is_said = |id: &str| is_said(matches, id);
    let conflict = |text: String| Some((ErrorKind::ArgumentConflict, text));
    if is_said("demo") && is_said("base_url") {
        return conflict("--demo cannot be used with --base-url: each names a server".into());
    }
    for other in ["demo", "base_url", "token", "profile"] {
        if is_said("sandbox") && is_said(other) {
            let flag = other.replace('_', "-");
            return conflict(format!(
                "--sandbox cannot be used with --{flag}: it names a server and its token"
            ));
        }
    }
    let what = match cli.command {
        None => "the tour, which is what runs without a command,",
        Some(Command::Sandbox(_)) => "the sandbox",
        Some(Command::Completions { .. }) => "completions",
        Some(Command::Man { .. }) => "man",
        // It supports --json, but has no server.
        Some(Command::Verify(_)) => "verify",
        Some(_) => return None,
    };
    let makes_json = matches!(cli.command, Some(Command::Verify(_)));
    let useless = FOR_A_SERVER
        .into_iter()
        .find(|id| is_said(id) && !(makes_json && *id == "json"))?;
    let flag = useless.replace('_', "-");
    conflict(format!("{what} does not use --{flag}"))
}

/// Returns the variable that is not UTF-8, unless an argument is.
fn unreadable_variable() -> Option<&'static str> {
    if env::args_os().any(|argument| argument.to_str().is_none()) {
        return None;
    }
    let variables = [
        "GIGAPAY_BASE_URL",
        "GIGAPAY_TOKEN",
        "GIGAPAY_INTEGRATION_ID",
        "GIGAPAY_PROFILE",
        keys::VARIABLE,
        SANDBOX_VARIABLE,
        "GIGAPAY_LISTEN_ADDR",
    ];
    let is_unreadable = |name: &&str| matches!(env::var(name), Err(VarError::NotUnicode(_)));
    variables.into_iter().find(is_unreadable)
}

/// Returns the variable that an invalid value comes from, if it is not from an argument.
fn invalid_variable(error: &Error) -> Option<&'static str> {
    let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let (flag, variable) = match argument.split(' ').next()? {
        "--addr" => ("--addr", "GIGAPAY_LISTEN_ADDR"),
        "--listen" => ("--listen", SANDBOX_VARIABLE),
        _ => return None,
    };
    let is_flag = |argument: std::ffi::OsString| argument.to_string_lossy().starts_with(flag);
    (error.kind() == ErrorKind::ValueValidation && !env::args_os().any(is_flag)).then_some(variable)
}

/// Prints help, or the error; as JSON if `--json` was given.
fn conclude(error: &Error) -> ExitCode {
    let is_json = env::args_os()
        .take_while(|argument| argument != "--")
        .any(|argument| argument == "--json");
    if let (ErrorKind::InvalidUtf8, Some(name)) = (error.kind(), unreadable_variable()) {
        return Failure::usage(None, format!("{name} is not valid UTF-8")).conclude(is_json);
    }
    if let Some(name) = invalid_variable(error) {
        let what = format!("{name}: expected a host and a port, such as 127.0.0.1:8000");
        return Failure::usage(None, what).conclude(is_json);
    }
    if error.use_stderr() && is_json {
        let text = error.render().to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        let (message, _) = text.split_once("\n\n").unwrap_or((text, ""));
        let words: Vec<_> = message.split_whitespace().collect();
        return Failure::usage(None, words.join(" ")).conclude(true);
    }
    let _ = error.print();
    let _ = io::stdout().flush();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
