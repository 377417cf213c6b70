//! The Certificate message, RFC 8446 section 4.4.2, certificate by certificate as they come.
//!
//! ```text
//! Header ──▶ Entry ──▶ Extensions ──▶ Entry … ──▶ (end of the list)
//!              └──▶ Skip ──▶┘
//! ```
//!
//! Certificates are kept until a path to a trust anchor is found. From then on only the server's
//! key is kept and the rest of the list is skipped, so a chain may be longer than the receive
//! buffer.

use super::chain::{Kept, check_leaf, find_path};
use super::der::Fields;
use crate::config::TlsConfig;
use crate::crypto::hash::Transcript;
use crate::error::{CertificateError, TlsError, TlsProtocolError};
use crate::record::inbox::Inbox;

/// Signatures that may be verified in looking for a path: that of each certificate, and a few of
/// paths that lead nowhere.
const SIGNATURES: u8 = 10;

/// Bytes of a list at most. The longest chains of the public web have 19 kB.
const MAX_LIST: usize = 1 << 16;

/// Certificates of one subject that are kept, as issuers with several cross-certificates have.
///
/// The number of paths to try grows with its sixth power.
const MAX_OF_ONE_SUBJECT: usize = 2;

/// Bytes of the message's header, an empty context and the length of the list.
const HEADER: usize = 8;

/// How much of the message was parsed, and what it proved.
pub(crate) struct CertificateList {
    state: State,
    /// Bytes of the list that are still to be parsed.
    remaining: usize,
    /// Signatures that may still be verified.
    signatures: u8,
    verdict: Result<(), CertificateError>,
    /// An issuer was left out because its key is not for signing certificates.
    has_wrong_usage: bool,
}

#[derive(Clone, Copy)]
enum State {
    Header,
    Entry,
    /// So many bytes of a certificate that is not needed are still to come.
    Skip(usize),
    Extensions,
}

/// What a step needs besides the list itself.
pub(crate) struct Context<'x> {
    pub(crate) config: &'x TlsConfig<'x>,
    pub(crate) inbox: &'x mut Inbox,
    pub(crate) receive: &'x mut [u8],
    pub(crate) transcript: &'x mut Transcript,
}

impl Context<'_> {
    /// Hashes and drops the first bytes that are pending.
    fn consume(&mut self, length: usize) {
        let pending = self.inbox.pending(self.receive);
        self.transcript
            .update(pending.get(..length).unwrap_or(pending));
        self.inbox.consume(length);
    }
}

