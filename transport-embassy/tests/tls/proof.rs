//! Who the server is has to be proved, all of it, in order: RFC 8446 section 4.4.

use crate::support::shake::*;

#[test]
fn a_server_that_does_everything_right_is_accepted() {
    // Its flight comes in one record.
    assert_eq!(outcome(Hostile::new, |_| {}), Ok(()));
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
    let bad = |mut proof: Proof| {
        flight(messages(move |session| {
            let start = [session.extensions(), session.certificate()].concat();
            vec![start, proof(session), session.finish()]
        }))
    };
    let broken = bad(Box::new(|session| {
        let mut signature = session.sign(CONTEXT, &session.identity.key);
        *signature.last_mut().unwrap() ^= 1;
        session.verify_with(0x0403, &signature)
    }));
    assert_eq!(broken, certificate(CertificateError::BadProof));
    let other_key = bad(Box::new(|session| {
        let key = rcgen::KeyPair::generate().unwrap();
        let signature = session.sign(CONTEXT, &key);
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
        let signature = session.sign(CONTEXT, &session.identity.key);
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
        let replayed = session.sign(CONTEXT, &session.identity.key);
        let start = [session.extensions(), session.certificate()].concat();
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
