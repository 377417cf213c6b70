//! One call of an operation: checks its arguments, then reads and writes over the connection.

use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::{
    Api, AttemptError, Error, Exchange, ExchangeEvent, Failure, Operation, Webhook,
};

use crate::border::{self, Region, Written, gigapay_text};
use crate::client::gigapay_client;
use crate::connection::{GIGAPAY_IO_CLOSED, IoError, gigapay_connection};
use crate::result::{gigapay_outcome, gigapay_result};
use crate::status::{gigapay_status, of_error};
use crate::webhook::{self, gigapay_webhook};

/// The memory that an operation writes to: client, buffer, webhook and result.
pub(crate) type Outputs = Written<4>;

/// Checked arguments that every operation needs.
pub(crate) struct Call<'a> {
    pub(crate) api: Api<'a>,
    pub(crate) buffer: &'a mut [u8],
    pub(crate) connection: &'a mut gigapay_connection,
    pub(crate) written: &'a Outputs,
}

/// How an operation ended: with a result, or with a status before anything was sent.
pub(crate) type Ended = Result<gigapay_result, gigapay_status>;

/// The arguments of a call, checked and copied.
struct Prepared<'a> {
    api: Api<'a>,
    buffer: &'a mut [u8],
    connection: gigapay_connection,
    written: Outputs,
    webhook: Option<&'a mut Webhook>,
}

/// Checks the arguments that all operations share, runs one operation, and writes its result.
///
/// # Safety
/// The contract of all functions (see the header).
pub(crate) unsafe fn run(
    client: *mut gigapay_client,
    webhook: Option<*mut gigapay_webhook>,
    result: *mut gigapay_result,
    operation: impl FnOnce(Call<'_>, Option<&mut Webhook>) -> Ended,
) -> gigapay_status {
    // SAFETY: the caller's promise.
    let prepared = unsafe { prepare(client, webhook, result) };
    let ended = match prepared {
        Err(status) => Err(status),
        Ok(mut prepared) => {
            let call = Call {
                api: prepared.api,
                buffer: prepared.buffer,
                connection: &mut prepared.connection,
                written: &prepared.written,
            };
            let ended = operation(call, prepared.webhook);
            // SAFETY: `client` is aligned and not `NULL`, and no other reference to it exists.
            unsafe { (*client).connection.was_used = prepared.connection.was_used };
            ended
        }
    };
    // SAFETY: the caller's promise.
    unsafe { finish(ended, result) }
}

/// [`run`] for an operation that writes a webhook.
///
/// # Safety
/// As [`run`].
pub(crate) unsafe fn run_on(
    client: *mut gigapay_client,
    webhook: *mut gigapay_webhook,
    result: *mut gigapay_result,
    operation: impl FnOnce(Call<'_>, &mut Webhook) -> Ended,
) -> gigapay_status {
    let operation = |call: Call<'_>, webhook: Option<&mut Webhook>| {
        operation(call, webhook.ok_or(gigapay_status::NullPointer)?)
    };
    // SAFETY: the caller's promise.
    unsafe { run(client, Some(webhook), result, operation) }
}

/// # Safety
/// As [`run`].
// Not inlined, as `finish`: operations share them, which saves 3 kB (measured on thumbv7em).
#[inline(never)]
unsafe fn prepare<'a>(
    client: *mut gigapay_client,
    webhook: Option<*mut gigapay_webhook>,
    result: *mut gigapay_result,
) -> Result<Prepared<'a>, gigapay_status> {
    // A copy, so that nothing here refers to the client while callbacks run.
    // SAFETY: the caller's promise.
    let copy = *unsafe { border::reference(client) }?;
    let written = Written::new([
        Region::of(client),
        Region::bytes(copy.buffer, copy.buffer_length),
        Region::of(webhook.unwrap_or(core::ptr::null_mut())),
        Region::of(result),
    ])?;
    if !copy.connection.is_usable() {
        return Err(gigapay_status::NullPointer);
    }
    Ok(Prepared {
        // SAFETY: the caller's promise.
        api: unsafe { copy.api(&written) }?,
        // SAFETY: the caller's promise; `written` was checked for overlaps. What is read is checked
        // later, before it is read.
        buffer: unsafe { border::buffer(copy.buffer, copy.buffer_length) }?,
        connection: copy.connection,
        written,
        webhook: match webhook {
            // SAFETY: as the buffer.
            Some(webhook) => Some(unsafe { webhook::fresh(webhook) }?),
            None => None,
        },
    })
}

/// # Safety
/// As [`run`].
// Not inlined: see `prepare`.
#[inline(never)]
unsafe fn finish(ended: Ended, result: *mut gigapay_result) -> gigapay_status {
    let found = match ended {
        Ok(found) => found,
        Err(status) => gigapay_result::new(status),
    };
    if found.status != gigapay_status::Overlap {
        // SAFETY: the caller's promise. Where memory overlaps, nothing is written.
        unsafe { border::put(result, found) };
    }
    found.status
}

