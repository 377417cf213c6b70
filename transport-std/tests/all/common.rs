//! Clients of a sandbox, and servers that do as a test says.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use gigapay_sandbox::{DEFAULT_TOKEN, Sandbox, Tls, Webhook};
use gigapay_webhooks_std::{Client, ClientBuilder, Credentials, IntegrationId, Token};

pub(crate) const INTEGRATION: &str = "aqdnkjasdo12";

pub(crate) fn credentials() -> Credentials {
    Credentials::integration(
        Token::new(DEFAULT_TOKEN).unwrap(),
        IntegrationId::new(INTEGRATION).unwrap(),
    )
}

/// A client of that base URL, still to be built.
pub(crate) fn to(url: &str) -> ClientBuilder {
    Client::builder(credentials()).base_url(url).unwrap()
}

/// A client of that sandbox, still to be built.
pub(crate) fn of(sandbox: &Sandbox) -> ClientBuilder {
    let builder = to(&sandbox.base_url());
    match sandbox.ca_der() {
        Some(der) => builder.add_root_certificate_der(der).unwrap(),
        None => builder,
    }
}

pub(crate) fn client(sandbox: &Sandbox) -> Client {
    of(sandbox).build().unwrap()
}

pub(crate) fn plain() -> Sandbox {
    Sandbox::builder().start().unwrap()
}

pub(crate) fn encrypted() -> Sandbox {
    Sandbox::builder().tls(Tls::SelfMade).start().unwrap()
}

/// Stores so many webhooks, with ids `w000` and on.
pub(crate) fn fill(sandbox: &Sandbox, count: usize) -> Vec<String> {
    let ids: Vec<String> = (0..count).map(|n| format!("w{n:03}")).collect();
    let webhook = |id: &String| {
        Webhook::new(id, "https://example.com/hooks/", &["Payout.created"])
            .in_integration(INTEGRATION)
    };
    sandbox.insert(ids.iter().map(webhook)).unwrap();
    ids
}

/// The ids of a whole list.
pub(crate) fn ids(client: &mut Client) -> Vec<String> {
    client
        .list()
        .map(|webhook| webhook.unwrap().id.as_str().into())
        .collect()
}

/// Method and target of all recorded requests.
pub(crate) fn lines(sandbox: &Sandbox) -> Vec<String> {
    let line = |request: &gigapay_sandbox::Request| {
        format!("{} {} {}", request.method, request.target, request.status)
    };
    sandbox.requests().iter().map(line).collect()
}

/// A server of which a test says every byte. Ends when its connections do.
pub(crate) struct Scripted {
    pub(crate) url: String,
    thread: Option<JoinHandle<()>>,
}

impl Scripted {
    /// Gives each connection in turn to `serve`, so many of them.
    pub(crate) fn start(
        connections: usize,
        mut serve: impl FnMut(usize, TcpStream) + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v2/", listener.local_addr().unwrap());
        let thread = thread::spawn(move || {
            for (number, stream) in listener.incoming().take(connections).enumerate() {
                serve(number, stream.unwrap());
            }
        });
        let thread = Some(thread);
        Self { url, thread }
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        // After a failure, a connection that the thread waits for may never come.
        if let (Some(thread), false) = (self.thread.take(), thread::panicking()) {
            thread.join().unwrap();
        }
    }
}

/// Reads one request without body, to its empty line; `false` at the connection's end.
pub(crate) fn read_request(stream: &mut TcpStream) -> bool {
    let mut last = [0; 4];
    let mut byte = [0];
    while last != *b"\r\n\r\n" {
        match stream.read(&mut byte) {
            Ok(1) => {}
            _ => return false,
        }
        last.rotate_left(1);
        last[3] = byte[0];
    }
    true
}

pub(crate) const WEBHOOK: &str = concat!(
    r#"{"id":"pump-7","url":"https://example.com/hooks/","events":["Payout.created"],"#,
    r#""secret_key":"c1329a085d65f7757838df5920fdcc9a","metadata":{"n":[1,2]}}"#
);

/// A whole response that carries [`WEBHOOK`].
pub(crate) fn response(status: &str) -> String {
    let length = WEBHOOK.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{WEBHOOK}")
}
