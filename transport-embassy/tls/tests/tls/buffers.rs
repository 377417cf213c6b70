//! RecordBuffers of all sizes, and connections that end at any byte.

use embedded_io_0_7::{ErrorKind, Read as _, Write as _};
use heapless_tls::blocking::connect;
use heapless_tls::{
    CapacityError, CertificateError, Connection, Group, Pin, RECEIVE_BUFFER, RecordBuffers,
    SEND_BUFFER, SEND_OVERHEAD, StreamError, TlsConfig, TlsError, Validity, anchor,
};

use crate::support::certs::{authority, server};
use crate::support::verify::{P256, sha256};
use crate::support::{Authority, Failed, Identity, NAME, RustlsServer, Socket, echo, system_rng};

/// A chain of about `kilobytes`, most of it in names of the server's own certificate and in
/// certificates that lead nowhere.
fn long_chain(root: &Authority, leaf: usize, others: usize) -> Identity {
    let names = |count: usize| -> Vec<String> {
        (0..count)
            .map(|n| format!("name-{n:04}.example.com"))
            .collect()
    };
    let names_of_leaf = names(leaf);
    let mut all: Vec<&str> = names_of_leaf.iter().map(String::as_str).collect();
    all.push(NAME);
    let intermediate = root.sign_issuer(authority("intermediate"), &P256);
    let mut identity = intermediate
        .sign(&server(&all))
        .with(&intermediate.certificate);
    for number in 0..others {
        let mut params = authority(&format!("other {number}"));
        let names = names(100);
        params.subject_alt_names = names
            .iter()
            .map(|name| rcgen::SanType::DnsName(name.as_str().try_into().unwrap()))
            .collect();
        let other = root.sign_issuer(params, &P256);
        identity = identity.with(&other.certificate);
    }
    identity
}

fn connect_with(
    root: &Authority,
    socket: &mut Socket<RustlsServer>,
    receive: usize,
    send: usize,
) -> Result<(), Failed> {
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    connect_by(&config, socket, receive, send)
}

fn connect_by(
    config: &TlsConfig<'_>,
    socket: &mut Socket<RustlsServer>,
    receive: usize,
    send: usize,
) -> Result<(), Failed> {
    let (mut receive, mut send) = (vec![0; receive], vec![0; send]);
    let buffers = RecordBuffers::new(&mut receive, &mut send);
    let mut stream = connect(socket, config, buffers, &mut system_rng())?;
    echo(&mut stream)
}

fn socket(identity: &Identity, fragment: Option<usize>) -> Socket<RustlsServer> {
    Socket::new(RustlsServer::with(
        identity,
        |_| {},
        |config| config.max_fragment_size = fragment,
    ))
}

#[test]
fn messages_split_over_small_records_become_whole() {
    let root = Authority::root();
    let identity = root.identity();
    for fragment in [32, 33, 47, 64, 100, 511, 1_024] {
        let mut socket = socket(&identity, Some(fragment));
        connect_with(&root, &mut socket, RECEIVE_BUFFER, SEND_BUFFER).unwrap();
    }
    for chunk in [1, 2, 7, 100] {
        let mut socket = socket(&identity, Some(64));
        socket.chunk = chunk;
        connect_with(&root, &mut socket, RECEIVE_BUFFER, SEND_BUFFER).unwrap();
    }
}

#[test]
fn chain_longer_than_the_buffer_is_skipped_behind_the_path() {
    let root = Authority::root();
    // 2.3 kB of server certificate, 19 kB in all.
    let identity = long_chain(&root, 60, 6);
    let length: usize = identity.chain.iter().map(|der| der.len()).sum();
    assert!((18_000..22_000).contains(&length), "{length}");
    for (fragment, receive) in [
        (None, RECEIVE_BUFFER),
        (Some(512), 4_096),
        (Some(100), 3_072),
    ] {
        let mut socket = socket(&identity, fragment);
        connect_with(&root, &mut socket, receive, SEND_BUFFER).unwrap();
    }
    let mut socket = socket(&identity, Some(512));
    let error = connect_with(&root, &mut socket, 2_048, SEND_BUFFER).unwrap_err();
    let StreamError::Tls(TlsError::Capacity(CapacityError::Receive { needed })) = error else {
        panic!("{error:?}");
    };
    assert!(needed > 2_048 && needed < 4_096, "{needed}");
}

