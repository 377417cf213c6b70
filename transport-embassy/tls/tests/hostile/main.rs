//! Servers that break the rules of TLS 1.3, each refused with the alert that RFC 8446 demands, and
//! servers that only look as if they did.

mod certificates;
mod client_certificate;
mod extensions;
mod hello;
mod post_handshake;
mod records;
mod reference;
mod resumption;
mod retry;
mod support;
mod sweeps;

use support::{
    identity,
    server::{ALERT, APPLICATION_DATA, Item, Kind, Script, flight},
};

/// A complete server: handshake, `response`, close_notify.
fn plan() -> Vec<Item> {
    let mut plan = flight();
    plan.push(Item::Record(APPLICATION_DATA, b"response".to_vec()));
    plan.push(Item::Record(ALERT, vec![1, 0]));
    plan
}

/// A complete and correct server.
fn script() -> Script {
    Script::new(identity(), plan())
}

/// A server with these steps before its response.
fn before_response(items: &[Item]) -> Script {
    let mut plan = plan();
    let end = plan.len() - 2;
    plan.splice(end..end, items.iter().cloned());
    Script::new(identity(), plan)
}

/// A server with these steps in place of one message, or before it with the message among them.
fn in_place_of(kind: Kind, items: &[Item]) -> Script {
    let mut plan = plan();
    let at = plan
        .iter()
        .position(|item| matches!(item, Item::Message(other) if *other == kind));
    let at = at.expect("the message");
    plan.splice(at..=at, items.iter().cloned());
    Script::new(identity(), plan)
}
