//! Faults that a server can be told to have, while it runs.
//!
//! A [`Fault`] says what goes wrong; [`Armed`] adds when; [`Faults`] holds those that are armed. Over HTTP the same is
//! done with `/sandbox/faults` (see the crate's documentation).

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

/// Something that goes wrong, or merely otherwise than usual.
///
/// In JSON a fault is an object whose `fault` is its name in snake case, with its fields beside it:
/// `{"fault": "cut_response", "after": 100, "how": "reset"}`. Durations are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// Content comes in chunks of `size` bytes, perhaps with a chunk extension and with trailers.
    Chunked {
        /// Bytes in a chunk; the last may be shorter. 0 counts as 1.
        size: usize,
        /// What follows a `;` after each chunk's size.
        #[serde(default)]
        extension: Option<String>,
        /// Field lines after the last chunk.
        #[serde(default)]
        trailers: Vec<(String, String)>,
    },
    /// Content without a length: its end is the end of the connection.
    CloseDelimited {
        /// Whether the status line says `HTTP/1.0`.
        #[serde(default)]
        http_1_0: bool,
    },
    /// `Connection: close` in the response, and the connection ends after it.
    Close,
    /// A 204 carries `Content-Length: 0` (B18).
    LengthOnEmptyBody,
    /// So many interim responses come before the response.
    Interim {
        /// Their status, 100 to 199 but not 101.
        status: u16,
        /// How many.
        #[serde(default = "one")]
        count: u32,
    },
    /// The request is carried out, its response comes late.
    Delay {
        /// How late.
        #[serde(rename = "milliseconds", with = "milliseconds")]
        time: Duration,
    },
    /// The response comes so many bytes at a time.
    ///
    /// The whole of it must fit into [`Builder::read_time`](crate::Builder::read_time), for from the first byte on the
    /// connection counts as waiting for the next request.
    Drip {
        /// Bytes at a time. 0 counts as 1.
        bytes: usize,
        /// The time between them.
        #[serde(rename = "milliseconds", with = "milliseconds")]
        every: Duration,
    },
    /// An error page in HTML (B6, B23) instead of the response. The request is not carried out.
    ServerError {
        /// 500, 502, 503 or another status.
        #[serde(default = "internal_server_error")]
        status: u16,
    },
    /// 429 with `Retry-After` (B23). The request is not carried out.
    Throttled {
        /// The seconds in `Retry-After`.
        retry_after: u32,
    },
    /// This response, whatever it is. The request is not carried out.
    Reply {
        /// Its status.
        status: u16,
        /// Its header fields; `Content-Length` comes by itself.
        #[serde(default)]
        headers: Vec<(String, String)>,
        /// Its body.
        #[serde(default)]
        body: String,
    },
    /// 301 to the same address with https (B4), as a listener on port 80 answers. The request is not carried out.
    RedirectToHttps,
    /// The request is carried out, but of its response only so many bytes arrive.
    CutResponse {
        /// Bytes of the response that are sent, interim responses and framing included.
        after: usize,
        /// How the connection ends.
        #[serde(default)]
        how: Cut,
    },
    /// The connection ends when so many bytes of a request have arrived, at the earliest with its first byte. The
    /// request is neither carried out nor recorded.
    CutRequest {
        /// Bytes of the request.
        after: usize,
        /// How the connection ends.
        #[serde(default)]
        how: Cut,
    },
    /// The connection ends after a complete response that promised nothing of the kind.
    CutIdle {
        /// How the connection ends.
        #[serde(default)]
        how: Cut,
    },
    /// Everything outside ASCII is escaped in JSON, as surrogate pairs where one escape is not enough (B12).
    EscapeNonAscii,
    /// Objects have fields that no client knows (B8).
    ExtraFields,
    /// `next` and `previous` name plain http (B19).
    LinksNamePlainHttp,
    /// `next` and `previous` leave `page_size` out (B19).
    LinksDropPageSize,
    /// A notification is signed by a unlisted webhook's key.
    WrongSignature,
    /// A notification's `t` is so many seconds from now, negative for the past, and rightly signed (B25).
    ShiftedTime {
        /// The seconds.
        seconds: i64,
    },
    /// A notification is sent so many times more, byte for byte the same.
    DuplicateDelivery {
        /// How many times more.
        #[serde(default = "one")]
        count: u32,
    },
    /// A notification has two signatures, as while one key takes another's place (B26): by the webhook's former key, or by
    /// a unlisted webhook's if it never had another, and then by the present one.
    BothSecrets,
    /// Only so many bytes of a notification arrive; this attempt has failed.
    CutDelivery {
        /// Bytes of the request that are sent.
        after: usize,
        /// How the connection ends.
        #[serde(default)]
        how: Cut,
    },
}

impl Fault {
    /// Whether it happens to attempts to deliver notifications, and not to requests.
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
    /// Orderly: TLS says `close_notify`, then TCP sends FIN.
    #[default]
    Close,
    /// TCP sends FIN. Over TLS this is a truncation.
    Fin,
    /// TCP sends RST. What the client has not yet been sent, for its buffer was full, is lost too.
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
