//! The requests of one connection, one after another.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::rc::Rc;

use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::drive::nonblocking;
use gigapay_webhooks::notify::{Decision, Outcome, Receiver, ReceiverEvent, Rejection};

use super::connection::Connection;
use super::job::Delivery;
use super::local::{BUFFER, Body, Local};
use super::notification::Report;
use super::shared::SECRETS_MAX;

/// Who is at the other end, and by what number the event loop knows the connection.
#[derive(Clone, Copy)]
pub(super) struct Peer {
    pub(super) number: usize,
    pub(super) address: SocketAddr,
}

/// Serves a connection to its end.
pub(super) async fn serve(local: Rc<Local>, mut connection: Connection, peer: Peer) {
    let mut time = local.shared.rules.first_byte_time;
    while connection.begin(time).await {
        // Boxed, so that a connection without a request is small.
        let (outcome, is_reusable) = Box::pin(request(&local, &mut connection, peer)).await;
        if outcome != Outcome::Unused {
            let peer = peer.address;
            connection.report(Report { peer, outcome }).await;
        }
        let has_response = !matches!(outcome, Outcome::Unused | Outcome::Cut | Outcome::Open);
        if !is_reusable || local.shared.is_stopped() {
            return connection.close(has_response).await;
        }
        time = local.shared.rules.idle_time;
    }
}

/// Receives one request and sends its response. Returns its outcome, and whether the connection
/// may carry another request.
async fn request(local: &Local, connection: &mut Connection, peer: Peer) -> (Outcome, bool) {
    let Ok(endpoint) = local.shared.endpoint() else {
        return (Outcome::Unused, false);
    };
    let keys = local.shared.keys();
    let mut buffer = vec![0; BUFFER];
    let mut receiver = Receiver::streaming(endpoint, &keys, &mut buffer);
    let mut body = Body::new(local);
    loop {
        match nonblocking::advance(&mut receiver, connection).await {
            Ok(ReceiverEvent::Piece) => {
                if !body.push(receiver.untrusted_piece()) && receiver.reject(Rejection::Overloaded)
                {
                    connection.allow_response();
                }
            }
            Ok(ReceiverEvent::Decide) if keys.is_empty() => {
                let _ = receiver.reject(Rejection::NoSecret);
                connection.allow_response();
            }
            Ok(ReceiverEvent::Decide) => {
                decide(local, connection, peer, &mut receiver, &mut body).await;
            }
            // It was replied to as soon as it was checked.
            Ok(ReceiverEvent::Reply) => receiver.abandon(&mut *local.guard.borrow_mut()),
            Ok(ReceiverEvent::Done { reusable }) => return (receiver.outcome(), reusable),
            Err(DriveError::Read(error))
                if error.kind() == ErrorKind::TimedOut && receiver.reject(Rejection::Timeout) =>
            {
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

/// Hands a complete notification to the handler, unless it is rejected.
async fn decide(
    local: &Local,
    connection: &mut Connection,
    peer: Peer,
    receiver: &mut Receiver<'_, SECRETS_MAX>,
    body: &mut Body<'_>,
) {
    let decision = receiver.decide(local.shared.clock(), &mut *local.guard.borrow_mut());
    if let Some(Decision::Deliver { secret, timestamp }) = decision {
        let delivery = Delivery {
            connection: peer.number,
            body: std::mem::take(&mut body.bytes),
            request: connection.take_head(),
            timestamp,
            secret,
            peer: peer.address,
        };
        local.deliveries.borrow_mut().push(delivery);
        let reply = connection.reply().await;
        let _ = receiver.reply(reply, &mut *local.guard.borrow_mut());
    }
    if local.is_crowded() {
        receiver.close();
    }
    // The time that the handler took, or that passed until now, is not the response's.
    connection.allow_response();
}
