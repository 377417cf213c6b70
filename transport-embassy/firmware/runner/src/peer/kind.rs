//! The servers by their purpose, and where the guest finds them.

use std::net::Ipv4Addr;

/// The address at which the guest reaches this host's loopback.
pub(super) const HOST_AS_SEEN_BY_GUEST: Ipv4Addr = Ipv4Addr::new(10, 0, 2, 2);

/// The purpose of a server; the guest knows it by this name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Behaves like the API.
    Api,
    /// Closes after each response.
    Closing,
    /// Cuts its first response by closing, and its third by a reset.
    Cutting,
    /// Cuts the second and the fourth request, on connections that are reused.
    Dying,
    /// Shows a P-256 certificate under a P-256 root.
    P256,
    /// Shows a P-256 certificate under two of P-384, as Let's Encrypt issues.
    P384,
    /// Shows RSA certificates.
    Rsa,
    /// Shows a certificate under a root that the guest does not trust.
    Untrusted,
    /// Shows a certificate under a trusted root, for other names.
    Misnamed,
    /// Sends a notification.
    Notifying,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Closing => "closing",
            Self::Cutting => "cutting",
            Self::Dying => "dying",
            Self::P256 => "p256",
            Self::P384 => "p384",
            Self::Rsa => "rsa",
            Self::Untrusted => "untrusted",
            Self::Misnamed => "misnamed",
            Self::Notifying => "notifying",
        }
    }
}
