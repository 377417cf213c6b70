//! The scripted server against rustls: what it does without an edit is right.

use std::{
    io::{Read, Write},
    sync::Arc,
};

use rustls::{ClientConfig, ClientConnection, RootCertStore, pki_types::ServerName};

use crate::support::{
    NAME, identity,
    keys::{AES_256, CHACHA20},
    server::{ALERT, APPLICATION_DATA, Item, Kind, P256, Script, Server, flight},
};

/// Performs a handshake with rustls and expects the server's data and close_notify.
fn accepted(script: Script) -> Server {
    let mut roots = RootCertStore::empty();
    roots.add(identity().root.clone().into()).expect("a root");
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(NAME).expect("a name");
    let mut client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let mut server = Server::new(script);
    client.writer().write_all(b"request").expect("a buffer");
    loop {
        let mut sent = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut sent).expect("memory");
        }
        server.receive(&sent);
        let output = server.take_output();
        if output.is_empty() {
            break;
        }
        let mut output = output.as_slice();
        while !output.is_empty() {
            client.read_tls(&mut output).expect("memory");
            client
                .process_new_packets()
                .expect("rustls accepts what the server sends");
        }
    }
    let mut data = Vec::new();
    client
        .reader()
        .read_to_end(&mut data)
        .expect("the server's close_notify");
    assert_eq!(data, b"response");
    assert_eq!(server.data, b"request");
    assert!(server.is_done());
    server
}

fn closing(mut plan: Vec<Item>) -> Vec<Item> {
    plan.push(Item::Record(APPLICATION_DATA, b"response".to_vec()));
    plan.push(Item::Record(ALERT, vec![1, 0]));
    plan
}

#[test]
fn rustls_accepts_the_unedited_server() {
    let script = || Script::new(identity(), closing(flight()));
    accepted(script());
    accepted(Script {
        suite: CHACHA20,
        padding: 100,
        ..script()
    });
    accepted(Script {
        suite: AES_256,
        ..script()
    });
}

#[test]
fn rustls_accepts_the_unedited_retry() {
    let mut plan = vec![
        Item::Receive,
        Item::Message(Kind::HelloRetryRequest),
        Item::Send(usize::MAX),
    ];
    plan.extend(closing(flight()));
    for suite in [CHACHA20, AES_256] {
        let script = Script {
            suite,
            group: P256,
            retry_group: Some(P256),
            cookie: Some(vec![1, 2, 3]),
            ..Script::new(identity(), plan.clone())
        };
        let server = accepted(script);
        assert_eq!(server.hellos.len(), 2);
    }
}

#[test]
fn rustls_accepts_ticket_key_update_request_and_small_records() {
    let mut plan = flight();
    plan.extend([
        Item::Message(Kind::NewSessionTicket),
        Item::Send(3),
        Item::Message(Kind::KeyUpdate),
        Item::Send(usize::MAX),
        Item::NextKeys,
    ]);
    plan.insert(5, Item::Message(Kind::CertificateRequest));
    for item in &mut plan {
        if let Item::Send(size) = item {
            *size = 11;
        }
    }
    let script =
        Script::new(identity(), closing(plan)).edit(Kind::KeyUpdate, |message| message[4] = 1);
    let server = accepted(script);
    assert!(server.client_certificate.is_some());
}
