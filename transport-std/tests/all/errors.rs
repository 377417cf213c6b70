//! The text of every error, and the error behind it.

use std::error::Error as _;
use std::io;

use gigapay_sandbox::{Fault, RawServer};
use gigapay_webhooks_std::gigapay_webhooks::ProtocolError;
use gigapay_webhooks_std::gigapay_webhooks::notify::SetupError;
use gigapay_webhooks_std::listen::ListenError;
use gigapay_webhooks_std::{
    BuildError, Cause, ConfigError, EnsureError, Error, Event, Field, NewWebhook, Stage, TimeLimit,
};

use crate::common::{client, fill, plain, to};

fn other(text: &'static str) -> io::Error {
    io::Error::other(text)
}

#[test]
fn stages_and_limits_have_names() {
    for (stage, text) in [
        (Stage::Resolve, "looking up the server's name"),
        (Stage::Connect, "connecting to the server"),
        (Stage::Send, "sending the request"),
    ] {
        assert_eq!(stage.to_string(), text);
    }
    assert!(Stage::Tls.to_string().contains("TLS"));
    assert!(!Stage::Receive.to_string().is_empty());
    assert_eq!(TimeLimit::Retry.to_string(), "time for all attempts");
}

#[test]
fn errors_of_an_operation_say_what_their_source_says() {
    for (error, part) in [
        (
            Error::from(ConfigError::InvalidId),
            "a webhook id cannot be empty",
        ),
        (EnsureError::NotKept(Field::Url).into(), "url"),
    ] {
        assert!(error.to_string().contains(part), "{error}");
        let source = error.source().unwrap().to_string();
        assert_eq!(error.to_string(), source);
        assert!(!error.is_retryable() && !error.is_outcome_unknown());
        assert_eq!(
            (error.status(), error.retry_after(), error.oversize_id()),
            (None, None, None)
        );
        assert_eq!(error.into_cause().to_string(), source);
    }
    let causes = [Cause::Send(other("gone")), Cause::Receive(other("gone"))];
    let texts = causes.map(|cause| cause.to_string());
    assert_eq!(texts[0], "sending the request failed: gone");
    assert!(
        texts[1].ends_with(" failed: gone") && texts[1] != texts[0],
        "{}",
        texts[1]
    );
}

#[test]
fn an_unknown_outcome_says_so_and_why() {
    let server = RawServer::start(1, |_, mut stream| {
        gigapay_sandbox::read_head(&mut stream);
        // The body is unread, so this is a reset.
        drop(stream);
    });
    let mut client = to(&server.base_url()).build().unwrap();
    let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]);
    let error = client.register(new).unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
    let text = error.to_string();
    assert!(
        text.contains("unknown") && text.contains("idempotency key"),
        "{text}"
    );
    assert!(
        text.ends_with(&error.source().unwrap().to_string()),
        "{text}"
    );
}

#[test]
fn a_timeout_has_no_source_and_no_status() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let time = std::time::Duration::from_millis(50);
    let mut client = to(&url).read_timeout(time).build().unwrap();
    let error = client.retrieve("a").unwrap_err();
    assert!(matches!(error.cause(), Cause::Timeout { .. }), "{error:?}");
    assert!(error.source().is_none());
    assert!(error.status().is_none() && error.faults().next().is_none());
}

#[test]
fn a_name_without_address_is_named() {
    let mut client = to("https://webhooks.invalid/v2/").build().unwrap();
    let error = client.retrieve("a").unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("no address found for webhooks.invalid: "),
        "{text}"
    );
    assert!(error.source().is_some());
}

/// The server's end of the connection comes before its certificate.
#[test]
fn an_end_within_the_handshake_may_pass() {
    let server = RawServer::start(1, |_, stream| drop(stream));
    let mut client = to(&server.base_url().replace("http:", "https:"))
        .build()
        .unwrap();
    let error = client.retrieve("a").unwrap_err();
    let Cause::Tls { host, source, .. } = error.cause() else {
        panic!("{error:?}");
    };
    assert_eq!(&**host, "127.0.0.1");
    assert!(source.is::<io::Error>(), "{source}");
    assert!(error.is_retryable());
    assert!(error.source().is_some());
}

/// The server ends its side of the connection in order, having read what the client said.
#[test]
fn an_orderly_end_within_the_handshake_is_told_from_a_refusal() {
    let server = RawServer::start(1, |_, mut stream| {
        // A record of TLS: type, version and length; and all of it.
        let mut head = [0; 5];
        io::Read::read_exact(&mut stream, &mut head).unwrap();
        let mut record = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        io::Read::read_exact(&mut stream, &mut record).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let _ = io::Read::read(&mut stream, &mut [0]);
    });
    let mut client = to(&server.base_url().replace("http:", "https:"))
        .build()
        .unwrap();
    let error = client.retrieve("a").unwrap_err();
    let Cause::Tls { source, .. } = error.cause() else {
        panic!("{error:?}");
    };
    let source: &io::Error = source.downcast_ref().unwrap();
    assert_eq!(source.kind(), io::ErrorKind::UnexpectedEof);
    assert!(error.is_retryable());
}

