//! What an operation is doing.

use core::fmt;

/// What the client was doing when something failed or took too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Stage {
    /// Waiting until the device has a link and an address of its own.
    Network,
    /// Looking up the server's name.
    Resolve,
    /// Connecting by TCP.
    Connect,
    /// The TLS handshake.
    Tls,
    /// Sending the request.
    Send,
    /// Waiting for the response, or reading it.
    Receive,
}

impl Stage {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Network => "waiting for the network",
            Self::Resolve => "looking up the server's name",
            Self::Connect => "connecting to the server",
            Self::Tls => "performing the TLS handshake",
            Self::Send => "sending the request",
            Self::Receive => "waiting for the response",
        }
    }

    /// Whether any byte of a request may have left.
    pub(crate) const fn has_sent(self) -> bool {
        matches!(self, Self::Send | Self::Receive)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
