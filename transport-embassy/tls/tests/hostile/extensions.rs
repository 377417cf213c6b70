//! EncryptedExtensions and CertificateRequest, RFC 8446 sections 4.3.1 and 4.3.2.

use heapless_tls::Alert;

use crate::{
    in_place_of, script,
    support::{
        client::{accepted, refused},
        server::{Item, Kind, Script},
        wire::{add_extension, set_length},
    },
};

/// A server that asks for a client certificate.
pub fn request() -> Script {
    in_place_of(
        Kind::Certificate,
        &[
            Item::Message(Kind::CertificateRequest),
            Item::Send(usize::MAX),
            Item::Message(Kind::Certificate),
        ],
    )
}

#[test]
fn extensions_that_a_server_may_send() {
    // Groups of OpenSSL 3.5 and 4 with ML-KEM, of brainpool, of finite fields, and GREASE; more
    // than any fixed list would hold.
    let groups: Vec<u8> = [
        0x11ec_u16, 0x11eb, 0x11ed, 0x0200, 0x0201, 0x0202, 29, 23, 30, 24, 25,
    ]
    .into_iter()
    .chain(0x100..0x105)
    .chain([0x1f, 0x20, 0x21, 0x1a1a, 0xffff])
    .flat_map(u16::to_be_bytes)
    .collect();
    let list = [&(groups.len() as u16).to_be_bytes()[..], &groups].concat();
    accepted("unknown groups", || {
        let list = list.clone();
        script().edit(Kind::EncryptedExtensions, move |message| {
            add_extension(message, 10, &list)
        })
    });
    accepted("server name", || {
        script().edit(Kind::EncryptedExtensions, |message| {
            add_extension(message, 0, &[])
        })
    });
}

#[test]
fn extensions_that_do_not_belong_to_encrypted_extensions() {
    let cases: &[(&str, Alert, u16, &[u8])] = &[
        ("unknown", Alert::UNSUPPORTED_EXTENSION, 0xfa00, &[]),
        ("GREASE", Alert::UNSUPPORTED_EXTENSION, 0x2a2a, &[]),
        ("ALPN", Alert::UNSUPPORTED_EXTENSION, 16, &[0, 2, 1, b'x']),
        ("early_data", Alert::UNSUPPORTED_EXTENSION, 42, &[]),
        ("max_fragment_length", Alert::UNSUPPORTED_EXTENSION, 1, &[1]),
        (
            "client_certificate_type",
            Alert::UNSUPPORTED_EXTENSION,
            19,
            &[0],
        ),
        ("heartbeat", Alert::UNSUPPORTED_EXTENSION, 15, &[1]),
        (
            "extended_master_secret",
            Alert::UNSUPPORTED_EXTENSION,
            23,
            &[],
        ),
        (
            "renegotiation_info",
            Alert::UNSUPPORTED_EXTENSION,
            0xff01,
            &[0],
        ),
        ("key_share", Alert::ILLEGAL_PARAMETER, 51, &[0, 29, 0, 1, 9]),
        ("supported_versions", Alert::ILLEGAL_PARAMETER, 43, &[3, 4]),
        (
            "signature_algorithms",
            Alert::ILLEGAL_PARAMETER,
            13,
            &[0, 2, 4, 3],
        ),
        ("pre_shared_key", Alert::ILLEGAL_PARAMETER, 41, &[0, 0]),
        ("cookie", Alert::ILLEGAL_PARAMETER, 44, &[0, 1, 1]),
        ("server name with a body", Alert::DECODE_ERROR, 0, &[0]),
    ];
    for &(name, alert, id, body) in cases {
        let script = script().edit(Kind::EncryptedExtensions, move |message| {
            add_extension(message, id, body)
        });
        refused(name, alert, script);
    }
}

#[test]
fn record_size_limits() {
    // RFC 8449 section 4: 64 is the smallest, and it comes only if the client offered one.
    for (limit, alert) in [
        (0, Alert::ILLEGAL_PARAMETER),
        (63, Alert::ILLEGAL_PARAMETER),
    ] {
        let script = script().edit(Kind::EncryptedExtensions, move |message| {
            add_extension(message, 28, &[0, limit]);
        });
        refused("below 64", alert, script);
    }
    let long = script().edit(Kind::EncryptedExtensions, |message| {
        add_extension(message, 28, &[0, 64, 0]);
    });
    refused("three bytes", Alert::DECODE_ERROR, long);
    let server = accepted("64", || {
        script().edit(Kind::EncryptedExtensions, |message| {
            add_extension(message, 28, &[0, 64])
        })
    });
    // 64 bytes with the content type, and 16 of the tag.
    assert!(server.largest <= 80, "a record of {} bytes", server.largest);
}

