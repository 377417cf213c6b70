//! The `Date` of a response, as its bytes pass: RFC 9112 section 5, RFC 9110 section 6.6.1.

use crate::tls::DateClock;

const NAME: &[u8] = b"date:";

/// Bytes of an IMF-fixdate.
const LENGTH: usize = 29;

/// Watches the head of one response for its date. Core does not know the field: telling it would
/// cost every device, also those without a clock to set.
pub(super) struct DateTap {
    state: State,
    value: [u8; LENGTH],
}

#[derive(Clone, Copy)]
enum State {
    /// So many bytes of the line are those of the name.
    Name(usize),
    /// So many bytes of the date have come.
    Value(usize),
    /// Inside another line.
    Other,
    /// The head is over, or the date has come.
    Over,
}

impl DateTap {
    pub(super) const fn new() -> Self {
        Self {
            state: State::Name(0),
            value: [0; LENGTH],
        }
    }

    /// More bytes of the response have come.
    pub(super) fn watch(&mut self, bytes: &[u8], clock: &DateClock) {
        for byte in bytes {
            if let State::Over = self.state {
                return;
            }
            if self.step(*byte) && !clock.set(&self.value) {
                debug!("the response's date does not agree with the clock");
            }
        }
    }

    /// Whether the date is complete.
    fn step(&mut self, byte: u8) -> bool {
        self.state = match (self.state, byte) {
            (State::Name(0), b'\r') => State::Name(0),
            // An empty line.
            (State::Name(0), b'\n') => State::Over,
            (State::Value(LENGTH), b'\r' | b'\n' | b' ' | b'\t') => {
                self.state = State::Over;
                return true;
            }
            (_, b'\n') => State::Name(0),
            (State::Name(matched), _) if NAME.get(matched) == Some(&byte.to_ascii_lowercase()) => {
                match matched + 1 {
                    whole if whole == NAME.len() => State::Value(0),
                    part => State::Name(part),
                }
            }
            (State::Value(0), b' ' | b'\t') => State::Value(0),
            (State::Value(length), _) => match self.value.get_mut(length) {
                Some(place) => {
                    *place = byte;
                    State::Value(length + 1)
                }
                None => State::Other,
            },
            (State::Over, _) => State::Over,
            _ => State::Other,
        };
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(head: &str) -> Option<u64> {
        let times = [1, 2, 7, 1_000].map(|piece| {
            let (clock, mut tap) = (DateClock::new(|| 0), DateTap::new());
            for bytes in head.as_bytes().chunks(piece) {
                tap.watch(bytes, &clock);
            }
            clock.now()
        });
        assert!(
            times.iter().all(|time| *time == times[0]),
            "however it is cut"
        );
        times[0]
    }

    #[test]
    fn the_date_is_found_wherever_it_stands() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        for head in [
            "HTTP/1.1 200 OK\r\nDate: {}\r\n\r\n",
            "HTTP/1.1 200 OK\r\nServer: x\r\ndate:{}\r\nX: y\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDA: x\r\nDATE:\t {} \r\n\r\n",
            "HTTP/1.1 200 OK\nDated: x\nDate: {}\n\n",
        ] {
            assert_eq!(time(&head.replace("{}", date)), Some(784_111_777), "{head}");
        }
    }

    #[test]
    fn what_is_no_date_of_the_head_is_none() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        for head in [
            "HTTP/1.1 200 OK\r\n\r\nDate: {}\r\n",
            "HTTP/1.1 200 OK\r\nX-Date: {}\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate : {}\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: {}x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: x{}\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: \r\n {}\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: yesterday\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: {}",
        ] {
            assert_eq!(time(&head.replace("{}", date)), None, "{head}");
        }
    }
}
