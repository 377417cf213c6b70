//! TLS by rustls. Its cryptography is ring, chosen here and not process-wide, unless the crate is
//! built without the feature `ring` or the caller brings a whole configuration.

use std::io::{BufReader, ErrorKind, Read, Write};
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, ClientConnection, Error, RootCertStore};

use crate::BuildError;
use crate::connection_error::{ConnectionError, Foreign};
use crate::tcp::Tcp;

/// The certificates that servers are trusted by, or the caller's configuration.
#[derive(Clone, Debug)]
pub(crate) struct Roots {
    config: Option<Arc<ClientConfig>>,
    added: RootCertStore,
    only_added: bool,
}

impl Roots {
    pub(crate) const fn new() -> Self {
        Self {
            config: None,
            added: RootCertStore { roots: Vec::new() },
            only_added: false,
        }
    }

    pub(crate) fn config(&mut self, config: Arc<ClientConfig>) {
        self.config = Some(config);
    }

    pub(crate) fn only_added(&mut self) {
        self.only_added = true;
    }

    pub(crate) fn add_der(&mut self, der: &[u8]) -> Result<(), BuildError> {
        self.added
            .add(CertificateDer::from(der))
            .map_err(|error| BuildError::Certificate(Box::new(error)))
    }

    pub(crate) fn add_pem(&mut self, pem: &[u8]) -> Result<(), BuildError> {
        let mut is_empty = true;
        for der in CertificateDer::pem_slice_iter(pem) {
            let der = der.map_err(|error| BuildError::Certificate(Box::new(error)))?;
            self.add_der(&der)?;
            is_empty = false;
        }
        if is_empty {
            return Err(BuildError::Certificate("no certificate in the PEM".into()));
        }
        Ok(())
    }

    /// What all connections share, remembered sessions included.
    pub(crate) fn into_config(self) -> Result<Arc<ClientConfig>, BuildError> {
        if let Some(config) = self.config {
            let has_roots = self.only_added || !self.added.is_empty();
            return match has_roots {
                true => Err(tls(
                    "its configuration is given, and roots beside it: add them to it",
                )),
                false => only_http_1_1(config),
            };
        }
        let mut roots = self.added;
        if !self.only_added {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        if roots.is_empty() {
            return Err(BuildError::NoRoots);
        }
        let mut config = ClientConfig::builder_with_provider(provider()?)
            .with_safe_default_protocol_versions()
            .map_err(tls)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![HTTP_1_1.to_vec()];
        Ok(Arc::new(config))
    }
}

/// ALPN's name of the only protocol that is spoken (RFC 7301 section 6).
const HTTP_1_1: &[u8] = b"http/1.1";

fn tls(error: impl Into<Foreign>) -> BuildError {
    BuildError::Tls(error.into())
}

/// A server that is offered another protocol may choose it.
fn only_http_1_1(config: Arc<ClientConfig>) -> Result<Arc<ClientConfig>, BuildError> {
    match config.alpn_protocols.iter().all(|name| name == HTTP_1_1) {
        true => Ok(config),
        false => Err(tls("alpn_protocols must be empty or http/1.1 alone")),
    }
}

#[cfg(feature = "ring")]
fn provider() -> Result<Arc<CryptoProvider>, BuildError> {
    Ok(Arc::new(rustls::crypto::ring::default_provider()))
}

/// Without ring, the process's own.
#[cfg(not(feature = "ring"))]
fn provider() -> Result<Arc<CryptoProvider>, BuildError> {
    CryptoProvider::get_default().cloned().ok_or_else(|| {
        tls("no cryptography: install a CryptoProvider, or give tls_config, or enable `ring`")
    })
}

/// The name that the server's certificate must hold: `host` without an IPv6 address's brackets.
pub(crate) fn server_name(host: &str) -> Result<ServerName<'static>, BuildError> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    ServerName::try_from(bare.to_owned()).map_err(|_| BuildError::ServerName(host.into()))
}

/// What is wrong, where the library has no words for it but the name that another one has.
pub(crate) fn in_words(error: &Error) -> Option<&'static str> {
    match error {
        Error::InvalidCertificate(CertificateError::Other(error))
            if error.to_string() == "CaUsedAsEndEntity" =>
        {
            Some(
                "its certificate is one that signs others, as one that signs itself often is, and \
                 such a one cannot be the server's own, trusted or not: trust it, and let it sign \
                 another for the server",
            )
        }
        _ => None,
    }
}

