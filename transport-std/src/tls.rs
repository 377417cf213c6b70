//! TLS by rustls.

use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, ClientConnection, Error};

use crate::connection_error::ConnectionError;
use crate::tcp::Tcp;

/// Explains an error for which rustls has only another library's name.
pub(crate) fn in_words(error: &Error) -> Option<&'static str> {
    match error {
        Error::InvalidCertificate(CertificateError::Other(error))
            if error.to_string() == "CaUsedAsEndEntity" =>
        {
            Some(
                "its certificate is a CA certificate, as self-signed ones often are, and cannot be \
                 the server's own even if it is trusted: trust it, and issue the server another \
                 one that it signs",
            )
        }
        _ => None,
    }
}

/// A connection whose bytes are encrypted.
pub(crate) struct Tls {
    session: ClientConnection,
    tcp: Tcp,
    /// Sending has failed. What the server said before can still be read.
    is_mute: bool,
}

impl Tls {
    /// Performs the handshake.
    pub(crate) fn handshake(
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
        tcp: Tcp,
    ) -> Result<Self, ConnectionError> {
        let session = ClientConnection::new(config, name)?;
        let mut tls = Self {
            session,
            tcp,
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
        &mut self.tcp
    }

    /// Whether nothing has arrived unasked.
    pub(crate) fn is_quiet(&mut self) -> bool {
        let quiet = |state: rustls::IoState| {
            state.plaintext_bytes_to_read() == 0 && !state.peer_has_closed()
        };
        self.session.process_new_packets().is_ok_and(quiet) && self.tcp.is_quiet()
    }

    /// Reads decrypted bytes. 0 is an end that the server announced; any other end is an error,
    /// since an attacker may have cut the response short.
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
            // Tells the server why, if that can still be sent.
            let _ = self.send();
            return Err(error.into());
        }
        Ok(read)
    }

    /// Everything that waits to be sent.
    fn send(&mut self) -> Result<(), ConnectionError> {
        self.is_mute = true;
        while self.session.wants_write() {
            if self.session.write_tls(&mut self.tcp)? == 0 {
                return Err(ConnectionError::Io(ErrorKind::WriteZero.into()));
            }
        }
        self.is_mute = false;
        Ok(())
    }
}

impl Drop for Tls {
    /// Sends close_notify without waiting: the connection is closed anyway.
    fn drop(&mut self) {
        self.session.send_close_notify();
        let session = &mut self.session;
        self.tcp.write_now(|mut socket| {
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
