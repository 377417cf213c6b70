//! The record protocol, RFC 8446 section 5.

pub(crate) mod inbox;
pub(crate) mod incoming;
pub(crate) mod keys;
pub(crate) mod outgoing;

use core::cell::Cell;
use core::ops::Range;

use crate::crypto::TAG;

/// Bytes of a record's header.
pub(crate) const HEADER: usize = 5;

/// Bytes that an encrypted record takes besides its content: header, type and tag.
pub(crate) const OVERHEAD: usize = HEADER + 1 + TAG;

/// The most content a record may have, RFC 8446 section 5.1.
pub(crate) const MAX_CONTENT: usize = 1 << 14;

/// Types of records, RFC 8446 section 5.1.
pub(crate) mod kind {
    pub(crate) const CHANGE_CIPHER_SPEC: u8 = 20;
    pub(crate) const ALERT: u8 = 21;
    pub(crate) const HANDSHAKE: u8 = 22;
    pub(crate) const APPLICATION_DATA: u8 = 23;
}

/// Copies bytes within a buffer, as the method of slices does that leaves a panic in the image. Out
/// of bounds, it does nothing.
fn copy_within(buffer: &mut [u8], from: Range<usize>, to: usize) {
    let cells = Cell::from_mut(buffer).as_slice_of_cells();
    let target = cells.get(to..to.saturating_add(from.len()));
    let is_down = to <= from.start;
    let pairs = target
        .unwrap_or(&[])
        .iter()
        .zip(cells.get(from).unwrap_or(&[]));
    let copy = |(to, from): (&Cell<u8>, &Cell<u8>)| to.set(from.get());
    if is_down {
        pairs.for_each(copy);
    } else {
        pairs.rev().for_each(copy);
    }
}
