//! What `Debug` shows of a connection: nothing that is secret.

use embedded_io_0_7::Write as _;
use heapless_tls::{Connection, Session, TlsConfig, Validity, anchor};

use crate::support::{At, Authority, NAME, NOW, RustlsServer, Socket, with_stream};

/// Whether a list of bytes, as `Debug` prints it, is in the text.
fn shows_bytes(text: &str) -> bool {
    text.split(|other: char| !(other.is_ascii_digit() || ", ".contains(other)))
        .any(|numbers| numbers.split(',').count() > 4)
}

#[test]
fn debug_shows_neither_keys_nor_tickets_nor_data() {
    assert!(shows_bytes("[1, 2, 3, 4, 5]") && !shows_bytes("[1, 2], [3, 4]"));
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let clock = At(Some(NOW));
    let config = TlsConfig::new(NAME, &anchors, Validity::At(&clock));
    let mut socket = Socket::new(RustlsServer::new(&root.identity()));
    let mut session = Session::new();
    let text = with_stream(&mut socket, &config, Some(&mut session), |mut stream| {
        stream.write_all(b"a secret request")?;
        Ok(format!("{:?} {:?}", stream.connection(), config))
    })
    .unwrap();
    assert!(text.contains("Aes128GcmSha256") && text.contains(NAME));
    assert!(!shows_bytes(&text) && !text.contains("secret"), "{text}");
    assert!(!shows_bytes(&format!("{session:?}")));
    assert!(format!("{:?}", Connection::new()).contains("failure: None"));
}
