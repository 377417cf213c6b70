//! What an authenticated stream does with data, its end, and everything else: RFC 8446 sections 4.6, 5 and 6.

mod support;

use embedded_io_async_0_7::{BufRead as _, ErrorKind, Read as _, Write as _};
use gigapay_webhooks_embassy::tls::{
    Alert, FragmentLength, ProtocolError, RECEIVE_BUFFER, SEND_BUFFER, SEND_OVERHEAD, TlsConfig,
    TlsError, TlsStream, Validity, anchor, connect,
};
use rand_core_0_6::OsRng;

use support::certs::{Authority, Identity, NAME};
use support::honest::Honest;
use support::hostile::{ALERT, DATA, HANDSHAKE, Hostile, Session, message};
use support::wire::{Peer, Socket, block_on, poll_times};
use support::{handshake, with_stream};

type Refused = TlsError<ErrorKind>;
type Stream<'b, 's, P> = TlsStream<'b, &'s mut Socket<P>>;

/// Connects to a server under a root of its own, and does `then`.
fn talk<P: Peer, T>(
    build: impl FnOnce(Identity) -> P,
    change: impl FnOnce(&mut Socket<P>),
    then: impl AsyncFnOnce(Stream<'_, '_, P>) -> Result<T, Refused>,
) -> (Result<T, Refused>, Socket<P>) {
    let root = Authority::root();
    let mut socket = Socket::new(build(root.identity()));
    change(&mut socket);
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let result = with_stream(&mut socket, &config, then);
    (result, socket)
}

/// Everything up to the end.
async fn read_all<P: Peer>(stream: &mut Stream<'_, '_, P>) -> Result<Vec<u8>, Refused> {
    let (mut all, mut some) = (Vec::new(), [0; 1_000]);
    loop {
        match stream.read(&mut some).await? {
            0 => return Ok(all),
            length => all.extend(&some[..length]),
        }
    }
}

/// What comes of reading to the end after the server has done `after`.
fn read_after(after: impl FnMut(&mut Session) + 'static) -> Result<Vec<u8>, Refused> {
    let build = |identity| Hostile::with_after(identity, after);
    let (result, _) = talk(
        build,
        |_| {},
        async |mut stream| {
            let result = read_all(&mut stream).await;
            if result.is_err() {
                assert_eq!(stream.read(&mut [0]).await, Err(TlsError::Dead));
                assert_eq!(stream.write(&[0]).await, Err(TlsError::Dead));
                assert_eq!(stream.flush().await, Err(TlsError::Dead));
            } else {
                assert_eq!(stream.read(&mut [0]).await, Ok(0), "the end stays the end");
            }
            result
        },
    );
    result
}

fn close(session: &mut Session) {
    session.record(ALERT, &[1, 0]);
}

fn protocol<T>(error: ProtocolError) -> Result<T, Refused> {
    Err(TlsError::Protocol(error))
}

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
        let result = refused(vec![1, kind]);
        let error = if kind == 255 {
            ProtocolError::RecordOverflow // stands for it between guard and stream
        } else {
            ProtocolError::UnexpectedRecord
        };
        assert_eq!(result, protocol(error), "{kind}");
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

#[test]
fn a_connection_cut_anywhere_is_truncated() {
    let after = |session: &mut Session| {
        session.record(DATA, b"an answer");
        close(session);
    };
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let run = |cut_at| {
        let mut socket = Socket::new(Hostile::with_after(root.identity(), after));
        socket.cut_at = cut_at;
        let result = with_stream(&mut socket, &config, async |mut stream| {
            let result = read_all(&mut stream).await;
            assert!(socket_is_untouched(&result));
            result
        });
        assert_eq!(socket.peer.session.requests, 0);
        (result, socket.delivered)
    };
    let (result, whole) = run(usize::MAX);
    assert_eq!(result, Ok(b"an answer".to_vec()));
    // Certificates differ by a few bytes, as their signatures do.
    for cut_at in 0..whole - 30 {
        assert_eq!(run(cut_at).0, Err(TlsError::Truncated), "{cut_at}");
    }
}

fn socket_is_untouched(result: &Result<Vec<u8>, Refused>) -> bool {
    matches!(result, Ok(_) | Err(TlsError::Truncated))
}

