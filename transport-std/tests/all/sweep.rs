//! Every operation is cut over a socket, at one byte in `STEP` of its request and its response, and
//! done again by a client that knows nothing: what it leaves is what it leaves when it is not cut.

use gigapay_sandbox::{Cut, Fault, Sandbox};
use gigapay_webhooks_std::{
    Client, Error, Event, NewWebhook, Replacement, ReplacementSecret, SecretKey, WebhookUpdate,
};

use crate::common::{client, fill, of, plain};

const STEP: usize = 11;

/// What it does, and how long its request and its response are at the most.
type Operation = (&'static str, fn(&mut Client) -> Result<(), Error>, usize);

const OPERATIONS: [Operation; 6] = [
    (
        "list",
        |client| client.list().try_for_each(|webhook| webhook.map(drop)),
        1500,
    ),
    (
        "register",
        |client| {
            let new = NewWebhook::new("https://example.com/new/", &[Event::PAYRUN_PAID]);
            client
                .register(new.id("pump-7").idempotency_key("k"))
                .map(drop)
        },
        800,
    ),
    ("retrieve", |client| client.retrieve("w001").map(drop), 700),
    (
        "update",
        |client| {
            let update = WebhookUpdate::new().url("https://example.com/new/");
            client.update("w001", update).map(drop)
        },
        700,
    ),
    (
        "replace",
        |client| {
            let key = SecretKey::<heapless::String<64>>::new("s3cret").unwrap();
            let events = [Event::PAYRUN_PAID];
            let secret = ReplacementSecret::set(&key);
            let new = Replacement::new("https://example.com/new/", &events, secret);
            client.replace("w001", new).map(drop)
        },
        700,
    ),
    ("delete", |client| client.delete("w001"), 500),
];

fn start() -> Sandbox {
    let sandbox = plain();
    fill(&sandbox, 3);
    sandbox
}

/// All but the secrets that the server drew: they differ from one sandbox to the next.
fn body(sandbox: &Sandbox) -> Vec<(String, String, Vec<String>)> {
    let stored = sandbox.webhooks().into_iter();
    stored
        .map(|webhook| (webhook.id, webhook.url, webhook.events))
        .collect()
}

#[test]
fn cut_anywhere_and_done_again() {
    let mut cuts = 0;
    for (name, operation, most) in OPERATIONS {
        let whole = start();
        let before = body(&whole);
        operation(&mut client(&whole)).unwrap();
        let after = body(&whole);
        for how in [Cut::Close, Cut::Reset] {
            for at in (0..most).step_by(STEP) {
                for fault in [Fault::cut_request(at, how), Fault::cut_response(at, how)] {
                    let sandbox = start();
                    sandbox.arm(fault.clone().times(1));
                    let mut cut_off = of(&sandbox).retry_dead_connection(false).build().unwrap();
                    let result = operation(&mut cut_off);
                    sandbox.faults().clear();
                    let between = body(&sandbox);
                    assert!(between == before || between == after, "{name} {fault:?}");
                    if result.is_ok() {
                        // It was cut behind its end.
                        assert_eq!(between, after, "{name} {fault:?}");
                        continue;
                    }
                    cuts += 1;
                    match operation(&mut client(&sandbox)) {
                        Ok(()) => {}
                        // B18: the first one had done it.
                        Err(error) if name == "delete" && between == after => {
                            assert_eq!(error.status(), Some(404), "{fault:?}");
                        }
                        Err(error) => panic!("{name} {fault:?}: {error}"),
                    }
                    assert_eq!(body(&sandbox), after, "{name} {fault:?}");
                }
            }
        }
    }
    println!("{cuts} cuts");
    assert!(cuts > 600, "{cuts}");
}