#[test]
fn what_cannot_be_built_says_why() {
    for (error, part, has_source) in [
        (
            ConfigError::InvalidServer.into(),
            "not a usable base URL",
            true,
        ),
        (
            BuildError::PlainHttp("a.test".into()),
            "plain http to a.test",
            false,
        ),
        (
            BuildError::ServerName("a_b".into()),
            "for the host a_b",
            false,
        ),
        (
            BuildError::Certificate("junk".into()),
            "no usable root certificate: junk",
            true,
        ),
        (BuildError::NoRoots, "none was added", false),
        (
            BuildError::Tls("no".into()),
            "TLS cannot be set up: no",
            true,
        ),
        (
            BuildError::ZeroTime("deadline"),
            "deadline must not be zero",
            false,
        ),
    ] {
        assert!(error.to_string().contains(part), "{error}");
        assert_eq!(error.source().is_some(), has_source, "{error}");
    }
}

#[test]
fn what_cannot_listen_says_why() {
    for (error, part, has_source) in [
        (SetupError::EmptySecret.into(), "the secret is empty", true),
        (
            ListenError::Thread(other("full")),
            "cannot start a thread: full",
            true,
        ),
    ] {
        assert!(error.to_string().contains(part), "{error}");
        assert_eq!(error.source().is_some(), has_source, "{error}");
    }
    let error = gigapay_webhooks_std::listen::listen("256.0.0.1:0", &["s"], |_| {
        gigapay_webhooks_std::listen::Reply::Accepted
    })
    .unwrap_err();
    assert!(matches!(error, ListenError::Bind { .. }), "{error:?}");
    assert!(error.source().is_some());
}

#[test]
fn an_id_from_the_network_cannot_write_lines_of_its_own() {
    let body = format!(
        r#"{{"id":"a\u000ab","url":"{}","events":[],"secret_key":"s","metadata":{{}}}}"#,
        "x".repeat(100_000)
    );
    let length = body.len();
    let server = RawServer::start(1, move |_, mut stream| {
        gigapay_sandbox::read_head(&mut stream);
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
        // The client may have seen enough before the end.
        let _ = io::Write::write_all(&mut stream, format!("{head}{body}").as_bytes());
    });
    let error = to(&server.base_url())
        .build()
        .unwrap()
        .retrieve("a")
        .unwrap_err();
    assert_eq!(error.oversize_id(), Some("a\nb"), "{error:?}");
    assert!(error.to_string().contains(r"a\nb"), "{error}");
}

#[test]
fn what_is_printed_of_a_client_is_no_token_and_of_a_list_how_far_it_is() {
    let sandbox = plain();
    fill(&sandbox, 1);
    let mut client = client(&sandbox);
    let text = format!("{client:?}");
    assert!(!text.contains(gigapay_sandbox::DEFAULT_TOKEN), "{text}");
    let mut list = client.list();
    for state in ["prepared", "running", "ended"] {
        assert!(format!("{list:?}").contains(state), "{state}");
        let _ = list.next();
    }
}

/// A server that never stops finding faults.
#[test]
fn words_without_end_are_cut_and_say_so() {
    let sandbox = plain();
    let faults = format!(
        r#"{{"url":["{}","b"],"{}":["c"]}}"#,
        "a".repeat(70_000),
        "n".repeat(10)
    );
    for (body, is_cut) in [
        (&*faults, true),
        (r#"{"url":["a"],"x":{"y":["b"]}}"#, false),
    ] {
        sandbox.arm(Fault::reply(400, body).times(1));
        let error = client(&sandbox).retrieve("a").unwrap_err();
        let said: Vec<_> = error.faults().map(|one| one.message.len()).collect();
        match error.into_cause() {
            Cause::Exchange { explanation, .. } => {
                let explanation = explanation.unwrap();
                assert_eq!(explanation.is_cut(), is_cut);
                assert_eq!(explanation.to_string().ends_with('…'), is_cut);
                assert_eq!(explanation.faults().count(), said.len());
            }
            cause => panic!("{cause:?}"),
        }
    }
}

#[test]
fn a_response_without_its_webhook_names_what_is_missing() {
    let server = RawServer::start(1, |_, mut stream| {
        gigapay_sandbox::read_head(&mut stream);
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
    });
    let error = to(&server.base_url())
        .build()
        .unwrap()
        .retrieve("a")
        .unwrap_err();
    let expected = ProtocolError::EmptyBody.into();
    assert_eq!(error.exchange_error(), Some(expected), "{error:?}");
}
