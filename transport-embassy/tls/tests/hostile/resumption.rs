//! Resumption by a ticket, RFC 8446 sections 2.2, 4.2.11 and 4.6.1.

use heapless_tls::{Alert, Session, TlsError, TlsProtocolError};

use crate::{
    before_response, plan, script,
    support::{
        client::{NOW, Scripted, exchange_at},
        identity,
        keys::{AES_128, AES_256},
        server::{ALERT, Item, Kind, P256, Script, Server, binder},
        wire::{PRE_SHARED_KEY, set_length},
    },
};

const SEND: Item = Item::Send(usize::MAX);

/// Performs one connection, and another an hour later with what the first left.
struct Resumption {
    session: Session,
    psk: Vec<u8>,
}

impl Resumption {
    /// A first connection that gives a ticket, changed by `edit`.
    fn with_ticket(edit: impl Fn(&mut Vec<u8>) + 'static) -> Self {
        let script = before_response(&[Item::Message(Kind::NewSessionTicket), SEND])
            .edit(Kind::NewSessionTicket, edit);
        let (mut session, mut peer) = (Session::new(), Scripted::new(script, usize::MAX));
        let response = exchange_at(&mut peer, &mut session, NOW);
        assert_eq!(response.as_deref(), Ok(b"response".as_slice()));
        assert!(
            peer.server.hellos[0].psk().is_none(),
            "there was no session before"
        );
        Self {
            session,
            psk: peer.server.ticket_psk(&[9]),
        }
    }

    fn new() -> Self {
        Self::with_ticket(|_| {})
    }

    fn connect(&mut self, script: Script, after: u64) -> (Result<Vec<u8>, TlsError>, Server) {
        let mut peer = Scripted::new(script, usize::MAX);
        let result = exchange_at(&mut peer, &mut self.session, NOW + after);
        (result, peer.server)
    }

    /// A server that resumes the session.
    fn script(&self) -> Script {
        Script {
            psk: Some(self.psk.clone()),
            ..Script::new(identity(), resumed_plan())
        }
    }

    fn refused(&mut self, name: &str, alert: Alert, script: Script) {
        let (result, server) = self.connect(script, 3600);
        assert_eq!(result.expect_err(name).alert(), Some(alert), "{name}");
        assert_eq!(server.alerts, [[2, alert.0]], "{name}");
    }
}

/// A server that needs no certificate.
fn resumed_plan() -> Vec<Item> {
    let mut plan = plan();
    let gone = [Kind::Certificate, Kind::CertificateVerify];
    plan.retain(|item| !matches!(item, Item::Message(kind) if gone.contains(kind)));
    plan
}

#[test]
fn ticket_is_offered_and_resumed() {
    let mut resumption = Resumption::new();
    let (result, server) = resumption.connect(resumption.script(), 3600);
    assert_eq!(result.as_deref(), Ok(b"response".as_slice()));
    let hello = &server.hellos[0];
    let (identity, sent, _) = hello.psk().expect("a PSK");
    assert_eq!(identity, b"a ticket");
    assert_eq!(sent, binder(AES_128, &resumption.psk, &[], hello));
    // Only with (EC)DHE, RFC 8446 section 4.2.9.
    assert_eq!(hello.extension(45), Some([1, 1].as_slice()));
    // One hour in milliseconds, and what the ticket adds.
    let offered = hello.extension(PRE_SHARED_KEY).expect("a PSK");
    assert_eq!(
        offered[12..16],
        (3_600_000_u32.wrapping_add(0x0102_0304)).to_be_bytes()
    );
    assert_eq!(
        hello.extensions.last().map(|(id, _)| *id),
        Some(PRE_SHARED_KEY),
        "the last"
    );
}

#[test]
fn server_that_declines_performs_a_full_handshake() {
    let mut resumption = Resumption::new();
    let (result, server) = resumption.connect(script(), 3600);
    assert_eq!(result.as_deref(), Ok(b"response".as_slice()));
    assert!(server.hellos[0].psk().is_some());
}

