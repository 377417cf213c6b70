//! JSON (RFC 8259) in memory: a cursor that checks all that it passes, without recursion.

use heapless::string::StringView;

use crate::Failure;

/// A cursor in a document.
pub struct Json<'b> {
    text: &'b str,
    at: usize,
}

/// How deep a value may nest: a bit for each container that is open.
const DEPTH: u32 = u32::BITS;

impl<'b> Json<'b> {
    pub fn new(body: &'b [u8]) -> Result<Self, Failure> {
        let text = core::str::from_utf8(body).map_err(|_| Failure::Malformed)?;
        Ok(Self { text, at: 0 })
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The first byte that is not white space. 0 is the end of the document, and no JSON.
    #[inline(never)]
    pub fn peek(&mut self) -> u8 {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.byte().unwrap_or(0)
    }

    /// Passes this byte, if it comes next.
    fn pass(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == byte;
        self.at += usize::from(is_next);
        is_next
    }

    fn demand(&mut self, byte: u8) -> Option<()> {
        self.pass(byte).then_some(())
    }

    /// What is not yet passed.
    pub fn rest(&self) -> &'b str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Nothing may follow the document.
    pub fn end(&mut self) -> Result<(), Failure> {
        self.peek();
        match self.at == self.text.len() {
            true => Ok(()),
            false => Err(Failure::Malformed),
        }
    }

    /// Calls `each` with the name of every member of an object; it must pass the value.
    pub fn members(
        &mut self,
        mut each: impl FnMut(&mut Self, &'b str) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.demand(b'{').ok_or(Failure::Malformed)?;
        let mut has_more = !self.pass(b'}');
        while has_more {
            let name = self.name().ok_or(Failure::Malformed)?;
            each(self, name)?;
            has_more = self.has_more(b'}').ok_or(Failure::Malformed)?;
        }
        Ok(())
    }

    /// Calls `each` for every element of an array; it must pass the element.
    pub fn elements(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.demand(b'[').ok_or(Failure::Malformed)?;
        let mut has_more = !self.pass(b']');
        while has_more {
            each(self)?;
            has_more = self.has_more(b']').ok_or(Failure::Malformed)?;
        }
        Ok(())
    }

    /// Passes a comma or the container's end. Whether it was a comma.
    fn has_more(&mut self, close: u8) -> Option<bool> {
        if self.pass(b',') {
            return Some(true);
        }
        self.demand(close).map(|()| false)
    }

    /// Passes a name and the colon behind it.
    #[inline(never)]
    fn name(&mut self) -> Option<&'b str> {
        let name = self.string()?;
        self.demand(b':')?;
        Some(name)
    }

    /// Passes a string. Returns what is between the quotes, with its escapes.
    #[inline(never)]
    pub fn string(&mut self) -> Option<&'b str> {
        self.demand(b'"')?;
        let start = self.at;
        loop {
            match self.byte()? {
                b'"' => break,
                b'\\' => self.at += 2,
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
        let raw = self.text.get(start..self.at)?;
        self.at += 1;
        unescape(raw, None).ok()?;
        Some(raw)
    }

    /// Passes a string, and decodes it.
    pub fn text(&mut self, to: &mut StringView) -> Result<(), Failure> {
        let raw = self.string().ok_or(Failure::Malformed)?;
        unescape(raw, Some(to))
    }

    /// Passes any value. Returns it as it stands there.
    #[inline(never)]
    pub fn value(&mut self) -> Option<&'b str> {
        self.peek();
        let start = self.at;
        // The innermost container is the lowest bit, which is set for an object.
        let (mut open, mut depth) = (0_u32, 0);
        loop {
            let mut is_complete = true;
            match self.peek() {
                first @ (b'{' | b'[') => {
                    self.at += 1;
                    let is_object = first == b'{';
                    depth += 1;
                    if depth > DEPTH {
                        return None;
                    }
                    open = open << 1 | u32::from(is_object);
                    is_complete = self.peek() == close(open);
                    if !is_complete && is_object {
                        self.name()?;
                    }
                }
                b'"' => {
                    self.string()?;
                }
                _ => self.scalar()?,
            }
            while is_complete {
                if depth == 0 {
                    return self.text.get(start..self.at);
                }
                is_complete = !self.has_more(close(open))?;
                if is_complete {
                    open >>= 1;
                    depth -= 1;
                } else if open & 1 == 1 {
                    self.name()?;
                }
            }
        }
    }

    /// Passes a number or a literal.
    fn scalar(&mut self) -> Option<()> {
        for literal in ["true", "false", "null"] {
            if self.rest().as_bytes().starts_with(literal.as_bytes()) {
                self.at += literal.len();
                return Some(());
            }
        }
        self.at += usize::from(self.byte() == Some(b'-'));
        match self.byte() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Some(())
    }

    #[inline(never)]
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

/// What closes the innermost container.
fn close(open: u32) -> u8 {
    match open & 1 {
        1 => b'}',
        _ => b']',
    }
}

/// Decodes the escapes of a string, or only checks them.
#[inline(never)]
pub fn unescape(raw: &str, mut to: Option<&mut StringView>) -> Result<(), Failure> {
    let mut rest = raw;
    loop {
        let escape = rest.bytes().position(|byte| byte == b'\\');
        let run = rest.get(..escape.unwrap_or(rest.len())).unwrap_or_default();
        if let Some(to) = &mut to {
            to.push_str(run).map_err(|_| Failure::TooLarge)?;
        }
        let Some(at) = escape else {
            return Ok(());
        };
        let escape = rest.get(at + 1..).unwrap_or_default();
        let (c, length) = character(escape.as_bytes()).ok_or(Failure::Malformed)?;
        if let Some(to) = &mut to {
            to.push(c).map_err(|_| Failure::TooLarge)?;
        }
        rest = escape.get(length..).unwrap_or_default();
    }
}

/// The character of an escape, and the bytes behind the backslash that it takes.
fn character(escape: &[u8]) -> Option<(char, usize)> {
    let c = match escape.first()? {
        same @ (b'"' | b'\\' | b'/') => char::from(*same),
        b'b' => '\x08',
        b'f' => '\x0C',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let first = hex(escape.get(1..5)?)?;
            if !(0xD800..0xDC00).contains(&first) {
                return Some((char::from_u32(first)?, 5));
            }
            let second = escape.get(5..11)?.strip_prefix(b"\\u")?;
            let low = hex(second)?
                .checked_sub(0xDC00)
                .filter(|low| *low < 0x400)?;
            return Some((char::from_u32(0x10000 + ((first & 0x3FF) << 10) + low)?, 11));
        }
        _ => return None,
    };
    Some((c, 1))
}

fn hex(digits: &[u8]) -> Option<u32> {
    let add = |number: u32, digit: &u8| Some(number << 4 | char::from(*digit).to_digit(16)?);
    digits.iter().try_fold(0, add)
}