/// Runs an exchange up to its next event. A used connection that turns out to be closed is replaced
/// by a new one, once.
pub(crate) fn advance<Op: Operation>(
    exchange: &mut Exchange<'_, Op>,
    connection: &mut gigapay_connection,
) -> Result<ExchangeEvent, Failed> {
    loop {
        let failed = match blocking::advance(exchange, connection) {
            Ok(event) => {
                connection.was_used = 1;
                return Ok(event);
            }
            Err(error) => Failed::new(error),
        };
        let outcome = exchange.failure(failed.attempt).outcome;
        let resend = exchange.may_resend(failed.attempt, connection.was_used != 0);
        // Ends: after `reconnect` the connection counts as new, even if the callback fails.
        match resend.then(|| connection.reconnect()).flatten() {
            Some(Ok(())) if exchange.restart(outcome) => {}
            Some(Err(error)) => return Err(Failed::reconnecting(error)),
            _ => return Err(failed),
        }
    }
}

/// How an attempt failed.
pub(crate) struct Failed {
    pub(crate) attempt: AttemptError,
    status: Option<gigapay_status>,
    io_error: isize,
}

impl Failed {
    fn new(error: DriveError<IoError>) -> Self {
        let (status, error) = match error {
            DriveError::Exchange(error) => {
                return Self {
                    attempt: error.into(),
                    status: None,
                    io_error: 0,
                };
            }
            DriveError::Read(error) => (gigapay_status::ReadFailed, error),
            DriveError::Write(error) => (gigapay_status::WriteFailed, error),
            // The peer accepts no more bytes.
            _ => (gigapay_status::WriteFailed, IoError(GIGAPAY_IO_CLOSED)),
        };
        Self {
            attempt: match error.0 {
                GIGAPAY_IO_CLOSED => AttemptError::Disconnected,
                _ => AttemptError::Interrupted { may_pass: true },
            },
            status: Some(status),
            io_error: error.0,
        }
    }

    pub(crate) const fn reconnecting(error: IoError) -> Self {
        Self {
            attempt: AttemptError::NotSent { may_pass: true },
            status: Some(gigapay_status::ReconnectFailed),
            io_error: error.0,
        }
    }

    /// There is no callback that opens a new connection.
    pub(crate) const fn stuck() -> Self {
        Self {
            attempt: AttemptError::NotSent { may_pass: false },
            status: Some(gigapay_status::NoReconnect),
            io_error: 0,
        }
    }

    pub(crate) const fn refusal(&self) -> Option<gigapay_webhooks::Refusal> {
        match self.attempt {
            AttemptError::Exchange(Error::Api(refusal)) => Some(refusal),
            _ => None,
        }
    }

    /// The result of an operation that ended like this.
    pub(crate) fn report(&self, failure: Failure) -> gigapay_result {
        let (status, field) = match (self.status, self.attempt) {
            (Some(status), _) => (status, None),
            (None, AttemptError::Exchange(error)) => of_error(error),
            (None, _) => (gigapay_status::Other, None),
        };
        let mut result = gigapay_result::new(status).about(field).follow(failure);
        result.io_error = self.io_error;
        result
    }
}

/// The result of an exchange that failed.
pub(crate) fn report<Op: Operation>(
    exchange: &Exchange<'_, Op>,
    failed: &Failed,
) -> gigapay_result {
    let mut result = failed.report(exchange.failure(failed.attempt));
    if let Some(refusal) = failed.refusal() {
        result = result.refused(refusal, exchange.problem());
    }
    result.is_reusable = exchange.is_reusable();
    result
}

impl<'a> Call<'a> {
    /// The id of the webhook that an operation is about.
    ///
    /// # Safety
    /// As [`border::bytes`].
    pub(crate) unsafe fn id(&self, id: gigapay_text) -> Result<&'a str, gigapay_status> {
        // SAFETY: the caller's promise.
        unsafe { self.written.text(id) }?.ok_or(gigapay_status::NullPointer)
    }

    /// Runs an operation with one response.
    pub(crate) fn single<Op: Operation>(
        self,
        operation: Op,
    ) -> Result<gigapay_result, gigapay_status> {
        let mut exchange = Exchange::new(&self.api, operation, self.buffer);
        let outcome = match exchange.method() {
            "GET" => gigapay_outcome::NotCarriedOut,
            _ => gigapay_outcome::CarriedOut,
        };
        match advance(&mut exchange, self.connection) {
            Ok(_) => Ok(gigapay_result::done(outcome, exchange.is_reusable())),
            Err(failed) => Ok(report(&exchange, &failed)),
        }
    }
}
