//! What is left in the buffers of a connection.

use crate::support::talk::*;

#[test]
fn what_was_read_is_wiped() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let mut socket = Socket::new(Hostile::with_after(root.identity(), |session| {
        session.record(DATA, &[b's'; 100]);
        close(session);
    }));
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; SEND_BUFFER]);
    block_on(async {
        let mut stream = connect(&mut socket, &config, &mut receive, &mut send, &mut OsRng)
            .await
            .unwrap();
        let mut some = [0; 60];
        assert_eq!(stream.read(&mut some).await, Ok(60));
        assert_eq!(some, [b's'; 60]);
    });
    assert_eq!(receive[..60], [0; 60]);
    assert_eq!(
        receive[60..100],
        [b's'; 40],
        "what was not read is still there"
    );
}

#[test]
fn no_key_is_left() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let mut socket = Socket::new(Hostile::new(root.identity()));
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; SEND_BUFFER]);
    let rng = &mut OsRng;
    let connected = connect(&mut socket, &config, &mut receive, &mut send, rng);
    assert!(block_on(connected).is_ok());
    let session = &socket.peer.session;
    assert!(session.finished);
    assert!(!session.has_keys_in(&receive), "of reading");
    assert!(!session.has_keys_in(&send), "of writing");
}
