//! The record of requests that tests inspect.

use std::fmt;

/// A request that the server has seen, and the status of its response.
///
/// `Display` is one line that is safe to print: connection, method, path and status. Neither it nor
/// `Debug` shows header fields or the body, which contain the token and secret keys.
///
/// ```
/// # let sandbox = gigapay_sandbox::Sandbox::builder().start()?;
/// for request in sandbox.requests() {
///     println!("{request}"); // #1 GET /v2/webhooks/ 200
/// }
/// # Ok::<(), gigapay_sandbox::StartError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The connection it came on; the first is 1.
    pub connection: u64,
    /// Its method.
    pub method: String,
    /// Its path and query as they arrived.
    pub target: String,
    /// Its header fields in order, names in lower case. Bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// Its body, without framing.
    pub body: Vec<u8>,
    /// The status of the response.
    pub status: u16,
}

impl Request {
    /// Returns the value of the first header field with this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let same = |field: &&(String, String)| field.0.eq_ignore_ascii_case(name);
        self.headers.iter().find(same).map(|field| field.1.as_str())
    }

    /// Returns method, target and status: `GET /v2/webhooks/ 200`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {} {}", self.method, self.target, self.status)
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{} {}", self.connection, self.line())
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Request({self}, {} header fields, {} bytes)",
            self.headers.len(),
            self.body.len()
        )
    }
}
