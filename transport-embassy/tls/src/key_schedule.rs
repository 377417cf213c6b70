//! The key schedule, RFC 8446 section 7.1.

use crate::crypto::hash::{HashAlgorithm, Secret, hmac};

/// The secret of the stage that the schedule is in.
pub(crate) struct KeySchedule {
    hash: HashAlgorithm,
    secret: Secret,
}

impl KeySchedule {
    /// The Early Secret, of the pre-shared key if there is one.
    pub(crate) fn early(hash: HashAlgorithm, psk: Option<&[u8]>) -> Self {
        let zeros = Secret::zeros(hash);
        let psk = psk.unwrap_or(zeros.as_bytes());
        Self {
            hash,
            secret: hmac(hash, zeros.as_bytes(), &[psk]),
        }
    }

    /// Goes on to the next stage's secret: with the shared secret of the key exchange to the
    /// Handshake Secret, without to the Master Secret.
    pub(crate) fn advance(&mut self, shared: Option<&[u8]>) {
        let zeros = Secret::zeros(self.hash);
        let salt = self.derive(b"derived", self.hash.hash(&[]).as_bytes());
        let input = shared.unwrap_or(zeros.as_bytes());
        self.secret = hmac(self.hash, salt.as_bytes(), &[input]);
    }

    /// Derive-Secret, with the hash of the messages so far.
    pub(crate) fn derive(&self, label: &[u8], transcript: &[u8]) -> Secret {
        expand_label(self.hash, &self.secret, label, transcript)
    }
}

/// HKDF-Expand-Label for as many bytes as the hash has. Nothing in TLS 1.3 needs more.
pub(crate) fn expand_label(
    hash: HashAlgorithm,
    secret: &Secret,
    label: &[u8],
    context: &[u8],
) -> Secret {
    expand(hash, secret, label, context, hash.length())
}

/// HKDF-Expand-Label into `output`, which is no longer than the hash.
pub(crate) fn expand_label_into(
    hash: HashAlgorithm,
    secret: &Secret,
    label: &[u8],
    output: &mut [u8],
) {
    let expanded = expand(hash, secret, label, &[], output.len());
    for (to, from) in output.iter_mut().zip(expanded.as_bytes()) {
        *to = *from;
    }
}

/// HKDF-Expand (RFC 5869) of no more than one block, so that it is one HMAC.
fn expand(
    hash: HashAlgorithm,
    secret: &Secret,
    label: &[u8],
    context: &[u8],
    length: usize,
) -> Secret {
    const PREFIX: &[u8] = b"tls13 ";
    hmac(
        hash,
        secret.as_bytes(),
        &[
            &[0, length as u8, (PREFIX.len() + label.len()) as u8],
            PREFIX,
            label,
            &[context.len() as u8],
            context,
            &[1],
        ],
    )
}

/// The content of a Finished message, or a binder: RFC 8446 section 4.4.4.
pub(crate) fn finished(hash: HashAlgorithm, base: &Secret, transcript: &[u8]) -> Secret {
    let key = expand_label(hash, base, b"finished", &[]);
    hmac(hash, key.as_bytes(), &[transcript])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::group::PrivateKey;
    use crate::crypto::hex;

    /// The hashes of the messages up to ServerHello, server Finished and client Finished.
    const HELLOS: &str = "860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8";
    const SERVER: &str = "9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13";
    const CLIENT: &str = "209145a96ee8e2a122ff810047cc952684658d6049e86429426db87c54ad143d";

    /// The simple handshake of RFC 8448 section 3.
    #[test]
    fn secrets_are_those_of_rfc_8448() {
        let mut schedule = KeySchedule::early(HashAlgorithm::Sha256, None);
        let shared = hex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d");
        schedule.advance(Some(&shared));
        let derive = |schedule: &KeySchedule, label: &[u8], transcript: &str| {
            schedule.derive(label, &hex(transcript)).as_bytes().to_vec()
        };
        for (label, secret) in [
            (
                &b"c hs traffic"[..],
                "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21",
            ),
            (
                b"s hs traffic",
                "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38",
            ),
        ] {
            assert_eq!(derive(&schedule, label, HELLOS), hex(secret));
        }
        schedule.advance(None);
        for (label, transcript, secret) in [
            (
                &b"c ap traffic"[..],
                SERVER,
                "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5",
            ),
            (
                b"s ap traffic",
                SERVER,
                "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643",
            ),
            (
                b"res master",
                CLIENT,
                "7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c",
            ),
        ] {
            assert_eq!(derive(&schedule, label, transcript), hex(secret));
        }
        let resumption = schedule.derive(b"res master", &hex(CLIENT));
        let psk = expand_label(HashAlgorithm::Sha256, &resumption, b"resumption", &[0, 0]);
        assert!(psk.is(&hex(
            "4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3"
        )));
    }

    #[cfg(feature = "x25519")]
    #[test]
    fn shared_secret_is_that_of_rfc_8448() {
        use crate::crypto::group::Group;

        let private = hex("49af42ba7f7994852d713ef2784bcbcaa7911de26adc5642cb634540e7ea5005");
        let private = PrivateKey::new(private.try_into().unwrap());
        let public = hex("c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f");
        let shared = Group::X25519.agree(&private, &public).unwrap();
        assert_eq!(
            shared.to_vec(),
            hex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d")
        );
        // A point of small order, RFC 7748 section 6.1.
        assert!(Group::X25519.agree(&private, &[0; 32]).is_none());
        assert!(Group::X25519.agree(&private, &public[1..]).is_none());
    }
}