#[test]
fn same_extension_twice() {
    for (kind, id, body) in [
        (Kind::EncryptedExtensions, 10, [0, 2, 0, 29].as_slice()),
        (Kind::EncryptedExtensions, 0, &[]),
    ] {
        let script = script().edit(kind, move |message| {
            add_extension(message, id, body);
            add_extension(message, id, body);
        });
        refused("twice", Alert::DECODE_ERROR, script);
    }
}

#[test]
fn lengths_that_lie() {
    let cases: [(&str, &[u8]); 5] = [
        ("empty", &[]),
        ("half a length", &[0]),
        ("a trailing byte", &[0, 0, 0]),
        ("an extension short", &[0, 4]),
        ("an extension cut", &[0, 3, 0, 10, 0]),
    ];
    for (name, body) in cases {
        let script = script().edit(Kind::EncryptedExtensions, move |message| {
            message.truncate(4);
            message.extend(body);
            set_length(message);
        });
        refused(name, Alert::DECODE_ERROR, script);
    }
}

#[test]
fn optional_certificate_request_gets_an_empty_certificate() {
    let server = accepted("request", request);
    assert_eq!(
        server.client_certificate.as_deref(),
        Some([11, 0, 0, 4, 0, 0, 0, 0].as_slice())
    );
    let server = accepted("unknown schemes and extensions", || {
        request().edit(Kind::CertificateRequest, |message| {
            message.truncate(5);
            message.extend([0, 0]);
            add_extension(message, 13, &[0, 8, 0x1a, 0x1a, 9, 4, 0x0b, 0x0b, 4, 3]);
            add_extension(message, 0xfa00, &[1, 2, 3]);
            add_extension(message, 47, &[0, 4, 0, 2, 0x30, 0]);
            add_extension(message, 5, &[]);
        })
    });
    assert!(server.client_certificate.is_some());
}

#[test]
fn certificate_requests_that_are_wrong() {
    let edited = |edit: fn(&mut Vec<u8>)| request().edit(Kind::CertificateRequest, edit);
    refused(
        "a context",
        Alert::ILLEGAL_PARAMETER,
        edited(|message| {
            message[4] = 1;
            message.insert(5, 7);
            set_length(message);
        }),
    );
    refused(
        "no signature_algorithms",
        Alert::MISSING_EXTENSION,
        edited(|message| {
            message.truncate(5);
            message.extend([0, 0]);
            add_extension(message, 0xfa00, &[]);
        }),
    );
    refused(
        "signature_algorithms twice",
        Alert::DECODE_ERROR,
        edited(|message| add_extension(message, 13, &[0, 2, 4, 3])),
    );
    refused(
        "a list that lies",
        Alert::DECODE_ERROR,
        edited(|message| {
            message.truncate(5);
            message.extend([0, 0]);
            add_extension(message, 13, &[0, 4, 4, 3]);
        }),
    );
    refused(
        "an empty list",
        Alert::DECODE_ERROR,
        edited(|message| {
            message.truncate(5);
            message.extend([0, 0]);
            add_extension(message, 13, &[0, 0]);
        }),
    );
    refused(
        "a trailing byte",
        Alert::DECODE_ERROR,
        edited(|message| {
            message.push(0);
            set_length(message);
        }),
    );
    refused(
        "twice",
        Alert::UNEXPECTED_MESSAGE,
        in_place_of(
            Kind::Certificate,
            &[
                Item::Message(Kind::CertificateRequest),
                Item::Message(Kind::CertificateRequest),
                Item::Send(usize::MAX),
                Item::Message(Kind::Certificate),
            ],
        ),
    );
    refused(
        "after the certificate",
        Alert::UNEXPECTED_MESSAGE,
        in_place_of(
            Kind::CertificateVerify,
            &[
                Item::Message(Kind::CertificateRequest),
                Item::Send(usize::MAX),
                Item::Message(Kind::CertificateVerify),
            ],
        ),
    );
}
