//! Connections that end at any byte of a response: a typed error or the right value, nothing else.

use std::io::Write;
use std::net::{Shutdown, TcpStream};

use gigapay_sandbox::{Cut, Fault, RawServer, read_head};
use gigapay_webhooks_std::gigapay_webhooks::{Error as CoreError, ProtocolError};
use gigapay_webhooks_std::{Cause, Client, Event, NewWebhook};

use crate::common::{WEBHOOK, client, encrypted, fill, response, to};

/// Gives one connection after the other ever more of `response`, and then its end.
fn cutting(response: String) -> (RawServer, usize) {
    let cuts = response.len() + 1;
    let serve = move |number: usize, mut stream: TcpStream| {
        read_head(&mut stream);
        stream.write_all(&response.as_bytes()[..number]).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        // What is still on its way, such as a request's body, must not become a reset.
        while read_head(&mut stream).is_some() {}
    };
    (RawServer::start(cuts, serve), cuts)
}

fn client_of(server: &RawServer) -> Client {
    // A retry would use up a connection.
    to(&server.base_url())
        .retry_dead_connection(false)
        .build()
        .unwrap()
}

#[test]
fn a_whole_response_or_an_error() {
    let (server, cuts) = cutting(response("200 OK"));
    let mut client = client_of(&server);
    for cut in 0..cuts {
        let result = client.retrieve("pump-7");
        client.disconnect();
        match result {
            Ok(webhook) => assert_eq!((cut, webhook.id.as_str()), (cuts - 1, "pump-7")),
            Err(error) => {
                let expected = match cut {
                    0 => ProtocolError::ClosedBeforeResponse,
                    _ => ProtocolError::Truncated,
                };
                let expected = CoreError::Protocol(expected);
                assert_eq!(error.exchange_error(), Some(expected), "{cut}");
                assert!(error.is_retryable());
            }
        }
    }
}

/// The last chunk counts, and so does what follows it.
#[test]
fn chunks_to_the_last() {
    let (half, rest) = WEBHOOK.split_at(50);
    let response = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
         32\r\n{half}\r\n{:x};a=b\r\n{rest}\r\n0\r\nX: y\r\n\r\n",
        rest.len()
    );
    let (server, cuts) = cutting(response);
    let mut client = client_of(&server);
    for cut in 0..cuts {
        let result = client.retrieve("pump-7");
        client.disconnect();
        assert_eq!(result.is_ok(), cut == cuts - 1, "{cut}");
    }
}

/// Over a plain connection only the JSON says whether a response without length is whole.
#[test]
fn without_a_length_the_body_has_to_be_whole() {
    let response = format!("HTTP/1.1 200 OK\r\n\r\n{WEBHOOK}\n");
    let (server, cuts) = cutting(response);
    let mut client = client_of(&server);
    for cut in 0..cuts {
        let result = client.retrieve("pump-7");
        assert!(!client.is_connected());
        // The line's end is no part of the webhook.
        assert_eq!(result.is_ok(), cut + 2 >= cuts, "{cut}");
    }
}

/// B21: whatever part of the response is lost, the webhook may be there.
#[test]
fn the_outcome_is_unknown_until_the_response_is_whole() {
    let (server, cuts) = cutting(response("201 Created"));
    let mut client = client_of(&server);
    let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
    for cut in 0..cuts {
        let result = client.register(new);
        client.disconnect();
        match result {
            Ok(_) => assert_eq!(cut, cuts - 1),
            Err(error) => assert!(error.is_outcome_unknown(), "{error:?}"),
        }
    }
}

/// A refusal is one as soon as its status line is there.
#[test]
fn a_refusal_counts_from_its_status_line_on() {
    let body = r#"{"url":["Enter a valid URL."]}"#;
    let length = body.len();
    let response = format!("HTTP/1.1 400 Bad Request\r\nContent-Length: {length}\r\n\r\n{body}");
    let status_line = "HTTP/1.1 400 Bad Request\r\n".len();
    let (server, cuts) = cutting(response);
    let mut client = client_of(&server);
    for cut in 0..cuts {
        let error = client.retrieve("pump-7").unwrap_err();
        client.disconnect();
        assert_eq!(error.status(), (cut >= status_line).then_some(400), "{cut}");
    }
}

/// Over TLS, too, whether the end is announced, is not, or comes as a reset.
#[test]
fn over_tls() {
    let sandbox = encrypted();
    fill(&sandbox, 1);
    let mut client = client(&sandbox);
    for how in [Cut::Close, Cut::Fin, Cut::Reset] {
        let mut whole = false;
        for after in (0..).step_by(31) {
            sandbox.arm(Fault::cut_response(after, how).times(1));
            let result = client.retrieve("w000");
            client.disconnect();
            match result {
                Ok(webhook) => {
                    assert_eq!(webhook.id.as_str(), "w000");
                    whole = true;
                    break;
                }
                Err(error) if matches!(error.cause(), Cause::Receive(_)) => {
                    assert_ne!(how, Cut::Close);
                }
                Err(error) => {
                    assert!(error.exchange_error().is_some(), "{error:?}");
                }
            }
            assert!(after < 10_000);
        }
        assert!(whole);
    }
}
