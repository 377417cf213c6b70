//! Which servers are trusted, and by which cryptography: ring's, chosen here and not process-wide,
//! unless the crate is built without the feature `ring` or the caller brings a whole configuration.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};

use crate::BuildError;
use crate::connection_error::Foreign;

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
                    "roots were added beside tls_config: add them to that configuration",
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
