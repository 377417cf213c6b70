//! What a request's bytes lead to.

use super::{Receiver, State};
use crate::keyword::taken;
use crate::notify::receiver::Rejection;
use crate::notify::receiver::head::MAX_HEAD;
use crate::sha256::copy;

impl<const N: usize> Receiver<'_, N> {
    /// How the head ends, if it does.
    pub(super) fn read_head(&mut self) -> Option<Result<(), Rejection>> {
        let unread = self.buffer.unread();
        let mut rest = unread;
        let outcome = self.head.read(&mut rest, self.endpoint.path);
        let used = unread.len() - rest.len();
        self.buffer.consume(used);
        match outcome {
            Ok(false) => None,
            Ok(true) => Some(self.check_head()),
            Err(rejection) => Some(Err(rejection)),
        }
    }

    /// What is wrong with the framing comes first: whatever else the request is, it ends somewhere
    /// else for others.
    fn check_head(&mut self) -> Result<(), Rejection> {
        let (is_ours, is_post) = (self.head.is_for(self.endpoint.path), self.head.is_post());
        let fields = &mut self.head.fields;
        fields.check_framing()?;
        if !is_ours {
            return Err(Rejection::Path);
        }
        if !is_post {
            return Err(Rejection::Method);
        }
        let room = match &self.body {
            Some(body) => u32::try_from(body.len()).unwrap_or(u32::MAX),
            None => u32::MAX,
        };
        self.endpoint.max_body = self.endpoint.max_body.min(room);
        self.framing = fields.framing(self.endpoint.max_body)?;
        fields.check_body()?;
        self.close |= fields.close || fields.http_1_0;
        self.macs.begin(self.keyring, &fields.signature.signature);
        Ok(())
    }

    pub(super) fn follow(&mut self, end: Result<(), Rejection>) {
        match end {
            Err(rejection) => self.turn_away(rejection),
            // A peer that has sent the body already does not wait for `100 Continue`.
            Ok(()) if self.head.fields.expects_continue && self.buffer.unread().is_empty() => {
                self.state = State::Continue;
            }
            Ok(()) => self.state = State::Body,
        }
    }

    pub(super) fn read_body(&mut self) -> Result<(), Rejection> {
        let Some(most) = self.framing.body() else {
            return self.read_framing().ok_or(Rejection::Chunk);
        };
        // What a chunk announces need not be waited for. (A length was looked at before.)
        let announced = u32::try_from(most).unwrap_or(u32::MAX);
        if self.body_length.saturating_add(announced) > self.endpoint.max_body {
            return Err(Rejection::TooLarge);
        }
        let unread = self.buffer.unread();
        let piece = unread.get(..most.min(unread.len())).unwrap_or_default();
        let length = piece.len();
        let end = self.body_length.saturating_add(length as u32);
        self.macs.update(piece);
        if let Some(body) = &mut self.body {
            let room = body.get_mut(self.body_length as usize..end as usize);
            let room = room.ok_or(Rejection::TooLarge)?;
            copy(room, piece);
            self.buffer.consume(length);
        } else {
            self.state = State::Piece(length);
        }
        self.body_length = end;
        self.framing.consume(length);
        Ok(())
    }

    /// Reads some bytes of the framing of chunks; `None` if they are wrong.
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
        // There was room for it.
        self.framing_length += run.len() as u16;
        self.buffer.consume(run.len());
        Some(())
    }

    /// A piece of the body, after [`ReceiverEvent::Piece`](crate::notify::ReceiverEvent::Piece);
    /// empty otherwise. Anyone may have sent it.
    pub fn untrusted_piece(&self) -> &[u8] {
        match self.state {
            State::Piece(bytes) => self.buffer.unread().get(..bytes).unwrap_or_default(),
            _ => &[],
        }
    }
}
