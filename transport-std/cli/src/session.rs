//! A client made from the command line, and what its errors mean here.

use std::cmp::Reverse;
use std::fmt::Display;
use std::fs;

use gigapay_webhooks_std::{
    BuildError, Client, ConfigError, Credentials, IntegrationId, Server, Token,
};

use crate::args::Connection;
use crate::failure::Failure;
use crate::report::Report;

/// A client, and what is to be known to explain its errors.
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) has_integration: bool,
    /// What no error may show: the token, and the secret keys that were sent.
    secrets: Vec<String>,
}

/// What was to be done, as far as it matters to whoever reads of its failure.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Task<'a> {
    /// The id of the webhook that it is about.
    pub(crate) id: Option<&'a str>,
    pub(crate) is_list: bool,
    /// Whether it changes what the API holds.
    pub(crate) is_change: bool,
}

impl Session {
    /// A secret shorter than this may well be a part of some word, so only the whole word is one.
    const TELLING: usize = 8;

    /// Makes the client; nothing is sent.
    pub(crate) fn open(connection: &Connection) -> Result<Self, Failure> {
        let server = server(connection)?;
        let token = connection.token.as_deref().unwrap_or_default();
        if token.is_empty() {
            return Err(Failure::usage(
                None,
                "no token: set GIGAPAY_TOKEN, or give --token (`gigapay-webhooks sandbox` needs no account)",
            ));
        }
        let key = Token::new(token)
            .map_err(|error| unusable("--token or GIGAPAY_TOKEN", error, Token::CAPACITY))?;
        let integration = connection.integration_id.as_deref().unwrap_or_default();
        let credentials = match integration {
            "" => Credentials::user(key),
            id => {
                let id = IntegrationId::new(id).map_err(|error| {
                    let name = "--integration-id or GIGAPAY_INTEGRATION_ID";
                    unusable(name, error, IntegrationId::CAPACITY)
                })?;
                Credentials::integration(key, id)
            }
        };
        let time = connection.timeout;
        let mut builder = Client::builder(credentials)
            .server(server)
            .insecure_http(connection.insecure_http)
            .connect_timeout(time)
            .read_timeout(time)
            .write_timeout(time)
            .deadline(time);
        if let Some(path) = &connection.ca_file {
            let unusable = |why: &dyn Display| {
                Failure::usage(None, format!("cannot use {}: {why}", path.display()))
            };
            let pem = fs::read(path).map_err(|error| unusable(&error))?;
            builder = builder
                .add_root_certificates_pem(&pem)
                .map_err(|error| unusable(&error))?;
        }
        Ok(Self {
            client: builder.build().map_err(unbuildable)?,
            has_integration: !integration.is_empty(),
            secrets: vec![token.into()],
        })
    }

    /// Sees to it that no error shows this either.
    pub(crate) fn conceal(&mut self, secret: &str) {
        self.secrets.push(secret.into());
        // One that holds another goes first, or a part of it would be left.
        self.secrets.sort_by_key(|secret| Reverse(secret.len()));
    }

    /// Adds what helps here, and sees to it that no secret is in any text, whoever put it there.
    pub(crate) fn explain(&self, mut failure: Failure, task: Task<'_>) -> Failure {
        let is_usage = matches!(failure, Failure::Usage(_));
        if let Some(report) = failure.report_mut() {
            report.id = task.id.map(Into::into);
            // For want of an integration id a webhook is not there; the list always is.
            if !(task.is_list && report.status == Some(404)) {
                self.help(report);
            }
            if task.is_change && !is_usage && report.is_known_to_have_changed_nothing() {
                report.explanation += "; nothing was changed";
            }
            self.redact(report);
        }
        failure
    }

    /// Takes the secrets out of every text.
    fn redact(&self, report: &mut Report) {
        let errors = report.errors.iter_mut();
        let theirs = errors.flat_map(|one| one.field.iter_mut().chain([&mut one.message]));
        let ours = report.hint.iter_mut().chain([&mut report.explanation]);
        let ours = ours.chain(report.id.as_mut());
        let texts = theirs
            .map(|text| (text, true))
            .chain(ours.map(|text| (text, false)));
        for (text, is_theirs) in texts {
            for secret in &self.secrets {
                if secret.len() >= Self::TELLING {
                    *text = redacted(text, secret);
                } else if is_theirs {
                    *text = without_word(text, secret);
                }
            }
        }
    }

    fn help(&self, report: &mut Report) {
        let may_be_scope = match report.status {
            // An id that is taken is taken in every scope.
            Some(400) => !report
                .errors
                .iter()
                .any(|one| one.field.as_deref() == Some("id")),
            Some(403 | 404) => true,
            _ => false,
        };
        if may_be_scope && !self.has_integration {
            report.hint = Some(
                "no integration id was given (--integration-id, GIGAPAY_INTEGRATION_ID); all \
                 webhooks but those for Registration.* events need one"
                    .into(),
            );
        }
    }
}

/// The text without the secret, nor with the start of it where the text was cut inside it.
fn redacted(text: &str, secret: &str) -> String {
    let text = text.replace(secret, "***");
    let Some(kept) = text.strip_suffix('…') else {
        return text;
    };
    // As much as a mask shows is no loss, and may well be a part of some word.
    let starts = secret.char_indices().map(|(at, _)| &secret[..at]).skip(5);
    let longest = starts.filter(|start| kept.ends_with(start)).last();
    match longest.and_then(|start| kept.strip_suffix(start)) {
        Some(rest) => format!("{rest}***…"),
        None => text,
    }
}

/// The text without the secret where it stands as a word of its own.
fn without_word(text: &str, secret: &str) -> String {
    let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(secret).filter(|_| !secret.is_empty()) {
        kept.push_str(before);
        let is_word = !is_inside(kept.chars().next_back()) && !is_inside(after.chars().next());
        kept.push_str(if is_word { "***" } else { secret });
        rest = after;
    }
    kept + rest
}

/// The server to talk to.
fn server(connection: &Connection) -> Result<Server<'_>, Failure> {
    if connection.demo {
        return Ok(Server::DEMO);
    }
    let Some(url) = &connection.base_url else {
        return Ok(Server::PRODUCTION);
    };
    // The URL itself is not repeated: somebody may have put a password into it.
    Server::parse(url)
        .map_err(|error| Failure::usage(None, format!("--base-url or GIGAPAY_BASE_URL: {error}")))
}

/// A value that cannot be sent, by where it comes from. The value itself may be a secret.
fn unusable(name: &str, error: ConfigError, capacity: usize) -> Failure {
    let what = match error {
        ConfigError::TooLong => format!("longer than {capacity} bytes"),
        _ => error.to_string(),
    };
    Failure::usage(None, format!("{name}: {what}"))
}

/// Why there is no client. All of it can be seen on the command line.
fn unbuildable(error: BuildError) -> Failure {
    match error {
        BuildError::PlainHttp(_) => Failure::usage(
            None,
            format!("{error}, or --insecure-http if that is what you want"),
        ),
        _ => Failure::usage(None, error),
    }
}
