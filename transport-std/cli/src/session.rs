//! A client built from the command line, and the explanation of its errors.

use std::cmp::Reverse;
use std::fmt::Display;
use std::fs;

use gigapay_webhooks_std::{
    BuildError, Client, ConfigError, Credentials, IntegrationId, Server, Token, redact,
};

use crate::args::Connection;
use crate::failure::Failure;
use crate::output::wire;
use crate::report::{Report, Trouble};

/// A client, and what is needed to explain its errors.
pub(crate) struct Session {
    pub(crate) client: Client,
    /// Whether `--sandbox` was given.
    is_sandbox: bool,
    pub(crate) has_integration: bool,
    pub(crate) credentials: Credentials,
    /// Secrets that no error may show: the token, and the secret keys that were sent.
    secrets: Vec<String>,
}

/// The task, as far as it matters for explaining its failure.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Task<'a> {
    /// The id of the webhook concerned.
    pub(crate) id: Option<&'a str>,
    pub(crate) is_list: bool,
    /// Whether it changes anything at the API.
    pub(crate) is_change: bool,
}

impl Session {
    /// A secret shorter than this may be an ordinary word, so it is masked only in the server's
    /// texts.
    const TELLING: usize = 8;

    /// Builds the client; nothing is sent.
    pub(crate) fn open(connection: &Connection) -> Result<Self, Failure> {
        let server = server(connection)?;
        let sources = &connection.sources;
        let token = connection.token.as_deref().unwrap_or_default();
        if token.is_empty() {
            return Err(Failure::usage(
                None,
                "no token: set GIGAPAY_TOKEN, give --token, or write a profile (`config --help`); \
                 `gigapay-webhooks sandbox` needs no account",
            ));
        }
        let key = Token::new(token)
            .map_err(|error| unusable(&sources.name("token"), error, Token::CAPACITY))?;
        let integration = connection.integration_id.as_deref().unwrap_or_default();
        let credentials = match integration {
            "" => Credentials::user(key),
            id => {
                let id = IntegrationId::new(id).map_err(|error| {
                    let name = sources.name("integration_id");
                    unusable(&name, error, IntegrationId::CAPACITY)
                })?;
                Credentials::integration(key, id)
            }
        };
        let time = connection.timeout;
        let mut builder = Client::builder(credentials.clone())
            .server(server)
            .insecure_http(connection.insecure_http)
            .connect_timeout(time)
            .read_timeout(time)
            .write_timeout(time)
            .deadline(time);
        if connection.verbose {
            builder = builder.on_exchange(wire::exchange);
        }
        if let Some(url) = &connection.proxy {
            builder = builder.proxy(url).map_err(|error| {
                Failure::usage(None, format!("{}: {error}", sources.name("proxy")))
            })?;
        }
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
            is_sandbox: connection.sandbox,
            has_integration: !integration.is_empty(),
            credentials,
            secrets: vec![token.into()],
        })
    }

    /// Adds a secret that no error may show.
    pub(crate) fn conceal(&mut self, secret: &str) {
        self.secrets.push(secret.into());
        // A secret that contains another comes first; otherwise a part of it would be left.
        self.secrets.sort_by_key(|secret| Reverse(secret.len()));
    }

    /// Adds hints, and removes every secret from every text, wherever it comes from.
    pub(crate) fn explain(&self, mut failure: Failure, task: Task<'_>) -> Failure {
        let is_usage = matches!(failure, Failure::Usage(_));
        if let Some(report) = failure.report_mut() {
            if let Some(id) = task.id {
                report.id = Some(id.into());
            }
            // A missing integration id makes a webhook a 404; a list is never one.
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

    /// Removes the secrets from every text.
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
                if is_theirs || secret.len() >= Self::TELLING {
                    redact(text, secret);
                }
            }
        }
    }

    fn help(&self, report: &mut Report) {
        let url = self.client.base_url();
        match report.trouble {
            Some(Trouble::Refused) if self.is_sandbox => {
                report.hint = Some(Trouble::no_sandbox(url));
            }
            Some(Trouble::Refused) => report.hint = Some(format!("the base URL is {url}")),
            Some(Trouble::NoHttp) if url.starts_with("http://") => {
                report.hint = Some("the port may speak TLS: try https://".into());
            }
            _ => {}
        }
        let may_be_scope = match report.status {
            // A duplicate id is duplicate in every scope.
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
                 webhooks except those for Registration.* events need one"
                    .into(),
            );
        }
    }
}

/// Parses the server's URL.
fn server(connection: &Connection) -> Result<Server<'_>, Failure> {
    if connection.demo {
        return Ok(Server::DEMO);
    }
    let Some(url) = &connection.base_url else {
        return Ok(Server::PRODUCTION);
    };
    // The URL is not repeated in the error: it may contain a password.
    let name = || connection.sources.name("base_url");
    Server::parse(url).map_err(|error| Failure::usage(None, format!("{}: {error}", name())))
}

/// Returns the error for a value that cannot be sent, by its source. The value may be a secret, so
/// it is not shown.
fn unusable(name: &str, error: ConfigError, capacity: usize) -> Failure {
    let what = match error {
        ConfigError::TooLong => format!("longer than {capacity} bytes"),
        _ => error.to_string(),
    };
    Failure::usage(None, format!("{name}: {what}"))
}

/// Returns why the client could not be built, which depends only on the command line.
fn unbuildable(error: BuildError) -> Failure {
    match error {
        BuildError::PlainHttp(_) => {
            Failure::usage(None, format!("{error}, or --insecure-http to do so anyway"))
        }
        _ => Failure::usage(None, error),
    }
}
