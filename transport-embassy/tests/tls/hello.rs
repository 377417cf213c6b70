//! What may come instead of a server's hello or flight: RFC 8446 sections 4.1, 5.2 and 6.2.

use crate::support::shake::*;

#[test]
fn alerts_say_what_they_say_at_each_stage() {
    for number in [0, 40, 70, 112, 255] {
        let refused = Err(TlsError::Alert(Alert(number)));
        assert_eq!(
            hello(move |session| session.plain(ALERT, &[2, number])),
            refused
        );
        assert_eq!(
            flight(move |session| session.record(ALERT, &[2, number])),
            refused
        );
        let late = flight(move |session| {
            let start = [session.extensions(), session.certificate()].concat();
            session.record(HANDSHAKE, &start);
            session.record(ALERT, &[2, number]);
        });
        assert_eq!(late, refused);
    }
    let malformed = flight(|session| session.record(ALERT, &[2]));
    assert_eq!(malformed, protocol(ProtocolError::MalformedMessage));
    let malformed = hello(|session| session.plain(ALERT, &[2, 40, 2, 40]));
    assert_eq!(malformed, protocol(ProtocolError::UnexpectedRecord));
}

#[test]
fn a_hello_that_answers_another_question_is_refused() {
    let changed = |at: usize, bytes: &'static [u8]| {
        hello(move |session| {
            let mut hello = session.server_hello.clone();
            hello[at..at + bytes.len()].copy_from_slice(bytes);
            session.plain(HANDSHAKE, &hello);
        })
    };
    let retry = b"\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\
        \xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";
    assert_eq!(
        changed(6, retry),
        protocol(ProtocolError::HelloRetryRequest)
    );
    assert_eq!(
        changed(39, &[0x13, 0x02]),
        protocol(ProtocolError::CipherSuite)
    );
    assert_eq!(changed(48, &[3, 3]), protocol(ProtocolError::NotTls13));
    assert_eq!(changed(54, &[0, 0x1d]), protocol(ProtocolError::KeyShare));
    // A point that is not on the curve.
    assert_eq!(changed(60, &[0; 63]), protocol(ProtocolError::KeyShare));
    assert_eq!(changed(0, &[1]), protocol(ProtocolError::UnexpectedMessage));
    let early = hello(|session| session.record(HANDSHAKE, &[0; 40]));
    assert_eq!(early, protocol(ProtocolError::UnexpectedRecord));
    let more = hello(|session| {
        let both = [session.server_hello.clone(), message(8, &[0, 0])].concat();
        session.plain(HANDSHAKE, &both);
    });
    assert_eq!(more, protocol(ProtocolError::UnexpectedMessage));
}

#[test]
fn a_server_that_answers_in_an_older_version_is_refused() {
    // As TLS 1.2 has it, with the suite it would be there, without extensions or with one of its own.
    for extensions in [&[][..], &[0, 0], &[0, 5, 0xff, 0x01, 0, 1, 0]] {
        for version in [[3, 3], [3, 2], [3, 0]] {
            let old = move |session: &mut Session| {
                let body = [&version[..], &[9; 32], &[0, 0xc0, 0x2b, 0], extensions].concat();
                session.plain(HANDSHAKE, &message(2, &body));
            };
            let refused = hello(old);
            assert_eq!(refused, protocol(ProtocolError::NotTls13), "{extensions:?}");
        }
    }
}

#[test]
fn records_longer_than_allowed_are_refused() {
    for length in [16_402_u16, 16_640, u16::MAX] {
        let [high, low] = length.to_be_bytes();
        let server = move |session: &mut Session| session.out.extend([DATA, 3, 3, high, low]);
        assert_eq!(
            flight(server),
            protocol(ProtocolError::RecordOverflow),
            "{length}"
        );
        let server = move |session: &mut Session| session.out.extend([HANDSHAKE, 3, 3, high, low]);
        assert_eq!(
            hello(server),
            protocol(ProtocolError::RecordOverflow),
            "{length}"
        );
    }
}

#[test]
fn a_record_that_was_changed_is_refused() {
    let server = |session: &mut Session| {
        let flight = session.flight();
        session.record(HANDSHAKE, &flight);
        *session.out.last_mut().unwrap() ^= 1;
    };
    assert_eq!(flight(server), protocol(ProtocolError::BadRecordMac));
    for header in [[DATA, 3, 1], [DATA, 3, 0x10], [DATA, 3, 0x12], [DATA, 2, 3]] {
        let server = move |session: &mut Session| {
            let start = session.out.len();
            let flight = session.flight();
            session.record(HANDSHAKE, &flight);
            session.out[start..start + 3].copy_from_slice(&header);
        };
        assert_eq!(
            flight(server),
            protocol(ProtocolError::UnexpectedRecord),
            "{header:?}"
        );
    }
}
