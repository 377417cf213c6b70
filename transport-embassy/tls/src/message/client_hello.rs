//! ClientHello, RFC 8446 section 4.1.2.

use super::writer::Writer;
use super::{extension, kind};
use crate::crypto::group::{Group, PrivateKey};
use crate::crypto::suite::CipherSuite;

/// What goes into a ClientHello.
pub(crate) struct ClientHello<'a> {
    pub(crate) random: &'a [u8; 32],
    pub(crate) session_id: &'a [u8; 32],
    pub(crate) server_name: Option<&'a str>,
    pub(crate) groups: &'a [Group],
    /// Numbers of the signature schemes, RFC 8446 section 4.2.3.
    pub(crate) schemes: &'a [u16],
    pub(crate) key_share: (Group, &'a PrivateKey),
    pub(crate) record_size_limit: u16,
    pub(crate) cookie: Option<&'a [u8]>,
    pub(crate) psk: Option<Identity<'a>>,
}

/// A pre-shared key as it is offered.
#[derive(Clone, Copy)]
pub(crate) struct Identity<'a> {
    pub(crate) ticket: &'a [u8],
    pub(crate) obfuscated_age: u32,
    /// Bytes of the binder.
    pub(crate) binder_length: usize,
}

impl ClientHello<'_> {
    /// Writes the message, with a binder of zeros if there is a pre-shared key.
    ///
    /// Returns `None` if the private key is none of its group.
    pub(crate) fn encode(&self, writer: &mut Writer<'_>) -> Option<()> {
        writer.u8(kind::CLIENT_HELLO);
        let message = writer.begin(3);
        writer.u16(0x0303);
        writer.put(self.random);
        let session_id = writer.begin(1);
        writer.put(self.session_id);
        writer.end(session_id);
        let suites = writer.begin(2);
        for suite in CipherSuite::ALL {
            writer.u16(suite.code());
        }
        writer.end(suites);
        // The only compression method: none.
        writer.put(&[1, 0]);
        let extensions = writer.begin(2);
        self.extensions(writer)?;
        writer.end(extensions);
        writer.end(message);
        Some(())
    }

    fn extensions(&self, writer: &mut Writer<'_>) -> Option<()> {
        if let Some(name) = self.server_name {
            server_name(writer, name);
        }
        list(
            writer,
            extension::SUPPORTED_GROUPS,
            self.groups.iter().map(|group| group.code()),
        );
        list(
            writer,
            extension::SIGNATURE_ALGORITHMS,
            self.schemes.iter().copied(),
        );
        // Only TLS 1.3.
        put(writer, extension::SUPPORTED_VERSIONS, &[2, 3, 4]);
        // Only with a key exchange, so that a stolen ticket does not decrypt the past.
        put(writer, extension::PSK_KEY_EXCHANGE_MODES, &[1, 1]);
        put(
            writer,
            extension::RECORD_SIZE_LIMIT,
            &self.record_size_limit.to_be_bytes(),
        );
        self.key_share(writer)?;
        if let Some(cookie) = self.cookie {
            writer.u16(extension::COOKIE);
            let (outer, inner) = (writer.begin(2), writer.begin(2));
            writer.put(cookie);
            writer.end(inner);
            writer.end(outer);
        }
        if let Some(identity) = &self.psk {
            pre_shared_key(writer, identity);
        }
        Some(())
    }

    /// RFC 8446 section 4.2.8, with a single share.
    fn key_share(&self, writer: &mut Writer<'_>) -> Option<()> {
        writer.u16(extension::KEY_SHARE);
        let (outer, shares) = (writer.begin(2), writer.begin(2));
        let (group, private) = self.key_share;
        writer.u16(group.code());
        let share = writer.begin(2);
        group.public_key(private, |public| writer.put(public))?;
        writer.end(share);
        writer.end(shares);
        writer.end(outer);
        Some(())
    }
}

fn put(writer: &mut Writer<'_>, kind: u16, content: &[u8]) {
    writer.u16(kind);
    let extension = writer.begin(2);
    writer.put(content);
    writer.end(extension);
}

/// An extension that is a list of numbers.
fn list(writer: &mut Writer<'_>, kind: u16, numbers: impl Iterator<Item = u16>) {
    writer.u16(kind);
    let (outer, inner) = (writer.begin(2), writer.begin(2));
    numbers.for_each(|number| writer.u16(number));
    writer.end(inner);
    writer.end(outer);
}

/// RFC 6066 section 3.
fn server_name(writer: &mut Writer<'_>, name: &str) {
    writer.u16(extension::SERVER_NAME);
    let (outer, names) = (writer.begin(2), writer.begin(2));
    // A host name, the only type there is.
    writer.u8(0);
    let host = writer.begin(2);
    writer.put(name.as_bytes());
    writer.end(host);
    writer.end(names);
    writer.end(outer);
}

/// RFC 8446 section 4.2.11. It has to be the last extension.
fn pre_shared_key(writer: &mut Writer<'_>, identity: &Identity<'_>) {
    writer.u16(extension::PRE_SHARED_KEY);
    let (outer, identities) = (writer.begin(2), writer.begin(2));
    let ticket = writer.begin(2);
    writer.put(identity.ticket);
    writer.end(ticket);
    writer.u32(identity.obfuscated_age);
    writer.end(identities);
    let (binders, binder) = (writer.begin(2), writer.begin(1));
    for _ in 0..identity.binder_length {
        writer.u8(0);
    }
    writer.end(binder);
    writer.end(binders);
    writer.end(outer);
}
