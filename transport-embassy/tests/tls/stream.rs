//! The stream as its user sees it: cuts, drops, errors, buffers, sizes.

use crate::support::talk::*;

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
fn a_flush_that_was_dropped_is_not_taken_for_done() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let mut socket = Socket::new(Hostile::new(root.identity()));
    handshake(&mut socket, &config).unwrap();
    let handshake_length = socket.written - (5 + 2 + 1 + 16);

    // Dropped while the record leaves, and while the socket flushes.
    for (stuck_at, stuck_flush) in [(handshake_length + 10, usize::MAX), (usize::MAX, 2)] {
        let mut socket = Socket::new(Hostile::new(root.identity()));
        (socket.stuck_at, socket.stuck_flush) = (stuck_at, stuck_flush);
        let result = with_stream(&mut socket, &config, async |mut stream| {
            stream.write_all(b"request").await?;
            assert!(poll_times(stream.flush(), 3).is_none());
            assert_eq!(stream.flush().await, Err(TlsError::Cancelled));
            assert_eq!(stream.flush().await, Err(TlsError::Dead));
            Ok(())
        });
        assert_eq!(result, Ok(()));
    }
}

#[test]
fn a_stream_closed_for_writing_can_still_be_read() {
    let (result, socket) = talk(
        |identity| {
            Hostile::with_after(identity, |session| {
                session.record(DATA, b"answer");
                session.record(ALERT, &[1, 0]);
            })
        },
        |_| {},
        async |mut stream| {
            stream.write_all(b"request").await?;
            stream.close().await?;
            assert_eq!(stream.write(b"more").await, Err(TlsError::Dead));
            assert_eq!(stream.close().await, Err(TlsError::Dead));
            read_all(&mut stream).await
        },
    );
    assert_eq!(result, Ok(b"answer".to_vec()));
    assert_eq!(socket.peer.session.received, b"request");
    assert!(socket.peer.session.closed, "close_notify came, encrypted");
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

/// A server that refuses early may stop listening, but what it said is there.
#[test]
fn what_came_before_a_write_failed_can_be_read() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let build = || {
        Socket::new(Hostile::with_after(root.identity(), |session| {
            session.record(DATA, b"refused");
            session.record(ALERT, &[1, 0]);
        }))
    };
    let mut socket = build();
    handshake(&mut socket, &config).unwrap();
    let handshake_length = socket.written - (5 + 2 + 1 + 16);

    let mut socket = build();
    socket.write_limit = handshake_length + 100;
    let result = with_stream(&mut socket, &config, async |mut stream| {
        stream.write_all(&[7; 200]).await?;
        let reset = Err(TlsError::Io(ErrorKind::ConnectionReset));
        assert_eq!(stream.flush().await, reset);
        assert_eq!(stream.write(b"more").await, Err(TlsError::Dead));
        assert_eq!(stream.flush().await, Err(TlsError::Dead));
        assert_eq!(stream.close().await, Err(TlsError::Dead));
        read_all(&mut stream).await
    });
    assert_eq!(result, Ok(b"refused".to_vec()));
    assert_eq!(socket.written, socket.write_limit, "nothing is sent again");
    assert_eq!(socket.peer.session.requests, 0, "no record is whole");
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
    let closing = size_of_val(&stream.close());
    println!(
        "stream {whole} B, connect {handshake} B, read {reading} B, flush {flushing} B, close {closing} B"
    );
    assert!(closing <= 600, "{closing}");
    assert!(whole <= 1_500, "{whole}");
    assert!(handshake <= 3_300, "{handshake}");
    assert!(reading <= 800, "{reading}");
    assert!(flushing <= 400, "{flushing}");
}
