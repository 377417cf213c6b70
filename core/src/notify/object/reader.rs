//! Reads an object that arrives in pieces.

use super::{Member, Object, ObjectError};
use crate::json::{Characters, Control, MAX_DEPTH, Name, ReadError, Sink, Token, Tokenizer};
use crate::values::{Capacity, Standard};

/// Reads an [`Object`] from a body that arrives in pieces, alongside a
/// [`Verifier`](crate::notify::Verifier) or a streaming [`Receiver`](crate::notify::Receiver), so
/// that the body is never stored. It takes at most 64 bytes on a 32-bit device. Do not trust the
/// object before the verdict.
pub struct ObjectReader<'o, C: Capacity = Standard> {
    tokenizer: Tokenizer,
    members: MemberReader<'o, C>,
}

impl<'o, C: Capacity> ObjectReader<'o, C> {
    /// Prepares to read a body; empties the object.
    pub fn new(object: &'o mut Object<C>) -> Self {
        for member in Member::ALL.all {
            if let Some(text) = object.text_mut(*member) {
                text.clear();
            }
        }
        Self {
            tokenizer: Tokenizer::new(MAX_DEPTH),
            members: MemberReader {
                object,
                member: None,
                seen: 0,
                error: None,
            },
        }
    }

    /// Reads the next piece of the body.
    pub fn push(&mut self, mut piece: &[u8]) {
        if let None | Some(ObjectError::TooLong(_)) = self.members.error {
            let error = match self.tokenizer.read(&mut piece, &mut self.members) {
                Err(ReadError::Syntax) => ObjectError::Json,
                Err(ReadError::TooDeep) => ObjectError::TooDeep,
                // `members.error` already has an error of the sink.
                _ => return,
            };
            self.members.error = Some(error);
        }
    }

    /// Ends the body.
    ///
    /// # Errors
    /// The first error found, see [`ObjectError`].
    pub fn finish(self) -> Result<(), ObjectError> {
        match self.members.error {
            None | Some(ObjectError::TooLong(_)) if !self.tokenizer.is_finished() => {
                Err(ObjectError::Json)
            }
            error => error.map_or(Ok(()), Err),
        }
    }
}

/// Reads the tokens of the body.
struct MemberReader<'o, C: Capacity> {
    object: &'o mut Object<C>,
    /// The member whose value is being read.
    member: Option<Member>,
    seen: u8,
    /// The first error. Reading continues after [`ObjectError::TooLong`].
    error: Option<ObjectError>,
}

impl<C: Capacity> MemberReader<'_, C> {
    fn wrong(&mut self, error: ObjectError) -> Control {
        self.error = Some(error);
        Control::Stop
    }

    fn begin_member(&mut self, name: &Name) -> Control {
        self.member = name.find(&Member::ALL);
        if let Some(member) = self.member {
            let bit = 1 << member as u8;
            if self.seen & bit != 0 {
                return self.wrong(ObjectError::Duplicate(member.name()));
            }
            self.seen |= bit;
            if member == Member::Metadata {
                return Control::Capture;
            }
        }
        Control::Continue
    }

    /// Handles a value that is not a string: an error for `id`; a time is left out. Metadata never
    /// comes here, since it is captured as raw text.
    fn not_a_string(&mut self, member: Member) -> Control {
        if member == Member::Id {
            return self.wrong(ObjectError::WrongType(member.name()));
        }
        self.drop_member(member)
    }

    /// Clears a member and skips the rest of its value.
    fn drop_member(&mut self, member: Member) -> Control {
        self.member = None;
        if let Some(text) = self.object.text_mut(member) {
            text.clear();
        }
        Control::Continue
    }
}

impl<C: Capacity> Sink for MemberReader<'_, C> {
    fn text(&mut self, level: u8, characters: &Characters<'_>) -> Control {
        let Some(member) = self.member else {
            return Control::Continue;
        };
        if level == 0 || *characters == Characters::Unpaired {
            return self.not_a_string(member);
        }
        let text = self.object.text_mut(member);
        if text.is_none_or(|text| characters.push_to(text)) {
            return Control::Continue;
        }
        (self.error).get_or_insert(ObjectError::TooLong(member.name()));
        self.drop_member(member)
    }

    fn token(&mut self, level: u8, token: Token<'_>) -> Control {
        match (level, token, self.member) {
            (0, ..) | (1, Token::BeginArray, _) => self.wrong(ObjectError::NotAnObject),
            (1, Token::BeginObject | Token::End, _) => Control::Continue,
            (1, Token::NameEnd(name), _) => self.begin_member(name),
            (_, Token::TextEnd, _) | (_, Token::Null, Some(Member::Id)) => Control::Continue,
            (_, _, Some(member)) => self.not_a_string(member),
            (_, _, None) => Control::Continue,
        }
    }
}
