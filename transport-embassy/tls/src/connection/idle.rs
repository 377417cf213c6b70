//! Limits what a server may send without data, so that it cannot keep a client busy for ever.

use crate::error::TlsProtocolError;

/// Records without content, tickets and KeyUpdates that may come in a row.
const MAX_OTHERS: u8 = 32;

/// Warnings that may come in a row.
const MAX_WARNINGS: u8 = 4;

/// Counts what has come since the last data. Each kind has a limit of its own.
pub(super) struct Idle {
    records: u8,
    messages: u8,
    warnings: u8,
}

impl Idle {
    pub(super) const fn new() -> Self {
        Self {
            records: 0,
            messages: 0,
            warnings: 0,
        }
    }

    /// Counts a record without content, or ChangeCipherSpec.
    pub(super) fn record(&mut self) -> Result<(), TlsProtocolError> {
        count(&mut self.records, MAX_OTHERS)
    }

    /// Counts a handshake message after the handshake.
    pub(super) fn message(&mut self) -> Result<(), TlsProtocolError> {
        count(&mut self.messages, MAX_OTHERS)
    }

    /// Counts an alert that is a warning.
    pub(super) fn warning(&mut self) -> Result<(), TlsProtocolError> {
        count(&mut self.warnings, MAX_WARNINGS)
    }
}

fn count(counter: &mut u8, most: u8) -> Result<(), TlsProtocolError> {
    *counter = counter.saturating_add(1);
    (*counter <= most)
        .then_some(())
        .ok_or(TlsProtocolError::TooManyRecords)
}
