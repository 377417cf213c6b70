//! What an exchange sends before any response.

use gigapay_webhooks::{Api, Error, Exchange, Operation, Step};

/// The pieces in which a request goes out if `accept` says how many bytes of each are written.
///
/// # Errors
/// What the exchange says of a request that cannot be sent.
///
/// # Panics
/// When the exchange wants anything but to send and, at the end, to flush.
pub fn pieces<Op: Operation>(
    exchange: &mut Exchange<'_, Op>,
    mut accept: impl FnMut(&[u8]) -> usize,
) -> Result<Vec<Vec<u8>>, Error> {
    let mut pieces = Vec::new();
    let mut flushed = false;
    loop {
        match exchange.poll()? {
            Step::Transmit(bytes) => {
                assert!(!flushed, "sends after it flushed");
                let written = accept(bytes);
                pieces.push(bytes[..written].to_vec());
                exchange.transmitted(written);
            }
            Step::Flush => flushed = true,
            Step::Receive(_) => {
                assert!(flushed, "waits for a response without a flush");
                return Ok(pieces);
            }
            step => panic!("before any response: {step:?}"),
        }
    }
}

/// The whole request of `operation`, sent over a buffer of so many bytes.
///
/// # Errors
/// See [`pieces`].
pub fn bytes<Op: Operation>(api: &Api<'_>, operation: Op, buffer: usize) -> Result<Vec<u8>, Error> {
    let mut buffer = vec![0xAA; buffer];
    let mut exchange = Exchange::new(api, operation, &mut buffer);
    pieces(&mut exchange, <[u8]>::len).map(|pieces| pieces.concat())
}

/// A request as an independent parser reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The method.
    pub method: String,
    /// The request target.
    pub target: String,
    /// Names and values of the field lines.
    pub fields: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Parsed {
    /// Reads a request.
    ///
    /// # Panics
    /// When it is none.
    pub fn new(request: &[u8]) -> Self {
        let mut fields = [httparse::EMPTY_HEADER; 32];
        let mut parsed = httparse::Request::new(&mut fields);
        let length = match parsed.parse(request) {
            Ok(httparse::Status::Complete(length)) => length,
            other => panic!("{other:?}: {}", String::from_utf8_lossy(request)),
        };
        assert_eq!(parsed.version, Some(1));
        Self {
            method: parsed.method.expect("a method").into(),
            target: parsed.path.expect("a target").into(),
            fields: parsed
                .headers
                .iter()
                .map(|field| {
                    let value = std::str::from_utf8(field.value).expect("ASCII");
                    (field.name.into(), value.into())
                })
                .collect(),
            body: request[length..].to_vec(),
        }
    }

    /// The names of the field lines, in their order.
    pub fn names(&self) -> Vec<&str> {
        self.fields.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The value of the only field line with this name.
    ///
    /// # Panics
    /// When there are several.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut found = self.fields.iter().filter(|(n, _)| n == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} twice");
        value
    }
}
