//! A certificate of the client's own, RFC 8446 section 4.4.2.

use heapless_tls::{
    CapacityError, CertificateDer, ClientCertificate, MAX_SIGNATURE, RECEIVE_BUFFER, RecordBuffers,
    Signer, TlsConfig, TlsError, Validity, anchor,
};

use crate::{
    extensions::request,
    support::{
        NAME,
        client::{NOW, Scripted, Standing, drive},
        identity,
        server::Kind,
        wire::add_extension,
    },
};

/// Signatures that the scripted server does not verify.
struct NoKey;

impl Signer for NoKey {
    fn sign(&self, _: &[u8], signature: &mut [u8; MAX_SIGNATURE]) -> Option<usize> {
        Some(signature.len())
    }
}

#[test]
fn client_certificate_leaves_in_records_of_the_servers_limit() {
    let root = CertificateDer::from(identity().root.as_slice());
    let anchors = [anchor(&root).unwrap()];
    let own: Vec<u8> = (0..700_u16).map(|n| n as u8).collect();
    let chain = [own.as_slice()];
    let client = ClientCertificate::new(&chain, &NoKey);
    let clock = Standing(NOW);
    let config = TlsConfig::new(NAME, &anchors, Validity::At(&clock));
    let config = config.with_client_certificate(&client);
    let connect = |limit: u16, send: usize| {
        let script = request().edit(Kind::EncryptedExtensions, move |message| {
            add_extension(message, 28, &limit.to_be_bytes());
        });
        let mut peer = Scripted::new(script, usize::MAX);
        let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; send]);
        let result = drive(
            &config,
            &mut RecordBuffers::new(&mut receive, &mut send),
            &mut peer,
        );
        (result, peer.server)
    };
    for limit in [64, 65, 100, 713, 714, 16_385] {
        let (result, server) = connect(limit, 2048);
        assert_eq!(result.as_deref(), Ok(b"response".as_slice()), "{limit}");
        let message = server.client_certificate.unwrap();
        assert_eq!(message[11..711], own, "{limit}");
        assert!(server.largest <= usize::from(limit) + 16, "{limit}");
        assert_eq!(server.unreadable, 0, "{limit}");
    }
    let (result, _) = connect(64, 800);
    let Err(TlsError::Capacity(CapacityError::Send { needed })) = result else {
        panic!("{result:?}");
    };
    // The whole message is 713 bytes, in 12 records.
    assert!(needed as usize >= 713 + 12 * 22);
}
