//! The thread that accepts connections, and starts one for each.

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::connection::Connection;
use super::serve::serve;
use super::shared::Shared;

/// How long to wait where the system has no room: some connections will end.
const PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections until the listener is stopped.
pub(super) fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        let accepted = listener.accept();
        if shared.registry.is_stopped() {
            return;
        }
        match accepted {
            Ok((socket, _)) => {
                if start(shared, socket).is_none() {
                    return;
                }
            }
            Err(_) => thread::sleep(PAUSE),
        }
    }
}

/// Serves a connection on a thread of its own, once there is room. `None` when the listener is
/// stopped.
fn start(shared: &Arc<Shared>, socket: TcpStream) -> Option<()> {
    let slot = shared.registry.admit(&socket)?;
    // One that is gone already has no address.
    let Ok(peer) = socket.peer_addr() else {
        return Some(());
    };
    // Each response is one write, which should not wait for anything.
    let _ = socket.set_nodelay(true);
    let rules = &shared.rules;
    let connection = Connection::new(socket, slot, rules.first_byte_time, rules.request_time);
    let shared = shared.clone();
    // Without a thread it is closed again, and the place is free.
    let _ = thread::Builder::new()
        .name("notification".into())
        .spawn(move || serve(&shared, connection, peer));
    Some(())
}
