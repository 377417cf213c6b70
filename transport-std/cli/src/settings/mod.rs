//! Settings of a connection that are not on the command line, and where each value comes from.

mod file;

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::args::{self, Connection, Source};
use crate::failure::Failure;
pub(crate) use file::path;
use file::{Found, Named, Profile};

/// The settings that a profile can have: argument, flag and variable.
const SETTINGS: [(&str, &str, Option<&str>); 6] = [
    ("base_url", "--base-url", Some("GIGAPAY_BASE_URL")),
    ("token", "--token", Some("GIGAPAY_TOKEN")),
    (
        "integration_id",
        "--integration-id",
        Some("GIGAPAY_INTEGRATION_ID"),
    ),
    ("ca_file", "--ca-file", None),
    ("proxy", "--proxy", None),
    ("timeout", "--timeout", None),
];

/// Takes what neither an argument nor a variable gives from the profile.
pub(crate) fn settle(connection: &mut Connection, matches: &ArgMatches) -> Result<(), Failure> {
    note_sources(connection, matches);
    // The sandbox's settings are no secrets of a profile.
    if connection.sandbox {
        return Ok(());
    }
    let by = match matches.value_source("profile") {
        Some(ValueSource::EnvVariable) => "GIGAPAY_PROFILE",
        _ => "--profile",
    };
    let name = connection.profile.as_deref();
    let named = name
        .filter(|name| !name.is_empty())
        .map(|name| Named { name, by });
    if let Some(Found { name, profile }) = file::find(named)? {
        fill(connection, name, profile)?;
    }
    Ok(())
}

fn note_sources(connection: &mut Connection, matches: &ArgMatches) {
    for (setting, flag, variable) in SETTINGS {
        let source = match (matches.value_source(setting), variable) {
            (Some(ValueSource::CommandLine), _) => Source::Flag(flag),
            (Some(ValueSource::EnvVariable), Some(variable)) => Source::Variable(variable),
            _ => Source::Default,
        };
        connection.sources.set(setting, source);
    }
    if connection.demo {
        connection.sources.set("base_url", Source::Flag("--demo"));
    }
    if connection.sandbox {
        for setting in ["base_url", "token"] {
            connection.sources.set(setting, Source::Flag("--sandbox"));
        }
        if connection.sources.of("integration_id") != Source::Flag("--integration-id") {
            let sandbox = Source::Flag("--sandbox");
            connection.sources.set("integration_id", sandbox);
        }
    }
}

fn fill(connection: &mut Connection, name: String, profile: Profile) -> Result<(), Failure> {
    let from = Source::Profile(name);
    let sources = &mut connection.sources;
    sources.fill(
        "base_url",
        &from,
        profile.base_url,
        &mut connection.base_url,
    );
    sources.fill("token", &from, profile.token, &mut connection.token);
    let (id, place) = (profile.integration_id, &mut connection.integration_id);
    sources.fill("integration_id", &from, id, place);
    sources.fill("ca_file", &from, profile.ca_file, &mut connection.ca_file);
    sources.fill("proxy", &from, profile.proxy, &mut connection.proxy);
    let mut seconds = None;
    sources.fill("timeout", &from, profile.timeout, &mut seconds);
    if let Some(seconds) = seconds {
        connection.timeout = args::time(seconds).ok_or_else(|| {
            let name = connection.sources.name("timeout");
            let what = format!("{name}: expected a number of seconds above 0");
            Failure::usage(None, what)
        })?;
    }
    Ok(())
}
