//! The client under test, over its blocking stream.

use std::{
    net::TcpStream,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use embedded_io::{Read, Write};
use embedded_io_adapters::std::FromStd;
use getrandom::SysRng;
use heapless_tls::{
    CipherSuite, ClientCertificate, Clock, Group, MAX_SIGNATURE, RECEIVE_BUFFER, RecordBuffers,
    Session, Signer, TlsConfig, Validity, anchor, blocking::connect,
};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair},
};
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject};

use crate::{
    NAME, REQUEST,
    pki::{Certificate, Chain},
    reference::certificates,
};

/// Bytes of the receive buffer in these tests: the longest record, and a chain beside it.
const RECEIVE: usize = RECEIVE_BUFFER + 20_000;

/// Bytes of the send buffer: room for a ticket of a kilobyte, or for a client certificate.
const SEND: usize = 2048;

/// What the client is told besides the trusted certificates.
#[derive(Default)]
pub struct Options<'a> {
    /// Groups to offer, all if empty.
    pub groups: &'a [Group],
    pub session: Option<&'a mut Session>,
    /// The client's certificate and its key.
    pub identity: Option<&'a Certificate>,
    /// Bytes of the receive buffer, if not the usual ones.
    pub receive: Option<usize>,
}

/// A response and how it came.
#[derive(Debug)]
pub struct Fetched {
    pub response: Vec<u8>,
    pub resumed: bool,
    pub group: Option<Group>,
    pub suite: Option<CipherSuite>,
}

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Option<u64> {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .map(|elapsed| elapsed.as_secs())
    }
}

/// A P-256 key that signs by `ring`.
struct RingSigner(EcdsaKeyPair);

impl RingSigner {
    fn new(key: &Path) -> Self {
        let key = PrivatePkcs8KeyDer::from_pem_file(key).expect("a key");
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, key.secret_pkcs8_der(), &random);
        Self(key.expect("a key on P-256"))
    }
}

impl Signer for RingSigner {
    fn sign(&self, message: &[u8], signature: &mut [u8; MAX_SIGNATURE]) -> Option<usize> {
        let made = self.0.sign(&SystemRandom::new(), message).ok()?;
        signature
            .get_mut(..made.as_ref().len())?
            .copy_from_slice(made.as_ref());
        Some(made.as_ref().len())
    }
}

/// The response of the server on `port`, or why there is none.
pub fn fetch(port: u16, chain: &Chain, options: Options<'_>) -> Result<Fetched, String> {
    let roots = certificates(&chain.roots);
    let anchors: Vec<_> = roots
        .iter()
        .map(anchor)
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    let mut config = TlsConfig::new(NAME, &anchors, Validity::At(&SystemClock));
    if !options.groups.is_empty() {
        config = config.with_groups(options.groups);
    }
    let signer = options
        .identity
        .map(|identity| RingSigner::new(identity.key.path()));
    let chain = options
        .identity
        .map(|identity| certificates(&identity.pem))
        .unwrap_or_default();
    let chain: Vec<&[u8]> = chain.iter().map(AsRef::as_ref).collect();
    let certificate = signer
        .as_ref()
        .map(|signer| ClientCertificate::new(&chain, signer));
    if let Some(certificate) = &certificate {
        config = config.with_client_certificate(certificate);
    }
    let (mut receive, mut send) = (vec![0; options.receive.unwrap_or(RECEIVE)], vec![0; SEND]);
    let mut buffers = RecordBuffers::new(&mut receive, &mut send);
    if let Some(session) = options.session {
        buffers = buffers.with_session(session);
    }
    let socket = TcpStream::connect(("127.0.0.1", port)).map_err(|error| error.to_string())?;
    let socket = FromStd::new(socket);
    let mut stream =
        connect(socket, &config, buffers, &mut SysRng).map_err(|error| format!("{error:?}"))?;
    stream
        .write_all(REQUEST)
        .map_err(|error| format!("{error:?}"))?;
    stream.flush().map_err(|error| format!("{error:?}"))?;
    let mut response = Vec::new();
    let mut part = [0; 700];
    loop {
        match stream
            .read(&mut part)
            .map_err(|error| format!("{error:?}"))?
        {
            0 => break,
            length => response.extend_from_slice(&part[..length]),
        }
    }
    let connection = stream.connection();
    Ok(Fetched {
        response,
        resumed: connection.is_resumed(),
        group: connection.group(),
        suite: connection.cipher_suite(),
    })
}
