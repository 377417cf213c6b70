//! The client's handshake, RFC 8446 section 2 and appendix A.1.
//!
//! ```text
//!            start: ClientHello leaves
//!                     ▼
//!                ServerHello ◀─────────────────────────┐
//!                     │ └─ HelloRetryRequest, once: second ClientHello leaves
//!                     ▼ keys of the handshake
//!             EncryptedExtensions
//!                     │ └────────────── resumed ───────┐
//!                     ▼                                │
//!        [CertificateRequest] Certificate              │
//!                     ▼                                │
//!             CertificateVerify                        │
//!                     ▼                                │
//!                 Finished  ◀──────────────────────────┘
//!                     │ [Certificate, CertificateVerify], Finished leave
//!                     ▼ keys of the application
//!                   over
//! ```

mod binding;
mod certificate;
mod client_hello;
mod encrypted_extensions;
mod finished;
mod retry;
mod server_hello;

use rand_core::TryCryptoRng;

use crate::certificate::list::CertificateList;
use crate::config::TlsConfig;
use crate::crypto::group::{Group, PrivateKey};
use crate::crypto::hash::{HashAlgorithm, Secret, Transcript};
use crate::crypto::suite::CipherSuite;
use crate::error::{TlsConfigError, TlsError, TlsProtocolError};
use crate::key_schedule::KeySchedule;
use crate::message::certificate_request::CertificateRequest;
use crate::message::{self, kind};
use crate::record::inbox::Inbox;
use crate::record::incoming::Incoming;
use crate::record::outgoing::Outgoing;
use crate::session::Session;

/// Bytes of a handshake message at most, but for Certificate.
const MAX_MESSAGE: usize = 1 << 14;

/// The message that has to come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    ServerHello,
    EncryptedExtensions,
    CertificateOrRequest,
    Certificate,
    CertificateVerify,
    Finished,
}

/// A handshake that is under way.
pub(crate) struct Handshake {
    state: State,
    random: [u8; 32],
    session_id: [u8; 32],
    private: PrivateKey,
    /// The private key for the group that a HelloRetryRequest asks for.
    retry_private: PrivateKey,
    group: Group,
    /// Where the last ClientHello lies in the send buffer: offset and length.
    hello: (usize, usize),
    /// The cipher suite that a HelloRetryRequest chose.
    retry: Option<CipherSuite>,
    has_sent_compatibility: bool,
    /// The ServerHello's, once it has come.
    suite: CipherSuite,
    transcript: Transcript,
    schedule: KeySchedule,
    list: CertificateList,
    request: Option<CertificateRequest>,
    /// The limit that is offered to the server, RFC 8449.
    record_size_limit: u16,
    /// The hash of the configuration, and the time, if there is a session.
    session: Option<SessionContext>,
}

/// What a session is bound to, the time by its clock, and whether it is resumed.
#[derive(Clone, Copy)]
pub(crate) struct SessionContext {
    pub(crate) binding: [u8; 32],
    pub(crate) now: u64,
    /// Seconds since a full handshake authenticated the server: 0, unless it is resumed.
    pub(crate) age: u32,
    pub(crate) is_resumed: bool,
}

pub(crate) use binding::binding;

/// What it takes to make a session of a ticket.
///
/// Not in an `Option`, as the bytes of a `None` may come from the stack, where secrets were: then
/// they would stay in the connection's storage when all secrets are wiped.
pub(crate) struct Resumption {
    /// Whether there is a session. Everything else is zero otherwise.
    pub(crate) has_session: bool,
    pub(crate) suite: CipherSuite,
    pub(crate) secret: Secret,
    pub(crate) context: SessionContext,
}

impl Resumption {
    /// Tickets are not used.
    pub(crate) fn none() -> Self {
        Self {
            has_session: false,
            suite: CipherSuite::Aes128GcmSha256,
            secret: Secret::default(),
            context: SessionContext {
                binding: [0; 32],
                now: 0,
                age: 0,
                is_resumed: false,
            },
        }
    }
}

/// What a handshake works on besides its own state.
pub(crate) struct Context<'x> {
    pub(crate) config: &'x TlsConfig<'x>,
    pub(crate) session: Option<&'x mut Session>,
    pub(crate) incoming: &'x mut Incoming,
    pub(crate) outgoing: &'x mut Outgoing,
    pub(crate) inbox: &'x mut Inbox,
    pub(crate) receive: &'x mut [u8],
    pub(crate) send: &'x mut [u8],
}

/// How far a handshake has come after the bytes that are pending.
pub(crate) enum Progress {
    /// More bytes are needed.
    Waiting,
    /// A message was handled.
    Handled,
    /// The handshake is over.
    Over(Resumption),
}

