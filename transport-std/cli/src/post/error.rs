//! Why there is no response.

use std::fmt;
use std::io::{self, ErrorKind};

use gigapay_webhooks_std::rustls::{Error as TlsError, InvalidMessage};

use crate::report::Trouble;

/// Why there is no response.
#[derive(Debug)]
pub(crate) struct Error {
    is_connected: bool,
    source: io::Error,
}

impl Error {
    pub(super) const fn of_connection(source: io::Error) -> Self {
        Self {
            is_connected: false,
            source,
        }
    }

    pub(super) const fn of_exchange(source: io::Error) -> Self {
        Self {
            is_connected: true,
            source,
        }
    }

    /// What is wrong with the connection, if there is none.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        match self.source.kind() {
            _ if self.is_connected => None,
            ErrorKind::ConnectionRefused => Some(Trouble::Refused),
            _ => Some(Trouble::Unreachable),
        }
    }

    /// What a person can do about it.
    fn advice(&self) -> &'static str {
        let inner = self.source.get_ref();
        match inner.and_then(|inner| inner.downcast_ref::<TlsError>()) {
            Some(TlsError::InvalidMessage(InvalidMessage::InvalidContentType)) => {
                "; the server does not speak TLS at this port: try http://"
            }
            Some(TlsError::InvalidCertificate(_)) => {
                "; --ca-file FILE trusts the root certificates in that file"
            }
            _ => "",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.source, self.advice())
    }
}
