//! The caller's connection, which callbacks read and write.

use core::ffi::c_void;
use core::fmt;

use embedded_io::{ErrorKind, ErrorType, Read, Write};

/// Returned by a callback: the connection failed. Any negative number not listed here says the
/// same.
pub const GIGAPAY_IO_FAILED: isize = -1;
/// Returned by a callback: the peer closed or reset the connection.
pub const GIGAPAY_IO_CLOSED: isize = -2;
/// Returned by a callback: the operation timed out.
pub const GIGAPAY_IO_TIMED_OUT: isize = -3;

/// A connection that is open. For the API's own servers it must be TLS that authenticates the
/// server. `context` is handed to each callback. Callbacks must not call functions on the objects
/// that the running function was given.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_connection {
    /// Whatever the callbacks need.
    pub context: *mut c_void,
    /// Waits for bytes and stores up to `length` of them, at least one. Returns their number, 0 if
    /// the peer has closed the connection, or a negative number: `GIGAPAY_IO_FAILED` and so on.
    pub read:
        Option<unsafe extern "C" fn(context: *mut c_void, to: *mut u8, length: usize) -> isize>,
    /// Sends up to `length` bytes, at least one. Returns their number, or a negative number.
    pub write: Option<
        unsafe extern "C" fn(context: *mut c_void, bytes: *const u8, length: usize) -> isize,
    >,
    /// Flushes bytes that `write` has buffered. Returns 0, or a negative number. May be `NULL`.
    pub flush: Option<unsafe extern "C" fn(context: *mut c_void) -> isize>,
    /// Closes the connection and opens another to the same server. Returns 0, or a negative number.
    /// If it is `NULL`, calls that need a new connection return `GIGAPAY_STATUS_NO_RECONNECT`.
    pub reconnect: Option<unsafe extern "C" fn(context: *mut c_void) -> isize>,
    /// 1 once the connection has carried a response, which these functions set; set it to 0 for a
    /// new connection. A request that finds a used connection closed is sent again over a new one,
    /// if that is safe.
    pub was_used: u8,
}

/// The negative number that a callback returned.
///
/// cbindgen:ignore
#[derive(Clone, Copy, Debug)]
pub struct IoError(pub(crate) isize);

impl fmt::Display for IoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a callback of the connection failed")
    }
}

impl core::error::Error for IoError {}

impl embedded_io::Error for IoError {
    fn kind(&self) -> ErrorKind {
        match self.0 {
            GIGAPAY_IO_CLOSED => ErrorKind::ConnectionReset,
            GIGAPAY_IO_TIMED_OUT => ErrorKind::TimedOut,
            _ => ErrorKind::Other,
        }
    }
}

impl gigapay_connection {
    /// Whether all required callbacks are set.
    pub(crate) const fn is_usable(&self) -> bool {
        self.read.is_some() && self.write.is_some()
    }

    pub(crate) fn reconnect(&mut self) -> Option<Result<(), IoError>> {
        let reconnect = self.reconnect?;
        // SAFETY: the caller promises that the callback may be called with its context.
        let returned = unsafe { reconnect(self.context) };
        self.was_used = 0;
        Some(done(returned))
    }
}

fn moved(returned: isize) -> Result<usize, IoError> {
    usize::try_from(returned).map_err(|_| IoError(returned))
}

fn done(returned: isize) -> Result<(), IoError> {
    moved(returned).map(|_| ())
}

impl ErrorType for gigapay_connection {
    type Error = IoError;
}

impl Read for gigapay_connection {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, IoError> {
        let read = self.read.ok_or(IoError(GIGAPAY_IO_FAILED))?;
        // SAFETY: the caller promises a callback that writes no more than `length` bytes.
        moved(unsafe { read(self.context, to.as_mut_ptr(), to.len()) })
    }
}

impl Write for gigapay_connection {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, IoError> {
        let write = self.write.ok_or(IoError(GIGAPAY_IO_FAILED))?;
        // SAFETY: the caller promises a callback that reads no more than `length` bytes.
        moved(unsafe { write(self.context, bytes.as_ptr(), bytes.len()) })
    }

    fn flush(&mut self) -> Result<(), IoError> {
        let Some(flush) = self.flush else {
            return Ok(());
        };
        // SAFETY: the caller promises that the callback may be called with its context.
        done(unsafe { flush(self.context) })
    }
}
