//! Clients over TLS: the buffers for records, and the root that must vouch for each server.

use core::slice;

use embassy_net::Stack;
use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::tls::{
    CertificateDer, StreamError, TlsConfig, TlsError, TrustAnchor, Validity, anchor,
};
use gigapay_webhooks_embassy::{Api, Buffers, HttpsClient, TlsBuffers};
use heapless::Vec;
use static_cell::{ConstStaticCell, StaticCell};

use crate::host::entropy::HostRandom;
use crate::host::file;
use crate::host::wall_clock::HostClock;
use crate::job::failure::JobError;

/// The client of this image.
pub(crate) type BenchClient<'a> = HttpsClient<'a, HostRandom>;
/// The errors between it and a server.
pub(crate) type LinkError = StreamError<TcpError>;

/// Whether the connection ended abruptly.
pub(crate) fn is_cut(error: &LinkError) -> bool {
    matches!(
        error,
        StreamError::Tls(TlsError::Truncated) | StreamError::Io(TcpError::Reset)
    )
}

/// Each server, and the file with the only root certificate that it is trusted under.
///
/// Each sandbox generates a root of its own. None of them is the root of `untrusted`.
const ROOTS: [(&str, &str); 6 + cfg!(feature = "notify") as usize] = [
    ("api", "api.der"),
    ("closing", "closing.der"),
    ("cutting", "cutting.der"),
    ("dying", "dying.der"),
    ("untrusted", "api.der"),
    ("misnamed", "misnamed.der"),
    #[cfg(feature = "notify")]
    ("notifying", "notifying.der"),
];
/// Bytes of one of these certificates; a product has its root in flash.
const ROOT_SIZE: usize = 448;

static RECORDS: ConstStaticCell<TlsBuffers> = ConstStaticCell::new(TlsBuffers::new());
static FILES: ConstStaticCell<[[u8; ROOT_SIZE]; ROOTS.len()]> =
    ConstStaticCell::new([[0; ROOT_SIZE]; ROOTS.len()]);
static CERTIFICATES: StaticCell<Vec<CertificateDer<'static>, { ROOTS.len() }>> = StaticCell::new();

/// What a client needs besides buffers and a network.
pub(super) struct More {
    records: &'static mut TlsBuffers,
    anchors: Vec<(&'static str, TrustAnchor<'static>), { ROOTS.len() }>,
}

impl More {
    pub(super) fn new() -> Result<Self, JobError> {
        let mut certificates = Vec::new();
        for ((_, path), room) in ROOTS.iter().zip(FILES.take()) {
            let certificate = CertificateDer::from_slice(file::read(path, room)?);
            // There is capacity for as many as there are names.
            let _ = certificates.push(certificate);
        }
        let certificates: &'static _ = CERTIFICATES.init(certificates);
        let mut anchors = Vec::new();
        for ((name, _), certificate) in ROOTS.iter().zip(certificates.iter()) {
            let _ = anchors.push((*name, anchor(certificate)?));
        }
        Ok(Self {
            records: RECORDS.take(),
            anchors,
        })
    }

    pub(super) fn client<'s>(
        &'s mut self,
        name: &str,
        network: Stack<'static>,
        api: Api<'s>,
        buffers: &'s mut Buffers,
    ) -> Result<BenchClient<'s>, JobError> {
        let anchor = self.anchors.iter().find(|(known, _)| *known == name);
        let anchors = anchor.map_or(&[][..], |(_, anchor)| slice::from_ref(anchor));
        let tls = TlsConfig::new(api.server().host(), anchors, Validity::At(&HostClock));
        let random = HostRandom;
        let client = HttpsClient::https(network, api, tls, buffers, self.records, random)?;
        Ok(client)
    }
}
