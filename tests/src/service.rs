//! The API in memory, connections to it that are cut, and what a device does there.

use std::collections::HashMap;

use embedded_io_0_7::{ErrorType, Read, Write};
use gigapay_sandbox::{DEFAULT_TOKEN, Offline};
use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::{
    Api, AttemptError, Attempts, Compares, Credentials, DesiredWebhook, Ensure, EnsureError,
    Ensured, Exchange, ExchangeEvent, IntegrationId, Operation, Retry, Server, Token, Webhook,
};

use crate::request::Parsed;
use crate::wire::WireError;

/// The integration that the tests' webhooks belong to.
pub const INTEGRATION: &str = "aqdnkjasdo12";

/// Credentials that the API takes.
///
/// # Panics
/// Never: they are good.
pub fn credentials() -> Credentials {
    Credentials::integration(
        Token::new(DEFAULT_TOKEN).expect("a good token"),
        IntegrationId::new(INTEGRATION).expect("a good id"),
    )
}

/// Where what is sent stops arriving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The client is told when it writes: the connection is reset.
    Told,
    /// The client is not: what it writes vanishes, and then the stream ends.
    Silent,
}

/// The API, and what happens on the way to it.
#[derive(Debug, Default)]
pub struct Service {
    /// The API itself.
    pub api: Offline,
    /// Responses that come instead of the API's, to requests whose line begins so. Each once.
    pub instead: Vec<(&'static str, String)>,
    /// Whether what comes instead to an idempotency key is stored and repeated (B21).
    pub stores_errors: bool,
    stored: HashMap<String, Vec<u8>>,
    /// Method, target and status of every request with a response.
    pub log: Vec<String>,
    /// The idempotency keys that came, in their order.
    pub keys: Vec<Option<String>>,
    /// The bodies that came, in their order.
    pub bodies: Vec<String>,
    /// Bytes that pass in both directions before the power goes.
    pub bytes_left: Option<usize>,
    /// How that looks.
    pub cut: Option<Cut>,
    /// Bytes that have passed.
    pub passed: usize,
    /// The most bytes that a read or a write moves.
    pub most: Option<usize>,
    /// So many reads and writes are interrupted first.
    pub interruptions: usize,
}

impl Service {
    /// An API that holds nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Power for so many bytes, both directions counted.
    pub fn cut_after(&mut self, bytes: usize, cut: Cut) {
        self.bytes_left = Some(bytes);
        self.cut = Some(cut);
    }

    /// Power for good.
    pub fn restore(&mut self) {
        self.bytes_left = None;
        self.cut = None;
    }

    /// Drops what was recorded, and the responses that were stored.
    pub fn forget(&mut self) {
        self.log.clear();
        self.keys.clear();
        self.bodies.clear();
        self.stored.clear();
    }

    /// How much of so many bytes passes.
    fn pass(&mut self, bytes: usize) -> usize {
        let bytes = bytes.min(self.most.unwrap_or(bytes));
        let passing = self.bytes_left.map_or(bytes, |left| bytes.min(left));
        self.bytes_left = self.bytes_left.map(|left| left - passing);
        self.passed += passing;
        passing
    }

    fn interrupt(&mut self) -> Result<(), WireError> {
        if self.interruptions == 0 {
            return Ok(());
        }
        self.interruptions -= 1;
        Err(WireError::Interrupted)
    }

    /// Takes a request if it is whole.
    fn response(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        if !request.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
            return None;
        }
        let parsed = Parsed::new(request);
        let line = format!("{} {}", parsed.method, parsed.target);
        let key = parsed.field("Idempotency-Key").map(String::from);
        let length = parsed
            .field("Content-Length")
            .map_or(0, |n| n.parse().expect("a length"));
        if parsed.body.len() < length {
            return None;
        }
        assert_eq!(parsed.body.len(), length, "more than was announced");
        let body = String::from_utf8(parsed.body).expect("UTF-8");
        let instead = self
            .instead
            .iter()
            .position(|(start, _)| line.starts_with(start));
        let stored = key.as_ref().and_then(|key| self.stored.get(key).cloned());
        let response = match (stored, instead) {
            (Some(stored), _) => stored,
            (None, Some(index)) => {
                let response = self.instead.remove(index).1.into_bytes();
                // A stored 429 would lock out every client that obeys it.
                let is_stored = self.stores_errors && !response.starts_with(b"HTTP/1.1 429");
                if let (true, Some(key)) = (is_stored, &key) {
                    self.stored.insert(key.clone(), response.clone());
                }
                response
            }
            (None, None) => self.api.response(request).expect("a whole request"),
        };
        let status = String::from_utf8_lossy(response.get(9..12).unwrap_or_default()).into_owned();
        self.log.push(format!("{line} {status}"));
        self.keys.push(key);
        self.bodies.push(body);
        Some(response)
    }

    /// What was logged since it was asked last.
    pub fn take_log(&mut self) -> Vec<String> {
        std::mem::take(&mut self.log)
    }

    /// The same without the targets: `GET 404, POST 201`.
    pub fn methods(&mut self) -> String {
        let short = |line: String| {
            let words: Vec<&str> = line.split(' ').collect();
            format!("{} {}", words[0], words[2])
        };
        let log: Vec<String> = self.take_log().into_iter().map(short).collect();
        log.join(", ")
    }
}