#[test]
fn reads_can_be_dropped_anywhere() {
    let (result, _) = talk(
        |identity| {
            Hostile::with_after(identity, |session| {
                for part in [&b"one"[..], &[b'x'; 3_000], b"", b"three"] {
                    session.record(DATA, part);
                }
                session.record(HANDSHAKE, &message(4, &[0; 50]));
                close(session);
            })
        },
        |socket| (socket.hesitant, socket.chunk) = (true, 7),
        async |mut stream| {
            let (mut all, mut dropped) = (Vec::<u8>::new(), 0);
            loop {
                let mut some = [0; 100];
                // Each poll gets the socket one chunk further; then the read is dropped.
                match poll_times(stream.read(&mut some), 1 + dropped % 3) {
                    None => dropped += 1,
                    Some(Ok(0)) => break,
                    Some(result) => all.extend(&some[..result?]),
                }
            }
            Ok((all, dropped))
        },
    );
    let (all, dropped) = result.unwrap();
    assert_eq!(all, [&b"one"[..], &[b'x'; 3_000], b"three"].concat());
    assert!(dropped > 200, "{dropped}");
}

#[test]
fn a_write_that_was_dropped_is_not_taken_up() {
    let root = Authority::root();
    let mut socket = Socket::new(Hostile::new(root.identity()));
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    handshake(&mut socket, &config).unwrap();
    let close_notify = 5 + 2 + 1 + 16;
    let handshake_length = socket.written - close_notify;

    let mut socket = Socket::new(Hostile::new(root.identity()));
    socket.stuck_at = handshake_length + 10;
    let result = with_stream(&mut socket, &config, async |mut stream| {
        stream.write_all(b"one").await?;
        assert!(poll_times(stream.flush(), 3).is_none());
        stream.write_all(b"two").await?;
        assert_eq!(stream.flush().await, Err(TlsError::Cancelled));
        assert_eq!(stream.write(b"three").await, Err(TlsError::Dead));
        stream.close().await
    });
    assert_eq!(result, Err(TlsError::Dead));
    assert_eq!(
        socket.written,
        handshake_length + 10,
        "nothing under a nonce that was used"
    );
}

#[test]
fn an_error_of_the_socket_is_kept() {
    for limit in [0, 100, 250, 330] {
        let (result, socket) = talk(
            Hostile::new,
            |socket| socket.write_limit = limit,
            async |mut stream| {
                stream.write_all(&[7; 500]).await?;
                stream.flush().await
            },
        );
        assert_eq!(
            result,
            Err(TlsError::Io(ErrorKind::ConnectionReset)),
            "{limit}"
        );
        assert_eq!(socket.written, limit);
    }
}

#[test]
fn a_window_leaves_as_one_record() {
    let room = SEND_BUFFER - SEND_OVERHEAD;
    for (pieces, records) in [
        (vec![room], 1),
        (vec![1; room], 1),
        (vec![room + 1], 2),
        (vec![room, room], 2),
        (vec![1; room + 1], 2),
        (vec![0, 5, 0], 1),
        (vec![0], 0),
        (vec![], 0),
        (vec![3 * room + 1], 4),
    ] {
        let total: usize = pieces.iter().sum();
        let (result, socket) = talk(
            Hostile::new,
            |_| {},
            async |mut stream| {
                for piece in &pieces {
                    stream.write_all(&vec![7; *piece]).await?;
                }
                stream.flush().await?;
                stream.flush().await?;
                stream.close().await
            },
        );
        assert_eq!(result, Ok(()));
        assert_eq!(socket.peer.session.received, vec![7; total]);
        assert_eq!(socket.peer.session.requests, records, "{total}");
        // ClientHello, Finished, close_notify; and a flush each, of the data as one.
        assert_eq!(socket.writes, 3 + records);
        assert_eq!(socket.flushes, 3 + usize::from(records > 0));
    }
}

#[test]
fn records_are_never_longer_than_allowed() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let mut socket = Socket::new(Honest::new(&root.identity()));
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; 50_000]);
    let result = block_on(async {
        let mut stream = connect(&mut socket, &config, &mut receive, &mut send, &mut OsRng).await?;
        stream.write_all(&[7; 40_000]).await?;
        stream.close().await
    });
    assert_eq!(result, Ok::<_, Refused>(()));
    assert_eq!(socket.peer.received, vec![7; 40_000]);
    assert_eq!(socket.peer.error, None);
}

