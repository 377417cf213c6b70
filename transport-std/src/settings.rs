//! What a client was built with.

use std::sync::Arc;
use std::time::Duration;

use gigapay_webhooks::{Api, ConfigError, Credentials, Retry, Server};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use crate::BuildError;
use crate::route::Route;

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) connect: Duration,
    pub(crate) read: Duration,
    pub(crate) write: Duration,
    pub(crate) deadline: Duration,
    /// How long a connection may be idle and still be reused.
    pub(crate) idle: Duration,
}

impl Times {
    pub(crate) const DEFAULT: Self = Self {
        connect: Duration::from_secs(10),
        read: Duration::from_secs(30),
        write: Duration::from_secs(30),
        deadline: Duration::from_secs(60),
        idle: Duration::from_secs(30),
    };

    /// With a time of zero nothing succeeds; only the idle time may be zero.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        let times = [
            (self.connect, "connect_timeout"),
            (self.read, "read_timeout"),
            (self.write, "write_timeout"),
            (self.deadline, "deadline"),
        ];
        match times.iter().find(|(time, _)| time.is_zero()) {
            Some((_, setting)) => Err(BuildError::ZeroTime(setting)),
            None => Ok(()),
        }
    }
}

/// How a connection is secured, or why it need not be.
#[derive(Clone, Debug)]
pub(crate) enum Security {
    Tls {
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
    },
    /// In clear, and only to this machine.
    LoopbackOnly,
    /// In clear, to any host: the caller allowed it.
    Insecure,
}

/// What the caller chose, and building does not change.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) base_url: Box<str>,
    pub(crate) credentials: Credentials,
    pub(crate) language: Option<Box<str>>,
    pub(crate) max_response: u32,
    pub(crate) times: Times,
    pub(crate) retry_dead_connection: bool,
    pub(crate) retry: Retry,
}

/// Everything that stays as it is from one operation to the next.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) options: Options,
    pub(crate) security: Security,
    pub(crate) route: Route,
}

impl Settings {
    pub(crate) fn api(&self) -> Result<Api<'_>, ConfigError> {
        let options = &self.options;
        let api = Api::new(Server::parse(&options.base_url)?, &options.credentials);
        let api = api.max_response(options.max_response);
        match &options.language {
            Some(language) => api.language(language),
            None => Ok(api),
        }
    }
}
