//! ServerHello, RFC 8446 section 4.1.3.

use heapless_tls::Alert;

use crate::{
    in_place_of, script,
    support::{
        client::{accepted, refused},
        keys::{self, Suite},
        server::{HANDSHAKE, Item, Kind, Script},
        wire::{
            KEY_SHARE, PRE_SHARED_KEY, SUPPORTED_VERSIONS, add_extension, extensions_at, set_length,
        },
    },
};

fn edited(edit: impl Fn(&mut Vec<u8>) + 'static) -> Script {
    script().edit(Kind::ServerHello, edit)
}

/// Replaces all extensions.
fn extensions(message: &mut Vec<u8>, list: &[(u16, &[u8])]) {
    let at = extensions_at(message);
    message.truncate(at);
    message.extend([0, 0]);
    for (id, body) in list {
        add_extension(message, *id, body);
    }
    set_length(message);
}

const VERSION: (u16, &[u8]) = (SUPPORTED_VERSIONS, &[3, 4]);

/// A share of X25519 with this key, in ServerHello's form.
fn share(group: [u8; 2], key: &[u8]) -> Vec<u8> {
    [&group, &(key.len() as u16).to_be_bytes()[..], key].concat()
}

#[test]
fn fields_with_values_that_were_not_offered() {
    let cases: &[(&str, Alert, usize, u8)] = &[
        ("legacy version TLS 1.1", Alert::ILLEGAL_PARAMETER, 5, 2),
        ("legacy version TLS 1.3", Alert::ILLEGAL_PARAMETER, 5, 4),
        ("another session id", Alert::ILLEGAL_PARAMETER, 39, 0xff),
        (
            "compression",
            Alert::ILLEGAL_PARAMETER,
            4 + 2 + 32 + 1 + 32 + 2,
            1,
        ),
    ];
    for &(name, alert, at, value) in cases {
        refused(name, alert, edited(move |message| message[at] = value));
    }
}

#[test]
fn session_id_of_another_length() {
    let shorter = edited(|message| {
        message.remove(39);
        message[38] -= 1;
        set_length(message);
    });
    refused("31 bytes", Alert::ILLEGAL_PARAMETER, shorter);
    let longer = edited(|message| {
        message.insert(39, 0);
        message[38] += 1;
        set_length(message);
    });
    refused("33 bytes", Alert::ILLEGAL_PARAMETER, longer);
}

#[test]
fn cipher_suites_that_were_not_offered() {
    for id in [0x0000_u16, 0x1304, 0x1305, 0xc02f, 0x0a0a, 0xffff] {
        let script = edited(move |message| {
            let at = extensions_at(message) - 3;
            message[at..at + 2].copy_from_slice(&id.to_be_bytes());
        });
        refused(&format!("{id:04x}"), Alert::ILLEGAL_PARAMETER, script);
    }
}

#[test]
fn older_versions() {
    let without = edited(|message| extensions(message, &[]));
    refused("no supported_versions", Alert::PROTOCOL_VERSION, without);
    let wrong: &[(&str, Alert, &[u8])] = &[
        ("TLS 1.2", Alert::ILLEGAL_PARAMETER, &[3, 3]),
        ("TLS 1.4", Alert::ILLEGAL_PARAMETER, &[3, 5]),
        ("draft 28", Alert::ILLEGAL_PARAMETER, &[0x7f, 28]),
        ("one byte", Alert::DECODE_ERROR, &[3]),
        ("three bytes", Alert::DECODE_ERROR, &[3, 4, 0]),
        ("a list", Alert::DECODE_ERROR, &[2, 3, 4]),
    ];
    for &(name, alert, version) in wrong {
        let script = edited(move |message| {
            extensions(message, &[(SUPPORTED_VERSIONS, version)]);
        });
        refused(name, alert, script);
    }
}

#[test]
fn tls_1_2_with_the_downgrade_marks() {
    for mark in [*b"DOWNGRD\x01", *b"DOWNGRD\x00"] {
        let script = edited(move |message| {
            message[30..38].copy_from_slice(&mark);
            extensions(message, &[]);
        });
        // RFC 8446 4.1.3: a client that does not negotiate TLS 1.2 may send either.
        let error = refused("downgraded", downgrade_alert(), script);
        assert!(format!("{error:?}").contains("Downgrade"), "{error:?}");
    }
}

fn downgrade_alert() -> Alert {
    Alert::ILLEGAL_PARAMETER
}

