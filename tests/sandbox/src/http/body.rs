//! Bodies of requests and responses, complete in memory.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};

/// The body of a response.
#[derive(Debug)]
pub(crate) struct ResponseBody(Option<Bytes>);

impl ResponseBody {
    pub(crate) fn new(text: String) -> Self {
        Self(if text.is_empty() {
            None
        } else {
            Some(text.into())
        })
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

/// Why a request's body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is longer than the limit.
    TooLarge,
    /// It did not arrive in time.
    Slow,
    /// It is malformed, or the client went away.
    Broken,
}

/// Reads a request's body, at most `limit` bytes and for at most `time`.
///
/// A body that is only a little too long is read to its end and dropped: a client may not read the
/// response before it has sent everything.
pub(crate) async fn read(
    mut incoming: Incoming,
    limit: usize,
    time: Duration,
) -> Result<Vec<u8>, Unreadable> {
    let drop_limit = limit.saturating_mul(8);
    if incoming.size_hint().lower() > drop_limit as u64 {
        return Err(Unreadable::TooLarge);
    }
    let reading = async {
        let mut body = Vec::new();
        let mut length = 0;
        while let Some(frame) = poll_fn(|cx| Pin::new(&mut incoming).poll_frame(cx)).await {
            let frame = frame.map_err(|_| Unreadable::Broken)?;
            let Ok(bytes) = frame.into_data() else {
                continue;
            };
            length += bytes.len();
            if length > drop_limit {
                break;
            }
            if length <= limit {
                body.extend_from_slice(&bytes);
            }
        }
        if length > limit {
            Err(Unreadable::TooLarge)
        } else {
            Ok(body)
        }
    };
    tokio::time::timeout(time, reading)
        .await
        .unwrap_or(Err(Unreadable::Slow))
}
