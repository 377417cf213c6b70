//! What is wrong with a connection, where a person can do something about it.

use std::io::ErrorKind;

use gigapay_webhooks_std::gigapay_webhooks::{Error as ExchangeError, ProtocolError};
use gigapay_webhooks_std::{Cause, Error, Stage};

/// What is wrong with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nothing listens at the port.
    Refused,
    /// The response to a TLS handshake is not TLS.
    PlainServer,
    /// There was no connection for another reason.
    Unreachable,
    /// There was a connection, but no HTTP response came.
    NoHttp,
}

impl Trouble {
    pub(crate) fn of(error: &Error) -> Option<Self> {
        use Stage::{Connect, Resolve, Tls};
        match error.cause() {
            Cause::Connect { source, .. } if source.kind() == ErrorKind::ConnectionRefused => {
                Some(Self::Refused)
            }
            // The words of rustls: its first record was none.
            Cause::Tls { source, .. } if source.to_string().contains("InvalidContentType") => {
                Some(Self::PlainServer)
            }
            Cause::Resolve { .. } | Cause::Connect { .. } | Cause::Tls { .. } => {
                Some(Self::Unreachable)
            }
            Cause::Timeout {
                stage: Resolve | Connect | Tls,
                ..
            } => Some(Self::Unreachable),
            Cause::Exchange {
                error: ExchangeError::Protocol(ProtocolError::StatusLine),
                ..
            } => Some(Self::NoHttp),
            _ => None,
        }
    }

    /// Whether there was no connection.
    pub(crate) const fn is_no_connection(self) -> bool {
        !matches!(self, Self::NoHttp)
    }

    /// Returns what to do if the sandbox does not listen.
    pub(crate) fn no_sandbox(url: &str) -> String {
        let address = url.split("://").last().unwrap_or_default();
        let address = address.split('/').next().unwrap_or_default();
        format!("nothing listens at {address}: start `gigapay-webhooks sandbox`")
    }
}
