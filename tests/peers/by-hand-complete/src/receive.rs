//! Responses: the head, and the body by its length, in chunks or to the end of the connection
//! (RFC 9112 section 6.3).

use core::ops::Range;

use embedded_io::Read;
use httparse::{EMPTY_HEADER, Header, Status};

use crate::Failure;

/// What a response says before its body, and where in the buffer the body is.
pub struct Head {
    pub status: u16,
    /// Seconds.
    pub retry_after: Option<u32>,
    pub body: Range<usize>,
    pub is_reusable: bool,
}

/// How a body ends.
#[derive(Clone, Copy)]
enum Framing {
    Length(usize),
    Chunked,
    Close,
}

/// Receives a response. Interim ones are skipped.
pub fn receive(from: &mut impl Read, buffer: &mut [u8]) -> Result<Head, Failure> {
    let (mut start, mut filled) = (0, 0);
    let (mut head, framing) = loop {
        match parse(buffer.get(start..filled).unwrap_or_default())? {
            Some((head, _)) if head.status < 200 => start += head.body.start,
            Some(head) => break head,
            None => fill(from, buffer, &mut filled)?,
        }
    };
    start += head.body.start;
    let end = match framing {
        Framing::Length(length) => {
            let end = start.checked_add(length).ok_or(Failure::TooLarge)?;
            while filled < end {
                fill(from, buffer, &mut filled)?;
            }
            // Bytes that were not asked for.
            head.is_reusable &= filled == end;
            end
        }
        Framing::Chunked => dechunk(from, buffer, &mut filled, start)?,
        Framing::Close => {
            while read(from, buffer, &mut filled)? > 0 {}
            head.is_reusable = false;
            filled
        }
    };
    head.body = start..end;
    Ok(head)
}

/// Reads what there is. Returns how much; 0 is the end of the connection.
fn read(from: &mut impl Read, buffer: &mut [u8], filled: &mut usize) -> Result<usize, Failure> {
    let space = buffer.get_mut(*filled..).unwrap_or_default();
    if space.is_empty() {
        return Err(Failure::TooLarge);
    }
    let read = from.read(space).map_err(|_| Failure::Connection)?;
    *filled += read;
    Ok(read)
}

/// Reads at least a byte.
#[inline(never)]
fn fill(from: &mut impl Read, buffer: &mut [u8], filled: &mut usize) -> Result<(), Failure> {
    match read(from, buffer, filled)? {
        0 => Err(Failure::Connection),
        _ => Ok(()),
    }
}

/// Parses the head, if it is complete.
#[inline(never)]
fn parse(bytes: &[u8]) -> Result<Option<(Head, Framing)>, Failure> {
    let mut fields = [EMPTY_HEADER; 16];
    let mut response = httparse::Response::new(&mut fields);
    let Status::Complete(start) = response.parse(bytes).map_err(|error| match error {
        httparse::Error::TooManyHeaders => Failure::TooLarge,
        _ => Failure::Malformed,
    })?
    else {
        return Ok(None);
    };
    let status = response.code.ok_or(Failure::Malformed)?;
    let mut head = Head {
        status,
        retry_after: None,
        body: start..start,
        is_reusable: response.version == Some(1),
    };
    let mut framing = match status {
        100..=199 | 204 | 304 => Some(Framing::Length(0)),
        _ => None,
    };
    let is_empty = framing.is_some();
    for field in response.headers {
        note(field, &mut head, is_empty, &mut framing)?;
    }
    Ok(Some((head, framing.unwrap_or(Framing::Close))))
}

fn note(
    field: &Header<'_>,
    head: &mut Head,
    is_empty: bool,
    framing: &mut Option<Framing>,
) -> Result<(), Failure> {
    let is = |name| field.name.eq_ignore_ascii_case(name);
    if is("content-length") {
        let length = number(field.value).ok_or(Failure::Malformed)? as usize;
        match framing {
            _ if is_empty => {}
            None => *framing = Some(Framing::Length(length)),
            Some(Framing::Length(same)) if *same == length => {}
            Some(_) => return Err(Failure::Malformed),
        }
    } else if is("transfer-encoding") {
        if framing.is_some() || !field.value.eq_ignore_ascii_case(b"chunked") {
            return Err(Failure::Malformed);
        }
        *framing = Some(Framing::Chunked);
    } else if is("content-encoding") {
        if !field.value.eq_ignore_ascii_case(b"identity") {
            return Err(Failure::Malformed);
        }
    } else if is("connection") {
        let mut options = field.value.split(|byte| *byte == b',');
        let is_close = |option: &[u8]| option.trim_ascii().eq_ignore_ascii_case(b"close");
        head.is_reusable &= !options.any(is_close);
    } else if is("retry-after") {
        // A date is left out.
        head.retry_after = number(field.value);
    }
    Ok(())
}

/// Digits, and nothing but them.
pub fn number(text: &[u8]) -> Option<u32> {
    let add = |number: u32, digit: &u8| match digit {
        b'0'..=b'9' => number.checked_mul(10)?.checked_add((digit - b'0').into()),
        _ => None,
    };
    (!text.is_empty()).then(|| text.iter().try_fold(0, add))?
}

/// Moves the data of all chunks together behind `start`. Returns its end.
#[inline(never)]
fn dechunk(
    from: &mut impl Read,
    buffer: &mut [u8],
    filled: &mut usize,
    start: usize,
) -> Result<usize, Failure> {
    // The body so far ends there, and what is not yet parsed begins here.
    let mut end = start;
    let mut next = start;
    loop {
        let rest = buffer.get(next..*filled).unwrap_or_default();
        match httparse::parse_chunk_size(rest).map_err(|_| Failure::Malformed)? {
            Status::Partial => fill(from, buffer, filled)?,
            Status::Complete((line, 0)) => {
                skip_trailers(from, buffer, filled, next + line)?;
                return Ok(end);
            }
            Status::Complete((line, length)) => {
                let data = next + line;
                let length = usize::try_from(length).map_err(|_| Failure::TooLarge)?;
                let data_end = data.checked_add(length).ok_or(Failure::TooLarge)?;
                let chunk_end = data_end.checked_add(2).ok_or(Failure::TooLarge)?;
                while *filled < chunk_end {
                    fill(from, buffer, filled)?;
                }
                if buffer.get(data_end..chunk_end) != Some(b"\r\n") {
                    return Err(Failure::Malformed);
                }
                // Not `copy_within`, for which 1.6 kB of `memmove` are linked.
                for from in data..data_end {
                    let byte = buffer.get(from).copied().unwrap_or_default();
                    if let Some(to) = buffer.get_mut(end) {
                        *to = byte;
                    }
                    end += 1;
                }
                next = chunk_end;
            }
        }
    }
}

/// Skips the fields behind the last chunk, to an empty line.
fn skip_trailers(
    from: &mut impl Read,
    buffer: &mut [u8],
    filled: &mut usize,
    start: usize,
) -> Result<(), Failure> {
    loop {
        let mut fields = [EMPTY_HEADER; 4];
        let rest = buffer.get(start..*filled).unwrap_or_default();
        match httparse::parse_headers(rest, &mut fields) {
            Ok(Status::Complete(_)) => return Ok(()),
            Ok(Status::Partial) => fill(from, buffer, filled)?,
            Err(_) => return Err(Failure::Malformed),
        }
    }
}
