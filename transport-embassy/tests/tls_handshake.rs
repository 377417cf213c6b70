//! What a server has to prove, and in which order: RFC 8446 section 4, against servers that do not.

mod support;

use embedded_io_async_0_7::ErrorKind;
use gigapay_webhooks_embassy::tls::{
    Alert, CertificateError, ProtocolError, TlsConfig, TlsError, Validity, anchor,
};

use support::certs::{At, Authority, Identity, NAME, NOW};
use support::handshake;
use support::hostile::{ALERT, DATA, HANDSHAKE, Hostile, Session, message, prefixed};
use support::wire::Socket;

type Refused = TlsError<ErrorKind>;

/// Shakes hands with a server; whatever comes of it, no request may have been sent.
fn outcome(
    build: impl FnOnce(Identity) -> Hostile,
    change: impl FnOnce(&mut Socket<Hostile>),
) -> Result<(), Refused> {
    let root = Authority::root();
    let mut socket = Socket::new(build(root.identity()));
    change(&mut socket);
    let clock = At(Some(NOW));
    let anchors = [anchor(&root.certificate).unwrap()];
    let result = handshake(
        &mut socket,
        &TlsConfig::new(NAME, &anchors, Validity::At(&clock)),
    );
    let session = &socket.peer.session;
    assert_eq!(
        (session.requests, session.received.len()),
        (0, 0),
        "nothing of a request was sent"
    );
    assert!(result.is_err() || session.finished);
    result
}

fn flight(act: impl FnMut(&mut Session) + 'static) -> Result<(), Refused> {
    outcome(|identity| Hostile::with_flight(identity, act), |_| {})
}

fn hello(act: impl FnMut(&mut Session) + 'static) -> Result<(), Refused> {
    outcome(|identity| Hostile::with_hello(identity, act), |_| {})
}

fn certificate<T>(error: CertificateError) -> Result<T, Refused> {
    Err(TlsError::Certificate(error))
}

fn protocol<T>(error: ProtocolError) -> Result<T, Refused> {
    Err(TlsError::Protocol(error))
}

/// Sends messages that a closure picks, in one record.
fn messages(
    mut pick: impl FnMut(&mut Session) -> Vec<Vec<u8>> + 'static,
) -> impl FnMut(&mut Session) + 'static {
    move |session| {
        let picked = pick(session).concat();
        session.record(HANDSHAKE, &picked);
    }
}

