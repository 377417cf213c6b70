//! Certificates by the `openssl` command line tool, made anew for each run.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// Folder for everything a run makes, which only the system removes.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = tempfile::Builder::new()
            .prefix("interop")
            .tempdir()
            .expect("a folder")
            .keep();
        fs::write(
            folder.join("req.cnf"),
            "[req]\ndistinguished_name=dn\n[dn]\n",
        )
        .expect("a file");
        folder
    })
}

/// Public key algorithm of a certificate.
#[derive(Clone, Copy, Debug)]
pub enum Algorithm {
    P256,
    P384,
    Rsa2048,
    Rsa3072,
    Rsa4096,
}

/// A private key in a PEM file.
#[derive(Clone, Debug)]
pub struct Key(PathBuf);

impl Key {
    /// Makes a key; `name` names its file and has to be unique in a run.
    pub fn new(name: &str, algorithm: Algorithm) -> Self {
        let path = folder().join(format!("{name}.key"));
        let (kind, option) = match algorithm {
            Algorithm::P256 => ("EC", "ec_paramgen_curve:P-256"),
            Algorithm::P384 => ("EC", "ec_paramgen_curve:P-384"),
            Algorithm::Rsa2048 => ("RSA", "rsa_keygen_bits:2048"),
            Algorithm::Rsa3072 => ("RSA", "rsa_keygen_bits:3072"),
            Algorithm::Rsa4096 => ("RSA", "rsa_keygen_bits:4096"),
        };
        openssl(&[
            "genpkey",
            "-quiet",
            "-algorithm",
            kind,
            "-pkeyopt",
            option,
            "-out",
            text(&path),
        ]);
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// A certificate in a PEM file, with its key.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub pem: PathBuf,
    pub key: Key,
}

/// What a certificate says. Without an issuer it is self-signed.
#[derive(Clone, Debug)]
pub struct Profile<'a> {
    /// Distinguished name as `openssl req -subj` wants it, `/` for an empty one.
    pub subject: &'a str,
    /// Hash of the issuer's signature.
    pub hash: &'a str,
    /// Extensions, one for each line.
    pub extensions: Vec<String>,
    pub days: u32,
}

impl<'a> Profile<'a> {
    /// A certificate authority.
    pub fn authority(subject: &'a str) -> Self {
        Self {
            subject,
            hash: "sha256",
            extensions: vec![
                "basicConstraints=critical,CA:TRUE".into(),
                "keyUsage=critical,keyCertSign,cRLSign,digitalSignature".into(),
                "subjectKeyIdentifier=hash".into(),
            ],
            days: 3650,
        }
    }

    /// A server's certificate for `names`, without a common name.
    pub fn server(names: &[&str]) -> Self {
        let names: Vec<_> = names.iter().map(|name| format!("DNS:{name}")).collect();
        let critical = "critical,";
        Self {
            subject: "/",
            hash: "sha256",
            extensions: vec![
                "keyUsage=critical,digitalSignature".into(),
                "extendedKeyUsage=serverAuth".into(),
                format!("subjectAltName={critical}{}", names.join(",")),
            ],
            days: 90,
        }
    }

    /// A client's certificate.
    pub fn client(subject: &'a str) -> Self {
        Self {
            subject,
            hash: "sha256",
            extensions: vec![
                "keyUsage=critical,digitalSignature".into(),
                "extendedKeyUsage=clientAuth".into(),
            ],
            days: 90,
        }
    }

    pub fn hash(mut self, hash: &'a str) -> Self {
        self.hash = hash;
        self
    }

    pub fn subject(mut self, subject: &'a str) -> Self {
        self.subject = subject;
        self
    }

    /// Adds a comment of `length` bytes, to make a large certificate.
    pub fn padding(mut self, length: usize) -> Self {
        self.extensions
            .push(format!("nsComment={}", "x".repeat(length)));
        self
    }

    /// Replaces the key usage.
    pub fn key_usage(mut self, usage: &str) -> Self {
        self.extensions
            .retain(|extension| !extension.starts_with("keyUsage"));
        self.extensions.push(format!("keyUsage=critical,{usage}"));
        self
    }

    pub fn days(mut self, days: u32) -> Self {
        self.days = days;
        self
    }

    /// Issues the certificate for `key`; `name` names its file and has to be unique in a run.
    pub fn issue(&self, name: &str, key: &Key, issuer: Option<&Certificate>) -> Certificate {
        let pem = folder().join(format!("{name}.pem"));
        let config = folder().join("req.cnf");
        let days = self.days.to_string();
        let hash = format!("-{}", self.hash);
        let mut arguments = vec![
            "req",
            "-x509",
            "-config",
            text(&config),
            "-new",
            "-key",
            text(&key.0),
            "-subj",
            self.subject,
            "-days",
            &days,
            &hash,
            "-out",
            text(&pem),
        ];
        if let Some(issuer) = issuer {
            arguments.extend(["-CA", text(&issuer.pem), "-CAkey", text(&issuer.key.0)]);
        }
        for extension in &self.extensions {
            arguments.extend(["-addext", extension]);
        }
        openssl(&arguments);
        Certificate {
            pem,
            key: key.clone(),
        }
    }
}

/// What a server sends and what a client trusts.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The server's own certificate.
    pub leaf: PathBuf,
    pub key: PathBuf,
    /// All that is sent, the leaf first.
    pub sent: PathBuf,
    /// All that is sent after the leaf.
    pub rest: PathBuf,
    /// The trusted certificates.
    pub roots: PathBuf,
}

impl Chain {
    /// Writes the chain's files; `name` has to be unique in a run.
    pub fn new(name: &str, sent: &[&Certificate], roots: &[&Certificate]) -> Self {
        let file = |suffix: &str, certificates: &[&Certificate]| {
            let path = folder().join(format!("{name}.{suffix}.pem"));
            let pems: Vec<_> = certificates
                .iter()
                .map(|certificate| fs::read_to_string(&certificate.pem).expect("a certificate"))
                .collect();
            fs::write(&path, pems.concat()).expect("a file");
            path
        };
        let leaf = sent.first().expect("a leaf");
        Self {
            leaf: leaf.pem.clone(),
            key: leaf.key.0.clone(),
            sent: file("sent", sent),
            rest: file("rest", sent.get(1..).unwrap_or(&[])),
            roots: file("roots", roots),
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn openssl(arguments: &[&str]) {
    let output = Command::new("openssl")
        .args(arguments)
        .output()
        .expect("openssl is missing: apt-get install openssl");
    assert!(
        output.status.success(),
        "openssl {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
