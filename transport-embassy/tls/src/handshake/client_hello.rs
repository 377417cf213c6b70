//! ClientHello leaves, RFC 8446 sections 4.1.2 and 4.2.11.2.

use super::{Context, Handshake};
use crate::certificate::schemes;
use crate::config::TlsConfig;
use crate::crypto::hash::Transcript;
use crate::error::{TlsConfigError, TlsError};
use crate::key_schedule::{KeySchedule, finished};
use crate::message::client_hello::{ClientHello, Identity};
use crate::message::writer::Writer;
use crate::record::kind;
use crate::session::Ticket;

impl Handshake {
    /// Queues a ClientHello, with the cookie of a HelloRetryRequest if it had one.
    pub(super) fn send_hello(
        &mut self,
        context: &mut Context<'_>,
        cookie: Option<&[u8]>,
    ) -> Result<(), TlsError> {
        let content = context.outgoing.content(context.send);
        let ticket = context
            .session
            .as_ref()
            .and_then(|session| session.offered());
        let mut length = self.encode(content, context.config, cookie, ticket.as_ref())?;
        if let Some(ticket) = ticket {
            if length <= content.len() {
                self.bind(content, length, &ticket);
            } else {
                // The ticket does not fit: a full handshake follows.
                length = self.encode(content, context.config, cookie, None)?;
                context
                    .session
                    .iter_mut()
                    .for_each(|session| session.clear());
            }
        }
        self.hello = (context.outgoing.next_content(), length);
        context
            .outgoing
            .commit(context.send, kind::HANDSHAKE, length)?;
        Ok(())
    }

    /// Writes the message. Returns its length, which may be more than fits.
    fn encode(
        &self,
        content: &mut [u8],
        config: &TlsConfig<'_>,
        cookie: Option<&[u8]>,
        ticket: Option<&Ticket<'_>>,
    ) -> Result<usize, TlsError> {
        let now = self.session.map_or(0, |session| session.now);
        let hello = ClientHello {
            random: &self.random,
            session_id: &self.session_id,
            server_name: config.sni(),
            groups: config.groups,
            schemes: schemes::OFFERED,
            key_share: (self.group, &self.private),
            record_size_limit: self.record_size_limit,
            cookie,
            psk: ticket.map(|ticket| Identity {
                ticket: ticket.ticket,
                obfuscated_age: ticket.obfuscated_age(now),
                binder_length: ticket.suite.hash().length(),
            }),
        };
        let mut writer = Writer::new(content);
        // Keys were checked when they were drawn.
        hello.encode(&mut writer).ok_or(TlsConfigError::Rng)?;
        Ok(writer.len())
    }

    /// Fills in the binder of the ticket, RFC 8446 section 4.2.11.2.
    fn bind(&self, content: &mut [u8], length: usize, ticket: &Ticket<'_>) {
        let hash = ticket.suite.hash();
        let mut transcript = match self.retry {
            Some(_) => self.transcript.clone(),
            None => Transcript::new(hash),
        };
        let binder_start = length.saturating_sub(hash.length());
        // The lengths of list and binder are not bound either.
        transcript.update(content.get(..binder_start.saturating_sub(3)).unwrap_or(&[]));
        let schedule = KeySchedule::early(hash, Some(ticket.psk));
        let key = schedule.derive(b"res binder", hash.hash(&[]).as_bytes());
        let binder = finished(hash, &key, transcript.current().as_bytes());
        let place = content.get_mut(binder_start..length).unwrap_or_default();
        for (to, from) in place.iter_mut().zip(binder.as_bytes()) {
            *to = *from;
        }
    }

    /// The last ClientHello, as it still lies in the send buffer.
    pub(super) fn hello<'s>(&self, send: &'s [u8]) -> &'s [u8] {
        let (offset, length) = self.hello;
        send.get(offset..offset + length).unwrap_or(&[])
    }

    /// Queues the first ClientHello.
    pub(crate) fn begin(&mut self, context: &mut Context<'_>) -> Result<(), TlsError> {
        self.send_hello(context, None)
    }
}
