//! Certificate, CertificateVerify and Finished, RFC 8446 section 4.4.

use heapless_tls::Alert;

use crate::{
    in_place_of, script,
    support::{
        client::{accepted, refused},
        server::{Item, Kind, Script},
        wire::{message, set_length},
    },
};

fn edited(kind: Kind, edit: impl Fn(&mut Vec<u8>) + 'static) -> Script {
    script().edit(kind, edit)
}

/// A Certificate message with this body.
fn certificate(body: &'static [u8]) -> Script {
    edited(Kind::Certificate, move |out| *out = message(11, body))
}

#[test]
fn certificate_messages_that_are_wrong() {
    let cases: &[(&str, Alert, &[u8])] = &[
        ("empty", Alert::DECODE_ERROR, &[]),
        ("no list", Alert::DECODE_ERROR, &[0]),
        ("an empty list", Alert::DECODE_ERROR, &[0, 0, 0, 0]),
        (
            "a list that lies",
            Alert::DECODE_ERROR,
            &[0, 0, 0, 9, 0, 0, 1, 5, 0, 0],
        ),
        (
            "an entry without extensions",
            Alert::DECODE_ERROR,
            &[0, 0, 0, 4, 0, 0, 1, 5],
        ),
        (
            "an empty certificate",
            Alert::DECODE_ERROR,
            &[0, 0, 0, 5, 0, 0, 0, 0, 0],
        ),
        (
            "no certificate",
            Alert::BAD_CERTIFICATE,
            &[0, 0, 0, 6, 0, 0, 1, 5, 0, 0],
        ),
    ];
    for &(name, alert, body) in cases {
        refused(name, alert, certificate(body));
    }
    let context = edited(Kind::Certificate, |message| {
        message[4] = 1;
        message.insert(5, 7);
        set_length(message);
    });
    refused("a context", Alert::DECODE_ERROR, context);
    let trailing = edited(Kind::Certificate, |message| {
        message.push(0);
        set_length(message);
    });
    refused("a trailing byte", Alert::DECODE_ERROR, trailing);
}

/// Adds an extension to the only entry.
fn entry_extension(id: u16, body: &'static [u8]) -> Script {
    edited(Kind::Certificate, move |message| {
        message.truncate(message.len() - 2);
        let length = body.len() as u16;
        message.extend((length + 4).to_be_bytes());
        message.extend(id.to_be_bytes());
        message.extend(length.to_be_bytes());
        message.extend(body);
        set_length(message);
        let list = (message.len() - 8).to_be_bytes();
        message[5..8].copy_from_slice(&list[5..]);
    })
}

#[test]
fn unsolicited_extensions_of_a_certificate_are_refused() {
    for (name, id) in [
        ("OCSP", 5),
        ("SCT", 18),
        ("unknown", 0xfa00),
        ("delegated", 34),
    ] {
        refused(
            name,
            Alert::UNSUPPORTED_EXTENSION,
            entry_extension(id, &[1, 0, 0, 1, 0]),
        );
    }
}

#[test]
fn proofs_that_are_wrong() {
    let flipped = edited(Kind::CertificateVerify, |message| {
        *message.last_mut().unwrap() ^= 1
    });
    refused("a bit", Alert::DECRYPT_ERROR, flipped);
    let empty = edited(Kind::CertificateVerify, |out| {
        *out = message(15, &[4, 3, 0, 0])
    });
    refused("no signature", Alert::DECRYPT_ERROR, empty);
    // RFC 8446 section 4.4.3: SHA-1, PKCS #1 and what was not offered must not be used.
    let forbidden = [
        0x0201_u16, 0x0203, 0x0401, 0x0501, 0x0601, 0x0402, 0x0807, 0x0905, 0x1a1a,
    ];
    // Offered perhaps, but not for a key on P-256.
    let of_other_keys = [0x0503, 0x0603, 0x0804, 0x0809];
    for scheme in forbidden.into_iter().chain(of_other_keys) {
        let script = edited(Kind::CertificateVerify, move |message| {
            message[4..6].copy_from_slice(&scheme.to_be_bytes());
        });
        refused(
            &format!("scheme {scheme:04x}"),
            Alert::ILLEGAL_PARAMETER,
            script,
        );
    }
    let trailing = edited(Kind::CertificateVerify, |message| {
        message.push(0);
        set_length(message);
    });
    refused("a trailing byte", Alert::DECODE_ERROR, trailing);
    let short = edited(Kind::CertificateVerify, |out| *out = message(15, &[4]));
    refused("half a scheme", Alert::DECODE_ERROR, short);
}

#[test]
fn finished_that_is_wrong() {
    let flipped = edited(Kind::Finished, |message| message[4] ^= 1);
    refused("a bit", Alert::DECRYPT_ERROR, flipped);
    let last = edited(Kind::Finished, |message| {
        *message.last_mut().unwrap() ^= 0x80
    });
    refused("the last bit", Alert::DECRYPT_ERROR, last);
    for length in [0_usize, 31, 33] {
        let script = edited(Kind::Finished, move |message| {
            message.resize(4 + length, 0);
            set_length(message);
        });
        refused(&format!("{length} bytes"), Alert::DECRYPT_ERROR, script);
    }
}

#[test]
fn messages_that_are_missing_or_twice_or_swapped() {
    let missing = [
        Kind::EncryptedExtensions,
        Kind::Certificate,
        Kind::CertificateVerify,
    ];
    for kind in missing {
        refused(
            &format!("no {kind:?}"),
            Alert::UNEXPECTED_MESSAGE,
            in_place_of(kind, &[]),
        );
    }
    let twice = [
        Kind::EncryptedExtensions,
        Kind::Certificate,
        Kind::CertificateVerify,
    ];
    for kind in twice {
        let items = [
            Item::Message(kind),
            Item::Send(usize::MAX),
            Item::Message(kind),
        ];
        let script = in_place_of(kind, &items);
        refused(
            &format!("{kind:?} twice"),
            Alert::UNEXPECTED_MESSAGE,
            script,
        );
    }
    let strays = [
        Kind::HelloRetryRequest,
        Kind::NewSessionTicket,
        Kind::KeyUpdate,
        Kind::Finished,
        Kind::CertificateVerify,
    ];
    for kind in strays {
        let items = [Item::Message(kind), Item::Send(usize::MAX)];
        let script = in_place_of(Kind::EncryptedExtensions, &items);
        let script = match kind {
            // Its transcript is made for the start of a handshake; here the message has to do.
            Kind::HelloRetryRequest => in_place_of(
                Kind::EncryptedExtensions,
                &[Item::Handshake(message(2, &[3, 3])), Item::Send(usize::MAX)],
            ),
            _ => script,
        };
        refused(
            &format!("{kind:?} early"),
            Alert::UNEXPECTED_MESSAGE,
            script,
        );
    }
}

#[test]
fn messages_split_or_packed_anyhow() {
    for size in [1, 2, 3, 4, 5, 63, 64, 255] {
        accepted(&format!("records of {size}"), || {
            let mut script = script();
            for item in &mut script.plan {
                if let Item::Send(limit) = item {
                    *limit = size;
                }
            }
            script
        });
    }
    accepted("one record", || {
        let mut script = script();
        let mut sends = 0;
        let total = script
            .plan
            .iter()
            .filter(|item| matches!(item, Item::Send(_)))
            .count();
        script.plan.retain(|item| {
            sends += usize::from(matches!(item, Item::Send(_)));
            !matches!(item, Item::Send(_)) || sends == 1 || sends == total
        });
        script
    });
    accepted("padding", || Script {
        padding: 1000,
        ..script()
    });
}
