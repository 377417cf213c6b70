//! Records and alerts, RFC 8446 sections 5 and 6.

use heapless_tls::{Alert, RECEIVE_BUFFER, TlsError, TlsProtocolError};

use crate::{
    before_response, in_place_of, script,
    support::{
        client::{NOW, Scripted, accepted, exchange, exchange_with, refused},
        server::{ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, Item, Kind, Script},
    },
};

const CHANGE: [u8; 6] = [CHANGE_CIPHER_SPEC, 3, 3, 0, 1, 1];

/// These bytes instead of a ServerHello.
fn first(bytes: &[u8]) -> Script {
    Script {
        plan: vec![Item::Receive, Item::Wire(bytes.to_vec())],
        ..script()
    }
}

/// Steps before EncryptedExtensions.
fn early(items: &[Item]) -> Script {
    let items = [items, &[Item::Message(Kind::EncryptedExtensions)]].concat();
    in_place_of(Kind::EncryptedExtensions, &items)
}

#[test]
fn first_records_that_cannot_be() {
    let cases: &[(&str, Alert, &[u8])] = &[
        (
            "unknown type",
            Alert::UNEXPECTED_MESSAGE,
            &[99, 3, 3, 0, 1, 0],
        ),
        ("heartbeat", Alert::UNEXPECTED_MESSAGE, &[24, 3, 3, 0, 1, 0]),
        (
            "HTTP",
            Alert::UNEXPECTED_MESSAGE,
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
        ),
        (
            "application data",
            Alert::UNEXPECTED_MESSAGE,
            &[23, 3, 3, 0, 17, 0],
        ),
        (
            "empty handshake record",
            Alert::UNEXPECTED_MESSAGE,
            &[22, 3, 3, 0, 0],
        ),
        ("empty alert", Alert::UNEXPECTED_MESSAGE, &[21, 3, 3, 0, 0]),
        ("half an alert", Alert::DECODE_ERROR, &[21, 3, 3, 0, 1, 2]),
        (
            "an alert and a half",
            Alert::DECODE_ERROR,
            &[21, 3, 3, 0, 3, 2, 40, 2],
        ),
        (
            "16,385 bytes",
            Alert::RECORD_OVERFLOW,
            &[22, 3, 3, 0x40, 1, 2],
        ),
        (
            "65,535 bytes",
            Alert::RECORD_OVERFLOW,
            &[22, 3, 3, 0xff, 0xff, 2],
        ),
        (
            "change_cipher_spec of 2",
            Alert::UNEXPECTED_MESSAGE,
            &[20, 3, 3, 0, 1, 2],
        ),
        (
            "two bytes of it",
            Alert::UNEXPECTED_MESSAGE,
            &[20, 3, 3, 0, 2, 1, 1],
        ),
        ("empty one", Alert::UNEXPECTED_MESSAGE, &[20, 3, 3, 0, 0]),
    ];
    for &(name, alert, bytes) in cases {
        refused(name, alert, first(bytes));
    }
}

#[test]
fn alerts_end_the_connection() {
    for (name, description) in [("handshake_failure", 40), ("unknown", 200)] {
        let mut peer = Scripted::new(first(&[21, 3, 3, 0, 2, 2, description]), usize::MAX);
        assert_eq!(
            exchange(&mut peer, None),
            Err(TlsError::Alert(Alert(description))),
            "{name}"
        );
        assert!(peer.server.alerts.is_empty(), "{name}: an alert gets none");
    }
    // RFC 8446 section 6: the level does not count, except for the closing alerts.
    let mut peer = Scripted::new(first(&[21, 3, 3, 0, 2, 1, 40]), usize::MAX);
    assert_eq!(
        exchange(&mut peer, None),
        Err(TlsError::Alert(Alert::HANDSHAKE_FAILURE))
    );
    let fatal = before_response(&[Item::Record(ALERT, vec![2, 80])]);
    let mut peer = Scripted::new(fatal, usize::MAX);
    assert_eq!(
        exchange(&mut peer, None),
        Err(TlsError::Alert(Alert::INTERNAL_ERROR))
    );
    let closing = early(&[Item::Record(ALERT, vec![1, 0])]);
    let mut peer = Scripted::new(closing, usize::MAX);
    assert!(
        exchange(&mut peer, None).is_err(),
        "close_notify in the handshake"
    );
}

#[test]
fn change_cipher_spec_is_ignored_only_in_the_handshake() {
    accepted("before ServerHello", || {
        in_place_of(
            Kind::ServerHello,
            &[
                Item::Wire(CHANGE.to_vec()),
                Item::Message(Kind::ServerHello),
            ],
        )
    });
    accepted("after it", || early(&[Item::Wire(CHANGE.to_vec())]));
    let late = before_response(&[Item::Wire(CHANGE.to_vec())]);
    refused("after Finished", Alert::UNEXPECTED_MESSAGE, late);
    let sealed = early(&[Item::Record(CHANGE_CIPHER_SPEC, vec![1])]);
    refused("protected", Alert::UNEXPECTED_MESSAGE, sealed);
    let many = early(&[Item::Wire(CHANGE.repeat(1000))]);
    refused("a flood", Alert::UNEXPECTED_MESSAGE, many);
}

