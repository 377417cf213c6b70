//! A client made from the command line, and what its errors mean here.

use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr};

use gigapay_webhooks::{Credentials, IntegrationId, Scheme, Server, Token};
use gigapay_webhooks_std::{Client, Roomy};

use crate::args::Connection;
use crate::failure::Failure;

/// A client, and what is to be known to explain its errors.
pub(crate) struct Session {
    pub(crate) client: Client<Roomy>,
    pub(crate) has_integration: bool,
    token: String,
}

impl Session {
    /// Makes the client; nothing is sent.
    pub(crate) fn open(connection: &Connection) -> Result<Self, Failure> {
        let server = server(connection)?;
        let token = connection.token.as_deref().unwrap_or_default();
        if token.is_empty() {
            return Err(Failure::usage(
                None,
                "no token: set GIGAPAY_TOKEN, or give --token (`gigapay-webhooks sandbox` needs no account)",
            ));
        }
        let invalid = |error| Failure::usage(None, error);
        let key = Token::new(token).map_err(invalid)?;
        let integration = connection.integration_id.as_deref().unwrap_or_default();
        let credentials = match integration {
            "" => Credentials::user(key),
            id => Credentials::integration(key, IntegrationId::new(id).map_err(invalid)?),
        };
        let time = connection.timeout;
        let mut builder = Client::builder(credentials)
            .server(server)
            .insecure_http(server.scheme() == Scheme::Http)
            .connect_timeout(time)
            .read_timeout(time)
            .write_timeout(time)
            .deadline(time);
        if let Some(path) = &connection.ca_file {
            let unusable = |why: &dyn std::fmt::Display| {
                Failure::usage(None, format!("cannot use {}: {why}", path.display()))
            };
            let pem = fs::read(path).map_err(|error| unusable(&error))?;
            builder = builder
                .add_root_certificates_pem(&pem)
                .map_err(|error| unusable(&error))?;
        }
        Ok(Self {
            client: builder.build().map_err(|error| Failure::usage(None, error))?,
            has_integration: !integration.is_empty(),
            token: token.into(),
        })
    }
}

/// The server to talk to. In clear only to this computer: the token travels with every request.
fn server(connection: &Connection) -> Result<Server<'_>, Failure> {
    if connection.demo {
        return Ok(Server::DEMO);
    }
    let Some(url) = &connection.base_url else {
        return Ok(Server::PRODUCTION);
    };
    // The URL itself is not repeated: somebody may have put a password into it.
    let server = Server::parse(url).map_err(|error| Failure::usage(None, error))?;
    let is_exposed = server.scheme() == Scheme::Http && !is_loopback(server.host());
    if is_exposed && !connection.insecure_http {
        return Err(Failure::usage(
            None,
            "this http:// address is not of this computer, and the token would travel in clear: \
             use https://, or --insecure-http if that is what you want",
        ));
    }
    Ok(server)
}

/// Whether a host of a URL is this computer.
fn is_loopback(host: &str) -> bool {
    let v6 = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback())
        || v6.parse().is_ok_and(|ip: Ipv6Addr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_computer_is_loopback() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.255.1.2", "[::1]", "[0:0::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "127.0.0.1.example.com", "128.0.0.1", "0.0.0.0", "[::]", "[::2]", "127.1", "10.0.2.2"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