impl CertificateList {
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Header,
            remaining: 0,
            signatures: SIGNATURES,
            verdict: Err(CertificateError::Missing),
            has_wrong_usage: false,
        }
    }

    /// Parses what is pending. Returns `true` once the list is over and the server's certificate is
    /// valid: its SubjectPublicKeyInfo is what is kept then.
    pub(crate) fn parse(&mut self, context: &mut Context<'_>) -> Result<bool, TlsError> {
        loop {
            let is_parsed = match self.state {
                State::Entry if self.remaining == 0 => return self.finish(),
                State::Header => self.header(context)?,
                State::Entry => self.entry(context)?,
                State::Skip(length) => self.skip(context, length),
                State::Extensions => self.extensions(context)?,
            };
            if !is_parsed {
                return Ok(false);
            }
        }
    }

    fn finish(&self) -> Result<bool, TlsError> {
        match self.verdict {
            Ok(()) => Ok(true),
            Err(CertificateError::UnknownIssuer) if self.has_wrong_usage => {
                Err(CertificateError::WrongKeyUsage.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn header(&mut self, context: &mut Context<'_>) -> Result<bool, TlsError> {
        let Some([_, a, b, c, request, d, e, f]) = context
            .inbox
            .pending(context.receive)
            .first_chunk::<HEADER>()
        else {
            return Ok(false);
        };
        let message = number([*a, *b, *c]);
        let list = number([*d, *e, *f]);
        // The context serves client certificates.
        if *request != 0 || message != list + 4 {
            return Err(TlsProtocolError::MalformedMessage.into());
        }
        if list > MAX_LIST {
            return Err(CertificateError::TooComplex.into());
        }
        context.consume(HEADER);
        self.remaining = list;
        self.state = State::Entry;
        Ok(true)
    }

    fn entry(&mut self, context: &mut Context<'_>) -> Result<bool, TlsError> {
        let pending = context.inbox.pending(context.receive);
        let Some((length, content)) = pending.split_first_chunk::<3>() else {
            return Ok(false);
        };
        let length = number(*length);
        // The length of the extensions follows in two bytes.
        if length == 0 || self.remaining < 3 + length + 2 {
            return Err(TlsProtocolError::MalformedMessage.into());
        }
        if self.verdict.is_ok() {
            context.consume(3);
            self.remaining -= 3;
            self.state = State::Skip(length);
            return Ok(true);
        }
        let Some(certificate) = content.get(..length) else {
            return Ok(false);
        };
        context
            .transcript
            .update(pending.get(..3 + length).unwrap_or(pending));
        let is_leaf = context.inbox.kept(context.receive).is_empty();
        let is_needed = is_leaf || self.is_needed(certificate, context);
        context.inbox.consume(3);
        if is_needed {
            let length = u16::try_from(length).map_err(|_| CertificateError::TooComplex)?;
            context
                .inbox
                .keep(context.receive, length)
                .ok_or(CertificateError::TooComplex)?;
            self.check(context, is_leaf)?;
        } else {
            context.inbox.consume(length);
        }
        self.remaining -= 3 + length;
        self.state = State::Extensions;
        Ok(true)
    }

    fn skip(&mut self, context: &mut Context<'_>, length: usize) -> bool {
        let skipped = context.inbox.pending(context.receive).len().min(length);
        context.consume(skipped);
        self.remaining -= skipped;
        self.state = match length - skipped {
            0 => State::Extensions,
            left => State::Skip(left),
        };
        skipped > 0
    }

    /// No extension was offered that a certificate could have, so there must be none.
    fn extensions(&mut self, context: &mut Context<'_>) -> Result<bool, TlsError> {
        match context.inbox.pending(context.receive) {
            [0, 0, ..] => {}
            [_, _, ..] => return Err(TlsProtocolError::UnsupportedExtension.into()),
            _ => return Ok(false),
        }
        context.consume(2);
        self.remaining -= 2;
        self.state = State::Entry;
        Ok(true)
    }

    /// Whether a certificate can be part of a path. Others do not take memory.
    fn is_needed(&mut self, certificate: &[u8], context: &Context<'_>) -> bool {
        let Some(fields) = Fields::parse(certificate) else {
            return false;
        };
        // webpki leaves this check to its caller, RFC 5280 section 6.1.4 (n).
        self.has_wrong_usage |= !fields.may_certify();
        let kept = Kept(context.inbox.kept(context.receive));
        let alike = kept
            .skip(1)
            .filter(|other| Fields::parse(other).is_some_and(|it| it.subject == fields.subject));
        fields.may_certify() && alike.count() < MAX_OF_ONE_SUBJECT
    }

    /// Looks for a path by way of the certificates that have come. If there is one, only the
    /// server's key is kept.
    fn check(&mut self, context: &mut Context<'_>, is_leaf: bool) -> Result<(), TlsError> {
        let kept = context.inbox.kept(context.receive);
        let leaf = Kept(kept).next().unwrap_or(&[]);
        let fields = Fields::parse(leaf).ok_or(CertificateError::Malformed)?;
        if is_leaf && context.config.path.is_some() {
            check_leaf(leaf, &fields, context.config)?;
        }
        self.verdict = find_path(kept, fields.spki, context.config, &mut self.signatures);
        if self.verdict == Err(CertificateError::TooComplex) {
            return Err(CertificateError::TooComplex.into());
        }
        if self.verdict.is_ok() {
            let offset = fields.spki.as_ptr().addr() - kept.as_ptr().addr();
            let length = fields.spki.len();
            context.inbox.keep_only(context.receive, offset, length);
        }
        Ok(())
    }
}

fn number([a, b, c]: [u8; 3]) -> usize {
    usize::try_from(u32::from_be_bytes([0, a, b, c])).unwrap_or(usize::MAX)
}
