//! The connection that a listener has, from one request to the next.

use embassy_net::tcp::{State as TcpState, TcpSocket};
use embassy_time::{Duration, with_timeout};

use super::ListenTimes;

/// How long to wait for a peer to end a connection that was ended towards it, or for a last packet
/// to leave.
const FAREWELL: Duration = Duration::from_millis(250);

/// How many pieces of what a peer still sends are thrown away before the connection is reset:
/// it may still be at a body that was refused, and would lose the response by the reset (RFC 9112
/// section 9.6).
const MAX_DISCARDED: usize = 256;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is no connection, or one that came while nothing waited for it.
    Listening,
    /// A request has it, or had it and was dropped.
    Busy,
    /// The last request has its response, and another may come.
    Idle,
    /// It was ended towards the peer.
    Leaving,
}

/// The socket, and what is known of its connection.
///
/// It is busy from before the first byte of a request, and that is only taken back when the request
/// has its response. So whatever becomes of the future that serves it, no later request meets its
/// leftovers.
pub(super) struct Connection<'a> {
    pub(super) socket: TcpSocket<'a>,
    port: u16,
    state: State,
}

impl<'a> Connection<'a> {
    pub(super) fn new(mut socket: TcpSocket<'a>, port: u16) -> Self {
        socket.set_nagle_enabled(false);
        Self {
            socket,
            port,
            state: State::Listening,
        }
    }

    /// Waits for a connection, or for another request on the one that is there, and has it busy.
    pub(super) async fn wait(&mut self, times: &ListenTimes) {
        loop {
            match self.state {
                State::Listening => {
                    if self.accept(times).await {
                        self.state = State::Busy;
                        return;
                    }
                    self.reset().await;
                }
                State::Idle => {
                    // Nothing is read: what is waited for is that there is something to read, or an
                    // end.
                    let more = self.socket.read_with(|_| (0, ()));
                    if let Ok(Ok(())) = with_timeout(times.idle, more).await {
                        self.state = State::Busy;
                        return;
                    }
                    self.leave();
                }
                State::Leaving => {
                    let _ = with_timeout(FAREWELL, self.farewell()).await;
                    self.reset().await;
                }
                State::Busy => self.reset().await,
            }
        }
    }

    /// Whether there is a connection now.
    async fn accept(&mut self, times: &ListenTimes) -> bool {
        match self.socket.state() {
            TcpState::Closed | TcpState::Listen => self.socket.accept(self.port).await.is_ok(),
            // It was dropped in the middle of this.
            TcpState::SynReceived => {
                let established = self.socket.wait_write_ready();
                with_timeout(times.request, established).await.is_ok()
            }
            TcpState::Established | TcpState::CloseWait => true,
            _ => false,
        }
    }

    /// The request is over; whether the connection may carry another one.
    pub(super) fn responded(&mut self, reusable: bool) {
        match reusable {
            true => self.state = State::Idle,
            false => self.leave(),
        }
    }

    /// The request is over without a response.
    pub(super) fn abandon(&mut self) {
        if self.state == State::Busy {
            self.socket.abort();
        }
    }

    /// Ends the connection towards the peer.
    fn leave(&mut self) {
        self.socket.close();
        self.state = State::Leaving;
    }

    /// Until the peer has ended it, too.
    async fn farewell(&mut self) {
        let mut bin = [0; 64];
        for _ in 0..MAX_DISCARDED {
            if !matches!(self.socket.read(&mut bin).await, Ok(1..)) {
                break;
            }
        }
        let _ = self.socket.flush().await;
    }

    /// Makes sure that the socket is free, and that the peer hears of the end.
    async fn reset(&mut self) {
        self.state = State::Busy;
        self.socket.abort();
        let _ = with_timeout(FAREWELL, self.socket.flush()).await;
        self.state = State::Listening;
    }
}