impl Handshake {
    /// Draws the random numbers of a handshake.
    pub(crate) fn new<R: TryCryptoRng + ?Sized>(
        config: &TlsConfig<'_>,
        session: Option<SessionContext>,
        record_size_limit: u16,
        rng: &mut R,
    ) -> Result<Self, TlsConfigError> {
        let (mut random, mut session_id) = ([0; 32], [0; 32]);
        rng.try_fill_bytes(&mut random)
            .and_then(|()| rng.try_fill_bytes(&mut session_id))
            .map_err(|_| TlsConfigError::Rng)?;
        let private = Group::draw(rng).ok_or(TlsConfigError::Rng)?;
        let retry_private = Group::draw(rng).ok_or(TlsConfigError::Rng)?;
        // A generator that is stuck would give the private key away.
        if random == session_id || random == *private || *private == *retry_private {
            return Err(TlsConfigError::Rng);
        }
        let hash = HashAlgorithm::Sha256;
        Ok(Self {
            state: State::ServerHello,
            random,
            session_id,
            private,
            retry_private,
            group: *config.groups.first().ok_or(TlsConfigError::NoGroups)?,
            hello: (0, 0),
            retry: None,
            has_sent_compatibility: false,
            suite: CipherSuite::Aes128GcmSha256,
            transcript: Transcript::new(hash),
            schedule: KeySchedule::early(hash, None),
            list: CertificateList::new(),
            request: None,
            record_size_limit,
            session,
        })
    }

    pub(crate) const fn group(&self) -> Group {
        self.group
    }

    /// Whether ChangeCipherSpec has not left yet.
    pub(crate) const fn owes_compatibility(&self) -> bool {
        !self.has_sent_compatibility
    }

    pub(crate) fn is_resumed(&self) -> bool {
        self.session.is_some_and(|session| session.is_resumed)
    }

    /// The cipher suite, once the server has chosen it.
    pub(crate) fn suite(&self) -> Option<CipherSuite> {
        (self.state != State::ServerHello).then_some(self.suite)
    }

    /// Handles the first message that is pending, or as much of a Certificate as there is.
    pub(crate) fn advance(&mut self, context: &mut Context<'_>) -> Result<Progress, TlsError> {
        let pending = context.inbox.pending(context.receive);
        let Some((kind, length)) = self.header(pending)? else {
            return Ok(Progress::Waiting);
        };
        if kind == kind::CERTIFICATE || self.state == State::Certificate {
            return self.certificate(context);
        }
        if length > MAX_MESSAGE {
            return Err(TlsProtocolError::MalformedMessage.into());
        }
        let length = message::HEADER + length;
        // The message lies in the buffer that the context lends, so it is looked up again there.
        if context.inbox.pending(context.receive).len() < length {
            return Ok(Progress::Waiting);
        }
        let resumption = self.message(context, kind, length)?;
        Ok(match resumption {
            None => Progress::Handled,
            Some(resumption) => Progress::Over(resumption),
        })
    }

    /// Type and length of the message that is pending, which has to be the one that comes next.
    fn header(&self, pending: &[u8]) -> Result<Option<(u8, usize)>, TlsProtocolError> {
        // A list of certificates that has begun is pending without its header.
        if self.state == State::Certificate {
            return Ok(Some((kind::CERTIFICATE, 0)));
        }
        let Some(kind) = pending.first() else {
            return Ok(None);
        };
        match (self.state, *kind) {
            (State::ServerHello, kind::SERVER_HELLO)
            | (State::EncryptedExtensions, kind::ENCRYPTED_EXTENSIONS)
            | (State::CertificateOrRequest, kind::CERTIFICATE)
            | (State::CertificateVerify, kind::CERTIFICATE_VERIFY)
            | (State::Finished, kind::FINISHED) => {}
            (State::CertificateOrRequest, kind::CERTIFICATE_REQUEST) if self.request.is_none() => {}
            _ => return Err(TlsProtocolError::UnexpectedMessage),
        }
        Ok(message::header(pending))
    }

    /// Handles a whole message. Returns something when the handshake is over.
    fn message(
        &mut self,
        context: &mut Context<'_>,
        kind: u8,
        length: usize,
    ) -> Result<Option<Resumption>, TlsError> {
        let inbox = *context.inbox;
        context.inbox.consume(length);
        let receive = core::mem::take(&mut context.receive);
        let pending = inbox.pending(receive);
        let message = pending.get(..length).unwrap_or(pending);
        let body = message.get(message::HEADER..).unwrap_or(&[]);
        let handled = match kind {
            kind::SERVER_HELLO => self.server_hello(context, message, body).map(|()| None),
            kind::ENCRYPTED_EXTENSIONS => self.encrypted_extensions(context, body).map(|()| None),
            kind::CERTIFICATE_REQUEST => self.certificate_request(body).map(|()| None),
            kind::CERTIFICATE_VERIFY => {
                let key = inbox.kept(receive);
                self.certificate_verify(body, key).map(|()| None)
            }
            _ => self.finished(context, message, body).map(Some),
        };
        // ServerHello and Finished go into the transcript in the middle of their handling.
        if !matches!(kind, kind::SERVER_HELLO | kind::FINISHED) {
            self.transcript.update(message);
        }
        context.receive = receive;
        if kind == kind::CERTIFICATE_VERIFY {
            context.inbox.forget(context.receive);
        }
        handled
    }
}
