//! Tunnels through proxies: HTTP and SOCKS5, those that refuse and those that misbehave.

use std::error::Error as _;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use gigapay_sandbox::{Sandbox, Tls, closed_address, read_head};
use gigapay_webhooks_std::{BuildError, Cause, ClientBuilder, Error, ProxyError, Stage, TimeLimit};

use crate::common::{fill, ids, plain, to};

/// A name that only the proxy knows.
const NAME: &str = "api.gigapay.test";
const USER: &str = "me@home";
const PASSWORD: &str = "hunter2:/%";
/// The same two in a URL.
const USERINFO: &str = "me%40home:hunter2:%2F%25";

fn encrypted() -> Sandbox {
    Sandbox::builder()
        .tls(Tls::SelfMade)
        .tls_name(NAME)
        .start()
        .unwrap()
}

/// A client of the sandbox under [`NAME`], through the proxy at this URL.
fn through(proxy: &str, sandbox: &Sandbox) -> ClientBuilder {
    to(&format!("https://{NAME}:{}/v2/", sandbox.addr().port()))
        .add_root_certificate_der(sandbox.ca_der().unwrap())
        .unwrap()
        .only_added_roots()
        .proxy(proxy)
        .unwrap()
}

/// A proxy that serves one connection as the test says. Gives its host and port, and what the
/// function returned.
fn proxy<T: Send + 'static>(
    serve: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (String, mpsc::Receiver<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        // The test may have ended by then.
        let _ = sender.send(serve(stream));
    });
    (address, receiver)
}

/// Copies both ways until both ends are closed.
fn join(client: TcpStream, server: TcpStream) {
    let (mut from, mut into) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let forth = thread::spawn(move || {
        let _ = io::copy(&mut from, &mut into);
        let _ = into.shutdown(Shutdown::Write);
    });
    let (mut from, mut into) = (server, client);
    let _ = io::copy(&mut from, &mut into);
    let _ = into.shutdown(Shutdown::Write);
    forth.join().unwrap();
}

/// What comes of an operation through an HTTP proxy that sends these bytes and closes.
fn refusal(userinfo: &str, response: impl Into<Vec<u8>>) -> Error {
    let response = response.into();
    let sandbox = encrypted();
    let (address, _) = proxy(move |mut stream| {
        read_head(&mut stream);
        // The client may have had enough before the end.
        let _ = stream.write_all(&response);
    });
    let url = format!("http://{userinfo}{address}");
    let mut client = through(&url, &sandbox).build().unwrap();
    let error = client.retrieve("w000").unwrap_err();
    assert!(!client.is_connected());
    assert_eq!(sandbox.connections(), 0);
    assert!(error.to_string().contains(&address), "{error}");
    error
}

fn proxy_error(error: &Error) -> &ProxyError {
    match error.cause() {
        Cause::Proxy { error, .. } => error,
        cause => panic!("{cause:?}"),
    }
}

#[test]
fn an_http_proxy_is_asked_for_the_apis_name_and_sees_tls_only() {
    let sandbox = encrypted();
    let expected = fill(&sandbox, 30);
    let upstream = sandbox.addr();
    let (address, requests) = proxy(move |mut stream| {
        let request = read_head(&mut stream).unwrap();
        let response = b"HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n";
        stream.write_all(response).unwrap();
        join(stream, TcpStream::connect(upstream).unwrap());
        request
    });
    let mut client = through(&address, &sandbox).build().unwrap();
    assert_eq!(ids(&mut client), expected);
    client.retrieve("w000").unwrap();
    drop(client);
    let port = upstream.port();
    let authority = format!("{NAME}:{port}");
    let request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
    assert_eq!(requests.recv().unwrap(), request);
    assert_eq!(sandbox.connections(), 1);
}

#[test]
fn credentials_are_sent_as_basic_and_never_shown() {
    let sandbox = encrypted();
    fill(&sandbox, 1);
    let upstream = sandbox.addr();
    let (address, requests) = proxy(move |mut stream| {
        let request = read_head(&mut stream).unwrap();
        stream.write_all(b"HTTP/1.0 200 \r\n\r\n").unwrap();
        join(stream, TcpStream::connect(upstream).unwrap());
        request
    });
    let builder = through(&format!("http://{USERINFO}@{address}/"), &sandbox);
    let shown = format!("{builder:?} {builder:#?}");
    let mut client = builder.build().unwrap();
    client.retrieve("w000").unwrap();
    let shown = format!("{shown} {client:?}");
    drop(client);
    let request = requests.recv().unwrap();
    // `printf '%s' 'me@home:hunter2:/%' | base64`
    let field = "\r\nProxy-Authorization: Basic bWVAaG9tZTpodW50ZXIyOi8l\r\n";
    assert!(request.contains(field), "{request}");
    assert!(
        !shown.contains("hunter2") && !shown.contains("bWVA"),
        "{shown}"
    );
}

