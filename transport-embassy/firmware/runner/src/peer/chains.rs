//! Certificate chains of the kinds that public servers have, made by the command `openssl`: the
//! library that the sandbox makes its own with cannot generate RSA keys.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context as _, Error, Result, ensure};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::kind::{HOST_AS_SEEN_BY_GUEST, Kind};
use crate::folder::Folder;
use crate::options::Options;

const P256: &[&str] = &["EC", "ec_paramgen_curve:P-256"];
const P384: &[&str] = &["EC", "ec_paramgen_curve:P-384"];
const RSA_2048: &[&str] = &["RSA", "rsa_keygen_bits:2048"];
const RSA_4096: &[&str] = &["RSA", "rsa_keygen_bits:4096"];

/// The keys of each chain from the root to the server's, and the hash of the signatures.
const SHAPES: &[(Kind, &[&[&str]], &str)] = &[
    (Kind::P256, &[P256, P256], "-sha256"),
    (Kind::P384, &[P384, P384, P256], "-sha384"),
    (Kind::Rsa, &[RSA_4096, RSA_2048, RSA_2048], "-sha256"),
];

/// The chains of all runs, as RSA keys take seconds to generate.
pub(crate) struct Chains(Vec<(Kind, Chain)>);

/// A chain with the server's key.
pub(super) struct Chain {
    root: Vec<u8>,
    /// What the server sends, its own certificate first.
    sent: Vec<CertificateDer<'static>>,
    key: Vec<u8>,
}

impl Chains {
    /// Makes those that the image can verify.
    pub(crate) fn make(options: &Options) -> Result<Self> {
        let folder = Folder::new()?;
        let count = match (options.tls, options.tls_all) {
            (_, true) => SHAPES.len(),
            (true, false) => 1,
            (false, false) => 0,
        };
        let make = |(kind, keys, hash): &(Kind, &[&[&str]], &str)| {
            let chain = Chain::make(folder.path(), kind.name(), keys, hash);
            Ok((*kind, chain?))
        };
        SHAPES
            .iter()
            .take(count)
            .map(make)
            .collect::<Result<_>>()
            .map(Self)
    }

    pub(super) fn of(&self, kind: Kind) -> Option<&Chain> {
        let chain = self.0.iter().find(|(known, _)| *known == kind);
        chain.map(|(_, chain)| chain)
    }
}

impl Chain {
    fn make(folder: &Path, name: &str, keys: &[&[&str]], hash: &str) -> Result<Self> {
        fs::write(
            folder.join("config"),
            "[req]\ndistinguished_name=dn\n[dn]\n",
        )?;
        let mut issued = Vec::new();
        for (level, algorithm) in keys.iter().enumerate() {
            let is_leaf = level + 1 == keys.len();
            let own = format!("{name}-{level}");
            let issuer = level.checked_sub(1).map(|level| format!("{name}-{level}"));
            generate(folder, &own, algorithm)?;
            issue(folder, &own, issuer.as_deref(), is_leaf, hash)?;
            issued.push(fs::read(folder.join(format!("{own}.crt")))?);
        }
        let key = fs::read(folder.join(format!("{name}-{}.key", keys.len() - 1)))?;
        let root = issued.remove(0);
        let sent = issued.into_iter().rev().map(CertificateDer::from).collect();
        Ok(Self { root, sent, key })
    }

    pub(super) fn root(&self) -> &[u8] {
        &self.root
    }

    /// Returns a server's configuration, which knows no session yet.
    pub(super) fn config(&self) -> Result<Arc<ServerConfig>> {
        // OpenSSL writes the format of the key's kind, which is told by its first bytes.
        let key = PrivateKeyDer::try_from(self.key.clone()).map_err(Error::msg)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(self.sent.clone(), key)?;
        Ok(Arc::new(config))
    }
}

/// Generates a key.
fn generate(folder: &Path, name: &str, algorithm: &[&str]) -> Result<()> {
    let file = format!("{name}.key");
    let mut arguments = vec!["genpkey", "-outform", "DER", "-out", &file, "-algorithm"];
    for (index, word) in algorithm.iter().enumerate() {
        arguments.extend((index == 1).then_some("-pkeyopt"));
        arguments.push(word);
    }
    openssl(folder, &arguments)
}

/// Issues a certificate; without an issuer it is self-signed.
fn issue(folder: &Path, name: &str, issuer: Option<&str>, is_leaf: bool, hash: &str) -> Result<()> {
    let (key, file) = (format!("{name}.key"), format!("{name}.crt"));
    let subject = format!("/CN={name}");
    let names = format!("subjectAltName=IP:{HOST_AS_SEEN_BY_GUEST}");
    let mut arguments = vec![
        "req", "-x509", "-new", "-config", "config", "-days", "3650", hash,
    ];
    arguments.extend([
        "-subj", &subject, "-key", &key, "-outform", "DER", "-out", &file,
    ]);
    let authority = issuer.map(|issuer| (format!("{issuer}.crt"), format!("{issuer}.key")));
    if let Some((certificate, key)) = &authority {
        arguments.extend(["-CA", certificate, "-CAkey", key]);
    }
    let extensions = if is_leaf {
        [
            "keyUsage=critical,digitalSignature",
            "extendedKeyUsage=serverAuth",
            &names,
        ]
    } else {
        [
            "basicConstraints=critical,CA:TRUE",
            "keyUsage=critical,keyCertSign",
            "subjectKeyIdentifier=hash",
        ]
    };
    for extension in extensions {
        arguments.extend(["-addext", extension]);
    }
    openssl(folder, &arguments)
}

fn openssl(folder: &Path, arguments: &[&str]) -> Result<()> {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(arguments)
        .output()
        .context("openssl cannot be started; Debian has it in the package openssl")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "openssl {arguments:?}: {errors}");
    Ok(())
}
