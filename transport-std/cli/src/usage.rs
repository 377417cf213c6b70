//! Reads the command line, and refuses what `clap` alone does not see through.

use std::env::{self, VarError};
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, Error, FromArgMatches};

use crate::args::{Cli, Command};
use crate::failure::Failure;

/// What only commands that reach a server make use of.
const FOR_A_SERVER: [&str; 8] = [
    "base_url",
    "demo",
    "token",
    "integration_id",
    "ca_file",
    "timeout",
    "insecure_http",
    "json",
];

/// The command line, or the exit status when it asked for help or cannot be followed.
pub(crate) fn parse() -> Result<Cli, ExitCode> {
    let mut command = Cli::command();
    let parsed = command
        .try_get_matches_from_mut(env::args_os())
        .and_then(|matches| {
            let cli = Cli::from_arg_matches(&matches)?;
            match contradiction(&cli, &matches) {
                Some((kind, text)) => Err(command.error(kind, text)),
                None => Ok(cli),
            }
        });
    parsed.map_err(|error| conclude(&error))
}

/// Arguments that do not go together. Variables of the environment do not count: an argument
/// overrides them.
fn contradiction(cli: &Cli, matches: &ArgMatches) -> Option<(ErrorKind, String)> {
    let is_said = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let conflict = |text: String| Some((ErrorKind::ArgumentConflict, text));
    if is_said("demo") && is_said("base_url") {
        return conflict("--demo cannot be used with --base-url: each names a server".into());
    }
    let what = match cli.command {
        None => "the tour, which is what runs without a command,",
        Some(Command::Sandbox(_)) => "the sandbox",
        Some(_) => return None,
    };
    let useless = FOR_A_SERVER.into_iter().find(|id| is_said(id))?;
    let flag = useless.replace('_', "-");
    conflict(format!("{what} makes no use of --{flag}"))
}

/// The variable to blame for text that is no UTF-8, where no argument is.
fn unreadable_variable() -> Option<&'static str> {
    if env::args_os().any(|argument| argument.to_str().is_none()) {
        return None;
    }
    let variables = [
        "GIGAPAY_BASE_URL",
        "GIGAPAY_TOKEN",
        "GIGAPAY_INTEGRATION_ID",
    ];
    let is_unreadable = |name: &&str| matches!(env::var(name), Err(VarError::NotUnicode(_)));
    variables.into_iter().find(is_unreadable)
}

/// Shows help or what is wrong; where `--json` was asked for, as JSON.
fn conclude(error: &Error) -> ExitCode {
    let is_json = env::args_os()
        .take_while(|argument| argument != "--")
        .any(|argument| argument == "--json");
    if let (ErrorKind::InvalidUtf8, Some(name)) = (error.kind(), unreadable_variable()) {
        return Failure::usage(None, format!("{name} is not valid UTF-8")).conclude(is_json);
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
