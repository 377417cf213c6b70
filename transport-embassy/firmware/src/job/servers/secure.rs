//! Clients over TLS: the buffers for records, and the root that must vouch for each server.

use core::cell::{Cell, OnceCell};
use core::slice;

use embassy_net::Stack;
use gigapay_webhooks_embassy::tls::{
    CertificateDer, Session, TlsConfig, TrustAnchor, Validity, anchor,
};
use gigapay_webhooks_embassy::{Api, Buffers, HttpsClient, TlsBuffers};
use heapless::String;
use static_cell::ConstStaticCell;

use crate::host::entropy::HostRandom;
use crate::host::file::{self, FileError};
use crate::host::wall_clock::HostClock;
use crate::job::failure::JobError;

/// The client of this image.
pub(crate) type BenchClient<'a> = HttpsClient<'a, HostRandom>;
/// Its memory. No message of the handshake is longer than the send buffer.
pub(super) type TcpBuffers = Buffers<2048, 512>;

/// Maximum bytes of a root certificate; RSA takes more. A product has its roots in flash.
const ROOT_SIZE: usize = if cfg!(feature = "tls-all") { 1400 } else { 448 };

static RECORDS: ConstStaticCell<TlsBuffers> = ConstStaticCell::new(TlsBuffers::new());
static ROOT: ConstStaticCell<[u8; ROOT_SIZE]> = ConstStaticCell::new([0; ROOT_SIZE]);

/// What must vouch for a server: the only root that it is trusted under, filled in when a client
/// is created, or a session with it, if there is one.
pub(crate) struct Trust<'a> {
    certificate: OnceCell<CertificateDer<'a>>,
    anchor: OnceCell<TrustAnchor<'a>>,
    session: Cell<Option<&'a mut Session>>,
}

impl<'a> Trust<'a> {
    pub(crate) const fn new() -> Self {
        Self::resuming(None)
    }

    /// Resumes the session unless it is empty, and keeps the next one in it.
    pub(crate) const fn resuming(session: Option<&'a mut Session>) -> Self {
        Self {
            certificate: OnceCell::new(),
            anchor: OnceCell::new(),
            session: Cell::new(session),
        }
    }

    fn anchors(&'a self, root: &'a [u8]) -> Result<&'a [TrustAnchor<'a>], JobError> {
        let root = CertificateDer::from_slice(root);
        let anchor = anchor(self.certificate.get_or_init(|| root))?;
        Ok(slice::from_ref(self.anchor.get_or_init(|| anchor)))
    }
}

/// What a client needs besides buffers and a network.
pub(super) struct More {
    records: &'static mut TlsBuffers,
    root: &'static mut [u8; ROOT_SIZE],
}

impl More {
    pub(super) fn new() -> Result<Self, JobError> {
        Ok(Self {
            records: RECORDS.take(),
            root: ROOT.take(),
        })
    }

    pub(super) fn client<'s>(
        &'s mut self,
        name: &str,
        trust: &'s Trust<'s>,
        network: Stack<'static>,
        api: Api<'s>,
        buffers: &'s mut TcpBuffers,
    ) -> Result<BenchClient<'s>, JobError> {
        let anchors = trust.anchors(read_root(name, self.root)?)?;
        let tls = TlsConfig::new(api.server().host(), anchors, Validity::At(&HostClock));
        let random = HostRandom;
        let client = HttpsClient::https(network, api, tls, buffers, self.records, random)?;
        Ok(match trust.session.take() {
            Some(session) => client.resume(session),
            None => client,
        })
    }
}

/// Reads the root of the server of that name.
///
/// Each sandbox generates a root of its own. That of `untrusted` is not used: it has to be refused
/// under the one of `api`.
fn read_root<'r>(name: &str, root: &'r mut [u8]) -> Result<&'r [u8], FileError> {
    let name = if name == "untrusted" { "api" } else { name };
    let mut path = String::<32>::new();
    for part in [name, ".der"] {
        path.push_str(part).map_err(|_| FileError::Path)?;
    }
    file::read(&path, root)
}