#[test]
fn plaintext_after_keys() {
    let clear = early(&[Item::Wire(vec![HANDSHAKE, 3, 3, 0, 6, 8, 0, 0, 2, 0, 0])]);
    refused("handshake", Alert::UNEXPECTED_MESSAGE, clear);
    let data = before_response(&[Item::Wire(vec![HANDSHAKE, 3, 3, 0, 6, 4, 0, 0, 2, 0, 0])]);
    refused("after Finished", Alert::UNEXPECTED_MESSAGE, data);
    // An alert in the clear cannot be trusted to come from the server.
    let alert = before_response(&[Item::Wire(vec![ALERT, 3, 3, 0, 2, 1, 0])]);
    let mut peer = Scripted::new(alert, usize::MAX);
    assert!(exchange(&mut peer, None).is_err_and(|error| error != TlsError::Truncated));
}

#[test]
fn protected_records_that_are_wrong() {
    let sealed = |length: u16| {
        let mut record = vec![APPLICATION_DATA, 3, 3];
        record.extend(length.to_be_bytes());
        record.resize(record.len() + usize::from(length), 0);
        Item::Wire(record)
    };
    refused(
        "noise",
        Alert::BAD_RECORD_MAC,
        before_response(&[sealed(100)]),
    );
    refused(
        "only a tag",
        Alert::BAD_RECORD_MAC,
        before_response(&[sealed(17)]),
    );
    refused(
        "no room for a tag",
        Alert::BAD_RECORD_MAC,
        before_response(&[sealed(15)]),
    );
    refused("noise early", Alert::BAD_RECORD_MAC, early(&[sealed(100)]));
    refused(
        "16,641 bytes",
        Alert::RECORD_OVERFLOW,
        before_response(&[sealed(16_641)]),
    );
    let unknown = before_response(&[Item::Record(99, vec![1])]);
    refused("unknown type", Alert::UNEXPECTED_MESSAGE, unknown);
    let nothing = before_response(&[Item::Record(0, vec![])]);
    refused("only padding", Alert::UNEXPECTED_MESSAGE, nothing);
    let empty = before_response(&[Item::Record(HANDSHAKE, vec![])]);
    refused("empty handshake record", Alert::UNEXPECTED_MESSAGE, empty);
    let alert = before_response(&[Item::Record(ALERT, vec![])]);
    refused("empty alert", Alert::UNEXPECTED_MESSAGE, alert);
    let long = before_response(&[Item::Record(APPLICATION_DATA, vec![0; 16_385])]);
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER + 256], vec![0; 1024]);
    let mut peer = Scripted::new(long, usize::MAX);
    let result = exchange_with(&mut peer, &mut receive, &mut send, None, NOW);
    assert_eq!(
        result,
        Err(TlsError::Protocol(TlsProtocolError::RecordOverflow))
    );
    assert_eq!(peer.server.alerts, [[2, 22]]);
}

#[test]
fn largest_record_is_taken() {
    let mut script = script();
    let at = script.plan.len() - 2;
    script.plan[at] = Item::Record(APPLICATION_DATA, vec![b'x'; 16_384]);
    let response = exchange(&mut Scripted::new(script, usize::MAX), None);
    assert_eq!(response.as_deref(), Ok([b'x'; 16_384].as_slice()));
}

#[test]
fn data_before_finished() {
    let data = Item::Record(APPLICATION_DATA, b"response".to_vec());
    for kind in [
        Kind::EncryptedExtensions,
        Kind::Certificate,
        Kind::CertificateVerify,
        Kind::Finished,
    ] {
        let script = in_place_of(kind, &[data.clone(), Item::Message(kind)]);
        refused(
            &format!("before {kind:?}"),
            Alert::UNEXPECTED_MESSAGE,
            script,
        );
    }
}

#[test]
fn empty_records_and_warnings_are_bounded() {
    let empty = Item::Record(APPLICATION_DATA, vec![]);
    accepted("a few", || {
        before_response(&[const { Item::Record(23, Vec::new()) }; 8])
    });
    let flood = before_response(&vec![empty; 1000]);
    refused("empty records", Alert::UNEXPECTED_MESSAGE, flood);
    let cancelled = Item::Record(ALERT, vec![1, 90]);
    accepted("user_canceled", || {
        before_response(std::slice::from_ref(&cancelled))
    });
    let flood = before_response(&vec![cancelled.clone(); 1000]);
    refused("user_canceled", Alert::UNEXPECTED_MESSAGE, flood);
}

#[test]
fn record_versions_do_not_count() {
    // RFC 8446 section 5.1: legacy_record_version must be ignored.
    accepted("TLS 1.0", || {
        let mut script = script();
        script
            .plan
            .insert(1, Item::Wire(vec![CHANGE_CIPHER_SPEC, 3, 1, 0, 1, 1]));
        script
    });
}
