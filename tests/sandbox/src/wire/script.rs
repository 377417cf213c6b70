//! A response as a script: bytes to send, times to wait, and possibly an end.

use std::collections::VecDeque;
use std::time::Duration;

use super::Pending;
use super::reshape::reshape;
use crate::faults::Cut;

/// A step of a script.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Send these bytes; the number counts those already sent.
    Send(Vec<u8>, usize),
    /// Flush, then wait.
    Wait(Duration),
    /// Flush, then end the connection.
    Cut(Cut),
}

/// Returns the script for a complete response.
pub(super) fn script(response: &[u8], pending: &Pending) -> VecDeque<Step> {
    let mut bytes = reshape(response, pending);
    let cut = match pending.shape.cut {
        Some((after, how)) => {
            bytes.truncate(after);
            Some(how)
        }
        None => pending.shape.cut_idle,
    };
    let mut steps = VecDeque::new();
    match pending.shape.drip {
        None => steps.push_back(Step::Send(bytes, 0)),
        Some((size, every)) => {
            for (index, piece) in bytes.chunks(size.max(1)).enumerate() {
                if index > 0 {
                    steps.push_back(Step::Wait(every));
                }
                steps.push_back(Step::Send(piece.to_vec(), 0));
            }
        }
    }
    steps.extend(cut.map(Step::Cut));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Shape;

    #[test]
    fn drips_then_cuts() {
        let every = Duration::from_millis(1);
        let shape = Shape {
            drip: Some((4, every)),
            cut: Some((6, Cut::Fin)),
            ..Shape::default()
        };
        let steps = script(b"HTTP/1.1 200 OK\r\n\r\n", &Pending { shape, head: false });
        let expected = [
            Step::Send(b"HTTP".to_vec(), 0),
            Step::Wait(every),
            Step::Send(b"/1".to_vec(), 0),
            Step::Cut(Cut::Fin),
        ];
        assert_eq!(Vec::from(steps), expected);
    }
}
