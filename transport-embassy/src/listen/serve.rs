//! One request from its first byte to its response.

use embassy_time::with_deadline;
use gigapay_webhooks::drive::nonblocking;
use gigapay_webhooks::notify::{
    Decision, Keyring, Outcome, Receiver, ReceiverEvent, Rejection, ReplayGuard, Reply, TimeCheck,
};

use super::connection::Connection;
use super::{Listener, Notification};
use crate::progress::after;

/// A request under way. When it is dropped before it is over, the connection is given up, and what
/// the application had and did not reply to may come again.
struct Request<'c, 'a, const N: usize, const M: usize> {
    receiver: Receiver<'c, N>,
    connection: &'c mut Connection<'a>,
    guard: &'c mut ReplayGuard<M>,
}

impl<const N: usize, const M: usize> Drop for Request<'_, '_, N, M> {
    fn drop(&mut self) {
        self.receiver.abandon(self.guard);
        self.connection.abandon();
    }
}

impl Listener<'_> {
    pub(super) async fn serve<const N: usize, const M: usize>(
        &mut self,
        keyring: &Keyring<N>,
        guard: &mut ReplayGuard<M>,
        clock: &impl Fn() -> TimeCheck,
        deliver: &mut impl AsyncFnMut(Notification<'_>) -> Reply,
    ) -> Outcome {
        let mut limit = after(self.times.request);
        let mut request = Request {
            receiver: Receiver::collecting(self.endpoint, keyring, self.buffer, self.body),
            connection: &mut self.connection,
            guard,
        };
        loop {
            let Request {
                receiver,
                connection,
                guard,
            } = &mut request;
            let paused = nonblocking::advance(receiver, &mut connection.socket);
            match with_deadline(limit, paused).await {
                Ok(Ok(ReceiverEvent::Decide)) if keyring.is_empty() => {
                    let _ = receiver.reject(Rejection::NoSecret);
                    limit = after(self.times.response);
                }
                Ok(Ok(ReceiverEvent::Decide)) => {
                    if let Some(Decision::Deliver { secret, timestamp }) =
                        receiver.decide(clock(), &mut **guard)
                    {
                        let notification = Notification {
                            body: receiver.body().unwrap_or_default(),
                            timestamp,
                            secret,
                            peer: connection.socket.remote_endpoint(),
                        };
                        let reply = deliver(notification).await;
                        let _ = receiver.reply(reply, &mut **guard);
                    }
                    limit = after(self.times.response);
                }
                Ok(Ok(ReceiverEvent::Piece | ReceiverEvent::Reply)) => {}
                Ok(Ok(ReceiverEvent::Done { reusable })) => {
                    connection.responded(reusable);
                    return receiver.outcome();
                }
                Err(_) if receiver.reject(Rejection::Timeout) => {
                    limit = after(self.times.response);
                }
                // The connection failed, or the peer takes no response.
                Ok(Err(_)) | Err(_) => {
                    return match receiver.outcome() {
                        Outcome::Open => Outcome::Cut,
                        outcome => outcome,
                    };
                }
            }
        }
    }
}
