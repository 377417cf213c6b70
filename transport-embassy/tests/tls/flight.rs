//! The messages of a server's flight, and the records they come in: RFC 8446 sections 4 and 5.1.

use crate::support::shake::*;

#[test]
fn one_message_a_record_is_accepted() {
    assert_eq!(
        flight(|session| {
            for part in [
                Session::extensions,
                Session::certificate,
                Session::verify,
                Session::finish,
            ] {
                let message = part(session);
                session.record(HANDSHAKE, &message);
            }
        }),
        Ok(())
    );
}

#[test]
fn a_byte_at_a_time_is_accepted() {
    assert_eq!(outcome(Hostile::new, |socket| socket.chunk = 1), Ok(()));
}

#[test]
fn padding_up_to_the_longest_record_is_accepted() {
    let padded = |most: usize| {
        flight(move |session| {
            let flight = session.flight();
            session.padded(HANDSHAKE, &flight, most - flight.len());
        })
    };
    assert_eq!(padded(2_000), Ok(()));
    assert_eq!(padded(16_384), Ok(()));
    assert_eq!(padded(16_385), protocol(ProtocolError::RecordOverflow));
}

#[test]
fn compatibility_records_are_passed_over() {
    let ccs = [20, 3, 3, 0, 1, 1];
    assert_eq!(
        hello(move |session| {
            session.out.extend(ccs);
            session.plain(HANDSHAKE, &session.server_hello.clone());
            session.out.extend(ccs);
        }),
        Ok(())
    );
    for (wrong, times) in [([20, 3, 3, 0, 1, 2], 1), ([20, 3, 3, 0, 0, 1], 1), (ccs, 3)] {
        assert_eq!(
            hello(move |session| {
                session.plain(HANDSHAKE, &session.server_hello.clone());
                (0..times).for_each(|_| session.out.extend(wrong));
            }),
            protocol(ProtocolError::UnexpectedRecord),
            "{wrong:?} {times}"
        );
    }
}

// Hole 3: a panic before the server is authenticated.

#[test]
fn an_empty_record_is_refused_before_it_is_decrypted() {
    let server = |session: &mut Session| session.plaintext(&[]);
    assert_eq!(flight(server), protocol(ProtocolError::EmptyRecord));
}

#[test]
fn records_without_content_are_refused() {
    for plaintext in [&[0][..], &[0; 100], &[HANDSHAKE], &[HANDSHAKE, 0, 0, 0]] {
        let server = move |session: &mut Session| session.plaintext(plaintext);
        assert_eq!(
            flight(server),
            protocol(ProtocolError::EmptyRecord),
            "{plaintext:?}"
        );
    }
    let server = |session: &mut Session| session.out.extend([DATA, 3, 3, 0, 0]);
    assert_eq!(flight(server), protocol(ProtocolError::EmptyRecord));
    let server = |session: &mut Session| session.out.extend([HANDSHAKE, 3, 3, 0, 0]);
    assert_eq!(hello(server), protocol(ProtocolError::EmptyRecord));
}

#[test]
fn other_content_in_the_handshake_is_refused() {
    for kind in [DATA, 20, 24, 255] {
        let server = move |session: &mut Session| session.record(kind, b"hello");
        assert_eq!(
            flight(server),
            protocol(ProtocolError::UnexpectedRecord),
            "{kind}"
        );
    }
}

#[test]
fn nothing_in_the_clear_is_accepted_once_there_are_keys() {
    for kind in [HANDSHAKE, ALERT] {
        let server = move |session: &mut Session| {
            let flight = session.flight();
            let content = if kind == ALERT { &[1, 0] } else { &flight[..] };
            session.plain(kind, content);
        };
        assert_eq!(
            flight(server),
            protocol(ProtocolError::UnexpectedRecord),
            "{kind}"
        );
    }
}

#[test]
fn messages_out_of_place_are_refused() {
    for mut pick in [
        Box::new(|s: &mut Session| vec![s.certificate()]) as Pick,
        Box::new(|s| vec![s.finish()]),
        Box::new(|s| vec![s.extensions(), s.extensions()]),
        Box::new(|s| vec![s.extensions(), s.add(message(24, &[0]))]),
        Box::new(|s| vec![s.extensions(), s.add(message(4, &[0; 13]))]),
        Box::new(|s| vec![s.extensions(), s.add(message(2, &[0; 40]))]),
        Box::new(|s| vec![s.extensions(), s.add(message(1, &[0; 40]))]),
        Box::new(|s| vec![s.extensions(), s.add(message(5, &[]))]),
        Box::new(|s| vec![s.extensions(), s.add(message(254, &[0; 32]))]),
        Box::new(|s| vec![s.extensions(), s.add(message(99, &[]))]),
        Box::new(|s| vec![s.flight(), message(24, &[0])]),
    ] {
        assert_eq!(
            flight(messages(move |s| pick(s))),
            protocol(ProtocolError::UnexpectedMessage)
        );
    }
}

#[test]
fn malformed_messages_are_refused() {
    for malformed in [
        message(11, &[]),
        message(11, &[1, 0, 0, 0, 0]),
        message(11, &[0, 0, 0, 1]),
        message(11, &[0, 0, 0, 3, 0, 0, 9]),
        message(11, &[0, 0, 0, 5, 0, 0, 0, 0, 9]),
        message(13, &[9]),
        message(15, &[4]),
        message(15, &[4, 3, 0, 9]),
        message(20, &[0; 31]),
        message(20, &[0; 33]),
    ] {
        let name = format!("{malformed:?}");
        let server = messages(move |session| vec![session.extensions(), malformed.clone()]);
        assert_eq!(
            flight(server),
            protocol(ProtocolError::MalformedMessage),
            "{name}"
        );
    }
    // An extension that is known and has no place here, one that has no place in a certificate, and 17 certificates.
    let server = messages(|_| vec![message(8, &prefixed(2, &[0, 51, 0, 0]))]);
    assert_eq!(flight(server), protocol(ProtocolError::MalformedMessage));
    let server = messages(|session| {
        let list = prefixed(3, &[0, 0, 0, 0, 4, 0, 51, 0, 0]);
        vec![
            session.extensions(),
            message(11, &[&[0][..], &list].concat()),
        ]
    });
    assert_eq!(flight(server), protocol(ProtocolError::MalformedMessage));
    let server = messages(|session| {
        session.identity.chain = vec![session.identity.chain[0].clone(); 17];
        vec![session.flight()]
    });
    assert_eq!(flight(server), protocol(ProtocolError::MalformedMessage));
}

#[test]
fn a_message_split_over_records_is_refused_by_name() {
    let server = |session: &mut Session| {
        let flight = session.flight();
        for part in flight.chunks(100) {
            session.record(HANDSHAKE, part);
        }
    };
    assert_eq!(flight(server), protocol(ProtocolError::SplitMessage));
    let server = |session: &mut Session| {
        let hello = session.server_hello.clone();
        session.plain(HANDSHAKE, &hello[..50]);
        session.plain(HANDSHAKE, &hello[50..]);
    };
    assert_eq!(hello(server), protocol(ProtocolError::SplitMessage));
}

#[test]
fn endless_requests_are_refused() {
    let server = |session: &mut Session| {
        let extensions = session.extensions();
        session.record(HANDSHAKE, &extensions);
        for _ in 0..100 {
            let request = session.add(message(13, &[0, 0, 0]));
            session.record(HANDSHAKE, &request);
        }
    };
    assert_eq!(flight(server), protocol(ProtocolError::TooManyRecords));
}