/// The largest record of TLS, its header included (RFC 5246 section 6.2.3, RFC 8446 section 5.2).
const RECORD: usize = 5 + 16 * 1024 + 2048;

/// A connection whose bytes are encrypted.
pub(crate) struct Tls {
    session: ClientConnection,
    /// Reads whole records at once: rustls alone asks for 4 KiB at a time.
    tcp: BufReader<Tcp>,
    /// Sending has failed. What the server said before can still be read.
    is_mute: bool,
}

impl Tls {
    /// Makes sure of the server and agrees on keys.
    pub(crate) fn handshake(
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
        tcp: Tcp,
    ) -> Result<Self, ConnectionError> {
        let session = ClientConnection::new(config, name)?;
        let mut tls = Self {
            session,
            tcp: BufReader::with_capacity(RECORD, tcp),
            is_mute: false,
        };
        while tls.session.is_handshaking() {
            tls.send()?;
            if tls.receive()? == 0 {
                return Err(ConnectionError::Io(ErrorKind::UnexpectedEof.into()));
            }
        }
        tls.send()?;
        Ok(tls)
    }

    pub(crate) fn tcp(&mut self) -> &mut Tcp {
        self.tcp.get_mut()
    }

    /// Whether nothing has arrived unasked.
    pub(crate) fn is_quiet(&mut self) -> bool {
        let quiet = |state: rustls::IoState| {
            state.plaintext_bytes_to_read() == 0 && !state.peer_has_closed()
        };
        while self.session.process_new_packets().is_ok_and(quiet) {
            if self.tcp.buffer().is_empty() {
                return self.tcp().is_quiet();
            }
            // What was read behind the response.
            if self.session.read_tls(&mut self.tcp).is_err() {
                break;
            }
        }
        false
    }

    /// Plain bytes. 0 is the end that the server announced; one that it did not announce is an
    /// error, for an attacker may have cut the response short.
    pub(crate) fn read(&mut self, space: &mut [u8]) -> Result<usize, ConnectionError> {
        loop {
            match self.session.reader().read(space) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.receive()?,
                result => return Ok(result?),
            };
            if !self.is_mute {
                self.send()?;
            }
        }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<usize, ConnectionError> {
        let written = self.session.writer().write(bytes)?;
        self.send()?;
        Ok(written)
    }

    fn receive(&mut self) -> Result<usize, ConnectionError> {
        let read = self.session.read_tls(&mut self.tcp)?;
        if let Err(error) = self.session.process_new_packets() {
            // The server is to know why; whether it hears of it does not matter.
            let _ = self.send();
            return Err(error.into());
        }
        Ok(read)
    }

    /// Everything that waits to be sent.
    fn send(&mut self) -> Result<(), ConnectionError> {
        self.is_mute = true;
        while self.session.wants_write() {
            if self.session.write_tls(self.tcp.get_mut())? == 0 {
                return Err(ConnectionError::Io(ErrorKind::WriteZero.into()));
            }
        }
        self.is_mute = false;
        Ok(())
    }
}

impl Drop for Tls {
    /// Says that nothing follows, without waiting: the connection is closed anyway.
    fn drop(&mut self) {
        self.session.send_close_notify();
        let session = &mut self.session;
        self.tcp.get_mut().write_now(|mut socket| {
            let _ = session.write_tls(&mut socket);
            let _ = socket.flush();
        });
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use rustls::OtherError;

    use super::*;

    #[test]
    fn only_an_authoritys_own_certificate_has_words() {
        let other = |text: &'static str| {
            let error = OtherError(Arc::new(io::Error::other(text)));
            Error::InvalidCertificate(CertificateError::Other(error))
        };
        assert!(in_words(&other("CaUsedAsEndEntity")).is_some());
        assert_eq!(in_words(&other("MissingOrMalformedExtensions")), None);
        let expired = Error::InvalidCertificate(CertificateError::Expired);
        assert_eq!(in_words(&expired), None);
    }
}
