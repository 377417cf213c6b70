//! Notifications: received by both loops, signed, and replayed.

use core::hint::black_box;

use gigapay_webhooks::SecretKey;
use gigapay_webhooks::drive::blocking;
use gigapay_webhooks::notify::{
    Decision, Endpoint, Keyring, Object, ObjectReader, Receiver, ReceiverEvent, Rejection,
    ReplayGuard, Reply, TimeCheck, TimeField, sign,
};

use crate::every::Texts;
use crate::wire::Wire;
#[cfg(feature = "async")]
use crate::wire::wait;

fn receive(mut receiver: Receiver<'_, 2>, guard: &mut ReplayGuard<4>) {
    loop {
        let pause = blocking::advance(&mut receiver, &mut Wire);
        #[cfg(feature = "async")]
        let pause = match black_box(true) {
            true => pause,
            false => wait(gigapay_webhooks::drive::nonblocking::advance(
                &mut receiver,
                &mut Wire,
            )),
        };
        match pause {
            Ok(ReceiverEvent::Piece) => {
                black_box(receiver.untrusted_piece());
            }
            Ok(ReceiverEvent::Decide) => {
                let clock = black_box(TimeCheck::unix(7));
                if let Some(Decision::Deliver { .. }) = receiver.decide(clock, guard) {
                    black_box(receiver.body());
                }
            }
            Ok(ReceiverEvent::Reply) => {
                black_box(receiver.reply(black_box(Reply::Accepted), guard));
                receiver.abandon(guard);
            }
            other => {
                let _ = black_box((other, receiver.outcome()));
                black_box(receiver.reject(black_box(Rejection::Timeout)));
                receiver.received(black_box(7));
                receiver.transmitted(black_box(7));
                return;
            }
        }
    }
}

fn read(bytes: &[u8]) {
    let mut object: Object = Object::default();
    let mut reader = ObjectReader::new(&mut object);
    reader.push(bytes);
    let _ = black_box(reader.finish());
    black_box((object.time(black_box(TimeField::Paid)), object.id.as_str()));
}

pub fn all(texts: Texts<'_>) {
    let mut keyring: Keyring = Keyring::new();
    let _ = black_box(keyring.push(texts.secret.as_bytes()));
    if let Ok(key) = SecretKey::<gigapay_webhooks::heapless::String<64>>::new(texts.secret) {
        let _ = black_box(keyring.push_key(&key));
    }
    black_box((
        keyring.retire(black_box(1)),
        keyring.len(),
        keyring.is_empty(),
    ));
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    let (mut buffer, mut body) = ([0; 256], [0; 256]);
    let (buffer, body) = (black_box(&mut buffer[..]), black_box(&mut body[..]));
    if let Ok(endpoint) = Endpoint::new(texts.text) {
        let endpoint = endpoint.max_body(black_box(9));
        receive(
            Receiver::collecting(endpoint, &keyring, buffer, body),
            &mut guard,
        );
        receive(Receiver::streaming(endpoint, &keyring, buffer), &mut guard);
    }
    read(texts.text.as_bytes());
    black_box((guard.len(), guard.is_empty()));
    let _ = black_box(sign(
        texts.secret.as_bytes(),
        black_box(7),
        &[texts.text.as_bytes()],
    ));
}
