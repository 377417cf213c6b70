//! Transitions caused by the bytes of a request.

use super::{Receiver, State};
use crate::buffer::copy;
use crate::keyword::taken;
use crate::notify::receiver::Rejection;
use crate::notify::receiver::head::MAX_HEAD;

impl<const N: usize> Receiver<'_, N> {
    /// Parses the unread bytes that belong to the head.
    pub(super) fn read_head(&mut self) -> Result<(), Rejection> {
        let unread = self.buffer.unread();
        let mut rest = unread;
        let has_ended = self.head.read(&mut rest, self.endpoint.path);
        let used = unread.len() - rest.len();
        self.buffer.consume(used);
        if !has_ended? {
            return Ok(());
        }
        let room = match &self.body {
            Some(body) => u32::try_from(body.len()).unwrap_or(u32::MAX),
            None => u32::MAX,
        };
        self.endpoint.max_body = self.endpoint.max_body.min(room);
        self.framing = self.head.check(self.endpoint.max_body)?;
        let fields = &self.head.fields;
        self.close |= fields.closes();
        self.macs.begin(self.keyring, &fields.signature.signature);
        self.state = match fields.expects_continue() {
            // A peer that already sends the body does not wait for `100 Continue`.
            true if self.buffer.unread().is_empty() => State::Continue,
            _ => State::Body,
        };
        Ok(())
    }

    pub(super) fn read_body(&mut self) -> Result<(), Rejection> {
        let Some(most) = self.framing.body() else {
            return self.read_framing().ok_or(Rejection::Chunk);
        };
        // A chunk that is too large is rejected before its data arrives. (Content-Length was
        // checked with the head.)
        let announced = u32::try_from(most).unwrap_or(u32::MAX);
        if self.body_length.saturating_add(announced) > self.endpoint.max_body {
            return Err(Rejection::TooLarge);
        }
        let unread = self.buffer.unread();
        let piece = unread.get(..most).unwrap_or(unread);
        let length = piece.len();
        let end = self.body_length.saturating_add(length as u32);
        self.macs.update(self.keyring.len(), piece);
        if let Some(body) = &mut self.body {
            let room = body.get_mut(self.body_length as usize..end as usize);
            copy(room.ok_or(Rejection::TooLarge)?, piece);
            self.buffer.consume(length);
        } else {
            self.state = State::Piece(length);
        }
        self.body_length = end;
        self.framing.consume(length);
        Ok(())
    }

    /// Parses some bytes of chunk framing; returns `None` if they are malformed or too many.
    fn read_framing(&mut self) -> Option<()> {
        let unread = self.buffer.unread();
        let room = usize::from(MAX_HEAD - self.framing_length);
        let before = unread.get(..room).unwrap_or(unread);
        let mut rest = before;
        let is_trailer = self.framing.is_trailer();
        if before.is_empty() || !self.framing.read(&mut rest) {
            return None;
        }
        let run = taken(before, rest);
        if !is_trailer {
            self.chunk_extension = self.chunk_extension.after(run)?;
        }
        // At most `room` bytes, so this cannot overflow.
        self.framing_length += run.len() as u16;
        self.buffer.consume(run.len());
        Some(())
    }

    /// Returns a piece of the body, after
    /// [`ReceiverEvent::Piece`](crate::notify::ReceiverEvent::Piece); empty otherwise. It is not
    /// verified yet.
    pub fn untrusted_piece(&self) -> &[u8] {
        match self.state {
            State::Piece(bytes) => self.buffer.unread().get(..bytes).unwrap_or_default(),
            _ => &[],
        }
    }
}
