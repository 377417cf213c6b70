//! Certificates in files.

use std::path::Path;

use rustls_pki_types::{CertificateDer, pem::PemObject};

use crate::failure::Failure;

/// Reads every certificate of a PEM file.
pub fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| Failure::Failed(format!("{}: {error}", path.display())))
}

/// A root that signed nothing.
pub fn foreign_root() -> Result<CertificateDer<'static>, Failure> {
    CertificateDer::from_pem_slice(include_bytes!("../foreign-root.pem"))
        .map_err(|error| Failure::Failed(format!("foreign-root.pem: {error}")))
}