#[test]
fn key_shares() {
    let missing = edited(|message| extensions(message, &[VERSION]));
    refused("no share", Alert::MISSING_EXTENSION, missing);
    let wrong: &[(&str, Alert, Vec<u8>)] = &[
        ("P-384", Alert::ILLEGAL_PARAMETER, share([0, 24], &[4; 97])),
        (
            "P-256, no share offered",
            Alert::ILLEGAL_PARAMETER,
            share([0, 23], &[4; 65]),
        ),
        (
            "GREASE",
            Alert::ILLEGAL_PARAMETER,
            share([0x1a, 0x1a], &[0]),
        ),
        (
            "31 bytes",
            Alert::ILLEGAL_PARAMETER,
            share([0, 29], &[9; 31]),
        ),
        (
            "33 bytes",
            Alert::ILLEGAL_PARAMETER,
            share([0, 29], &[9; 33]),
        ),
        ("no key", Alert::ILLEGAL_PARAMETER, share([0, 29], &[])),
        (
            "all zero",
            Alert::ILLEGAL_PARAMETER,
            share([0, 29], &[0; 32]),
        ),
        ("of order 2", Alert::ILLEGAL_PARAMETER, {
            let mut one = [0; 32];
            one[0] = 1;
            share([0, 29], &one)
        }),
        ("only a group", Alert::DECODE_ERROR, vec![0, 29]),
        ("empty", Alert::DECODE_ERROR, vec![]),
        (
            "trailing byte",
            Alert::DECODE_ERROR,
            [share([0, 29], &[9; 32]), vec![0]].concat(),
        ),
    ];
    for (name, alert, body) in wrong.iter().cloned() {
        let script = edited(move |message| {
            extensions(message, &[VERSION, (KEY_SHARE, &body)]);
        });
        refused(name, alert, script);
    }
}

#[test]
fn extensions_that_do_not_belong() {
    let cases: &[(&str, Alert, u16, &[u8])] = &[
        ("unknown", Alert::UNSUPPORTED_EXTENSION, 0xfa00, &[]),
        ("GREASE", Alert::UNSUPPORTED_EXTENSION, 0x1a1a, &[0]),
        ("ALPN", Alert::UNSUPPORTED_EXTENSION, 16, &[0, 2, 1, b'x']),
        (
            "PSK that was not offered",
            Alert::UNSUPPORTED_EXTENSION,
            PRE_SHARED_KEY,
            &[0, 0],
        ),
        ("cookie", Alert::ILLEGAL_PARAMETER, 44, &[0, 1, 1]),
        (
            "supported_groups",
            Alert::ILLEGAL_PARAMETER,
            10,
            &[0, 2, 0, 29],
        ),
        (
            "signature_algorithms",
            Alert::ILLEGAL_PARAMETER,
            13,
            &[0, 2, 4, 3],
        ),
        (
            "supported_versions again",
            Alert::DECODE_ERROR,
            SUPPORTED_VERSIONS,
            &[3, 4],
        ),
    ];
    for &(name, alert, id, body) in cases {
        refused(
            name,
            alert,
            edited(move |message| add_extension(message, id, body)),
        );
    }
}

#[test]
fn lengths_that_lie() {
    let trailing = edited(|message| {
        message.push(0);
        set_length(message);
    });
    refused("a trailing byte", Alert::DECODE_ERROR, trailing);
    for cut in [1, 2, 36, 50] {
        let script = edited(move |message| {
            message.truncate(message.len() - cut);
            set_length(message);
        });
        refused(&format!("{cut} bytes short"), Alert::DECODE_ERROR, script);
    }
    let empty = edited(|message| {
        message.truncate(4);
        set_length(message);
    });
    refused("empty", Alert::DECODE_ERROR, empty);
    let huge = edited(|message| message[1] = 0xff);
    // More than the buffer could ever hold: refused at its header, not when the buffer is full.
    refused("16 MB announced", Alert::DECODE_ERROR, huge);
}

#[test]
fn other_messages_in_its_place() {
    for kind in [
        Kind::EncryptedExtensions,
        Kind::Certificate,
        Kind::NewSessionTicket,
        Kind::KeyUpdate,
    ] {
        let items = [Item::Message(kind), Item::Send(usize::MAX)];
        let script = in_place_of(Kind::ServerHello, &items);
        // The plan needs the secrets of a ServerHello to go on, so it ends here.
        let plan = script.plan[..3].to_vec();
        refused(
            &format!("{kind:?}"),
            Alert::UNEXPECTED_MESSAGE,
            Script { plan, ..script },
        );
    }
    for (name, kind) in [("HelloRequest", 0), ("ClientHello", 1), ("type 99", 99)] {
        let plan = vec![Item::Receive, Item::Record(HANDSHAKE, vec![kind, 0, 0, 0])];
        refused(name, Alert::UNEXPECTED_MESSAGE, Script { plan, ..script() });
    }
}

#[test]
fn message_that_shares_its_record_with_the_next() {
    let items = [
        Item::Message(Kind::ServerHello),
        Item::Handshake(vec![8, 0, 0, 2, 0, 0]),
    ];
    let script = in_place_of(Kind::ServerHello, &items);
    refused(
        "EncryptedExtensions in the clear",
        Alert::UNEXPECTED_MESSAGE,
        script,
    );
    let items = [Item::Message(Kind::ServerHello), Item::Handshake(vec![8])];
    let script = in_place_of(Kind::ServerHello, &items);
    refused("its first byte", Alert::UNEXPECTED_MESSAGE, script);
}

#[test]
fn every_suite_is_spoken() {
    for suite in suites() {
        accepted("suite", || Script {
            suite: *suite,
            ..script()
        });
    }
}

fn suites() -> &'static [Suite] {
    &[
        keys::AES_128,
        #[cfg(feature = "aes-256-gcm")]
        keys::AES_256,
        #[cfg(feature = "chacha20-poly1305")]
        keys::CHACHA20,
    ]
}
