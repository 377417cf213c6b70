//! What the API says with a refusal: the messages, and the fields that they blame.

use heapless::String;

use crate::Failure;
use crate::json::{Json, unescape};

/// A response with an error's status.
pub struct Refusal {
    pub status: u16,
    /// Seconds.
    pub retry_after: Option<u32>,
    /// Of each message the outermost name above it, and the text, with a NUL behind each.
    pub messages: String<104>,
    /// Whether a message did not fit.
    pub is_cut: bool,
}

impl Refusal {
    /// Reads as much of the body as is JSON; the status is what counts.
    #[inline(never)]
    pub fn new(status: u16, retry_after: Option<u32>, body: &[u8]) -> Self {
        let mut refusal = Self {
            status,
            retry_after,
            messages: String::new(),
            is_cut: false,
        };
        let _ = refusal.read(body);
        refusal
    }

    fn read(&mut self, body: &[u8]) -> Result<(), Failure> {
        let mut json = Json::new(body)?;
        if json.peek() == b'{' {
            return json.members(|json, name| {
                let value = json.value().ok_or(Failure::Malformed)?;
                self.texts(name, value)
            });
        }
        let value = json.value().ok_or(Failure::Malformed)?;
        self.texts("", value)
    }

    /// Keeps each text of a value that was checked; those before a colon are names.
    #[inline(never)]
    fn texts(&mut self, name: &str, value: &str) -> Result<(), Failure> {
        let mut rest = value;
        while let Some(quote) = rest.bytes().position(|byte| byte == b'"') {
            let mut json = Json::new(rest.as_bytes().get(quote..).unwrap_or_default())?;
            let text = json.string().ok_or(Failure::Malformed)?;
            if json.peek() != b':' {
                self.push(name, text);
            }
            rest = json.rest();
        }
        Ok(())
    }

    fn push(&mut self, name: &str, raw: &str) {
        let room = self.messages.capacity() - self.messages.len();
        if self.is_cut || room < name.len() + raw.len() + 2 {
            self.is_cut = true;
            return;
        }
        let _ = self.messages.push_str(name);
        let _ = self.messages.push('\0');
        let _ = unescape(raw, Some(&mut self.messages));
        let _ = self.messages.push('\0');
    }
}