#[test]
fn a_server_that_does_everything_right_is_accepted() {
    assert_eq!(outcome(Hostile::new, |_| {}), Ok(()));
}

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
fn padding_is_accepted() {
    assert_eq!(
        flight(|session| {
            let flight = session.flight();
            session.padded(HANDSHAKE, &flight, 1_000);
        }),
        Ok(())
    );
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

// Hole 1: embedded-tls accepts each of these.

#[test]
fn without_certificate_and_proof_is_refused() {
    let server = messages(|session| vec![session.extensions(), session.finish()]);
    assert_eq!(flight(server), certificate(CertificateError::Missing));
}

#[test]
fn without_proof_is_refused() {
    let server = messages(|session| {
        vec![
            session.extensions(),
            session.certificate(),
            session.finish(),
        ]
    });
    assert_eq!(flight(server), certificate(CertificateError::MissingVerify));
}

#[test]
fn without_certificate_is_refused() {
    let server = messages(|session| vec![session.extensions(), session.verify(), session.finish()]);
    assert_eq!(flight(server), certificate(CertificateError::OutOfOrder));
}

#[test]
fn proof_before_certificate_is_refused() {
    let server = messages(|session| {
        vec![
            session.extensions(),
            session.verify(),
            session.certificate(),
            session.finish(),
        ]
    });
    assert_eq!(flight(server), certificate(CertificateError::OutOfOrder));
}

#[test]
fn an_empty_certificate_is_refused() {
    let server = messages(|session| {
        session.identity.chain.clear();
        vec![session.flight()]
    });
    assert_eq!(flight(server), certificate(CertificateError::Missing));
}

#[test]
fn a_second_certificate_is_refused() {
    let server = messages(|session| {
        vec![
            session.extensions(),
            session.certificate(),
            session.verify(),
            session.certificate(),
            session.finish(),
        ]
    });
    assert_eq!(flight(server), certificate(CertificateError::OutOfOrder));
    let server = messages(|session| {
        vec![
            session.extensions(),
            session.certificate(),
            session.certificate(),
        ]
    });
    assert_eq!(flight(server), certificate(CertificateError::OutOfOrder));
}

#[test]
fn a_second_proof_is_refused() {
    let server = messages(|session| {
        vec![
            session.extensions(),
            session.certificate(),
            session.verify(),
            session.verify(),
        ]
    });
    assert_eq!(flight(server), certificate(CertificateError::OutOfOrder));
}

#[test]
fn a_proof_that_is_none_is_refused() {
    let bad = |mut proof: Box<dyn FnMut(&mut Session) -> Vec<u8>>| {
        flight(messages(move |session| {
            let start = vec![session.extensions(), session.certificate()].concat();
            vec![start, proof(session), session.finish()]
        }))
    };
    let broken = bad(Box::new(|session| {
        let mut signature = session.sign(support::hostile::CONTEXT, &session.identity.key);
        *signature.last_mut().unwrap() ^= 1;
        session.verify_with(0x0403, &signature)
    }));
    assert_eq!(broken, certificate(CertificateError::BadProof));
    let other_key = bad(Box::new(|session| {
        let key = rcgen::KeyPair::generate().unwrap();
        let signature = session.sign(support::hostile::CONTEXT, &key);
        session.verify_with(0x0403, &signature)
    }));
    assert_eq!(other_key, certificate(CertificateError::BadProof));
    let client_context = bad(Box::new(|session| {
        let key = &session.identity.key;
        let signature = session.sign("TLS 1.3, client CertificateVerify", key);
        session.verify_with(0x0403, &signature)
    }));
    assert_eq!(client_context, certificate(CertificateError::BadProof));
    let empty = bad(Box::new(|session| session.verify_with(0x0403, &[])));
    assert_eq!(empty, certificate(CertificateError::BadProof));
    let scheme = bad(Box::new(|session| {
        let signature = session.sign(support::hostile::CONTEXT, &session.identity.key);
        session.verify_with(0x0503, &signature)
    }));
    assert_eq!(scheme, certificate(CertificateError::SchemeMismatch));
    for scheme in [0x0804, 0x0807, 0x0203, 0x0906, 0xffff] {
        let unknown = bad(Box::new(move |session| {
            session.verify_with(scheme, &[1, 2])
        }));
        assert_eq!(
            unknown,
            certificate(CertificateError::UnsupportedAlgorithm),
            "{scheme:x}"
        );
    }
}

#[test]
fn a_proof_over_another_handshake_is_refused() {
    let server = messages(|session| {
        let replayed = session.sign(support::hostile::CONTEXT, &session.identity.key);
        let start = vec![session.extensions(), session.certificate()].concat();
        vec![
            start,
            session.verify_with(0x0403, &replayed),
            session.finish(),
        ]
    });
    assert_eq!(flight(server), certificate(CertificateError::BadProof));
}

#[test]
fn a_wrong_finished_is_refused() {
    let server = messages(|session| {
        let mut flight = session.flight();
        *flight.last_mut().unwrap() ^= 1;
        vec![flight]
    });
    assert_eq!(flight(server), protocol(ProtocolError::BadFinished));
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
        Box::new(|s: &mut Session| vec![s.certificate()])
            as Box<dyn FnMut(&mut Session) -> Vec<Vec<u8>>>,
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
fn a_certificate_that_is_no_certificate_is_refused() {
    for junk in [&b""[..], b"\x30\x00", b"junk", &[0x30, 0x82, 0xff, 0xff]] {
        let server = messages(move |session| {
            session.identity.chain = vec![junk.to_vec().into()];
            vec![session.flight()]
        });
        assert_eq!(
            flight(server),
            certificate(CertificateError::Malformed),
            "{junk:?}"
        );
    }
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
