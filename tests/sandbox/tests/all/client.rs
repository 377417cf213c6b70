//! A client that hides nothing: it writes bytes, and reads responses in every framing.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use gigapay_sandbox::{Builder, DEFAULT_TOKEN, Sandbox};

/// Header fields, as they came.
type Fields = Vec<(String, String)>;

/// A response as it came.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) version: String,
    pub(crate) status: u16,
    pub(crate) headers: Fields,
    pub(crate) body: String,
    /// The sizes of the chunks, if it came in chunks.
    pub(crate) chunks: Vec<usize>,
    pub(crate) trailers: Vec<String>,
    /// The statuses of the interim responses before it.
    pub(crate) interim: Vec<u16>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let same = |field: &&(String, String)| field.0.eq_ignore_ascii_case(name);
        self.headers.iter().find(same).map(|field| field.1.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {self:?}"))
    }

    /// Checks status and body.
    pub(crate) fn is(&self, status: u16, body: &str) {
        assert_eq!(
            (self.status, self.body.as_str()),
            (status, body),
            "{self:?}"
        );
    }
}

/// A connection.
pub(crate) struct Client<S: Read + Write = TcpStream> {
    pub(crate) stream: BufReader<S>,
}

impl Client {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        let tcp = TcpStream::connect(sandbox.addr()).unwrap();
        // Only so that a failing test ends; no test depends on it.
        tcp.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        tcp.set_nodelay(true).unwrap();
        Self::over(tcp)
    }
}

impl<S: Read + Write> Client<S> {
    pub(crate) fn over(stream: S) -> Self {
        Self {
            stream: BufReader::new(stream),
        }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).unwrap();
        self.stream.get_mut().flush().unwrap();
    }

    /// Sends a request with exactly these header fields, and Host and Content-Length.
    pub(crate) fn bare(&mut self, method: &str, target: &str, headers: &str, body: &str) -> Reply {
        self.send(method, target, headers, body);
        self.reply(method).unwrap()
    }

    pub(crate) fn send(&mut self, method: &str, target: &str, headers: &str, body: &str) {
        let length = if body.is_empty() && method != "POST" {
            String::new()
        } else {
            format!("Content-Length: {}\r\n", body.len())
        };
        let head =
            format!("{method} {target} HTTP/1.1\r\nHost: example.test\r\n{headers}{length}\r\n");
        self.write(format!("{head}{body}").as_bytes());
    }

    /// Sends a request as a good client of integration `i1` does.
    pub(crate) fn call(&mut self, method: &str, target: &str, body: &str) -> Reply {
        self.bare(method, target, &good("Integration-ID: i1\r\n"), body)
    }

    /// The same with another header field.
    pub(crate) fn call_with(
        &mut self,
        method: &str,
        target: &str,
        header: &str,
        body: &str,
    ) -> Reply {
        self.bare(
            method,
            target,
            &good(&format!("Integration-ID: i1\r\n{header}\r\n")),
            body,
        )
    }

    /// The same without `Integration-ID`.
    pub(crate) fn user_call(&mut self, method: &str, target: &str, body: &str) -> Reply {
        self.bare(method, target, &good(""), body)
    }

    /// Reads a response.
    pub(crate) fn reply(&mut self, method: &str) -> io::Result<Reply> {
        let mut interim = Vec::new();
        loop {
            let (version, status, headers) = self.head()?;
            if (100..200).contains(&status) {
                interim.push(status);
                continue;
            }
            let mut reply = Reply {
                version,
                status,
                headers,
                body: String::new(),
                chunks: Vec::new(),
                trailers: Vec::new(),
                interim,
            };
            if method != "HEAD" && status != 204 {
                self.body(&mut reply)?;
            }
            return Ok(reply);
        }
    }

    fn head(&mut self) -> io::Result<(String, u16, Fields)> {
        let line = self.line()?;
        let mut words = line.splitn(3, ' ');
        let version = words.next().unwrap().to_owned();
        let status = words.next().unwrap().parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            match line.split_once(':') {
                Some((name, value)) => headers.push((name.into(), value.trim().into())),
                None => return Ok((version, status, headers)),
            }
        }
    }

    fn body(&mut self, reply: &mut Reply) -> io::Result<()> {
        let mut body = Vec::new();
        if reply.header("transfer-encoding").is_some() {
            loop {
                let line = self.line()?;
                let size = usize::from_str_radix(line.split(';').next().unwrap(), 16).unwrap();
                if size == 0 {
                    break;
                }
                reply.chunks.push(size);
                let start = body.len();
                body.resize(start + size, 0);
                self.stream.read_exact(&mut body[start..])?;
                assert_eq!(self.line()?, "");
            }
            loop {
                let line = self.line()?;
                if line.is_empty() {
                    break;
                }
                reply.trailers.push(line);
            }
        } else if let Some(length) = reply.header("content-length") {
            body.resize(length.parse().unwrap(), 0);
            self.stream.read_exact(&mut body)?;
        } else {
            self.stream.read_to_end(&mut body)?;
        }
        reply.body = String::from_utf8(body).unwrap();
        Ok(())
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Everything that comes until the connection ends.
    pub(crate) fn rest(&mut self) -> io::Result<Vec<u8>> {
        let mut rest = Vec::new();
        self.stream.read_to_end(&mut rest).map(|_| rest)
    }
}

/// The header fields of a good client, and more of them.
pub(crate) fn good(more: &str) -> String {
    format!(
        "Authorization: Token {DEFAULT_TOKEN}\r\nAccept: application/json\r\nContent-Type: \
            application/json\r\n{more}"
    )
}

pub(crate) fn start(builder: Builder) -> (Sandbox, Client) {
    let sandbox = builder.start().unwrap();
    let client = Client::new(&sandbox);
    (sandbox, client)
}

/// A sandbox with the defaults, and a connection to it.
pub(crate) fn sandbox() -> (Sandbox, Client) {
    start(Sandbox::builder())
}

pub(crate) const HOOKS: &str = "/v2/webhooks/";

/// The least that registers a webhook.
pub(crate) const NEW: &str = r#"{"url":"https://example.com/hook/","events":["Payout.created"]}"#;
