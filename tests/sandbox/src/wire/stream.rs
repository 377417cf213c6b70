//! The stream that reshapes responses and cuts requests.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::script::{Step, script};
use super::{Pending, Socket, Wire, reshape};
use crate::faults::{Cut, Faults};

/// A connection with faults.
pub(crate) struct FaultStream {
    /// `None` once the connection was cut.
    socket: Option<Socket>,
    wire: Wire,
    faults: Faults,
    /// The response that is being collected, and what happens to it then.
    collected: Option<(Vec<u8>, Pending)>,
    steps: VecDeque<Step>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl FaultStream {
    pub(crate) fn new(socket: Socket, wire: Wire, faults: Faults) -> Self {
        Self {
            socket: Some(socket),
            wire,
            faults,
            collected: None,
            steps: VecDeque::new(),
            sleep: None,
        }
    }

    fn socket(&mut self) -> io::Result<Pin<&mut Socket>> {
        self.socket.as_mut().map(Pin::new).ok_or_else(cut_off)
    }

    fn cut(&mut self, how: Cut) -> io::Error {
        if let Some(socket) = self.socket.take() {
            socket.cut(how);
        }
        cut_off()
    }

    /// Runs the script to its end.
    fn poll_steps(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            // Borrowed separately, because a step and the socket are needed together.
            let Self {
                socket,
                steps,
                sleep,
                ..
            } = self;
            let Some(step) = steps.front_mut() else {
                return Poll::Ready(Ok(()));
            };
            let Some(socket) = socket.as_mut() else {
                return Poll::Ready(Err(cut_off()));
            };
            match step {
                Step::Send(bytes, sent) => {
                    let rest = bytes.get(*sent..).unwrap_or_default();
                    if !rest.is_empty() {
                        *sent += ready!(Pin::new(socket).poll_write(cx, rest))?;
                        continue;
                    }
                }
                Step::Wait(time) => {
                    ready!(Pin::new(socket).poll_flush(cx))?;
                    ready!(
                        sleep
                            .get_or_insert_with(|| Box::pin(tokio::time::sleep(*time)))
                            .as_mut()
                            .poll(cx)
                    );
                    *sleep = None;
                }
                Step::Cut(how) => {
                    let how = *how;
                    ready!(Pin::new(socket).poll_flush(cx))?;
                    return Poll::Ready(Err(self.cut(how)));
                }
            }
            self.steps.pop_front();
        }
    }

    /// Takes the bytes that belong to the collected response. Returns how many.
    fn collect(&mut self, bytes: &[u8]) -> usize {
        let Some((response, pending)) = &mut self.collected else {
            return 0;
        };
        let before = response.len();
        response.extend_from_slice(bytes);
        match reshape::length(response, pending.head) {
            Some(length) if length <= response.len() => {
                response.truncate(length);
                self.steps = script(response, pending);
                self.collected = None;
                length.saturating_sub(before)
            }
            _ => bytes.len(),
        }
    }
}

fn cut_off() -> io::Error {
    io::Error::new(
        io::ErrorKind::ConnectionAborted,
        "the connection was cut by a fault",
    )
}

impl AsyncRead for FaultStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(this.socket()?.poll_read(cx, buf))?;
        let new = buf.filled().get(before..).unwrap_or_default();
        if new.is_empty() {
            return Poll::Ready(Ok(()));
        }
        let cut = this
            .wire
            .count(new)
            .and_then(|received| this.faults.cut_request(received));
        Poll::Ready(match cut {
            Some(how) => Err(this.cut(how)),
            None => Ok(()),
        })
    }
}

impl AsyncWrite for FaultStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_steps(cx))?;
        if this.collected.is_none() {
            this.collected = this.wire.take_next().map(|pending| (Vec::new(), pending));
        }
        if this.collected.is_some() {
            return Poll::Ready(Ok(this.collect(buf)));
        }
        this.socket()?.poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_steps(cx))?;
        this.socket()?.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_steps(cx))?;
        this.socket()?.poll_shutdown(cx)
    }
}
