//! Servers that send anything: no panic, no request before proof. Property tests with a fixed number of cases.

use embedded_io_async_0_7::{Read as _, Write as _};
use gigapay_webhooks_embassy::tls::{TlsConfig, Validity, anchor};
use proptest::prelude::*;

use crate::support::certs::{Authority, Identity, NAME};
use crate::support::hostile::{HANDSHAKE, Hostile, Session, message};
use crate::support::wire::Socket;
use crate::support::with_stream;

/// Talks to a server and says whether it was believed; if not, it has seen no request.
fn believed(build: impl FnOnce(Identity) -> Hostile) -> bool {
    let root = Authority::root();
    let mut socket = Socket::new(build(root.identity()));
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let mut connected = false;
    let _ = with_stream(&mut socket, &config, async |mut stream| {
        connected = true;
        stream.write_all(b"request").await?;
        stream.flush().await?;
        while stream.read(&mut [0; 50]).await? > 0 {}
        Ok(())
    });
    assert!(connected || socket.peer.session.requests == 0);
    connected
}

/// Changes one byte, or cuts there, or repeats a piece.
fn change(bytes: &mut Vec<u8>, at: prop::sample::Index, value: u8, how: u8) {
    let at = at.index(bytes.len());
    match how {
        0 => bytes.truncate(at),
        1 => {
            let piece = bytes[at..].to_vec();
            bytes.extend(piece);
        }
        2 => {
            bytes.remove(at);
        }
        3 => bytes.insert(at, value),
        _ => bytes[at] ^= value.max(1),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_flight_changed_on_the_way_is_not_believed(
        at: prop::sample::Index, value: u8, how in 2..10_u8,
    ) {
        assert!(!believed(|identity| Hostile::with_flight(identity, move |session| {
            let start = session.out.len();
            let flight = session.flight();
            session.record(HANDSHAKE, &flight);
            let mut sent = session.out.split_off(start);
            change(&mut sent, at, value, how);
            session.out.extend(sent);
        })));
    }

    #[test]
    fn a_hello_changed_on_the_way_is_not_believed(at: prop::sample::Index, value: u8, how in 2..10_u8) {
        assert!(!believed(|identity| Hostile::with_hello(identity, move |session| {
            let mut hello = session.server_hello.clone();
            change(&mut hello, at, value, how);
            session.plain(HANDSHAKE, &hello);
        })));
    }

    #[test]
    fn messages_that_the_server_itself_changed_are_not_believed(
        at: prop::sample::Index, value: u8, how in 0..10_u8, finished: bool,
    ) {
        // The flight is encrypted as it should be, and Finished may even be right for what is sent.
        let _ = believed(|identity| Hostile::with_flight(identity, move |session| {
            let start = session.transcript.len();
            let mut flight = [session.extensions(), session.certificate(), session.verify()].concat();
            change(&mut flight, at, value, how);
            session.transcript.truncate(start);
            session.transcript.extend(&flight);
            if finished {
                flight.extend(session.finish());
            }
            session.record(HANDSHAKE, &flight[..flight.len().min(16_384)]);
        }));
    }

    #[test]
    fn anything_for_an_answer_is_no_panic(junk in prop::collection::vec(any::<u8>(), 0..200)) {
        let plain = junk.clone();
        assert!(!believed(|identity| Hostile::with_hello(identity, move |session| {
            session.out.extend(&plain);
        })));
        assert!(!believed(|identity| Hostile::with_flight(identity, move |session| {
            session.out.extend(&junk);
        })));
    }

    #[test]
    fn anything_encrypted_is_no_panic(
        junk in prop::collection::vec(any::<u8>(), 0..200), kind in prop::sample::select(vec![0, 20, 21, 22, 23]),
    ) {
        let content = junk.clone();
        assert!(!believed(|identity| Hostile::with_flight(identity, move |session| {
            session.record(kind, &content);
        })));
        assert!(believed(|identity| Hostile::with_after(identity, move |session| {
            session.record(kind, &junk);
        })));
    }

    #[test]
    fn anything_in_a_message_is_no_panic(
        kind in prop::sample::select(vec![4, 8, 11, 13, 15, 20]),
        body in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let content = message(kind, &body);
        assert!(!believed(|identity| Hostile::with_flight(identity, move |session: &mut Session| {
            let start = session.extensions();
            session.record(HANDSHAKE, &[&start[..], &content].concat());
        })));
    }
}