#[test]
fn rustls_is_understood_both_ways() {
    let answer: Vec<u8> = (0..100_000_u32).map(|number| number as u8).collect();
    for chunk in [1, 5, 1_000, usize::MAX] {
        let (result, socket) = talk(
            |identity| {
                let mut server = Honest::new(&identity);
                server.answer = Some(answer.clone());
                server
            },
            |socket| socket.chunk = chunk,
            async |mut stream| {
                stream.write_all(b"bye").await?;
                stream.flush().await?;
                let all = read_all(&mut stream).await?;
                stream.close().await?;
                Ok(all)
            },
        );
        assert_eq!(result.as_ref(), Ok(&answer), "{chunk}");
        assert!(socket.peer.closed);
        assert_eq!(socket.peer.error, None);
    }
}

#[test]
fn a_buffered_read_gives_what_a_read_gives() {
    let (result, _) = talk(
        |identity| {
            Hostile::with_after(identity, |session| {
                session.record(DATA, b"hello");
                session.record(DATA, b"world");
                close(session);
            })
        },
        |_| {},
        async |mut stream| {
            assert_eq!(stream.fill_buf().await?, b"hello");
            stream.consume(0);
            stream.consume(2);
            assert_eq!(stream.fill_buf().await?, b"llo");
            let mut some = [0; 10];
            assert_eq!(stream.read(&mut some[..1]).await?, 1);
            assert_eq!(stream.read(&mut []).await?, 0);
            assert_eq!(stream.fill_buf().await?, b"lo");
            stream.consume(100);
            assert_eq!(stream.fill_buf().await?, b"world");
            stream.consume(5);
            assert_eq!(stream.fill_buf().await?, b"");
            stream.consume(5);
            Ok(())
        },
    );
    assert_eq!(result, Ok(()));
}

#[test]
fn a_record_that_does_not_fit_says_how_long_it_is() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let run = |receive: usize, content: usize| {
        let mut socket = Socket::new(Hostile::with_after(root.identity(), move |session| {
            session.record(DATA, &vec![7; content]);
            close(session);
        }));
        let (mut receive, mut send) = (vec![0; receive], vec![0; SEND_BUFFER]);
        block_on(async {
            let mut stream =
                connect(&mut socket, &config, &mut receive, &mut send, &mut OsRng).await?;
            Ok(read_all(&mut stream).await?.len())
        })
    };
    assert_eq!(run(2_000, 2_000 - 17), Ok(2_000 - 17));
    assert_eq!(
        run(2_000, 2_000 - 16),
        Err(TlsError::RecordTooLong { length: 2_001 })
    );
    assert_eq!(run(RECEIVE_BUFFER, 16_384), Ok(16_384));
    assert_eq!(
        run(RECEIVE_BUFFER - 1, 16_384),
        Err(TlsError::RecordTooLong { length: 16_401 })
    );
    // The server's flight does not fit either.
    assert!(matches!(
        run(512, 0),
        Err(TlsError::RecordTooLong { length: 513.. })
    ));
}

#[test]
fn a_fragment_length_is_asked_for() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    for (length, code) in [
        (FragmentLength::Bytes512, 1),
        (FragmentLength::Bytes1024, 2),
        (FragmentLength::Bytes2048, 3),
        (FragmentLength::Bytes4096, 4),
    ] {
        let mut socket = Socket::new(Hostile::new(root.identity()));
        assert_eq!(
            handshake(&mut socket, &config.with_fragment_length(length)),
            Ok(())
        );
        let asked = |code| {
            socket
                .peer
                .session
                .transcript
                .windows(5)
                .any(|window| window == [0, 1, 0, 1, code])
        };
        assert!(asked(code));
    }
}

#[test]
fn streams_and_futures_stay_small() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let mut socket = Socket::new(Hostile::new(root.identity()));
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; SEND_BUFFER]);
    let rng = &mut OsRng;
    let connecting = connect(&mut socket, &config, &mut receive, &mut send, rng);
    let handshake = size_of_val(&connecting);
    let mut stream = block_on(connecting).unwrap();
    let whole = size_of_val(&stream);
    let reading = size_of_val(&stream.read(&mut [0; 10]));
    let flushing = size_of_val(&stream.flush());
    println!("stream {whole} B, connect {handshake} B, read {reading} B, flush {flushing} B");
    assert!(whole <= 1_500, "{whole}");
    assert!(handshake <= 3_200, "{handshake}");
    assert!(reading <= 800, "{reading}");
    assert!(flushing <= 400, "{flushing}");
}
