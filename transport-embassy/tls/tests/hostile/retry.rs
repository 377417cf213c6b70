//! HelloRetryRequest, RFC 8446 section 4.1.4.

use heapless_tls::Alert;

use crate::{
    plan,
    support::{
        client::{accepted, refused},
        identity,
        keys::CHACHA20,
        server::{Item, Kind, P256, Script, X25519},
        wire::{COOKIE, KEY_SHARE, SUPPORTED_VERSIONS, add_extension, extensions_at, set_length},
    },
};

const RETRY: [Item; 3] = [
    Item::Receive,
    Item::Message(Kind::HelloRetryRequest),
    Item::Send(usize::MAX),
];

/// A server that asks for P-256.
fn retry() -> Script {
    Script {
        group: P256,
        retry_group: Some(P256),
        ..cookie_only(None)
    }
}

fn cookie_only(cookie: Option<&[u8]>) -> Script {
    let steps = [RETRY.to_vec(), plan()].concat();
    Script {
        cookie: cookie.map(<[u8]>::to_vec),
        ..Script::new(identity(), steps)
    }
}

fn edited(edit: impl Fn(&mut Vec<u8>) + 'static) -> Script {
    retry().edit(Kind::HelloRetryRequest, edit)
}

#[test]
fn another_group_a_cookie_or_both_are_followed() {
    let server = accepted("P-256", retry);
    let [first, second] = server.hellos.as_slice() else {
        panic!("two ClientHellos")
    };
    assert!(first.share(X25519).is_some() && first.share(P256).is_none());
    assert!(second.share(X25519).is_none() && second.share(P256).is_some());
    assert_eq!(
        first.message[6..38],
        second.message[6..38],
        "the random stays"
    );
    assert_eq!(first.session_id, second.session_id);

    let server = accepted("cookie", || cookie_only(Some(b"cookie")));
    let [first, second] = server.hellos.as_slice() else {
        panic!("two ClientHellos")
    };
    assert_eq!(first.extension(COOKIE), None);
    assert_eq!(second.extension(COOKIE), Some(b"\0\x06cookie".as_slice()));
    assert_eq!(first.share(X25519), second.share(X25519));

    let server = accepted("both", || Script {
        cookie: Some(vec![9; 100]),
        ..retry()
    });
    let second = server.hellos.get(1).expect("a second ClientHello");
    assert!(second.share(P256).is_some());
    assert_eq!(second.extension(COOKIE).map(<[u8]>::len), Some(102));
}

#[test]
fn requests_that_change_nothing() {
    refused("nothing", Alert::ILLEGAL_PARAMETER, cookie_only(None));
    let same = Script {
        retry_group: Some(X25519),
        ..retry()
    };
    refused("the group of the share", Alert::ILLEGAL_PARAMETER, same);
}

#[test]
fn second_request() {
    let steps = [RETRY.to_vec(), RETRY.to_vec()].concat();
    refused(
        "twice",
        Alert::UNEXPECTED_MESSAGE,
        Script {
            plan: steps,
            ..retry()
        },
    );
}

#[test]
fn groups_that_were_not_offered() {
    for group in [0, 24, 0x0100, 0x11ec, 0x1a1a, 0xffff] {
        let script = Script {
            retry_group: Some(group),
            ..retry()
        };
        refused(&format!("{group:04x}"), Alert::ILLEGAL_PARAMETER, script);
    }
}

#[test]
fn server_hello_that_differs_from_the_request() {
    let group = retry().edit(Kind::ServerHello, |message| {
        let at = message.len() - 65 - 4;
        message[at..at + 2].copy_from_slice(&X25519.to_be_bytes());
    });
    refused("group", Alert::ILLEGAL_PARAMETER, group);
    if cfg!(feature = "chacha20-poly1305") {
        let suite = edited(|message| {
            let at = extensions_at(message) - 3;
            message[at..at + 2].copy_from_slice(&CHACHA20.id.to_be_bytes());
        });
        refused("cipher suite", Alert::ILLEGAL_PARAMETER, suite);
    }
}

#[test]
fn fields_that_are_wrong() {
    let cases: &[(&str, Alert, usize, u8)] = &[
        ("legacy version", Alert::ILLEGAL_PARAMETER, 5, 1),
        ("another session id", Alert::ILLEGAL_PARAMETER, 39, 0xff),
        (
            "a suite that was not offered",
            Alert::ILLEGAL_PARAMETER,
            71,
            0xee,
        ),
        ("compression", Alert::ILLEGAL_PARAMETER, 73, 1),
    ];
    for &(name, alert, at, value) in cases {
        refused(name, alert, edited(move |message| message[at] = value));
    }
    let trailing = edited(|message| {
        message.push(0);
        set_length(message);
    });
    refused("a trailing byte", Alert::DECODE_ERROR, trailing);
}

#[test]
fn extensions_that_are_wrong() {
    let cases: &[(&str, Alert, u16, &[u8])] = &[
        ("unknown", Alert::UNSUPPORTED_EXTENSION, 0xfa00, &[]),
        ("PSK", Alert::ILLEGAL_PARAMETER, 41, &[0, 0]),
        ("key_share again", Alert::DECODE_ERROR, KEY_SHARE, &[0, 23]),
        (
            "supported_versions again",
            Alert::DECODE_ERROR,
            SUPPORTED_VERSIONS,
            &[3, 4],
        ),
        ("empty cookie", Alert::DECODE_ERROR, COOKIE, &[0, 0]),
        ("cookie that lies", Alert::DECODE_ERROR, COOKIE, &[0, 5, 1]),
        (
            "cookie with a trailing byte",
            Alert::DECODE_ERROR,
            COOKIE,
            &[0, 1, 1, 1],
        ),
    ];
    for &(name, alert, id, body) in cases {
        refused(
            name,
            alert,
            edited(move |message| add_extension(message, id, body)),
        );
    }
    let replaced: &[(&str, Alert, u16, &[u8])] = &[
        ("no version", Alert::PROTOCOL_VERSION, KEY_SHARE, &[0, 23]),
        ("half a group", Alert::DECODE_ERROR, KEY_SHARE, &[0]),
        (
            "a whole share",
            Alert::DECODE_ERROR,
            KEY_SHARE,
            &[0, 23, 0, 1, 4],
        ),
    ];
    for &(name, alert, id, body) in replaced {
        let script = edited(move |message| {
            let at = extensions_at(message);
            message.truncate(at);
            message.extend([0, 0]);
            if name != "no version" {
                add_extension(message, SUPPORTED_VERSIONS, &[3, 4]);
            }
            add_extension(message, id, body);
        });
        refused(name, alert, script);
    }
}

#[test]
fn change_cipher_spec_around_the_request_is_ignored() {
    let change = Item::Wire(vec![20, 3, 3, 0, 1, 1]);
    let steps = [RETRY.to_vec(), vec![change.clone()], plan()].concat();
    let script = || Script {
        plan: steps.clone(),
        ..retry()
    };
    accepted("after the request", script);
}
