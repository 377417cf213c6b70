//! The requests of one connection, one after another.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};

use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::drive::blocking;
use gigapay_webhooks::notify::{Decision, Outcome, Receiver, ReceiverEvent, Rejection, Reply};

use super::connection::{Connection, Lost};
use super::notification::{Notification, Report};
use super::shared::{SECRETS_MAX, Shared};

/// Most heads come in one read, and bodies in few.
const BUFFER: usize = 4096;

/// Serves a connection to its end.
pub(super) fn serve(shared: &Shared, mut connection: Connection, peer: SocketAddr) {
    loop {
        let (outcome, is_reusable) = request(shared, &mut connection, peer);
        if let (Some(observer), true) = (&shared.rules.observer, outcome != Outcome::Unused) {
            observer(&Report { peer, outcome });
        }
        let has_response = !matches!(outcome, Outcome::Unused | Outcome::Cut | Outcome::Open);
        if !is_reusable {
            return connection.close(has_response);
        }
        if !connection.go_on(shared.rules.idle_time) {
            return;
        }
    }
}

/// Receives and responses one request. What became of it, and whether the connection may carry
/// another.
fn request(shared: &Shared, connection: &mut Connection, peer: SocketAddr) -> (Outcome, bool) {
    let Ok(endpoint) = shared.endpoint() else {
        return (Outcome::Unused, false);
    };
    let keys = shared.keys();
    let mut buffer = [0; BUFFER];
    let mut receiver = Receiver::streaming(endpoint, &keys, &mut buffer);
    let mut body = Vec::new();
    loop {
        match blocking::advance(&mut receiver, connection) {
            Ok(ReceiverEvent::Piece) => body.extend_from_slice(receiver.untrusted_piece()),
            Ok(ReceiverEvent::Decide) => decide(shared, connection, peer, &mut receiver, &body),
            // It was replied to as soon as it was checked.
            Ok(ReceiverEvent::Reply) => receiver.abandon(&mut *shared.guard()),
            Ok(ReceiverEvent::Done { reusable }) => return (receiver.outcome(), reusable),
            Err(DriveError::Read(Lost::Time)) if receiver.reject(Rejection::Timeout) => {
                connection.allow_response();
            }
            Err(_) => {
                let outcome = match receiver.outcome() {
                    Outcome::Open => Outcome::Cut,
                    decided => decided,
                };
                return (outcome, false);
            }
        }
    }
}

/// Hands a complete notification to the handler, if it is to be.
fn decide(
    shared: &Shared,
    connection: &mut Connection,
    peer: SocketAddr,
    receiver: &mut Receiver<'_, SECRETS_MAX>,
    body: &[u8],
) {
    let decision = receiver.decide(shared.clock(), &mut *shared.guard());
    if let Some(Decision::Deliver { secret, timestamp }) = decision {
        let notification = Notification {
            body,
            signature: connection.signature(),
            timestamp,
            secret,
            peer,
        };
        // A handler that panics has failed with this one only: it comes again.
        let handled = catch_unwind(AssertUnwindSafe(|| (shared.handler)(&notification)));
        let _ = receiver.reply(handled.unwrap_or(Reply::Failed), &mut *shared.guard());
    }
    // The time that the handler took, or that passed until now, is not the response's.
    connection.allow_response();
}
