//! Receiving notifications over a connection.

use core::ffi::c_void;

use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::notify::{
    Decision, Endpoint, FinalStatus, Outcome, Receiver, ReceiverEvent, Rejection, Reply, TimeCheck,
};

use super::gigapay_time_check;
use super::keyring::gigapay_keyring;
use super::rejection::{gigapay_rejection, of};
use super::replay::gigapay_replay_guard;
use crate::border::{self, Region, Written, gigapay_text};
use crate::connection::{GIGAPAY_IO_CLOSED, GIGAPAY_IO_TIMED_OUT, IoError, gigapay_connection};
use crate::object;
use crate::status::gigapay_status;

/// An authentic notification that is new.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_notification {
    /// The body, as JSON, if it was collected. Valid until the callback returns.
    pub body: *const u8,
    /// Length of the body in bytes.
    pub body_length: usize,
    /// When it was signed, in seconds of Unix time.
    pub timestamp: u64,
    /// Index in the keyring of the secret that signed it.
    pub secret: usize,
}

/// An endpoint that receives notifications, and its callbacks.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_endpoint {
    /// Path of the webhook's url, its query included.
    pub path: gigapay_text,
    /// The secrets.
    pub keyring: *const gigapay_keyring,
    /// The replay guard.
    pub guard: *mut gigapay_replay_guard,
    /// Buffer in which the request is received and the response encoded.
    pub buffer: *mut u8,
    /// Size of the buffer in bytes: at least 1; 256 bytes are a good choice.
    pub buffer_length: usize,
    /// Memory in which the body is collected. If it is `NULL`, the body is only passed to `piece`.
    pub body: *mut u8,
    /// Size of this memory in bytes. The response to a larger body is 413.
    pub body_length: usize,
    /// Largest body in bytes; 0 for 64 KiB.
    pub max_body: u32,
    /// Handed to the callbacks.
    pub context: *mut c_void,
    /// Sets `now` and the limits of the age when a body is complete. Returns 0. If it returns
    /// another number, or is `NULL`, the time is not known, and the age is not checked.
    pub time:
        Option<unsafe extern "C" fn(context: *mut c_void, time: *mut gigapay_time_check) -> i32>,
    /// Receives a piece of the body if it is not collected. Do not act upon it before `deliver` is
    /// called. May be `NULL`.
    pub piece: Option<unsafe extern "C" fn(context: *mut c_void, bytes: *const u8, length: usize)>,
    /// Receives a notification that is authentic and new. Returns the status of the response: 200
    /// if it is accepted; 500 or 503 if the API should send it again. A number that is not a final
    /// status counts as 500.
    pub deliver: Option<
        unsafe extern "C" fn(
            context: *mut c_void,
            notification: *const gigapay_notification,
        ) -> u16,
    >,
}

/// What became of a request.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gigapay_receipt_kind {
    /// The connection failed before anything was decided.
    Cut = 0,
    /// The application replied: see `http_status`.
    Replied = 1,
    /// The application has accepted it before; the response is 200 again.
    Replayed = 2,
    /// The request was rejected: see `rejection`.
    Rejected = 3,
    /// The peer closed the connection without a request.
    Unused = 4,
    /// The buffer is empty, or a callback returned a number of bytes larger than `length`.
    Misused = 5,
}

/// Outcome of a request. It does not say whether the peer received the response.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_receipt {
    /// The outcome.
    pub kind: gigapay_receipt_kind,
    /// Why it was rejected.
    pub rejection: gigapay_rejection,
    /// Status of the response; 0 if there was none.
    pub http_status: u16,
    /// Whether the connection may carry another request. Close it if not: the sending direction
    /// first, and the other one a moment later.
    pub is_reusable: bool,
    /// Seconds that a notification is too old or too early by the clock.
    pub seconds: u64,
    /// What the failed callback returned; 0 if none failed.
    pub io_error: isize,
}

/// Serves one request on an accepted connection. `receipt` may be `NULL`. Returns
/// `GIGAPAY_STATUS_OK` even if the request is rejected, or the peer closes the connection without
/// a request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_receive(
    endpoint: *const gigapay_endpoint,
    connection: *const gigapay_connection,
    receipt: *mut gigapay_receipt,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    match unsafe { checked(endpoint, connection, receipt) } {
        Ok((status, found)) => {
            // SAFETY: as above.
            unsafe { border::put(receipt, found) };
            status
        }
        Err(status) => status,
    }
}

