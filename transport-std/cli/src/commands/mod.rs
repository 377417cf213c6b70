//! The commands, a file each.

mod completions;
mod config;
mod delete;
mod ensure;
mod known;
mod list;
mod listen;
mod reconcile;
mod register;
mod replace;
mod retrieve;
mod room;
mod rotate;
mod sandbox;
mod select;
mod trigger;
mod update;
mod verify;

use gigapay_webhooks_std::gigapay_webhooks::Visible;
use gigapay_webhooks_std::{
    Capacity, ConfigError, Error, Event, Json, Roomy, SecretKey, gigapay_webhooks as protocol,
};

use crate::Webhook;
use crate::args::{Command, Connection};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{Session, Task};

/// Runs a command.
pub(crate) fn run(
    command: &Command,
    connection: &Connection,
    output: &mut Output,
) -> Result<(), Failure> {
    match command {
        // Commands that need no account.
        Command::Completions { shell } => completions::completions(*shell),
        Command::Man { folder } => completions::man(folder),
        Command::Config => config::run(connection, output),
        Command::Sandbox(serve) => sandbox::run(serve),
        Command::Listen(listen) => listen::run(listen, connection, output),
        Command::Verify(verify) => verify::run(verify, output),
        Command::Trigger(trigger) => trigger::run(trigger, connection, output),
        Command::List(listing) => {
            let task = Task {
                is_list: true,
                ..Task::default()
            };
            with_session(connection, task, |session| {
                list::run(session, listing, output)
            })
        }
        Command::Register(new) => {
            with_session(connection, changing(new.id.as_deref()), |session| {
                register::run(session, new, output)
            })
        }
        Command::Ensure(wanted) => {
            with_session(connection, changing(Some(&wanted.id)), |session| {
                ensure::run(session, wanted, output)
            })
        }
        Command::Retrieve { id } => with_session(connection, about(id), |session| {
            retrieve::run(session, id, output)
        }),
        Command::Update(changes) => {
            with_session(connection, changing(Some(&changes.present_id)), |session| {
                update::run(session, changes, output)
            })
        }
        Command::Replace(with) => {
            with_session(connection, changing(Some(&with.present_id)), |session| {
                replace::run(session, with, output)
            })
        }
        // The file is changed first.
        Command::Rotate(rotate) => with_session(connection, about(&rotate.id), |session| {
            rotate::run(session, rotate, output)
        }),
        // They explain the errors about one webhook themselves.
        Command::Delete(deletion) => with_session(connection, Task::default(), |session| {
            delete::run(session, deletion, output)
        }),
        Command::Reconcile(reconciliation) => {
            with_session(connection, Task::default(), |session| {
                reconcile::run(session, reconciliation, output)
            })
        }
    }
}

/// Runs a command that sends requests; its failure is explained as that of `task`.
fn with_session(
    connection: &Connection,
    task: Task<'_>,
    run: impl FnOnce(&mut Session) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut session = Session::open(connection)?;
    run(&mut session).map_err(|failure| session.explain(failure, task))
}

/// What changes nothing of the webhook with this id.
fn about(id: &str) -> Task<'_> {
    Task {
        id: Some(id),
        ..Task::default()
    }
}

/// A change to the webhook with this id.
fn changing(id: Option<&str>) -> Task<'_> {
    Task {
        id,
        is_change: true,
        ..Task::default()
    }
}

/// A secret key to send.
type Secret = SecretKey<<Roomy as Capacity>::SecretKey>;

/// Parses the events to send; the argument is named in the error.
fn events<'a>(argument: &str, names: &'a [String]) -> Result<Vec<Event<'a>>, Failure> {
    room::events(argument, names)?;
    Ok(names.iter().map(|name| Event::new(name)).collect())
}

fn metadata(text: Option<&String>) -> Result<Option<Json<'_>>, Failure> {
    let Some(text) = text else {
        return Ok(None);
    };
    room::metadata("--metadata", text)?;
    let json = Json::new(text).map(Some);
    json.map_err(|error| Failure::usage("metadata", error))
}

/// Parses the secret key to send. The server may quote it in an error, and no error may show it.
fn secret(session: &mut Session, text: Option<&String>) -> Result<Option<Secret>, Failure> {
    let Some(text) = text else {
        return Ok(None);
    };
    session.conceal(text);
    let key = Secret::new(text).map_err(|error| {
        let what = match error {
            ConfigError::EmptySecretKey => "the key is empty".into(),
            ConfigError::TooLong => format!(
                "the key is longer than this program can store: {} bytes, at most {}",
                text.len(),
                room::secret_key()
            ),
            _ => error.to_string(),
        };
        Failure::usage("secret_key", format!("--secret-key: {what}"))
    })?;
    Ok(Some(key))
}

/// Returns the webhook's present secret key. Without one nothing is sent: the API would generate
/// another.
fn present_secret(session: &mut Session, id: &str) -> Result<Secret, Failure> {
    let present = session.client.retrieve(id)?;
    if present.secret_key.is_empty() {
        return Err(Failure::own(
            "secret_key",
            "the API does not return the present secret key, so it cannot be kept; nothing was \
             changed",
        ));
    }
    session.conceal(present.secret_key.expose());
    Ok(present.secret_key)
}

/// Warns of names that look like typing errors. They are sent unchanged: the set of events is open.
fn warn_of_events(names: &[String], output: &Output) {
    for name in names {
        if let Some(meant) = known::meant(name) {
            let name = Visible(name);
            output.warn(&format!("{name} is no known event: did you mean {meant}?"));
        }
    }
}

/// Warns of an integration id if the webhook will be the user's (B14).
fn warn_of_scope(session: &Session, events: &[Event<'_>], output: &Output) {
    if session.has_integration && events.iter().all(|event| event.is_user_scoped()) {
        output.warn(
            "webhooks for Registration.* events belong to the user, but an integration id is \
             set; --integration-id \"\" sends none",
        );
    }
}

/// Returns the webhook in the response to a change. If it is too large to be parsed, the change was
/// made nevertheless.
fn written(response: Result<Box<Webhook>, Error>) -> Result<Box<Webhook>, Failure> {
    response.map_err(|error| {
        let is_too_large = is_too_large(&error);
        let mut failure = Failure::from(error);
        if let (Some(report), true) = (failure.report_mut(), is_too_large) {
            report.explanation += "; the request was carried out nevertheless";
        }
        failure
    })
}

/// Whether the error is a webhook that does not fit this program.
fn is_too_large(error: &Error) -> bool {
    matches!(error.exchange_error(), Some(protocol::Error::Capacity(_)))
}
