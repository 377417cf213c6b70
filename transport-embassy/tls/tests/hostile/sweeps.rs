//! Every byte of a server's flights: changed, cut off after it, and split at it.

use heapless_tls::TlsError;

use crate::{
    before_response, script,
    support::{
        client::{Peer, Recorder, exchange},
        server::{Item, Kind, Script},
    },
};

/// What a server sent in an earlier run, with changes. The client repeats itself, so it still fits.
struct Replay<'a> {
    sent: &'a [u8],
    /// A byte to change, and by what.
    flip: Option<(usize, u8)>,
    /// A border that no read crosses.
    split: usize,
    position: usize,
}

impl<'a> Replay<'a> {
    fn new(sent: &'a [u8]) -> Self {
        Self {
            sent,
            flip: None,
            split: usize::MAX,
            position: 0,
        }
    }
}

impl Peer for Replay<'_> {
    fn receive(&mut self, _: &[u8]) {}

    fn send(&mut self, limit: usize) -> Vec<u8> {
        let start = self.position;
        let mut end = self.sent.len().min(start + limit);
        if (start + 1..end).contains(&self.split) {
            end = self.split;
        }
        self.position = end;
        let mut bytes = self.sent[start..end].to_vec();
        if let Some((at, mask)) = self.flip
            && (start..end).contains(&at)
        {
            bytes[at - start] ^= mask;
        }
        bytes
    }
}

fn recorded(script: Script) -> Vec<u8> {
    let mut recorder = Recorder::new(script);
    assert_eq!(
        exchange(&mut recorder, None).as_deref(),
        Ok(b"response".as_slice())
    );
    recorder.sent
}

/// The handshake with a ticket and a KeyUpdate after it, a record each.
fn full() -> Vec<u8> {
    let send = Item::Send(usize::MAX);
    recorded(before_response(&[
        Item::Message(Kind::NewSessionTicket),
        send.clone(),
        Item::Message(Kind::KeyUpdate),
        send,
        Item::NextKeys,
    ]))
}

fn every_cut_is_truncated(sent: &[u8]) {
    for end in 0..sent.len() {
        let result = exchange(&mut Replay::new(&sent[..end]), None);
        assert_eq!(
            result,
            Err(TlsError::Truncated),
            "cut after {end} of {}",
            sent.len()
        );
    }
}

#[test]
fn every_cut_is_a_truncation() {
    every_cut_is_truncated(&full());
}

#[test]
fn every_split_is_taken() {
    let sent = full();
    for split in 1..sent.len() {
        let result = exchange(
            &mut Replay {
                split,
                ..Replay::new(&sent)
            },
            None,
        );
        assert_eq!(
            result.as_deref(),
            Ok(b"response".as_slice()),
            "split at {split}"
        );
    }
}

#[test]
fn no_changed_byte_is_taken_for_the_servers() {
    let sent = full();
    // The versions of records are ignored (RFC 8446 section 5.1) where they are not authenticated.
    let hello = 5 + usize::from(sent[3]) * 256 + usize::from(sent[4]);
    for at in (0..sent.len()).filter(|at| !(1..3).contains(at)) {
        for mask in [1, 0x80] {
            let result = exchange(
                &mut Replay {
                    flip: Some((at, mask)),
                    ..Replay::new(&sent)
                },
                None,
            );
            assert!(
                result.is_err(),
                "byte {at} of {hello} and {} ^ {mask:02x}",
                sent.len()
            );
        }
    }
}

#[test]
fn split_handshake_messages_survive_every_cut() {
    let mut script = script();
    for item in &mut script.plan {
        if let Item::Send(limit) = item {
            *limit = 50;
        }
    }
    every_cut_is_truncated(&recorded(script));
}
