//! Which server to trust, and what to offer to it.

use core::fmt;

use rustls_pki_types::{CertificateDer, ServerName, TrustAnchor};

use crate::clock::{Clock, ValidationTime, Validity};
use crate::crypto::group::Group;
use crate::error::TlsConfigError;
use crate::pin::Pin;
#[cfg(feature = "client-certificate")]
use crate::signer::ClientCertificate;

/// Reads a root certificate in DER. See [`TlsConfig::new`].
///
/// Any certificate will do, also an intermediate: paths then end there. Its own dates and
/// extensions are not checked, as it is trusted for being given.
///
/// # Errors
///
/// [`TlsConfigError::Anchor`] if it is no X.509 certificate.
pub fn anchor<'a>(certificate: &'a CertificateDer<'a>) -> Result<TrustAnchor<'a>, TlsConfigError> {
    webpki::anchor_from_trusted_cert(certificate).map_err(|_| TlsConfigError::Anchor)
}

/// Which server to connect to, and what makes it trustworthy.
#[derive(Clone, Copy)]
pub struct TlsConfig<'a> {
    pub(crate) server_name: &'a str,
    pub(crate) path: Option<PathConfig<'a>>,
    pub(crate) pins: Option<&'a [Pin]>,
    pub(crate) groups: &'a [Group],
    pub(crate) session_clock: Option<&'a dyn Clock>,
    #[cfg(feature = "client-certificate")]
    pub(crate) client: Option<&'a ClientCertificate<'a>>,
}

/// A path to one of these anchors, at some time.
#[derive(Clone, Copy)]
pub(crate) struct PathConfig<'a> {
    pub(crate) anchors: &'a [TrustAnchor<'a>],
    pub(crate) validity: Validity<'a>,
}

impl<'a> TlsConfig<'a> {
    /// A server with a certificate for `server_name` and a path from there to one of `anchors`.
    ///
    /// `server_name` is a DNS name or an IP address as text. A DNS name is also sent to the server
    /// (SNI, RFC 6066 section 3); an address is not. `anchors` come from [`anchor`], or are those
    /// of a crate such as `webpki-roots`.
    #[must_use]
    pub const fn new(
        server_name: &'a str,
        anchors: &'a [TrustAnchor<'a>],
        validity: Validity<'a>,
    ) -> Self {
        Self::with(server_name, Some(PathConfig { anchors, validity }), None)
    }

    /// A server whose own key or certificate matches one of these pins, **instead of** a path.
    ///
    /// Nothing else in the certificate is checked: no issuer, no name, no dates. That the server
    /// holds the key is proved all the same. For servers with self-signed certificates.
    #[must_use]
    pub const fn pinned_only(server_name: &'a str, pins: &'a [Pin]) -> Self {
        Self::with(server_name, None, Some(pins))
    }

    const fn with(
        server_name: &'a str,
        path: Option<PathConfig<'a>>,
        pins: Option<&'a [Pin]>,
    ) -> Self {
        Self {
            server_name,
            path,
            pins,
            groups: Group::ALL,
            session_clock: None,
            #[cfg(feature = "client-certificate")]
            client: None,
        }
    }

    /// One of these pins has to match **as well**.
    #[must_use]
    pub const fn with_pins(mut self, pins: &'a [Pin]) -> Self {
        self.pins = Some(pins);
        self
    }

    /// Offers these groups only, with a key share of the first. Defaults to [`Group::ALL`].
    ///
    /// A server that wants another of them asks for it, which costs a round trip.
    #[must_use]
    pub const fn with_groups(mut self, groups: &'a [Group]) -> Self {
        self.groups = groups;
        self
    }

    /// The clock by which the age of a [`Session`](crate::Session) is counted.
    ///
    /// Defaults to the clock of the [`Validity`], if that has one. Any clock serves that keeps
    /// counting seconds as long as the session is kept, whatever it counts from. Without a clock,
    /// or while it does not know the time, sessions are neither kept nor offered.
    #[must_use]
    pub const fn with_session_clock(mut self, clock: &'a dyn Clock) -> Self {
        self.session_clock = Some(clock);
        self
    }

    /// Shows this certificate to a server that asks for one.
    #[cfg(feature = "client-certificate")]
    #[must_use]
    pub const fn with_client_certificate(mut self, client: &'a ClientCertificate<'a>) -> Self {
        self.client = Some(client);
        self
    }

    /// Checks everything that can be found wrong before any I/O.
    ///
    /// # Errors
    ///
    /// Those that [`Connection::start`](crate::Connection::start) would return for this
    /// configuration.
    pub fn check(&self) -> Result<(), TlsConfigError> {
        self.name()?;
        self.validation_time()?;
        match (self.pins, self.groups) {
            (Some([]), _) => Err(TlsConfigError::NoPins),
            (_, []) => Err(TlsConfigError::NoGroups),
            _ => Ok(()),
        }
    }

    pub(crate) fn name(&self) -> Result<ServerName<'a>, TlsConfigError> {
        ServerName::try_from(self.server_name).map_err(|_| TlsConfigError::ServerName)
    }

    /// When certificates have to be valid.
    pub(crate) fn validation_time(&self) -> Result<ValidationTime, TlsConfigError> {
        match &self.path {
            Some(path) if path.anchors.is_empty() => Err(TlsConfigError::NoAnchors),
            Some(path) => path.validity.validation_time(),
            None => Ok(ValidationTime::NotBefore(0)),
        }
    }

    /// The name to send as SNI, RFC 6066 section 3: a DNS name without its trailing dot, never an
    /// address.
    pub(crate) fn sni(&self) -> Option<&'a str> {
        match self.name() {
            Ok(ServerName::DnsName(_)) => Some(
                self.server_name
                    .strip_suffix('.')
                    .unwrap_or(self.server_name),
            ),
            _ => None,
        }
    }

    /// Seconds by the clock that counts a session's age.
    pub(crate) fn session_time(&self) -> Option<u64> {
        match (self.session_clock, &self.path) {
            (Some(clock), _) => clock.now(),
            (None, Some(path)) => path.validity.now(),
            (None, None) => None,
        }
    }
}

impl fmt::Debug for TlsConfig<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.as_ref();
        f.debug_struct("TlsConfig")
            .field("server_name", &self.server_name)
            .field("anchors", &path.map(|path| path.anchors.len()))
            .field("validity", &path.map(|path| path.validity))
            .field("pins", &self.pins)
            .field("groups", &self.groups)
            .finish_non_exhaustive()
    }
}
