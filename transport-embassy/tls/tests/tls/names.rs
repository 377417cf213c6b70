//! The name on the certificate has to be the one asked for: RFC 6125 section 6, RFC 6066 section 3.

use std::net::IpAddr;

use rcgen::{DnType, SanType};

use crate::support::verify::*;

#[test]
fn server_name_is_sent_without_its_dot() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    for (name, sent) in [
        (NAME, Some(NAME)),
        ("api.example.com.", Some(NAME)),
        ("192.0.2.1", None),
        ("2001:db8::1", None),
    ] {
        let identity = root.sign(&server(&[NAME, "192.0.2.1", "2001:db8::1"]));
        let mut socket = Socket::new(RustlsServer::new(&identity));
        let config = TlsConfig::new(name, &anchors, Validity::SkipDates);
        assert_eq!(handshake(&mut socket, &config), Ok(()), "{name}");
        assert_eq!(socket.peer.connection.server_name(), sent);
        assert_eq!(socket.peer.error, None);
    }
}

#[test]
fn names_have_to_match() {
    let root = Authority::root();
    let mismatch = refused(CertificateError::NameMismatch);
    let identity = root.sign(&server(&[
        "*.example.com",
        "a.test",
        "b.test",
        "c.test",
        "fifth.test",
    ]));
    for name in [NAME, "API.EXAMPLE.COM", "fifth.test", "a.test"] {
        assert_eq!(verify(&root, &identity, name), Ok(()), "{name}");
    }
    for name in [
        "example.com",
        "a.b.example.com",
        "d.test",
        "evil-example.com",
        "192.0.2.1",
    ] {
        assert_eq!(verify(&root, &identity, name), mismatch, "{name}");
    }
}

#[test]
fn addresses_have_to_match() {
    let root = Authority::root();
    let mut params = server(&[]);
    let addresses: [IpAddr; 2] = ["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()];
    params.subject_alt_names = addresses.map(SanType::IpAddress).into();
    let identity = root.sign(&params);
    for name in ["192.0.2.1", "2001:db8::1", "2001:db8:0:0::1"] {
        assert_eq!(verify(&root, &identity, name), Ok(()), "{name}");
    }
    for name in ["192.0.2.2", "2001:db8::2", NAME] {
        assert_eq!(
            verify(&root, &identity, name),
            refused(CertificateError::NameMismatch),
            "{name}"
        );
    }
}

#[test]
fn common_name_is_ignored() {
    let root = Authority::root();
    for others in [&["other.test"][..], &[]] {
        let mut params = server(others);
        params.distinguished_name.push(DnType::CommonName, NAME);
        let result = verify(&root, &root.sign(&params), NAME);
        assert_eq!(
            result,
            refused(CertificateError::NameMismatch),
            "{others:?}"
        );
    }
}