/// Retrieves through a proxy that sends `response` to `CONNECT`, and then opens the tunnel.
fn retrieve_after(response: &'static str) {
    let sandbox = encrypted();
    fill(&sandbox, 1);
    let upstream = sandbox.addr();
    let (address, _) = proxy(move |mut stream| {
        read_head(&mut stream);
        stream.write_all(response.as_bytes()).unwrap();
        join(stream, TcpStream::connect(upstream).unwrap());
    });
    let mut client = through(&address, &sandbox).build().unwrap();
    client.retrieve("w000").unwrap();
}

#[test]
fn interim_responses_come_first() {
    retrieve_after("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 \n\nHTTP/1.1 200 OK\r\n\r\n");
}

/// A line may end without a carriage return (RFC 9112 section 2.2), each as it likes.
#[test]
fn a_head_ends_with_an_empty_line_whichever_way_its_lines_end() {
    for end in [
        "\n\n",
        "\r\n\n",
        "\n\r\n",
        "\nVia: a\n\r\n",
        "\nVia: a\r\n\n",
    ] {
        retrieve_after(String::leak(format!("HTTP/1.1 200 OK{end}")));
    }
}

/// In clear, the first bytes of the response can come right behind the proxy's own.
#[test]
fn bytes_behind_the_head_are_not_lost() {
    let (address, requests) = proxy(|mut stream| {
        let connect = read_head(&mut stream).unwrap();
        let response = crate::common::response("200 OK");
        let both = format!("HTTP/1.1 200 OK\r\n\r\n{response}");
        stream.write_all(both.as_bytes()).unwrap();
        (connect, read_head(&mut stream).unwrap())
    });
    let builder = to("http://localhost:9/v2/").proxy(&address).unwrap();
    let webhook = builder.build().unwrap().retrieve("pump-7").unwrap();
    assert_eq!(webhook.id.as_str(), "pump-7");
    let (connect, request) = requests.recv().unwrap();
    assert!(connect.starts_with("CONNECT localhost:9 "), "{connect}");
    assert!(
        request.starts_with("GET /v2/webhooks/pump-7/ "),
        "{request}"
    );
}

#[test]
fn a_refusal_has_its_status_and_says_what_to_do() {
    for (userinfo, status, is_retryable, words) in [
        ("", 407, false, "put them into its URL"),
        (
            "me:hunter2@",
            407,
            false,
            "rejects the user name or the password",
        ),
        ("", 403, false, "ask its operator"),
        ("", 405, false, "does not support CONNECT"),
        ("", 302, false, "refused to connect"),
        ("", 101, false, "refused to connect"),
        ("", 429, true, "refused to connect"),
        ("", 502, true, "could not connect to the API"),
        ("", 504, true, "could not connect to the API"),
    ] {
        let response = format!("HTTP/1.1 {status} No\r\nContent-Length: 2\r\n\r\nno");
        let error = refusal(userinfo, response);
        match proxy_error(&error) {
            ProxyError::Refused {
                status: its,
                had_credentials,
                ..
            } => assert_eq!((*its, *had_credentials), (status, !userinfo.is_empty())),
            other => panic!("{other:?}"),
        }
        assert_eq!(error.is_retryable(), is_retryable, "{status}");
        assert!(!error.is_outcome_unknown());
        assert_eq!(error.status(), None, "it is not the API's");
        let text = format!("{error}");
        assert!(
            text.contains(words) && text.contains(&status.to_string()),
            "{text}"
        );
        assert!(!format!("{text} {error:?}").contains("hunter2"), "{text}");
    }
}

#[test]
fn what_is_no_response_to_connect_is_said_to_be_none() {
    let long = format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(20_000));
    let interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000);
    let fields = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(100));
    for response in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 600 OK\r\n\r\n",
        "HTTP/1.1 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nbad field: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA\0: x\r\n\r\n",
        "\x05\x00",
        &long,
        &interim,
        &fields,
    ] {
        let error = refusal("", response);
        let is_it = matches!(proxy_error(&error), ProxyError::InvalidResponse(_));
        assert!(is_it, "{response:?}: {error:?}");
        assert!(!error.is_retryable());
    }
}

