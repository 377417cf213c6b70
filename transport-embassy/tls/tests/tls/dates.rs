//! When certificates are valid, and by which clock: RFC 5280 section 4.1.2.5.

use heapless_tls::{DateClock, TlsConfigError};

use crate::support::verify::*;

#[test]
fn dates_are_checked_at_the_present() {
    let expired = changed(|params| dates(params, NOW - YEAR, NOW - 1));
    assert_eq!(expired, refused(CertificateError::Expired));
    let early = changed(|params| dates(params, NOW + 1, NOW + YEAR));
    assert_eq!(early, refused(CertificateError::NotYetValid));
    assert_eq!(
        changed(|params| dates(params, NOW, NOW)),
        Ok(()),
        "for this very second"
    );
}

#[test]
fn dates_of_intermediates_are_checked() {
    let root = Authority::root();
    for (from, to, error) in [
        (NOW - YEAR, NOW - 1, CertificateError::Expired),
        (NOW + 1, NOW + YEAR, CertificateError::NotYetValid),
    ] {
        let mut params = authority("intermediate");
        dates(&mut params, from, to);
        let intermediate = root.sign_issuer(params, &P256);
        let identity = intermediate.identity().with(&intermediate.certificate);
        assert_eq!(verify(&root, &identity, NAME), refused(error));
    }
}

#[test]
fn dates_are_skipped_only_when_asked() {
    let root = Authority::root();
    for (from, to) in [
        (NOW - 9 * YEAR, NOW - 8 * YEAR),
        (NOW + YEAR, NOW + 2 * YEAR),
        (0, 1),
    ] {
        let mut params = server(&[NAME]);
        dates(&mut params, from, to);
        let identity = root.sign(&params);
        assert_eq!(
            verify_when(&root, &identity, NAME, Validity::SkipDates),
            Ok(()),
            "{from}"
        );
        assert!(verify(&root, &identity, NAME).is_err());
    }
}

#[test]
fn dates_are_checked_at_the_build_without_a_clock() {
    let root = Authority::root();
    for (from, to, result) in [
        (NOW - YEAR, NOW - 1, refused(CertificateError::Expired)),
        (NOW - YEAR, NOW, Ok(())),
        (NOW + YEAR, NOW + 2 * YEAR, Ok(())),
    ] {
        let mut params = server(&[NAME]);
        dates(&mut params, from, to);
        let verified = verify_when(&root, &root.sign(&params), NAME, Validity::Since(NOW));
        assert_eq!(verified, result, "{from}");
    }
}

#[test]
fn certificates_never_valid_together_are_rejected() {
    let root = Authority::root();
    let chain = |leaf: (u64, u64), above: (u64, u64)| {
        let mut params = authority("intermediate");
        dates(&mut params, above.0, above.1);
        let intermediate = root.sign_issuer(params, &P256);
        let mut params = server(&[NAME]);
        dates(&mut params, leaf.0, leaf.1);
        intermediate.sign(&params).with(&intermediate.certificate)
    };
    let skip = |identity| verify_when(&root, &identity, NAME, Validity::SkipDates);
    assert_eq!(skip(chain((2 * YEAR, 4 * YEAR), (YEAR, 3 * YEAR))), Ok(()));
    assert_eq!(skip(chain((YEAR, 3 * YEAR), (2 * YEAR, 4 * YEAR))), Ok(()));
    let apart = refused(CertificateError::NeverValidTogether);
    assert_eq!(skip(chain((YEAR, 2 * YEAR), (3 * YEAR, 4 * YEAR))), apart);
    assert_eq!(skip(chain((3 * YEAR, 4 * YEAR), (YEAR, 2 * YEAR))), apart);
}

#[test]
fn clock_that_is_not_set_is_an_error() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let mut socket = Socket::new(RustlsServer::new(&root.identity()));
    let config = TlsConfig::new(NAME, &anchors, Validity::At(&At(None)));
    assert_eq!(
        handshake(&mut socket, &config),
        failed(TlsError::Config(TlsConfigError::ClockNotSet))
    );
    assert!(socket.written.is_empty());
}

#[test]
fn clock_set_from_a_response_is_used() {
    let root = Authority::root();
    let clock = DateClock::new(|| 1_000);
    let identity = root.identity();
    let config = Validity::At(&clock);
    let unset = verify_when(&root, &identity, NAME, config);
    assert_eq!(unset, failed(TlsError::Config(TlsConfigError::ClockNotSet)));
    assert!(clock.set(b"Wed, 01 Jul 2026 00:00:00 GMT"));
    assert_eq!(clock.now(), Some(NOW));
    assert_eq!(verify_when(&root, &identity, NAME, config), Ok(()));
    assert!(clock.set_unix(NOW + YEAR));
    let later = verify_when(&root, &identity, NAME, config);
    assert_eq!(later, refused(CertificateError::Expired));
}

#[test]
fn clock_set_to_before_the_build_counts_as_unset() {
    let root = Authority::root();
    let mut params = server(&[NAME]);
    dates(&mut params, NOW - YEAR, NOW - 1);
    let expired = root.sign(&params);
    let mut params = server(&[NAME]);
    dates(&mut params, NOW + 1, NOW + YEAR);
    let later = root.sign(&params);
    let verify =
        |identity, clock| verify_when(&root, identity, NAME, Validity::AtOrSince(&At(clock), NOW));
    for clock in [None, Some(NOW - 2)] {
        assert_eq!(verify(&expired, clock), refused(CertificateError::Expired));
        assert_eq!(verify(&later, clock), Ok(()), "{clock:?}");
    }
    let early = refused(CertificateError::NotYetValid);
    assert_eq!(verify(&later, Some(NOW)), early);
    assert_eq!(verify(&later, Some(NOW + 1)), Ok(()));
}