#[test]
fn needed_capacity_is_enough() {
    let root = Authority::root();
    let identity = root.identity();
    let mut receive = 512;
    loop {
        let mut socket = socket(&identity, None);
        match connect_with(&root, &mut socket, receive, SEND_BUFFER) {
            Ok(()) => break,
            Err(StreamError::Tls(TlsError::Capacity(CapacityError::Receive { needed }))) => {
                assert!(needed as usize > receive);
                receive = needed as usize;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(receive < 2_048, "{receive}");
    let mut unsent = socket(&identity, None);
    let error = connect_with(&root, &mut unsent, RECEIVE_BUFFER, 64).unwrap_err();
    let StreamError::Tls(TlsError::Capacity(CapacityError::Send { needed })) = error else {
        panic!("{error:?}");
    };
    assert!(unsent.written.is_empty());
    let mut unsent = socket(&identity, None);
    connect_with(&root, &mut unsent, RECEIVE_BUFFER, needed as usize).unwrap();
    let mut unsent = socket(&identity, None);
    let result = connect_with(&root, &mut unsent, 511, SEND_BUFFER);
    let needed = CapacityError::Receive { needed: 512 };
    assert_eq!(result, Err(StreamError::Tls(TlsError::Capacity(needed))));
}

#[test]
fn send_buffer_holds_a_hello_with_a_name_of_100_bytes() {
    let label = "a".repeat(49);
    let name = format!("{label}.{label}.");
    let config = TlsConfig::pinned_only(&name, &[Pin::LeafKey([0; 32])]);
    let config = config.with_groups(&[Group::P256, Group::X25519]);
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; SEND_BUFFER]);
    let mut buffers = RecordBuffers::new(&mut receive, &mut send);
    let mut connection = Connection::new();
    connection
        .start(&config, &mut buffers, &mut system_rng())
        .unwrap();
    let hello = connection.transmit(&buffers).unwrap().unwrap().len();
    assert!((SEND_BUFFER - 32..=SEND_BUFFER).contains(&hello), "{hello}");
}

#[test]
fn connection_cut_at_any_byte_is_truncated() {
    let identity = Authority::root().identity();
    // Verifies fewer signatures than a path.
    let pins = [Pin::Certificate(sha256(&identity.chain[0]))];
    let config = TlsConfig::pinned_only(NAME, &pins);
    let connect = |change: &dyn Fn(&mut Socket<RustlsServer>)| {
        let mut socket = socket(&identity, Some(300));
        change(&mut socket);
        let result = connect_by(&config, &mut socket, RECEIVE_BUFFER, SEND_BUFFER);
        (result, socket)
    };
    let (result, whole) = connect(&|_| {});
    assert_eq!(result, Ok(()));
    // Sizes of signatures vary by a few bytes, so the last cuts may miss the end.
    for cut in 0..whole.delivered - 16 {
        let (result, _) = connect(&|socket| socket.cut_at = cut);
        assert_eq!(result, Err(StreamError::Tls(TlsError::Truncated)), "{cut}");
    }
    for limit in 0..whole.written.len() {
        let (result, _) = connect(&|socket| socket.write_limit = limit);
        let reset = Err(StreamError::Io(ErrorKind::ConnectionReset));
        assert_eq!(result, reset, "{limit}");
    }
}

#[test]
fn alert_that_cannot_be_sent_does_not_hide_the_error() {
    let identity = Authority::root().identity();
    let mut socket = socket(&identity, None);
    let error = connect_with(&Authority::root(), &mut socket, RECEIVE_BUFFER, SEND_BUFFER);
    let bad = Err(StreamError::Tls(TlsError::Certificate(
        CertificateError::BadSignature,
    )));
    assert_eq!(error, bad);
    let alert = 5 + 2 + 1 + 16;
    let hello = socket.written.len() - alert;
    assert!(socket.peer.error.is_some(), "the server received the alert");
    let mut deaf = Socket::new(RustlsServer::new(&identity));
    deaf.write_limit = hello;
    let error = connect_with(&Authority::root(), &mut deaf, RECEIVE_BUFFER, SEND_BUFFER);
    assert_eq!(error, bad);
}

#[test]
fn last_data_leaves_before_close_notify_even_behind_a_key_update() {
    let root = Authority::root();
    let identity = root.identity();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    for less in [0, 1, 23, 24, 25] {
        let mut socket = socket(&identity, None);
        let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; SEND_BUFFER]);
        let buffers = RecordBuffers::new(&mut receive, &mut send);
        let mut stream = connect(&mut socket, &config, buffers, &mut system_rng()).unwrap();
        let data = vec![7; SEND_BUFFER - SEND_OVERHEAD - less];
        stream.write_all(&data).unwrap();
        stream.update_keys(false).unwrap();
        stream.close().unwrap();
        stream.close().unwrap();
        drop(stream);
        assert_eq!(socket.peer.received, data, "{less}");
        // rustls reports the end of the data once `close_notify` has come, and an error before.
        let end = std::io::Read::read(&mut socket.peer.connection.reader(), &mut [0]);
        assert_eq!(end.unwrap(), 0, "{less}");
    }
}

#[test]
fn writes_of_any_size_arrive() {
    let root = Authority::root();
    let identity = root.identity();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    for send in [256, 300, 20_000] {
        let mut socket = socket(&identity, None);
        let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; send]);
        let buffers = RecordBuffers::new(&mut receive, &mut send);
        let mut stream = connect(&mut socket, &config, buffers, &mut system_rng()).unwrap();
        let data: Vec<u8> = (0..40_000_u32).map(|n| n as u8).collect();
        let mut response = vec![0; data.len()];
        let (mut written, mut read) = (0, 0);
        while read < data.len() {
            if written < data.len() {
                let end = data.len().min(written + 5_000);
                stream.write_all(&data[written..end]).unwrap();
                stream.flush().unwrap();
                written = end;
            }
            while read < written {
                read += stream.read(&mut response[read..]).unwrap();
            }
        }
        assert_eq!(response, data);
    }
}
