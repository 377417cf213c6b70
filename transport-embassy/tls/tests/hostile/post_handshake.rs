//! What comes after the handshake: tickets, KeyUpdate (RFC 8446 section 4.6), and what must not.

use heapless_tls::{Alert, Session, TlsError};

use crate::{
    before_response, script,
    support::{
        client::{NOW, Scripted, accepted, exchange, exchange_with, refused},
        server::{HANDSHAKE, Item, Kind, Script},
        wire::message,
    },
};

const SEND: Item = Item::Send(usize::MAX);

/// A record with this handshake message before the response.
fn stray(message: Vec<u8>) -> Script {
    before_response(&[Item::Record(HANDSHAKE, message)])
}

#[test]
fn tickets_whole_split_and_many() {
    let ticket = Item::Message(Kind::NewSessionTicket);
    accepted("one", || before_response(&[ticket.clone(), SEND]));
    accepted("split", || {
        before_response(&[ticket.clone(), Item::Send(1)])
    });
    accepted("two in a record", || {
        before_response(&[ticket.clone(), ticket.clone(), SEND])
    });
    accepted("32", || {
        before_response(&vec![[ticket.clone(), SEND]; 32].concat())
    });
    accepted("unknown extension", || {
        let body = [
            0, 0, 28, 32, 1, 2, 3, 4, 1, 9, 0, 1, 7, 0, 6, 0xfa, 0, 0, 2, 1, 2,
        ];
        stray(message(4, &body))
    });
    accepted("60 kB", || {
        let mut body = vec![0, 0, 28, 32, 1, 2, 3, 4, 1, 9];
        body.extend(60_000_u16.to_be_bytes());
        body.resize(body.len() + 60_000, 7);
        body.extend([0, 0]);
        before_response(&[Item::Handshake(message(4, &body)), Item::Send(16_384)])
    });
}

#[test]
fn split_ticket_too_large_for_the_receive_buffer_is_dropped() {
    // 14 bytes of the body are not the ticket. The first is the longest that is ever looked at.
    for (ticket, receive, is_kept) in [
        (1272 - 14, 1280, false),
        (640 - 14 + 1, 1280, false),
        (640 - 14, 1280, true),
        (640 - 14 + 1, 2048, true),
    ] {
        let mut body = vec![0, 0, 28, 32, 1, 2, 3, 4, 1, 9];
        body.extend((ticket as u16).to_be_bytes());
        body.resize(body.len() + ticket, 7);
        body.extend([0, 0]);
        let ticket = Item::Handshake(message(4, &body));
        let script = before_response(&[ticket, Item::Send(300)]);
        let (mut receive, mut send) = (vec![0; receive], vec![0; 1024]);
        let mut session = Session::new();
        let mut peer = Scripted::new(script, usize::MAX);
        let response = exchange_with(&mut peer, &mut receive, &mut send, Some(&mut session), NOW);
        assert_eq!(response.as_deref(), Ok(b"response".as_slice()));
        assert_eq!(!session.is_empty(), is_kept, "{}", body.len());
    }
}

#[test]
fn tickets_that_are_wrong() {
    let cases: &[(&str, &[u8])] = &[
        ("empty", &[]),
        (
            "an empty ticket",
            &[0, 0, 28, 32, 1, 2, 3, 4, 1, 9, 0, 0, 0, 0],
        ),
        (
            "a nonce that lies",
            &[0, 0, 28, 32, 1, 2, 3, 4, 200, 9, 0, 1, 7, 0, 0],
        ),
        (
            "a ticket that lies",
            &[0, 0, 28, 32, 1, 2, 3, 4, 1, 9, 0, 9, 7, 0, 0],
        ),
        ("no extensions", &[0, 0, 28, 32, 1, 2, 3, 4, 1, 9, 0, 1, 7]),
        (
            "a trailing byte",
            &[0, 0, 28, 32, 1, 2, 3, 4, 1, 9, 0, 1, 7, 0, 0, 0],
        ),
    ];
    for &(name, body) in cases {
        // Without a session to store them in, tickets are not looked at.
        accepted(name, || stray(message(4, body)));
        let mut peer = Scripted::new(stray(message(4, body)), usize::MAX);
        let error = exchange(&mut peer, Some(&mut Session::new())).expect_err(name);
        assert_eq!(
            error.alert(),
            Some(Alert::DECODE_ERROR),
            "{name}: {error:?}"
        );
        assert_eq!(peer.server.alerts, [[2, 50]], "{name}");
    }
}

#[test]
fn key_updates_are_followed_and_returned() {
    let update = |requested: u8| {
        move || {
            before_response(&[Item::Message(Kind::KeyUpdate), SEND, Item::NextKeys])
                .edit(Kind::KeyUpdate, move |message| message[4] = requested)
        }
    };
    let server = accepted("not requested", update(0));
    assert_eq!(server.key_updates, []);
    accepted("requested", update(1));
    accepted("split", || {
        before_response(&[
            Item::Message(Kind::KeyUpdate),
            Item::Send(1),
            Item::NextKeys,
        ])
    });
    accepted("ten", || {
        before_response(&vec![[Item::Message(Kind::KeyUpdate), SEND, Item::NextKeys]; 10].concat())
    });
}

#[test]
fn key_updates_that_are_wrong() {
    for value in [2, 255] {
        refused(
            "its value",
            Alert::ILLEGAL_PARAMETER,
            stray(message(24, &[value])),
        );
    }
    refused("empty", Alert::DECODE_ERROR, stray(message(24, &[])));
    refused(
        "two bytes",
        Alert::DECODE_ERROR,
        stray(message(24, &[0, 0])),
    );
    let followed = [message(24, &[0]), message(24, &[0])].concat();
    refused(
        "with the next in its record",
        Alert::UNEXPECTED_MESSAGE,
        stray(followed),
    );
    // The response comes under the old keys.
    refused(
        "without new keys",
        Alert::BAD_RECORD_MAC,
        stray(message(24, &[0])),
    );
}

#[test]
fn messages_of_the_handshake_after_it() {
    for kind in [0, 1, 2, 8, 11, 15, 20, 254, 99] {
        let script = stray(message(kind, &[0; 32]));
        refused(&format!("type {kind}"), Alert::UNEXPECTED_MESSAGE, script);
    }
    // Post-handshake authentication was not offered.
    let request = stray(message(13, &[0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3]));
    refused("CertificateRequest", Alert::UNEXPECTED_MESSAGE, request);
}

#[test]
fn data_between_the_parts_of_a_message() {
    let script = before_response(&[Item::Record(HANDSHAKE, vec![4, 0, 0])]);
    refused("a ticket's header", Alert::UNEXPECTED_MESSAGE, script);
}

#[test]
fn floods_of_key_updates_and_tickets_end() {
    let updates: Vec<_> = (0..1000)
        .flat_map(|_| [Item::Message(Kind::KeyUpdate), SEND, Item::NextKeys])
        .collect();
    refused(
        "KeyUpdate",
        Alert::UNEXPECTED_MESSAGE,
        before_response(&updates),
    );
}

#[test]
fn server_that_closes_without_close_notify() {
    let mut script = script();
    script.plan.pop();
    let result = exchange(&mut Scripted::new(script, usize::MAX), None);
    assert_eq!(result, Err(TlsError::Truncated));
}
