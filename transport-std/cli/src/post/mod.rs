//! Posts a notification over HTTP or HTTPS, with a connection for each.

mod address;
mod connect;
mod error;
mod response;
mod tls;

use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use gigapay_webhooks_std::rustls::ClientConfig;

pub(crate) use address::is_near;
use address::{Address, is_this_computer};
use connect::{Stream, connect};
pub(crate) use error::Error;
pub(crate) use response::Response;
use response::read;

use crate::args::Connection;
use crate::failure::Failure;
use crate::output::wire;

/// Where to post, and how.
pub(crate) struct Target {
    address: Address,
    /// Of an https address.
    tls: Option<Arc<ClientConfig>>,
    time: Duration,
    is_verbose: bool,
}

impl Target {
    /// Parses the address in a URL. An error names what the URL is from.
    pub(crate) fn new(
        origin: &str,
        url: &str,
        connection: &Connection,
        is_insecure: bool,
    ) -> Result<Self, Failure> {
        let wrong = |error: &str| Failure::usage(None, format!("{origin}: {error}"));
        let address = Address::parse(url, connection.insecure_http).map_err(wrong)?;
        if is_insecure && !(address.is_tls && is_this_computer(&address.host)) {
            return Err(wrong(
                "--insecure-tls is only for https:// addresses of this computer",
            ));
        }
        let tls = match (address.is_tls, is_insecure) {
            (false, _) => None,
            (true, true) => Some(tls::unverified()?),
            (true, false) => Some(tls::verified(connection.ca_file.as_deref())?),
        };
        Ok(Self {
            address,
            tls,
            time: connection.timeout,
            is_verbose: connection.verbose,
        })
    }

    /// Returns the same server with another path.
    pub(crate) fn with_path(mut self, path: &str) -> Self {
        self.address.path = path.into();
        self
    }

    /// Returns the URL.
    pub(crate) fn url(&self) -> String {
        self.address.to_string()
    }

    /// Posts JSON, and reads the response. All of it takes no longer than the timeout.
    pub(crate) fn post(&self, signature: Option<&str>, json: &[u8]) -> Result<Response, Error> {
        let begun = Instant::now();
        let stream = connect(&self.address, self.tls.as_ref(), begun + self.time)?;
        let head = self.head(signature, json.len());
        if self.is_verbose {
            wire::request(&head.replace("\r\n", "\n"));
        }
        let response = exchange(stream, &[head.as_bytes(), json].concat());
        if self.is_verbose {
            let time = begun.elapsed().as_secs_f64() * 1000.0;
            match &response {
                Ok(response) => wire::response(&response.head, &format!("{time:.1} ms")),
                Err(error) => wire::no_response(&error.to_string()),
            }
        }
        response.map_err(Error::of_exchange)
    }

    fn head(&self, signature: Option<&str>, length: usize) -> String {
        let Address {
            path, authority, ..
        } = &self.address;
        let mut head = format!(
            "POST {path} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: gigapay-webhooks\r\n\
             Connection: close\r\nAccept: */*\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n"
        );
        if let Some(signature) = signature {
            head += &format!("Gigapay-Signature: {signature}\r\n");
        }
        head + "\r\n"
    }
}

fn exchange(mut stream: Stream, request: &[u8]) -> io::Result<Response> {
    let sent = stream.write_all(request).and_then(|()| stream.flush());
    // A server may refuse before it has read everything.
    read(&mut stream).map_err(|error| sent.err().unwrap_or(error))
}
