//! However a request is cut into pieces, and whatever the buffer's size, the same becomes of it.

use gigapay_webhooks_tests::{Pieces, count};

use super::smuggling::chunked;
use super::support::*;

fn requests() -> Vec<Vec<u8>> {
    let lines = |change: fn(&mut Vec<String>)| {
        let mut lines = lines();
        change(&mut lines);
        request("POST /hooks/ HTTP/1.1", &lines, BODY)
    };
    vec![
        good(),
        chunked(""),
        chunked("X: y\r\n"),
        [b"\r\n", chunked("").as_slice()].concat(),
        request(
            "POST http://gigatron.se/hooks/ HTTP/1.0",
            &super::support::lines(),
            BODY,
        ),
        lines(|lines| lines[4] = format!("Gigapay-Signature: {}", field(b"x", NOW, BODY))),
        lines(|lines| lines.push("Connection: close".into())),
        lines(|lines| lines.push("X: a\r\n folded".into())),
        lines(|lines| lines.push("Content-Length: 5".into())),
        lines(|lines| lines[4] = "Gigapay-Signature: t=1,,".into()),
        request("GET /hooks/ HTTP/1.1", &super::support::lines(), b""),
        request("POST /hooks HTTP/1.1", &super::support::lines(), b""),
        chunked("")[..chunked("").len() - 3].to_vec(),
    ]
}

#[test]
fn every_cut_in_two() {
    let mut cuts = 0;
    for request in requests() {
        let whole = receive(&request, &Setup::default());
        for cut in 1..request.len() {
            for (buffer, room) in [(1024, Some(4096)), (1024, None), (50, Some(100))] {
                let pieces = Pieces::At(cut);
                let setup = Setup {
                    pieces,
                    buffer,
                    room,
                    ..Setup::default()
                };
                assert_eq!(receive(&request, &setup), whole, "{cut} {buffer}");
                cuts += 1;
            }
        }
    }
    count::tell(&format!("{cuts} cuts of requests"));
    assert!(cuts > 10_000);
}

#[test]
fn every_size_of_pieces_and_buffer() {
    for request in requests() {
        let whole = receive(&request, &Setup::default());
        for size in 1..=80 {
            for room in [None, Some(4096)] {
                let setup = Setup {
                    pieces: Pieces::Each(size),
                    room,
                    ..Setup::default()
                };
                assert_eq!(receive(&request, &setup), whole, "pieces of {size}");
                let setup = Setup {
                    buffer: size,
                    room,
                    ..Setup::default()
                };
                assert_eq!(receive(&request, &setup), whole, "a buffer of {size}");
            }
        }
    }
}

/// Pipelined requests are known by what has arrived: then the connection is closed, and never is
/// the second taken for part of the first.
#[test]
fn cuts_between_two() {
    let two = [good(), good()].concat();
    for cut in 1..two.len() {
        let pieces = Pieces::At(cut);
        let seen = receive(
            &two,
            &Setup {
                pieces,
                buffer: 4096,
                ..Setup::default()
            },
        );
        assert_eq!(seen.body.as_deref(), Some(BODY));
        assert_eq!(seen.status(), 200);
        assert_eq!(seen.reusable, cut == good().len(), "{cut}");
    }
}