#[test]
fn a_cut_before_the_end_of_the_head_is_an_error_that_may_pass() {
    let whole = "HTTP/1.1 200 OK\r\nVia: x\r\n\r\n";
    for length in 0..whole.len() {
        let error = refusal("", &whole[..length]);
        let is_it = matches!(proxy_error(&error), ProxyError::Interrupted(_));
        assert!(is_it, "{length}: {error:?}");
        assert!(error.is_retryable() && !error.is_outcome_unknown());
    }
}

#[test]
fn a_proxy_that_sends_nothing_or_little_meets_the_connect_timeout() {
    for drips in [false, true] {
        let sandbox = encrypted();
        let (address, _) = proxy(move |mut stream| {
            read_head(&mut stream);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ");
            while drips && stream.write_all(b"x").is_ok() {
                thread::sleep(Duration::from_millis(10));
            }
            let _ = stream.read(&mut [0]);
        });
        let builder = through(&address, &sandbox).connect_timeout(Duration::from_millis(150));
        let error = builder.build().unwrap().retrieve("w000").unwrap_err();
        let is_it = matches!(
            error.cause(),
            Cause::Timeout {
                stage: Stage::Proxy,
                limit: TimeLimit::Connect,
                ..
            }
        );
        assert!(is_it, "{error:?}");
        let text = "the connect time-out passed while opening a tunnel through the proxy";
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn a_proxy_that_is_not_there_is_named() {
    let sandbox = encrypted();
    let address = closed_address();
    let builder = through(&format!("http://me:hunter2@{address}"), &sandbox);
    let error = builder.build().unwrap().retrieve("w000").unwrap_err();
    assert!(
        matches!(proxy_error(&error), ProxyError::Unreachable(_)),
        "{error:?}"
    );
    let text = format!("{error} {error:?}");
    assert!(
        text.contains(&address.to_string()) && text.contains("refused"),
        "{text}"
    );
    assert!(!text.contains("hunter2"), "{text}");
    assert!(error.is_retryable());
    let source = error.source().unwrap();
    assert!(source.is::<ProxyError>(), "{source:?}");
    assert!(source.source().unwrap().is::<io::Error>(), "{source:?}");
}

/// The certificate must be for the API's name, whatever the proxy connects to.
#[test]
fn a_proxy_cannot_stand_in_for_the_api() {
    let (sandbox, other) = (encrypted(), encrypted());
    let upstream = other.addr();
    let (address, _) = proxy(move |mut stream| {
        read_head(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        join(stream, TcpStream::connect(upstream).unwrap());
    });
    let error = through(&address, &sandbox)
        .build()
        .unwrap()
        .retrieve("a")
        .unwrap_err();
    assert!(matches!(error.cause(), Cause::Tls { .. }), "{error:?}");
    assert!(other.requests().is_empty());
}

#[test]
fn plain_http_leaves_this_machine_through_no_proxy() {
    let builder = || to("http://localhost:9/v2/");
    let away = builder().proxy("http://proxy.example:3128").unwrap();
    let error = away.build().unwrap_err();
    assert!(matches!(&error, BuildError::PlainHttp(host) if &**host == "proxy.example"));
    let away = builder().proxy("http://proxy.example:3128").unwrap();
    assert!(away.insecure_http(true).build().is_ok());
    let away = builder().proxy("http://proxy.example:3128").unwrap();
    assert!(away.no_proxy().build().is_ok());
    let error = builder()
        .proxy("https://me:hunter2@proxy.example")
        .unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("socks5h") && !text.contains("hunter2"),
        "{text}"
    );
}

/// The server's part of a SOCKS5 handshake.
fn socks(stream: &mut TcpStream, credentials: bool) -> io::Result<Vec<u8>> {
    let read = |stream: &mut TcpStream, length: usize| -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        stream.read_exact(&mut bytes)?;
        Ok(bytes)
    };
    let methods = read(stream, 2)?[1];
    let methods = read(stream, methods.into())?;
    let method = if credentials { 2 } else { 0 };
    assert!(methods.contains(&method), "{methods:?}");
    stream.write_all(&[5, method])?;
    if credentials {
        let user = read(stream, 2)?[1];
        let user = read(stream, user.into())?;
        let password = read(stream, 1)?[0];
        let password = read(stream, password.into())?;
        let is_right = user == USER.as_bytes() && password == PASSWORD.as_bytes();
        stream.write_all(&[1, u8::from(!is_right)])?;
    }
    let head = read(stream, 4)?;
    assert_eq!(head[..3], [5, 1, 0]);
    let length = match head[3] {
        1 => 4,
        4 => 16,
        _ => read(stream, 1)?[0].into(),
    };
    let mut target = read(stream, length)?;
    target.extend(read(stream, 2)?);
    Ok(target)
}

#[test]
fn socks5h_leaves_the_name_to_the_proxy() {
    for (userinfo, credentials, bound) in [
        ("", false, &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0][..]),
        (
            "me%40home:hunter2:%2F%25@",
            true,
            &[5, 0, 0, 3, 2, b'h', b'i', 0, 80],
        ),
        (
            "me:x@",
            false,
            &[
                5, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 80,
            ],
        ),
    ] {
        let sandbox = encrypted();
        fill(&sandbox, 1);
        let upstream = sandbox.addr();
        let (address, targets) = proxy(move |mut stream| {
            let target = socks(&mut stream, credentials).unwrap();
            stream.write_all(bound).unwrap();
            join(stream, TcpStream::connect(upstream).unwrap());
            target
        });
        let url = format!("socks5h://{userinfo}{address}");
        let mut client = through(&url, &sandbox).build().unwrap();
        client.retrieve("w000").unwrap();
        drop(client);
        let mut expected = NAME.as_bytes().to_vec();
        expected.extend(upstream.port().to_be_bytes());
        assert_eq!(targets.recv().unwrap(), expected);
    }
}

