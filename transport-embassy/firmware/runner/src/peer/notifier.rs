//! Sends notifications to the guest: one that is forged, and one that the sandbox signs.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use gigapay_sandbox::{Sandbox, signature};

/// The port on which the guest listens.
const GUEST_PORT: u16 = 8080;
const PATH: &str = "/hooks/";

/// Timeout of a response, and number of attempts with the forged notification: while the guest
/// closes one connection, it refuses others.
const PATIENCE: Duration = Duration::from_secs(20);
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// The statuses of the responses.
struct Responses {
    forged: Result<u16>,
    signed: Result<u16>,
}

/// The port that is forwarded to the guest, and the results of sending there.
pub(super) struct Notifier {
    port: u16,
    responses: OnceLock<Responses>,
}

impl Notifier {
    /// Finds a free port.
    pub(super) fn new() -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        Ok(Self {
            port,
            responses: OnceLock::new(),
        })
    }

    /// Returns the url that the guest has to register.
    pub(super) fn argument(&self) -> String {
        format!("hook=http://{}:{}{PATH}", Ipv4Addr::LOCALHOST, self.port)
    }

    pub(super) fn forwarding(&self) -> String {
        let host = Ipv4Addr::LOCALHOST;
        format!(",hostfwd=tcp:{host}:{}-:{GUEST_PORT}", self.port)
    }

    /// Sends both, one after the other.
    pub(super) fn send(&self, sandbox: &Sandbox) {
        let forged = self.forge();
        let signed = deliver(sandbox);
        let _ = self.responses.set(Responses { forged, signed });
    }

    /// Returns what differs from the expected responses.
    pub(super) fn fault(&self) -> Option<String> {
        let Some(responses) = self.responses.get() else {
            return Some("no notification was sent, for the guest did not listen".into());
        };
        match (&responses.forged, &responses.signed) {
            (Ok(401), Ok(200)) => None,
            (forged, signed) => Some(format!(
                "the forged notification got {forged:?}, the signed one {signed:?}"
            )),
        }
    }

    /// Posts a notification signed with a secret that is not the webhook's. Returns the status of
    /// the response.
    fn forge(&self) -> Result<u16> {
        let body = r#"{"id":"0","amount":"1000000.00"}"#;
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
        let field = signature("a guess", now.as_secs(), body.as_bytes());
        let request = format!(
            "POST {PATH} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n\
             Gigapay-Signature: {field}\r\nContent-Length: {length}\r\n\r\n{body}",
            host = Ipv4Addr::LOCALHOST,
            port = self.port,
            length = body.len(),
        );
        for _ in 0..ATTEMPTS {
            if let Some(status) = post(self.port, &request) {
                return Ok(status);
            }
            thread::sleep(PAUSE);
        }
        bail!("nothing")
    }
}

/// Returns the status of the response, if there is one.
fn post(port: u16, request: &str) -> Option<u16> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response);
    let response = String::from_utf8(response).ok()?;
    response.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

/// Makes an event happen, and waits until the webhook is notified. Returns the status of the last
/// attempt.
fn deliver(sandbox: &Sandbox) -> Result<u16> {
    let numbers = sandbox.trigger("Payout.notified", Some("bench"), None)?;
    if !sandbox.wait_for_deliveries(PATIENCE) {
        bail!("nothing for {PATIENCE:?}");
    }
    let deliveries = sandbox.deliveries();
    let [delivery] = &deliveries[..] else {
        bail!("{} notifications instead of one", numbers.len());
    };
    let attempt = delivery.attempts.last();
    let status = attempt.and_then(|attempt| attempt.status);
    status.ok_or_else(|| anyhow!("nothing: {delivery}"))
}
