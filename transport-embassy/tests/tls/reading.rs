//! What comes after the handshake: data, its end, and everything that is neither: RFC 8446 sections 4.6, 5 and 6.

use crate::support::talk::*;

#[test]
fn data_of_every_record_size_comes_through() {
    for length in [1, 2, 15, 16, 17, 1_000, 16_383, 16_384] {
        let content: Vec<u8> = (0..length).map(|number: usize| number as u8).collect();
        let sent = content.clone();
        let read = read_after(move |session| {
            session.record(DATA, &sent);
            session.record(DATA, &sent);
            close(session);
        });
        assert_eq!(read, Ok(content.repeat(2)), "{length}");
    }
}

#[test]
fn empty_data_and_padding_are_passed_over() {
    let read = read_after(|session| {
        session.record(DATA, &[]);
        session.padded(DATA, &[], 16_384);
        session.padded(DATA, b"one", 100);
        session.padded(DATA, &[0, 0, 0], 3);
        session.padded(ALERT, &[1, 90], 5);
        session.padded(ALERT, &[2, 0], 5);
    });
    assert_eq!(read, Ok(b"one\0\0\0".to_vec()));
}

#[test]
fn tickets_are_passed_over() {
    let read = read_after(|session| {
        let ticket = message(4, &[0; 200]);
        session.record(HANDSHAKE, &ticket);
        session.record(DATA, b"da");
        session.record(HANDSHAKE, &[ticket.clone(), ticket].concat());
        session.record(DATA, b"ta");
        close(session);
    });
    assert_eq!(read, Ok(b"data".to_vec()));
}

#[test]
fn an_end_without_close_notify_is_no_end() {
    assert_eq!(read_after(close), Ok(vec![]));
    assert_eq!(read_after(|_| {}), Err(TlsError::Truncated));
    assert_eq!(
        read_after(|session| session.record(DATA, b"half")),
        Err(TlsError::Truncated)
    );
}

#[test]
fn an_end_in_the_clear_is_no_end() {
    // Anybody on the way can send this.
    for number in [0, 40, 90] {
        let read = read_after(move |session| {
            session.record(DATA, b"half");
            session.plain(ALERT, &[1, number]);
        });
        assert_eq!(read, protocol(ProtocolError::UnexpectedRecord), "{number}");
    }
}

// Hole 4: embedded-tls panics on each of these, and on the last even if anybody on the way sends it.

#[test]
fn handshake_messages_after_the_handshake_are_refused() {
    for kind in [1, 2, 5, 8, 11, 13, 15, 20, 99, 254] {
        let server =
            move |session: &mut Session| session.record(HANDSHAKE, &message(kind, &[0; 40]));
        assert_eq!(
            read_after(server),
            protocol(ProtocolError::UnexpectedMessage),
            "{kind}"
        );
    }
    let server = |session: &mut Session| {
        let finish = session.finish();
        session.record(HANDSHAKE, &finish);
    };
    assert_eq!(
        read_after(server),
        protocol(ProtocolError::UnexpectedMessage)
    );
    let server = |session: &mut Session| {
        let messages = [message(4, &[0; 20]), session.extensions()].concat();
        session.record(HANDSHAKE, &messages);
    };
    assert_eq!(
        read_after(server),
        protocol(ProtocolError::UnexpectedMessage)
    );
    let server = |session: &mut Session| session.plain(HANDSHAKE, &session.server_hello.clone());
    assert_eq!(
        read_after(server),
        protocol(ProtocolError::UnexpectedRecord)
    );
}

#[test]
fn a_key_update_is_refused_by_name() {
    for request in [0, 1] {
        let server =
            move |session: &mut Session| session.record(HANDSHAKE, &message(24, &[request]));
        assert_eq!(read_after(server), protocol(ProtocolError::KeyUpdate));
    }
}

#[test]
fn other_records_after_the_handshake_are_refused() {
    let refused = |plaintext: Vec<u8>| read_after(move |session| session.plaintext(&plaintext));
    for empty in [
        vec![],
        vec![0],
        vec![0; 50],
        vec![HANDSHAKE],
        vec![HANDSHAKE, 0],
    ] {
        assert_eq!(
            refused(empty.clone()),
            protocol(ProtocolError::EmptyRecord),
            "{empty:?}"
        );
    }
    assert_eq!(
        refused(vec![4, 0, 0, 9, HANDSHAKE]),
        protocol(ProtocolError::SplitMessage)
    );
    assert_eq!(
        refused(vec![1, ALERT]),
        protocol(ProtocolError::MalformedMessage)
    );
    assert_eq!(
        refused(vec![1, 0, 1, 0, ALERT]),
        protocol(ProtocolError::MalformedMessage)
    );
    for kind in [1, 20, 24, 255] {
        assert_eq!(
            refused(vec![1, kind]),
            protocol(ProtocolError::UnexpectedRecord),
            "{kind}"
        );
    }
    for number in [10, 20, 80, 255] {
        assert_eq!(
            refused(vec![2, number, ALERT]),
            Err(TlsError::Alert(Alert(number)))
        );
    }
    for header in [
        [20, 3, 3, 0, 1, 1],
        [24, 3, 3, 0, 1, 1],
        [22, 3, 3, 0, 1, 1],
    ] {
        let result = read_after(move |session| session.out.extend(header));
        assert_eq!(
            result,
            protocol(ProtocolError::UnexpectedRecord),
            "{header:?}"
        );
    }
    let result = read_after(|session| session.out.extend([DATA, 3, 3, 0x40, 0x12]));
    assert_eq!(result, protocol(ProtocolError::RecordOverflow));
    let changed = read_after(|session| {
        session.record(DATA, b"data");
        *session.out.last_mut().unwrap() ^= 1;
    });
    assert_eq!(changed, protocol(ProtocolError::BadRecordMac));
}

#[test]
fn records_without_end_and_without_data_are_refused() {
    let empty = read_after(|session| (0..100).for_each(|_| session.record(DATA, &[])));
    assert_eq!(empty, protocol(ProtocolError::TooManyRecords));
    let tickets = read_after(|session| {
        (0..100).for_each(|_| session.record(HANDSHAKE, &message(4, &[0; 20])));
    });
    assert_eq!(tickets, protocol(ProtocolError::TooManyRecords));
    let enough = read_after(|session| {
        for _ in 0..3 {
            (0..32).for_each(|_| session.record(DATA, &[]));
            session.record(DATA, &[7]);
        }
        close(session);
    });
    assert_eq!(enough, Ok(vec![7; 3]));
}