#[test]
fn socks5_looks_the_name_up_itself() {
    let sandbox = plain();
    fill(&sandbox, 1);
    let upstream = sandbox.addr();
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let (address, targets) = proxy(move |mut stream| {
            let target = socks(&mut stream, false).unwrap();
            stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
            join(stream, TcpStream::connect(upstream).unwrap());
            target
        });
        let builder = to(&format!("http://{host}:{}/v2/", upstream.port()));
        let builder = builder.proxy(&format!("socks5://{address}")).unwrap();
        builder.build().unwrap().retrieve("w000").unwrap();
        let target = targets.recv().unwrap();
        assert!(
            target.starts_with(&[127, 0, 0, 1]) || target.len() == 18,
            "{target:?}"
        );
    }
}

/// What comes of an operation through a SOCKS proxy that sends these bytes whatever it is sent.
fn socks_refusal(userinfo: &str, response: &'static [u8]) -> Error {
    let sandbox = encrypted();
    let (address, _) = proxy(move |mut stream| {
        let _ = stream.write_all(response);
        let _ = stream.shutdown(Shutdown::Write);
        let _ = io::copy(&mut stream, &mut io::sink());
    });
    let url = format!("socks5h://{userinfo}{address}");
    let mut client = through(&url, &sandbox).build().unwrap();
    client.retrieve("w000").unwrap_err()
}

#[test]
fn a_socks_proxy_that_refuses_has_its_reply() {
    for (reply, is_retryable) in [(1, true), (2, false), (3, true), (4, true), (5, true)]
        .into_iter()
        .chain([(6, true), (7, false), (8, false), (9, false), (255, false)])
    {
        let response: &'static [u8] = vec![5, 0, 5, reply, 0, 1].leak();
        let error = socks_refusal("", response);
        let refused = matches!(proxy_error(&error), ProxyError::SocksRefused(r) if *r == reply);
        assert!(refused, "{error:?}");
        assert_eq!(error.is_retryable(), is_retryable, "{reply}");
        assert!(
            error.to_string().contains(&format!("(reply {reply})")),
            "{error}"
        );
    }
    for (userinfo, response, given) in [
        ("", &[5, 255][..], false),
        ("", &[5, 2], false),
        ("me:hunter2@", &[5, 255], true),
        ("me:hunter2@", &[5, 2, 1, 1], true),
    ] {
        let error = socks_refusal(userinfo, response);
        match proxy_error(&error) {
            ProxyError::SocksCredentials {
                had_credentials, ..
            } => assert_eq!(*had_credentials, given),
            other => panic!("{other:?}"),
        }
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[test]
fn what_is_no_socks_proxy_is_said_to_be_none() {
    let garbage: [&[u8]; 4] = [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        &[4, 0],
        &[5, 0, 4, 0, 0, 1],
        &[5, 0, 5, 0, 0, 9],
    ];
    for response in garbage {
        let error = socks_refusal("", response);
        let is_it = matches!(proxy_error(&error), ProxyError::InvalidResponse(_));
        assert!(is_it, "{response:?}: {error:?}");
    }
    for response in [
        &[][..],
        &[5],
        &[5, 0, 5],
        &[5, 0, 5, 0, 0, 3, 9, 1],
        &[5, 0, 5, 0, 0, 1, 0],
    ] {
        let error = socks_refusal("", response);
        let is_it = matches!(proxy_error(&error), ProxyError::Interrupted(_));
        assert!(is_it, "{response:?}: {error:?}");
    }
}