#[test]
fn retry_makes_the_binder_anew() {
    let mut resumption = Resumption::new();
    let steps = [
        vec![Item::Receive, Item::Message(Kind::HelloRetryRequest), SEND],
        resumed_plan(),
    ]
    .concat();
    let script = Script {
        plan: steps,
        group: P256,
        retry_group: Some(P256),
        ..resumption.script()
    };
    let (result, server) = resumption.connect(script, 3600);
    assert_eq!(result.as_deref(), Ok(b"response".as_slice()));
    let second = &server.hellos[1];
    let (_, sent, _) = second.psk().expect("a PSK");
    let at = server
        .transcript
        .windows(second.message.len())
        .position(|part| part == second.message);
    let earlier = &server.transcript[..at.expect("the second ClientHello")];
    assert_eq!(sent, binder(AES_128, &resumption.psk, earlier, second));
}

#[test]
fn tickets_that_are_not_offered() {
    let lifetime = |seconds: u32| {
        move |message: &mut Vec<u8>| message[4..8].copy_from_slice(&seconds.to_be_bytes())
    };
    let offers = |mut resumption: Resumption, after: u64| {
        let (result, server) = resumption.connect(script(), after);
        assert_eq!(result.as_deref(), Ok(b"response".as_slice()));
        server.hellos[0].psk().is_some()
    };
    assert!(offers(Resumption::with_ticket(lifetime(7200)), 7199));
    assert!(!offers(Resumption::with_ticket(lifetime(7200)), 7201));
    assert!(!offers(Resumption::with_ticket(lifetime(0)), 0));
    // Seven days at most, RFC 8446 section 4.6.1.
    assert!(!offers(
        Resumption::with_ticket(lifetime(u32::MAX)),
        604_801
    ));
}

#[test]
fn ticket_too_large_for_the_session_is_left() {
    let mut resumption = Resumption::with_ticket(|message| {
        message.truncate(10 + 4);
        message.extend(4000_u16.to_be_bytes());
        message.resize(message.len() + 4000, 7);
        message.extend([0, 0]);
        set_length(message);
    });
    let (result, server) = resumption.connect(script(), 1);
    assert_eq!(result.as_deref(), Ok(b"response".as_slice()));
    assert!(server.hellos[0].psk().is_none());
}

#[test]
fn resumptions_that_are_wrong() {
    let mut resumption = Resumption::new();
    let script = resumption.script().edit(Kind::ServerHello, |message| {
        *message.last_mut().expect("the identity") = 1;
    });
    resumption.refused("another identity", Alert::ILLEGAL_PARAMETER, script);

    let mut resumption = Resumption::new();
    let script = Script {
        psk: Some(vec![1; 32]),
        ..resumption.script()
    };
    // Neither side can read the other.
    let first = script.plan[..6].to_vec();
    let (result, server) = resumption.connect(
        Script {
            plan: first,
            ..script
        },
        3600,
    );
    assert_eq!(
        result,
        Err(TlsError::Protocol(TlsProtocolError::BadRecordMac))
    );
    assert_eq!(server.unreadable, 1, "the alert");

    let mut resumption = Resumption::new();
    let script = resumption.script().edit(Kind::ServerHello, |message| {
        // Supported versions (6 bytes), key share (40 bytes) and the PSK (6 bytes) are there.
        let share = message.len() - 6 - 40;
        message.drain(share..share + 40);
        let extensions = message.len() - 12 - 2;
        message[extensions..extensions + 2].copy_from_slice(&[0, 12]);
        set_length(message);
    });
    resumption.refused("no key share", Alert::MISSING_EXTENSION, script);

    let mut resumption = Resumption::new();
    let script = Script {
        plan: plan(),
        ..resumption.script()
    };
    resumption.refused("a certificate", Alert::UNEXPECTED_MESSAGE, script);

    if cfg!(feature = "aes-256-gcm") {
        let mut resumption = Resumption::new();
        let psk = Some(vec![1; 48]);
        let script = Script {
            suite: AES_256,
            psk,
            ..resumption.script()
        };
        resumption.refused("another hash", Alert::ILLEGAL_PARAMETER, script);
    }
}

#[test]
fn session_of_another_connection_still_works_after_a_refusal() {
    let mut resumption = Resumption::new();
    let wrong = Script {
        plan: vec![Item::Receive, Item::Record(ALERT, vec![2, 40])],
        ..resumption.script()
    };
    let (result, _) = resumption.connect(wrong, 10);
    assert_eq!(result, Err(TlsError::Alert(Alert::HANDSHAKE_FAILURE)));
    let (result, _) = resumption.connect(script(), 20);
    assert_eq!(result.as_deref(), Ok(b"response".as_slice()));
}
