//! The commands, a file each.

mod delete;
mod list;
mod register;
mod replace;
mod retrieve;
mod sandbox;
mod update;

use gigapay_webhooks_std::{Capacity, ConfigError, Error, Event, Json, Roomy, SecretKey, core};

use crate::Webhook;
use crate::args::{Command, Connection};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;

/// Carries out a command.
pub(crate) fn run(
    command: &Command,
    connection: &Connection,
    output: &mut Output,
) -> Result<(), Failure> {
    if let Command::Sandbox(serve) = command {
        return sandbox::run(serve);
    }
    let mut session = Session::open(connection)?;
    let result = match command {
        Command::List { page_size } => list::run(&mut session, *page_size, output),
        Command::Register(new) => register::run(&mut session, new, output),
        Command::Retrieve { id } => retrieve::run(&mut session, id, output),
        Command::Update(changes) => update::run(&mut session, changes, output),
        Command::Replace(replacing) => replace::run(&mut session, replacing, output),
        Command::Delete { id } => delete::run(&mut session, id, output),
        Command::Sandbox(_) => Ok(()),
    };
    let is_list = matches!(command, Command::List { .. });
    result.map_err(|failure| session.explain(failure, is_list))
}

/// A secret key as it is sent.
type Secret = SecretKey<<Roomy as Capacity>::SecretKey>;

fn events(names: &[String]) -> Vec<Event<'_>> {
    names.iter().map(|name| Event::new(name)).collect()
}

fn metadata(text: Option<&String>) -> Result<Option<Json<'_>>, Failure> {
    let json = text.map(|text| Json::new(text)).transpose();
    json.map_err(|error| Failure::usage("metadata", error))
}

/// The secret key to send. The server may quote it in a refusal, and no error may show it.
fn secret(session: &mut Session, text: Option<&String>) -> Result<Option<Secret>, Failure> {
    let Some(text) = text else {
        return Ok(None);
    };
    session.conceal(text);
    let key = Secret::new(text).map_err(|error| {
        let what = match error {
            ConfigError::EmptySecretKey => "the key is empty".into(),
            ConfigError::TooLong => "the key is longer than this program has room for".into(),
            _ => error.to_string(),
        };
        Failure::usage("secret_key", format!("--secret-key: {what}"))
    })?;
    Ok(Some(key))
}

/// The webhook that a change was answered with. One too large to be read was changed all the same.
fn written(answer: Result<Webhook, Error>) -> Result<Webhook, Failure> {
    answer.map_err(|error| {
        let is_too_large = is_too_large(&error);
        let mut failure = Failure::from(error);
        if let (Some(report), true) = (failure.report_mut(), is_too_large) {
            report.explanation += "; the request was carried out all the same";
        }
        failure
    })
}

/// Whether a webhook came that has no room here.
fn is_too_large(error: &Error) -> bool {
    matches!(error.exchange_error(), Some(core::Error::Capacity(_)))
}
