//! A receiver of notifications: it keeps what comes and responds as a test says.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver as Inbox};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use gigapay_sandbox::{Builder, Sandbox, Webhook, signature};

/// A request as it came.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) line: String,
    pub(crate) fields: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn field(&self, name: &str) -> &str {
        let named = |line: &&String| line.starts_with(&format!("{name}: "));
        let line = self.fields.iter().find(named).expect(name);
        &line[name.len() + 2..]
    }

    pub(crate) fn signature(&self) -> &str {
        self.field("Gigapay-Signature")
    }
}

/// A receiver that responds with these bytes in turn, the last of them for ever. It ends when it is
/// dropped.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    pub(crate) inbox: Inbox<Received>,
    thread: Option<JoinHandle<()>>,
}

pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

impl Receiver {
    pub(crate) fn start(responses: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, inbox) = mpsc::channel();
        let mut responses: VecDeque<_> = responses.iter().copied().collect();
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(received) = read(&stream) else {
                    continue;
                };
                if received.line.starts_with("END") {
                    return;
                }
                let response = match responses.len() {
                    0 | 1 => responses.front().copied(),
                    _ => responses.pop_front(),
                };
                // The test sees it before the sandbox does anything more.
                let _ = sender.send(received);
                let _ = stream.write_all(response.unwrap_or_default().as_bytes());
            }
        });
        Self {
            address,
            inbox,
            thread: Some(thread),
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hooks/?x=1", self.address)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(b"END\r\n\r\n").unwrap();
        let result = self.thread.take().map(JoinHandle::join);
        if !thread::panicking() {
            result.unwrap().unwrap();
        }
    }
}

/// A whole request; none where the connection ends before.
fn read(stream: &TcpStream) -> Option<Received> {
    let mut lines = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        lines
            .read_line(&mut line)
            .ok()
            .filter(|length| *length > 0)?;
        match line.strip_suffix("\r\n")? {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let mut received = Received {
        line: head.remove(0),
        fields: head,
        body: Vec::new(),
    };
    if received.line.starts_with("POST") {
        let length = received.field("Content-Length").parse().unwrap();
        received.body.resize(length, 0);
        lines.read_exact(&mut received.body).ok()?;
    }
    Some(received)
}

/// Only ends a test that hangs.
pub(crate) const WATCHDOG: Duration = Duration::from_secs(60);
pub(crate) const SECRET: &str = "it's någon's secret";
pub(crate) const EVENT: &str = "Payout.created";

pub(crate) fn eager() -> Builder {
    Sandbox::builder().retry_unit(Duration::ZERO)
}

/// A sandbox with one webhook, `w` of integration `i1`.
pub(crate) fn with_webhook(builder: Builder, receiver: &Receiver) -> Sandbox {
    let sandbox = builder.start().unwrap();
    let mut webhook = Webhook::new("w", &receiver.url(), &[EVENT]).in_integration("i1");
    webhook.secret_key = SECRET.into();
    sandbox.insert([webhook]).unwrap();
    sandbox
}

pub(crate) fn trigger(sandbox: &Sandbox) {
    assert_eq!(sandbox.trigger(EVENT, Some("i1"), None).unwrap().len(), 1);
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
}

pub(crate) fn time_of(signature: &str) -> u64 {
    let (time, _) = signature
        .strip_prefix("t=")
        .unwrap()
        .split_once(',')
        .unwrap();
    time.parse().unwrap()
}

/// Whether a notification is signed by this key and no other.
pub(crate) fn is_signed(received: &Received, key: &str) -> bool {
    let header = received.signature();
    header == signature(key, time_of(header), &received.body)
}