/// A connection to the API.
#[derive(Debug)]
pub struct ApiConnection<'s> {
    service: &'s mut Service,
    request: Vec<u8>,
    response: Vec<u8>,
    given: usize,
}

impl<'s> ApiConnection<'s> {
    /// A new connection.
    pub const fn new(service: &'s mut Service) -> Self {
        Self {
            service,
            request: Vec::new(),
            response: Vec::new(),
            given: 0,
        }
    }
}

impl ErrorType for ApiConnection<'_> {
    type Error = WireError;
}

impl Write for ApiConnection<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, WireError> {
        self.service.interrupt()?;
        let passing = self.service.pass(bytes.len());
        self.request.extend_from_slice(&bytes[..passing]);
        if let Some(response) = self.service.response(&self.request) {
            self.request.clear();
            self.response = response;
            self.given = 0;
        }
        match self.service.cut {
            Some(Cut::Told) if passing == 0 => Err(WireError::Reset),
            Some(Cut::Silent) => Ok(bytes.len()),
            _ => Ok(passing),
        }
    }

    fn flush(&mut self) -> Result<(), WireError> {
        Ok(())
    }
}

impl Read for ApiConnection<'_> {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, WireError> {
        self.service.interrupt()?;
        let rest = &self.response[self.given..];
        let passing = self.service.pass(rest.len().min(space.len()));
        space[..passing].copy_from_slice(&rest[..passing]);
        self.given += passing;
        match self.service.cut {
            Some(Cut::Told) if passing == 0 => Err(WireError::Reset),
            _ => Ok(passing),
        }
    }
}

/// Why a device did not get there.
#[derive(Debug)]
pub enum Failed {
    /// An operation failed.
    Drive(DriveError<WireError>),
    /// The API does not keep what it is sent.
    Ensure(EnsureError),
}

impl Failed {
    /// The status of a refusal.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Drive(DriveError::Exchange(gigapay_webhooks::Error::Api(refusal))) => {
                Some(refusal.status)
            }
            _ => None,
        }
    }
}

/// A device that has just been switched on: it knows nothing but what it wants.
#[derive(Debug)]
pub struct Device {
    /// Its credentials.
    pub credentials: Credentials,
    /// How large its buffer is.
    pub buffer: usize,
    /// When it tries again.
    pub retry: Retry,
    /// How long it has waited between attempts.
    pub waited: core::time::Duration,
}

impl Default for Device {
    fn default() -> Self {
        Self {
            credentials: credentials(),
            buffer: 512,
            retry: Retry::OFF,
            waited: core::time::Duration::ZERO,
        }
    }
}

impl Device {
    /// The API as it asks it.
    pub const fn api(&self) -> Api<'_> {
        Api::new(Server::PRODUCTION, &self.credentials)
    }

    /// Performs one operation, and passes over what a list yields.
    ///
    /// # Errors
    /// As the driver loop has them.
    pub fn perform<Op: Operation>(
        &self,
        service: &mut Service,
        operation: Op,
        mut pause: impl FnMut(&Exchange<'_, Op>),
    ) -> Result<(), DriveError<WireError>> {
        let mut buffer = vec![0; self.buffer];
        let mut exchange = Exchange::new(&self.api(), operation, &mut buffer);
        let mut connection = ApiConnection::new(service);
        loop {
            match blocking::advance(&mut exchange, &mut connection)? {
                ExchangeEvent::Item => pause(&exchange),
                ExchangeEvent::Oversize(_) => {}
                ExchangeEvent::Reconnect => connection = ApiConnection::new(service),
                ExchangeEvent::Done { .. } => {
                    pause(&exchange);
                    return Ok(());
                }
            }
        }
    }

    /// Ensures a webhook, and tries again as its policy says; its clock is the waits alone.
    ///
    /// # Errors
    /// See [`Failed`].
    pub fn ensure<C: Compares<F>, F>(
        &mut self,
        service: &mut Service,
        desired: &DesiredWebhook<'_, F>,
        webhook: &mut Webhook<C>,
    ) -> Result<Ensured, Failed> {
        let mut buffer = vec![0; self.buffer];
        let mut ensure = Ensure::new(&self.api(), desired);
        let mut attempts = Attempts::new(self.retry);
        let begun = self.waited;
        while let Some(operation) = ensure.next(webhook) {
            let mut exchange = Exchange::new(&self.api(), operation, &mut buffer);
            let result = blocking::advance(&mut exchange, &mut ApiConnection::new(service));
            let blamed = exchange.problem().webhook_field();
            let ended = match result {
                Err(DriveError::Exchange(error)) => AttemptError::Exchange(error),
                _ => AttemptError::Interrupted { may_pass: true },
            };
            let failure = exchange.failure(ended).within_ensure(ensure.outcome());
            drop(exchange);
            match result {
                Ok(_) => {
                    ensure.responded(webhook).map_err(Failed::Ensure)?;
                    continue;
                }
                Err(DriveError::Exchange(gigapay_webhooks::Error::Api(refusal)))
                    if ensure.refused(refusal, blamed) =>
                {
                    continue;
                }
                Err(_) => {}
            }
            match attempts.failed(failure, self.waited - begun, 0) {
                Some(wait) => self.waited += wait,
                None => return Err(Failed::Drive(result.expect_err("it failed"))),
            }
            ensure.again();
        }
        Ok(ensure.outcome())
    }
}
