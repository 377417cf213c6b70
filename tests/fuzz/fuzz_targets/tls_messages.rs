#![no_main]
//! A server that is right but for what the input changes: it edits messages before they are
//! encrypted, and inserts records and messages. Reaches every state of the client.

#[path = "../../../transport-embassy/tls/tests/hostile/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
mod support;
#[allow(dead_code, reason = "each target uses a part")]
mod tls;

use std::cell::Cell;
use std::rc::Rc;

use heapless_tls::{CertificateDer, TlsConfig, Validity, anchor};
use support::client::{NOW, Scripted, Standing};
use support::keys::{AES_128, AES_256, CHACHA20};
use support::server::{
    ALERT, APPLICATION_DATA, HANDSHAKE, Item, Kind, P256, Script, X25519, flight,
};
use support::{NAME, identity};
use tls::{Input, Limits, drive, edit};

const KINDS: [Kind; 8] = [
    Kind::ServerHello,
    Kind::EncryptedExtensions,
    Kind::Certificate,
    Kind::CertificateVerify,
    Kind::Finished,
    Kind::NewSessionTicket,
    Kind::KeyUpdate,
    Kind::CertificateRequest,
];

/// A ticket, a KeyUpdate, the response and close_notify behind the handshake.
fn plan(choice: u8) -> Vec<Item> {
    let mut plan = flight();
    if choice & 1 != 0 {
        plan.splice(
            5..5,
            [Item::Message(Kind::CertificateRequest), Item::Send(99)],
        );
    }
    if choice & 2 != 0 {
        plan.extend([Item::Message(Kind::NewSessionTicket), Item::Send(99)]);
    }
    if choice & 4 != 0 {
        plan.extend([
            Item::Message(Kind::KeyUpdate),
            Item::Send(99),
            Item::NextKeys,
        ]);
    }
    plan.push(Item::Record(APPLICATION_DATA, b"response".to_vec()));
    plan.push(Item::Record(ALERT, vec![1, 0]));
    plan
}

/// What is inserted before a step of the plan, and sent there.
///
/// Before the server's Finished, a handshake message is part of the transcript; behind it, the
/// client's Finished does not prove it.
fn inserted(input: &mut Input<'_>, is_before_finished: bool) -> Vec<Item> {
    let (choice, kind) = (input.byte(), input.byte());
    let mut bytes = input.bytes();
    if choice & 4 != 0 {
        bytes = bytes.repeat(kind.into());
    }
    match choice % 3 {
        0 => vec![Item::Record(kind, bytes)],
        1 => vec![Item::Wire(bytes)],
        _ if is_before_finished => vec![Item::Handshake(bytes), Item::Send(1 << 14)],
        _ => bytes
            .chunks(1 << 14)
            .map(|part| Item::Record(HANDSHAKE, part.to_vec()))
            .collect(),
    }
}

fn is_finished(item: &Item) -> bool {
    matches!(item, Item::Message(Kind::Finished))
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut input = Input(bytes);
    let limits = Limits::read(&mut input);
    let (suite, padding) = (input.byte(), input.byte());
    let mut script = Script::new(identity(), plan(input.byte()));
    script.suite = [AES_128, AES_256, CHACHA20][usize::from(suite % 3)];
    script.group = if limits.is_p256 { P256 } else { X25519 };
    script.padding = padding.into();
    let (forged, mut is_changed) = (Rc::new(Cell::new(false)), false);
    let mut size = 20_000;
    while !input.0.is_empty() {
        is_changed = true;
        let choice = input.byte();
        if let Some(&kind) = KINDS.get(usize::from(choice)) {
            let edits = input.bytes();
            let forged = forged.clone();
            script = script.edit(kind, move |message| {
                let edited = edit(message, &edits);
                let proves = matches!(kind, Kind::CertificateVerify | Kind::Finished);
                forged.set(forged.get() || proves && edited != *message);
                *message = edited;
            });
        } else {
            let at = usize::from(choice) % (script.plan.len() + 1);
            let finished = script.plan.iter().position(is_finished);
            let items = inserted(&mut input, finished.is_some_and(|finished| at <= finished));
            size += 1 << 20;
            script.plan.splice(at..at, items);
        }
    }
    let root = CertificateDer::from(identity().root.as_slice());
    let anchors = [anchor(&root).expect("a certificate")];
    let clock = Standing(NOW);
    let config = TlsConfig::new(NAME, &anchors, Validity::At(&clock)).with_groups(limits.groups);
    let mut server = Scripted::new(script, usize::MAX);
    let outcome = drive(&config, &limits, &mut server, size);
    assert!(!(forged.get() && outcome.is_connected), "a forged proof");
    if !is_changed && limits.is_large {
        assert_eq!(outcome.result.as_deref(), Ok(&b"response"[..]));
    }
});
