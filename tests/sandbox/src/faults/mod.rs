//! Faults that a server can have on request, while it runs.
//!
//! A [`Fault`] says what goes wrong, [`Armed`] adds when, and [`Faults`] holds those that are
//! armed. Over HTTP, `/sandbox/faults` does the same; the README has a table of all faults.

mod armed;
mod delivery;
mod handle;
mod plan;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use armed::Armed;
pub(crate) use delivery::DeliveryPlan;
pub use handle::Faults;
pub(crate) use plan::{Framing, Instead, Plan, Quirks, Shape};

/// Something that goes wrong, or is merely unusual.
///
/// In JSON a fault is an object whose `fault` is its name in snake case, with its fields beside it:
/// `{"fault": "cut_response", "after": 100, "how": "reset"}`. Durations are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// The body comes in chunks of `size` bytes, optionally with a chunk extension and trailers.
    Chunked {
        /// Bytes per chunk; the last one may be shorter. 0 counts as 1.
        size: usize,
        /// What follows a `;` after each chunk's size.
        #[serde(default)]
        extension: Option<String>,
        /// Field lines after the last chunk.
        #[serde(default)]
        trailers: Vec<(String, String)>,
    },
    /// The body has no length: it ends when the connection closes.
    CloseDelimited {
        /// Whether the status line says `HTTP/1.0`.
        #[serde(default)]
        http_1_0: bool,
    },
    /// `Connection: close` in the response, and the connection ends after it.
    Close,
    /// A 204 carries `Content-Length: 0` ([B18](crate::behaviour#b18)).
    LengthOnEmptyBody,
    /// Interim responses come before the response.
    Interim {
        /// Their status, 100 to 199 but not 101.
        status: u16,
        /// How many there are.
        #[serde(default = "one")]
        count: u32,
    },
    /// The request is carried out, and its response is delayed.
    Delay {
        /// The delay.
        #[serde(rename = "milliseconds", with = "milliseconds")]
        time: Duration,
    },
    /// The response is sent a few bytes at a time.
    ///
    /// All of it must be sent within [`Builder::read_time`](crate::Builder::read_time): from the
    /// first byte on, the connection counts as waiting for the next request.
    Drip {
        /// Bytes at a time. 0 counts as 1.
        bytes: usize,
        /// The interval between them.
        #[serde(rename = "milliseconds", with = "milliseconds")]
        every: Duration,
    },
    /// An error page in HTML ([B6](crate::behaviour#b6), [B23](crate::behaviour#b23)) instead of
    /// the response. The request is not carried out.
    ServerError {
        /// 500, 502, 503 or another status.
        #[serde(default = "internal_server_error")]
        status: u16,
    },
    /// 429 with `Retry-After` ([B23](crate::behaviour#b23)). The request is not carried out.
    Throttled {
        /// The seconds in `Retry-After`.
        retry_after: u32,
    },
    /// This response, whatever it says. The request is not carried out.
    Reply {
        /// Its status.
        status: u16,
        /// Its header fields; `Content-Length` is added.
        #[serde(default)]
        headers: Vec<(String, String)>,
        /// Its body.
        #[serde(default)]
        body: String,
    },
    /// 301 to the same address with https ([B4](crate::behaviour#b4)), as a listener on port 80
    /// would respond. The request is not carried out.
    RedirectToHttps,
    /// The request is carried out, but its response is cut off.
    CutResponse {
        /// Bytes of the response that are sent, interim responses and framing included.
        after: usize,
        /// How the connection ends.
        #[serde(default)]
        how: Cut,
    },
    /// The connection ends once `after` bytes of a request have arrived, at the earliest with its
    /// first byte. The request is neither carried out nor recorded.
    CutRequest {
        /// Bytes of the request.
        after: usize,
        /// How the connection ends.
        #[serde(default)]
        how: Cut,
    },
    /// The connection ends after a complete response that did not announce it.
    CutIdle {
        /// How the connection ends.
        #[serde(default)]
        how: Cut,
    },
    /// Everything outside ASCII is escaped in JSON, with surrogate pairs where needed
    /// ([B12](crate::behaviour#b12)).
    EscapeNonAscii,
    /// Objects have fields that no client knows ([B8](crate::behaviour#b8)).
    ExtraFields,
    /// `next` and `previous` name plain http ([B19](crate::behaviour#b19)).
    LinksNamePlainHttp,
    /// `next` and `previous` leave `page_size` out ([B19](crate::behaviour#b19)).
    LinksDropPageSize,
    /// A notification is signed with an unrelated key.
    WrongSignature,
    /// A notification's `t` is shifted, and signed correctly ([B25](crate::behaviour#b25)).
    ShiftedTime {
        /// Seconds from now; negative for the past.
        seconds: i64,
    },
    /// A notification is sent again, byte for byte the same.
    DuplicateDelivery {
        /// How many more times.
        #[serde(default = "one")]
        count: u32,
    },
    /// A notification has two signatures, as during a rotation ([B26](crate::behaviour#b26)): the
    /// first with the webhook's former key, or an unrelated one if it never had another; the second
    /// with the present one.
    BothSecrets,
    /// A notification is cut off, and this attempt fails.
    CutDelivery {
        /// Bytes of the request that are sent.
        after: usize,
        /// How the connection ends.
        #[serde(default)]
        how: Cut,
    },
}

/// Shorter forms of those that most tests arm.
impl Fault {
    /// [`Fault::CutResponse`] after so many bytes.
    #[must_use]
    pub const fn cut_response(after: usize, how: Cut) -> Self {
        Self::CutResponse { after, how }
    }

    /// [`Fault::CutRequest`] after so many bytes.
    #[must_use]
    pub const fn cut_request(after: usize, how: Cut) -> Self {
        Self::CutRequest { after, how }
    }

    /// [`Fault::Reply`] without header fields of its own.
    #[must_use]
    pub fn reply(status: u16, body: impl Into<String>) -> Self {
        let (headers, body) = (Vec::new(), body.into());
        Self::Reply {
            status,
            headers,
            body,
        }
    }

    /// [`Fault::Reply`] with `Content-Type: application/json`.
    #[must_use]
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        let headers = vec![("Content-Type".into(), "application/json".into())];
        let body = body.into();
        Self::Reply {
            status,
            headers,
            body,
        }
    }

    /// Whether it affects attempts to deliver notifications instead of requests.
    fn is_for_deliveries(&self) -> bool {
        matches!(
            self,
            Self::WrongSignature
                | Self::ShiftedTime { .. }
                | Self::DuplicateDelivery { .. }
                | Self::BothSecrets
                | Self::CutDelivery { .. }
        )
    }
}

/// How a connection ends early.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cut {
    /// TLS sends `close_notify`, then TCP sends FIN.
    #[default]
    Close,
    /// TCP sends FIN. Over TLS this is a truncation.
    Fin,
    /// TCP sends RST. Bytes that are still in the send buffer are lost.
    Reset,
}

fn one() -> u32 {
    1
}

fn internal_server_error() -> u16 {
    500
}

mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        time: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