/// # Safety
/// The contract of all functions (see the header).
unsafe fn checked(
    endpoint: *const gigapay_endpoint,
    connection: *const gigapay_connection,
    receipt: *mut gigapay_receipt,
) -> Result<(gigapay_status, gigapay_receipt), gigapay_status> {
    // Copies, so that nothing here refers to them while callbacks run.
    // SAFETY: the caller's promise.
    let (endpoint, mut connection) = unsafe {
        (
            *border::reference(endpoint)?,
            *border::reference(connection)?,
        )
    };
    if !connection.is_usable() || endpoint.guard.is_null() {
        return Err(gigapay_status::NullPointer);
    }
    let deliver = endpoint.deliver.ok_or(gigapay_status::NullPointer)?;
    let written = Written::new([
        Region::of(endpoint.guard),
        Region::bytes(endpoint.buffer, endpoint.buffer_length),
        Region::bytes(endpoint.body, endpoint.body_length),
        Region::of(receipt),
    ])?;
    written.keeps(Region::of(endpoint.keyring))?;
    // SAFETY: the caller's promise; nothing that is written to overlaps.
    let (path, keyring, buffer, body) = unsafe {
        (
            written
                .text(endpoint.path)?
                .ok_or(gigapay_status::NullPointer)?,
            object::get(endpoint.keyring)?,
            border::buffer(endpoint.buffer, endpoint.buffer_length)?,
            border::buffer(endpoint.body, endpoint.body_length)?,
        )
    };
    let mut place = Endpoint::new(path)?;
    if endpoint.max_body > 0 {
        place = place.max_body(endpoint.max_body);
    }
    let mut receiver = match endpoint.body.is_null() {
        true => Receiver::streaming(place, keyring, buffer),
        false => Receiver::collecting(place, keyring, buffer, body),
    };
    // SAFETY: the caller's promise.
    unsafe { serve(&endpoint, deliver, &mut receiver, &mut connection) }
}

type Deliver =
    unsafe extern "C" fn(context: *mut c_void, notification: *const gigapay_notification) -> u16;

/// # Safety
/// The callbacks and the guard of `endpoint` are as the header asks.
unsafe fn serve(
    endpoint: &gigapay_endpoint,
    deliver: Deliver,
    receiver: &mut Receiver<'_, 2>,
    connection: &mut gigapay_connection,
) -> Result<(gigapay_status, gigapay_receipt), gigapay_status> {
    loop {
        match blocking::advance(receiver, connection) {
            Ok(ReceiverEvent::Piece) => {
                if let Some(piece) = endpoint.piece {
                    let bytes = receiver.untrusted_piece();
                    // SAFETY: a callback that only reads so many bytes.
                    unsafe { piece(endpoint.context, bytes.as_ptr(), bytes.len()) };
                }
            }
            Ok(ReceiverEvent::Decide) => {
                // SAFETY: the caller's promise.
                let time = unsafe { time(endpoint) };
                // SAFETY: no other code uses the guard during this statement.
                let guard = unsafe { object::get_mut(endpoint.guard) }?;
                let decision = receiver.decide(time, guard);
                if let Some(Decision::Deliver { secret, timestamp }) = decision {
                    let body = receiver.body().unwrap_or_default();
                    let notification = gigapay_notification {
                        body: body.as_ptr(),
                        body_length: body.len(),
                        timestamp,
                        secret,
                    };
                    // SAFETY: a callback that only reads the notification.
                    let status = unsafe { deliver(endpoint.context, &notification) };
                    let reply = FinalStatus::new(status).map_or(Reply::Failed, Reply::Status);
                    // SAFETY: no other code uses the guard during this statement.
                    let guard = unsafe { object::get_mut(endpoint.guard) }?;
                    let _ = receiver.reply(reply, guard);
                }
            }
            Ok(ReceiverEvent::Reply) => {}
            Ok(ReceiverEvent::Done { reusable }) => {
                let mut found = receipt(receiver.outcome());
                found.is_reusable = reusable;
                return Ok((gigapay_status::Ok, found));
            }
            Err(error) => {
                let (status, IoError(io_error)) = match error {
                    DriveError::Read(error) => (gigapay_status::ReadFailed, error),
                    DriveError::Write(error) => (gigapay_status::WriteFailed, error),
                    _ => (gigapay_status::WriteFailed, IoError(GIGAPAY_IO_CLOSED)),
                };
                // Responds with 408 to a peer that is too slow.
                if status == gigapay_status::ReadFailed
                    && io_error == GIGAPAY_IO_TIMED_OUT
                    && receiver.reject(Rejection::Timeout)
                {
                    continue;
                }
                let mut found = receipt(receiver.outcome());
                found.io_error = io_error;
                return Ok((status, found));
            }
        }
    }
}

/// # Safety
/// As [`serve`].
unsafe fn time(endpoint: &gigapay_endpoint) -> TimeCheck {
    let mut check = gigapay_time_check {
        now: 0,
        max_age: 0,
        max_ahead: 0,
    };
    match endpoint.time {
        // SAFETY: a callback that only writes to the check.
        Some(time) if unsafe { time(endpoint.context, &mut check) } == 0 => (&check).into(),
        _ => TimeCheck::Skip,
    }
}

fn receipt(outcome: Outcome) -> gigapay_receipt {
    use gigapay_receipt_kind as Kind;
    let mut found = gigapay_receipt {
        kind: Kind::Cut,
        rejection: gigapay_rejection::None,
        http_status: 0,
        is_reusable: false,
        seconds: 0,
        io_error: 0,
    };
    match outcome {
        Outcome::Replied(reply) => {
            found.kind = Kind::Replied;
            found.http_status = reply.status();
        }
        Outcome::Replayed => {
            found.kind = Kind::Replayed;
            found.http_status = 200;
        }
        Outcome::Rejected(rejection) => {
            found.kind = Kind::Rejected;
            found.http_status = rejection.status();
            (found.rejection, found.seconds) = of(rejection);
        }
        Outcome::Unused => found.kind = Kind::Unused,
        Outcome::Misused => found.kind = Kind::Misused,
        _ => {}
    }
    found
}
