//! A response's head, a byte at a time: the status line (RFC 9112 section 4) and field lines
//! (section 5), any number of any length.
//!
//! A lone LF ends a line, too, and empty lines before the status line are skipped (section 2.2). A
//! line that begins with white space continues the value of the line before it (obsolete folding,
//! section 5.2); the first one is passed over. White space before the colon (section 5.1) is
//! refused.

use super::fields::Fields;
use crate::ProtocolError;
use crate::grammar::grammar;
use crate::keyword::{is_tchar, take_while};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Nothing,
    /// The digit of the version.
    Version,
    /// A digit of the status code.
    Status,
    /// A character of a field's value.
    Char,
    /// White space in a value.
    Gap,
    NameEnd,
    ItemEnd,
    HeadEnd,
}

grammar! {
    /// What must follow, or what the next byte is part of.
    struct State with Effect {
        // status-line = HTTP-version SP status-code SP [ reason-phrase ]
        Http {
            b'H' => Ttp,
            b'\r' => EmptyLf,
            b'\n' => Http,
        }
        /// The end of an empty line.
        EmptyLf { b'\n' => Http, }
        Ttp { b'T' => Tp, }
        Tp { b'T' => P, }
        P { b'P' => Slash, }
        Slash { b'/' => Major, }
        Major { b'1' => Dot, }
        Dot { b'.' => Minor, }
        Minor { b'0'..=b'9' => Space does Version, }
        Space { b' ' => Code, }
        Code { b'1'..=b'9' => Ode does Status, }
        Ode { b'0'..=b'9' => De does Status, }
        De { b'0'..=b'9' => CodeEnd does Status, }
        /// The space before the reason, which many servers leave out with it.
        CodeEnd {
            b' ' => Reason,
            b'\r' => ReasonLf,
            b'\n' => LineStart,
        }
        Reason {
            b'\t' => Reason,
            b' '..=b'~' => Reason,
            0x80..=0xFF => Reason,
            b'\r' => ReasonLf,
            b'\n' => LineStart,
        }
        ReasonLf { b'\n' => LineStart, }

        // field-line = field-name ":" OWS field-value OWS
        /// The end of the head, a name, or more of the value before, which only ends with what is
        /// no more of it.
        LineStart {
            b'\r' => HeadLf,
            b'\n' => LineStart does HeadEnd,
            b' ' => Value does Gap,
            b'\t' => Value does Gap,
        }
        /// Behind characters of a name.
        Name { b':' => Value does NameEnd, }
        /// No control character but the tab.
        Value {
            b'-'..=b'~' => Value does Char,
            b' ' => Value does Gap,
            b',' => Value does ItemEnd,
            b'!'..=b'+' => Value does Char,
            b'\r' => ValueLf,
            b'\n' => LineStart,
            b'\t' => Value does Gap,
            0x80..=0xFF => Value does Char,
        }
        ValueLf { b'\n' => LineStart, }
        HeadLf { b'\n' => LineStart does HeadEnd, }
    }
}

/// A head being read, and what is known of it.
#[repr(C)]
pub(crate) struct Head {
    state: State,
    pub(crate) fields: Fields,
}

impl Head {
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Http,
            fields: Fields::new(),
        }
    }

    /// Reads as much of `input` as there is of the head. Whether it has ended.
    pub(crate) fn read(&mut self, input: &mut &[u8]) -> Result<bool, ProtocolError> {
        loop {
            let mut name: &[u8] = &[];
            match self.state {
                State::LineStart | State::Name => name = take_while(input, is_tchar),
                state => {
                    if state == State::Reason || (state == State::Value && self.fields.is_ignored())
                    {
                        take_while(input, |byte| matches!(byte, b' '..=b'~' | 0x80..));
                    }
                }
            }
            let (byte, effect) = if name.is_empty() {
                let Some((&byte, rest)) = input.split_first() else {
                    return Ok(false);
                };
                *input = rest;
                (byte, self.effect(byte)?)
            } else {
                // The line before it has ended, for this is no more of it.
                let effect = match self.state {
                    State::LineStart => Effect::ItemEnd,
                    _ => Effect::Nothing,
                };
                self.state = State::Name;
                (0, effect)
            };
            let fields = &mut self.fields;
            match effect {
                Effect::Nothing => {}
                Effect::Version => fields.http_1_0 = byte == b'0',
                Effect::Status => fields.status = fields.status * 10 + u16::from(byte - b'0'),
                Effect::Char => fields.push(byte),
                Effect::Gap => fields.gap(),
                Effect::NameEnd => fields.end_name(),
                Effect::ItemEnd | Effect::HeadEnd => {
                    fields.end_item()?;
                    if effect == Effect::HeadEnd {
                        return Ok(true);
                    }
                }
            }
            if !name.is_empty() {
                fields.push_name(name);
            }
        }
    }

    /// What the next byte does.
    fn effect(&mut self, byte: u8) -> Result<Effect, ProtocolError> {
        let before = self.state;
        let Some((state, effect)) = before.rule(byte) else {
            return Err(if before < State::LineStart {
                ProtocolError::StatusLine
            } else {
                ProtocolError::FieldLine
            });
        };
        self.state = state;
        Ok(effect)
    }

    /// The status, once its line has ended.
    pub(crate) fn status(&self) -> Option<u16> {
        (self.state >= State::LineStart).then_some(self.fields.status)
    }
}
