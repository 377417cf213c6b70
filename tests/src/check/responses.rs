//! Any response to any operation: the outcome does not depend on the pieces it comes in.

use super::Choices;
use crate::peer::Peer;
use crate::run::{Verb, perform_in};
use crate::{End, Outcome, Roomy, Whole};
use gigapay_webhooks::{Error, Standard};

/// A peer that gives each request its part of the bytes, and never bytes of two parts at once.
///
/// Where one response ends and the next begins is the client's finding, so the parts are found by
/// giving single bytes first.
struct Parts<'a> {
    bytes: &'a [u8],
    given: usize,
    /// How many bytes had been given when each request began.
    starts: Vec<usize>,
    sends: bool,
    size: usize,
    /// Whether `starts` is still to be found.
    learns: bool,
    request: usize,
}

impl<'a> Parts<'a> {
    const fn learning(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            given: 0,
            starts: Vec::new(),
            sends: false,
            size: 1,
            learns: true,
            request: 0,
        }
    }

    /// The same bytes as far as they were taken, in pieces of another size.
    fn again(&self, size: usize) -> Self {
        Self {
            bytes: &self.bytes[..self.given],
            starts: self.starts.clone(),
            size,
            learns: false,
            ..Self::learning(&[])
        }
    }
}

impl Peer for Parts<'_> {
    fn write(&mut self, bytes: &[u8]) -> usize {
        if !self.sends {
            self.sends = true;
            if self.learns {
                self.starts.push(self.given);
            } else {
                let expected = self.starts.get(self.request).copied();
                assert_eq!(expected, Some(self.given), "request {}", self.request);
            }
            self.request += 1;
        }
        bytes.len()
    }

    fn read(&mut self, space: &mut [u8]) -> usize {
        self.sends = false;
        let end = match self.starts.get(self.request) {
            Some(&start) => start,
            None => self.bytes.len(),
        };
        let rest = &self.bytes[self.given..end];
        let size = rest.len().min(space.len()).min(self.size);
        space[..size].copy_from_slice(&rest[..size]);
        self.given += size;
        size
    }
}

/// Runs `verb` against `bytes` in single bytes, then in pieces of `size` and a buffer of `buffer`;
/// both have to end alike, and as `sound` says. Gives what came out, and how many of the bytes
/// were taken.
///
/// # Panics
/// When anything of this does not hold.
pub fn same_in_any_pieces<C: Whole>(
    verb: Verb,
    bytes: &[u8],
    buffer: usize,
    size: usize,
) -> (Outcome, usize) {
    let mut singly = Parts::learning(bytes);
    let outcome = perform_in::<C>(verb, 600, &mut singly);
    let mut pieces = singly.again(size);
    let again = perform_in::<C>(verb, buffer, &mut pieces);
    assert_eq!(outcome, again, "pieces of {size}, buffer of {buffer}");
    assert_eq!(singly.given, pieces.given, "the last byte that is taken");
    sound(&outcome);
    (outcome, singly.given)
}

/// What holds for every outcome: after an error of the protocol the connection is never used again.
/// After a refusal, or a webhook that was too big, it is if the response was read to its last byte.
fn sound(outcome: &Outcome) {
    if let End::Failed(error) = outcome.end {
        assert!(!matches!(error, Error::Config(_)), "{outcome:?}");
        assert!(
            !outcome.reusable || matches!(error, Error::Capacity(_)),
            "{outcome:?}"
        );
    }
}

/// Bytes as the response to an operation, a buffer and pieces that the first bytes choose.
///
/// # Panics
/// When the outcome is not what it has to be for any bytes.
pub fn response(input: &[u8]) {
    let (mut choices, bytes) = Choices::split(input, 5);
    let verb = Verb::ALL[choices.below(Verb::ALL.len())];
    let buffer = 1 + choices.below(600);
    let size = 1 + choices.below(600);
    if verb == Verb::Retrieve {
        same_in_any_pieces::<Standard>(verb, bytes, buffer, size);
    } else {
        same_in_any_pieces::<Roomy>(verb, bytes, buffer, size);
    }
}
