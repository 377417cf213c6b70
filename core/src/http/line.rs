//! Lines of an answer's head, RFC 9112 sections 2.2 and 5, taken one at a time so that neither
//! their number nor the length of those nobody needs has a limit.

use crate::ProtocolError;

/// What the unread bytes begin with.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'w> {
    /// A line without its ending, and how many bytes it takes with it.
    Whole(&'w [u8], usize),
    /// No end of line yet.
    Partial,
}

/// Splits the first line off. A lone LF ends one, too (RFC 9112 section 2.2).
pub(crate) fn next_line(unread: &[u8]) -> Line<'_> {
    let Some(length) = unread.iter().position(|&byte| byte == b'\n') else {
        return Line::Partial;
    };
    let line = unread.get(..length).unwrap_or_default();
    Line::Whole(line.strip_suffix(b"\r").unwrap_or(line), length + 1)
}

/// `tchar`, RFC 9110 section 5.6.2.
const fn is_tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// What a field value or a reason phrase may hold: no control character but the tab.
const fn is_text(byte: u8) -> bool {
    byte == b'\t' || (byte >= b' ' && byte != 0x7F)
}

/// A field line in halves: its name, and its value without the white space around it.
///
/// A line that begins with white space (obsolete folding, RFC 9112 section 5.2) has no name and is
/// refused, as is white space before the colon (section 5.1).
pub(crate) fn split_field(line: &[u8]) -> Result<(&[u8], &[u8]), ProtocolError> {
    let colon = line.iter().position(|&byte| byte == b':');
    let (name, value) = colon
        .and_then(|colon| line.split_at_checked(colon))
        .ok_or(ProtocolError::FieldLine)?;
    let value = value.get(1..).unwrap_or_default();
    let valid = !name.is_empty()
        && name.iter().all(|&byte| is_tchar(byte))
        && value.iter().all(|&byte| is_text(byte));
    if !valid {
        return Err(ProtocolError::FieldLine);
    }
    Ok((name, value.trim_ascii()))
}

/// The fields this client acts on; all others pass unread.
pub(crate) const NEEDED: [&[u8]; 4] = [
    b"content-length",
    b"transfer-encoding",
    b"connection",
    b"retry-after",
];

/// Whether a line that is too long for the window begins with the name of a needed field.
pub(crate) fn is_needed(beginning: &[u8]) -> bool {
    NEEDED.iter().any(|name| {
        beginning
            .split_at_checked(name.len())
            .is_some_and(|(start, rest)| start.eq_ignore_ascii_case(name) && rest.starts_with(b":"))
    })
}

/// Passes over a line that does not fit the window, checking it all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Skip {
    /// Before the first byte of a field's name.
    Start,
    /// Inside a field's name.
    Name,
    /// Behind the colon, or inside a reason phrase.
    Text,
}

impl Skip {
    /// How many of the unread bytes to pass over, and whether the line ends there.
    pub(crate) fn advance(&mut self, unread: &[u8]) -> Result<(usize, bool), ProtocolError> {
        for (index, &byte) in unread.iter().enumerate() {
            match (*self, byte) {
                (Self::Name, b':') => *self = Self::Text,
                (Self::Start | Self::Name, _) if is_tchar(byte) => *self = Self::Name,
                (Self::Text, b'\n') => return Ok((index + 1, true)),
                (Self::Text, b'\r') => match unread.get(index + 1) {
                    Some(b'\n') => return Ok((index + 2, true)),
                    Some(_) => return Err(ProtocolError::FieldLine),
                    // What follows decides; keep the CR until it is here.
                    None => return Ok((index, false)),
                },
                (Self::Text, _) if is_text(byte) => {}
                _ => return Err(ProtocolError::FieldLine),
            }
        }
        Ok((unread.len(), false))
    }
}

/// Whether all of a reason phrase may stand there.
pub(crate) fn is_reason(phrase: &[u8]) -> bool {
    phrase.iter().all(|&byte| is_text(byte))
}
