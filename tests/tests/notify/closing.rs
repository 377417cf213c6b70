//! A server that needs the room has a connection closed after a response.

use gigapay_webhooks::Step;
use gigapay_webhooks::notify::{Endpoint, Receiver, ReceiverEvent, ReplayGuard, Reply, TimeCheck};

use super::support::*;

const KEPT: &str = "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n";
const CLOSED: &str = "HTTP/1.1 200 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Says that the connection is to be closed before this step, or the step that comes after that
/// many others. Returns the response, whether the connection may carry another request, and the
/// number of steps.
fn run(close_at: usize, buffer: usize) -> (String, bool, usize) {
    let keyring = keyring::<2>(&[SECRET]);
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    let (mut buffer, request) = (vec![0; buffer], good());
    let endpoint = Endpoint::new("/hooks/").unwrap();
    let mut receiver = Receiver::streaming(endpoint, &keyring, &mut buffer);
    let (mut unread, mut response) = (&request[..], Vec::new());
    for step in 0.. {
        if step == close_at {
            receiver.close();
        }
        match receiver.poll() {
            Step::Receive(space) => {
                let (now, later) = unread.split_at(unread.len().min(space.len()));
                space[..now.len()].copy_from_slice(now);
                unread = later;
                receiver.received(now.len());
            }
            Step::Event(ReceiverEvent::Decide) => {
                let decision = receiver.decide(TimeCheck::unix(NOW), &mut guard);
                assert!(decision.is_some());
                assert!(receiver.reply(Reply::Accepted, &mut guard));
            }
            Step::Transmit(bytes) => {
                let bytes = bytes.to_vec();
                if step + 1 == close_at {
                    // It was given bytes that it has not written yet.
                    receiver.close();
                }
                response.extend_from_slice(&bytes);
                receiver.transmitted(bytes.len());
            }
            Step::Event(ReceiverEvent::Done { reusable }) => {
                return (String::from_utf8(response).unwrap(), reusable, step);
            }
            Step::Flush | Step::Event(_) => {}
        }
    }
    unreachable!("steps are without end")
}

/// Whenever it is said: the response is whole, and the connection is closed only if it says so.
#[test]
fn a_response_says_that_the_connection_is_closed_or_is_unchanged() {
    for buffer in [1, 7, 256] {
        let (response, is_reusable, steps) = run(usize::MAX, buffer);
        assert_eq!((response.as_str(), is_reusable), (KEPT, true));
        let mut closed = 0;
        for close_at in 0..=steps {
            let (response, is_reusable, _) = run(close_at, buffer);
            let expected = if is_reusable { KEPT } else { CLOSED };
            assert_eq!(response, expected, "{close_at} of {steps}");
            closed += usize::from(!is_reusable);
        }
        assert!(closed > 0 && closed < steps, "{closed} of {steps}");
    }
}
