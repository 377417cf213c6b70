//! Whom to trust, under which name, and how large the buffers are (RFC 8446 sections 5.1 and 5.2).

use rustls_pki_types::{CertificateDer, ServerName, TrustAnchor};

use super::clock::Moment;
use super::keys::RECORD_OVERHEAD;
use super::{ConfigError, Pin, Validity};

/// Bytes of a receive buffer that takes every record a server may send: 16,384 of content, its type, and the tag.
///
/// A smaller one works with a server known to send shorter records; a longer record then ends the connection with
/// [`TlsError::RecordTooLong`](super::TlsError::RecordTooLong), which says how much was needed. The server's whole certificate chain comes in one
/// record, so a receive buffer smaller than chain plus about 300 bytes never gets through a handshake.
pub const RECEIVE_BUFFER: usize = MAX_CIPHERTEXT as usize;

/// Bytes of a send buffer that is enough for any server name of up to 82 bytes.
///
/// What is written collects here until it is flushed, and leaves as one record: a send buffer of a request's size plus
/// [`SEND_OVERHEAD`] sends it as one; a smaller one as several, each of which costs 22 bytes and one call of the socket.
pub const SEND_BUFFER: usize = 256;

/// Bytes of the send buffer that a record takes besides its data: header, type and tag.
pub const SEND_OVERHEAD: usize = RECORD_OVERHEAD;

/// The most content a record may have, RFC 8446 section 5.1.
pub(super) const MAX_CONTENT: usize = 1 << 14;

/// The longest record that AES-128-GCM can make of it: content, type, tag.
pub(super) const MAX_CIPHERTEXT: u16 = (MAX_CONTENT + 1 + 16) as u16;

/// Reads a root certificate in DER. See [`TlsConfig::new`].
///
/// Any certificate will do, also an intermediate: paths then end there. Its own dates and extensions are not checked, as it
/// is trusted for being given.
///
/// # Errors
///
/// [`ConfigError::Anchor`] if it is no X.509 certificate.
pub fn anchor<'a>(certificate: &'a CertificateDer<'a>) -> Result<TrustAnchor<'a>, ConfigError> {
    webpki::anchor_from_trusted_cert(certificate).map_err(|_| ConfigError::Anchor)
}

/// Whom to connect to, and what makes them trustworthy.
#[derive(Clone, Copy)]
pub struct TlsConfig<'a> {
    pub(super) server_name: &'a str,
    pub(super) path: Option<PathConfig<'a>>,
    pub(super) pins: Option<&'a [Pin]>,
    pub(super) fragment: Option<FragmentLength>,
}

/// A path to one of these anchors, at some time.
#[derive(Clone, Copy)]
pub(super) struct PathConfig<'a> {
    pub(super) anchors: &'a [TrustAnchor<'a>],
    pub(super) validity: Validity<'a>,
}

impl<'a> TlsConfig<'a> {
    /// A server that shows a certificate for `server_name` and a path from there to one of `anchors`.
    ///
    /// `server_name` is a DNS name or an IP address as text. A DNS name is also sent to the server (SNI); an address is not.
    /// `anchors` come from [`anchor`], or are those of a crate such as `webpki-roots`.
    #[must_use]
    pub const fn new(
        server_name: &'a str,
        anchors: &'a [TrustAnchor<'a>],
        validity: Validity<'a>,
    ) -> Self {
        Self {
            server_name,
            path: Some(PathConfig { anchors, validity }),
            pins: None,
            fragment: None,
        }
    }

    /// A server that shows one of these pins as its own key or certificate, **instead of** a path.
    ///
    /// Nothing else in the certificate is looked at: no issuer, no name, no dates. That it holds the key is proved all the same.
    /// For servers with certificates of their own making.
    #[must_use]
    pub const fn pinned_only(server_name: &'a str, pins: &'a [Pin]) -> Self {
        Self {
            server_name,
            path: None,
            pins: Some(pins),
            fragment: None,
        }
    }

    /// One of these pins has to match **as well**.
    #[must_use]
    pub const fn with_pins(mut self, pins: &'a [Pin]) -> Self {
        self.pins = Some(pins);
        self
    }

    /// Asks the server for records with less content, RFC 6066 section 4, so that a smaller receive buffer will do.
    ///
    /// Many servers, rustls among them, ignore it; OpenSSL does not, but then splits a certificate chain longer than this
    /// over several records, which is refused as [`SplitMessage`](super::ProtocolError::SplitMessage).
    #[must_use]
    pub const fn with_fragment_length(mut self, length: FragmentLength) -> Self {
        self.fragment = Some(length);
        self
    }

    /// Everything that can be found wrong before any I/O.
    pub(crate) fn check(&self) -> Result<(ServerName<'a>, Moment), ConfigError> {
        let name = ServerName::try_from(self.server_name).map_err(|_| ConfigError::ServerName)?;
        if self.pins.is_some_and(<[Pin]>::is_empty) {
            return Err(ConfigError::NoPins);
        }
        let moment = match &self.path {
            Some(path) if path.anchors.is_empty() => return Err(ConfigError::NoAnchors),
            Some(path) => path.validity.moment()?,
            None => Moment::NotBefore(0),
        };
        Ok((name, moment))
    }
}

/// How much content a record of the server should have at most, RFC 6066 section 4.
///
/// The receive buffer then needs 17 bytes more than this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum FragmentLength {
    /// 512 bytes.
    Bytes512,
    /// 1,024 bytes.
    Bytes1024,
    /// 2,048 bytes.
    Bytes2048,
    /// 4,096 bytes.
    Bytes4096,
}

impl From<FragmentLength> for embedded_tls::MaxFragmentLength {
    fn from(length: FragmentLength) -> Self {
        match length {
            FragmentLength::Bytes512 => Self::Bits9,
            FragmentLength::Bytes1024 => Self::Bits10,
            FragmentLength::Bytes2048 => Self::Bits11,
            FragmentLength::Bytes4096 => Self::Bits12,
        }
    }
}

/// The name to send as SNI, RFC 6066 section 3: a DNS name without its trailing dot, never an address.
pub(super) fn sni<'a>(text: &'a str, name: &ServerName<'_>) -> Option<&'a str> {
    matches!(name, ServerName::DnsName(_)).then(|| text.strip_suffix('.').unwrap_or(text))
}

/// Bytes of the ClientHello record as `embedded-tls` writes it, with the overhead it asks for while writing.
pub(super) fn hello_length(sni: Option<&str>, fragment: Option<FragmentLength>) -> usize {
    // Record and handshake headers, version, random, session id, suite, compression; then versions, signatures, groups, modes,
    // key share.
    const FIXED: usize = 9 + 41 + 2 + 7 + 12 + 8 + 6 + 75;
    FIXED + sni.map_or(0, |name| name.len() + 9) + fragment.map_or(0, |_| 5)
}
