//! The settings that say which servers are trusted.

use std::sync::Arc;

use gigapay_webhooks::Capacity;

use super::ClientBuilder;
use crate::BuildError;

impl<C: Capacity> ClientBuilder<C> {
    /// Also trusts servers under this root certificate, in DER.
    ///
    /// # Errors
    /// [`BuildError::Certificate`] if it is not a certificate.
    pub fn add_root_certificate_der(mut self, der: &[u8]) -> Result<Self, BuildError> {
        self.roots.add_der(der)?;
        Ok(self)
    }

    /// Also trusts servers under these root certificates, one or several in PEM. Anything else in
    /// the PEM is ignored.
    ///
    /// # Errors
    /// [`BuildError::Certificate`] if one of them is invalid, or the PEM contains none.
    pub fn add_root_certificates_pem(mut self, pem: &[u8]) -> Result<Self, BuildError> {
        self.roots.add_pem(pem)?;
        Ok(self)
    }

    /// Trusts servers under added root certificates only, and not those that the public trusts
    /// (Mozilla's, by `webpki-roots`).
    pub fn only_added_roots(mut self) -> Self {
        self.roots.only_added();
        self
    }

    /// Uses this TLS configuration in place of the client's own: for a client certificate, the
    /// platform's roots, another cryptography provider. It decides alone which servers are trusted.
    ///
    /// Its `alpn_protocols` must be empty or `http/1.1` alone. [`build`](Self::build) fails if it
    /// is not, or if root certificates were added here, too.
    pub fn tls_config(mut self, config: Arc<rustls::ClientConfig>) -> Self {
        self.roots.config(config);
        self
    }

    /// Allows plain `http` to other hosts than this machine. Anyone in between can then read
    /// the token and change the responses. Default: refused.
    pub fn insecure_http(mut self, allowed: bool) -> Self {
        self.insecure_http = allowed;
        self
    }
}
