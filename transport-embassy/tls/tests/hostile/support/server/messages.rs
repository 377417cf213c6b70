//! The messages of a server.

use ring::{
    agreement::{self, EphemeralPrivateKey, UnparsedPublicKey},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair},
};

use super::{Kind, P256, RETRY, Server};
use crate::support::{
    keys::Suite,
    wire::{
        COOKIE, ClientHello, KEY_SHARE, PRE_SHARED_KEY, SUPPORTED_VERSIONS, extension, message,
        nested,
    },
};

impl Server {
    pub(super) fn build(&mut self, kind: Kind) -> Vec<u8> {
        let suite = self.script.suite;
        match kind {
            Kind::HelloRetryRequest => self.retry(),
            Kind::ServerHello => self.server_hello(),
            Kind::EncryptedExtensions => message(8, &[0, 0]),
            Kind::CertificateRequest => {
                let mut extensions = Vec::new();
                extension(&mut extensions, 13, &[0, 2, 4, 3]);
                let mut body = vec![0];
                nested(&mut body, 2, |out| out.extend(extensions));
                message(13, &body)
            }
            Kind::Certificate => {
                let mut body = vec![0];
                nested(&mut body, 3, |out| {
                    for certificate in &self.script.certificates {
                        nested(out, 3, |out| out.extend(certificate));
                        out.extend([0, 0]);
                    }
                });
                message(11, &body)
            }
            Kind::CertificateVerify => self.certificate_verify(),
            Kind::Finished => {
                let secret = &self.secrets.as_ref().expect("a handshake").server;
                message(20, &suite.finished(secret, &suite.digest(&self.transcript)))
            }
            Kind::NewSessionTicket => {
                let mut body = 7200_u32.to_be_bytes().to_vec();
                body.extend([1, 2, 3, 4, 1, 9]);
                nested(&mut body, 2, |out| out.extend(*b"a ticket"));
                body.extend([0, 0]);
                message(4, &body)
            }
            Kind::KeyUpdate => message(24, &[0]),
        }
    }

    fn certificate_verify(&self) -> Vec<u8> {
        let mut signed = vec![b' '; 64];
        signed.extend(*b"TLS 1.3, server CertificateVerify\0");
        signed.extend(self.script.suite.digest(&self.transcript));
        let random = SystemRandom::new();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.script.key, &random)
                .expect("a P-256 key");
        let signature = key.sign(&random, &signed).expect("a signature");
        let mut body = vec![4, 3];
        nested(&mut body, 2, |out| out.extend(signature.as_ref()));
        message(15, &body)
    }

    /// The common part of ServerHello and HelloRetryRequest.
    fn hello_message(&self, random: &[u8; 32], extensions: Vec<u8>) -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend(random);
        nested(&mut body, 1, |out| out.extend(&self.hello().session_id));
        body.extend(self.script.suite.id.to_be_bytes());
        body.push(0);
        nested(&mut body, 2, |out| out.extend(extensions));
        message(2, &body)
    }

    fn retry(&mut self) -> Vec<u8> {
        // The first ClientHello enters the transcript as its hash (RFC 8446 4.4.1).
        let hash = self.script.suite.digest(&self.transcript);
        self.transcript = message(254, &hash);
        let mut extensions = Vec::new();
        extension(&mut extensions, SUPPORTED_VERSIONS, &[3, 4]);
        if let Some(group) = self.script.retry_group {
            extension(&mut extensions, KEY_SHARE, &group.to_be_bytes());
        }
        if let Some(cookie) = &self.script.cookie {
            let mut body = Vec::new();
            nested(&mut body, 2, |out| out.extend(cookie));
            extension(&mut extensions, COOKIE, &body);
        }
        self.hello_message(&RETRY, extensions)
    }

    fn server_hello(&mut self) -> Vec<u8> {
        let group = self.script.group;
        let algorithm = if group == P256 {
            &agreement::ECDH_P256
        } else {
            &agreement::X25519
        };
        let random = SystemRandom::new();
        let private = EphemeralPrivateKey::generate(algorithm, &random).expect("a key pair");
        let public = private.compute_public_key().expect("a public key");
        let mut share = group.to_be_bytes().to_vec();
        nested(&mut share, 2, |out| out.extend(public.as_ref()));
        let mut extensions = Vec::new();
        extension(&mut extensions, SUPPORTED_VERSIONS, &[3, 4]);
        extension(&mut extensions, KEY_SHARE, &share);
        if self.script.psk.is_some() {
            extension(&mut extensions, PRE_SHARED_KEY, &[0, 0]);
        }
        let message = self.hello_message(&[7; 32], extensions);

        // The secrets are those of the message as edited.
        let mut sent = message.clone();
        for (_, edit) in self
            .script
            .edits
            .iter()
            .filter(|(kind, _)| *kind == Kind::ServerHello)
        {
            edit(&mut sent);
        }
        let transcript = [self.transcript.as_slice(), &sent].concat();
        let peer = self
            .hello()
            .share(group)
            .expect("the client's share for the group");
        let (suite, psk) = (self.script.suite, self.script.psk.clone());
        let secrets = agreement::agree_ephemeral(
            private,
            &UnparsedPublicKey::new(algorithm, peer),
            |shared| suite.handshake(psk.as_deref(), shared, &transcript),
        );
        self.secrets = Some(secrets.expect("a shared secret"));
        message
    }
}

/// The binder of the client's first PSK, as it has to be for `psk`.
pub fn binder(suite: Suite, psk: &[u8], earlier: &[u8], hello: &ClientHello) -> Vec<u8> {
    let (_, _, truncated) = hello.psk().expect("a PSK");
    suite.finished(
        &suite.binder_key(psk),
        &suite.digest(&[earlier, &truncated].concat()),
    )
}
