//! What is logged, at the most talkative level, of everything that a client can be made to do: no
//! token and no secret key, neither by `log` nor by defmt.
//!
//! With a feature of either. There is one logger of each in a program, and this is where they are,
//! so what all other tests log passes here, too.

use std::sync::Mutex;

use gigapay_sandbox::{Cut, DEFAULT_TOKEN, Fault, Sandbox};
use gigapay_webhooks_embassy::{
    Event, NewWebhook, Replacement, ReplacementSecret, SecretKey, Server, Webhook, WebhookUpdate,
};

use crate::support::{DEAD_PORT, INTEGRATION, client_of, sandbox, server, with};

/// What was logged as text, and what defmt put on the wire: texts stand in it as they are.
static LOGGED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn keep(bytes: &[u8]) {
    LOGGED.lock().unwrap().extend_from_slice(bytes);
}

#[cfg(feature = "log")]
mod text {
    /// Keeps everything.
    struct Kept;

    impl log::Log for Kept {
        fn enabled(&self, _: &log::Metadata<'_>) -> bool {
            true
        }

        fn log(&self, record: &log::Record<'_>) {
            super::keep(format!("{} {}\n", record.target(), record.args()).as_bytes());
        }

        fn flush(&self) {}
    }

    pub fn start() {
        // Another test of this module may have been first.
        let _ = log::set_logger(&Kept);
        log::set_max_level(log::LevelFilter::Trace);
    }
}

#[cfg(feature = "defmt")]
mod frames {
    #[defmt::global_logger]
    struct Kept;

    // SAFETY: what is written is kept under a lock; frames of two threads may mix, and no text is
    // lost.
    unsafe impl defmt::Logger for Kept {
        fn acquire() {}

        unsafe fn flush() {}

        unsafe fn release() {}

        unsafe fn write(bytes: &[u8]) {
            super::keep(bytes);
        }
    }

    defmt::timestamp!("");

    #[defmt::panic_handler]
    fn panic() -> ! {
        std::process::abort()
    }
}

const EVENTS: &[Event<'static>] = &[Event::PAYOUT_CREATED];
const OWN_SECRET: &str = "Lf4sUq6jXw1zTe";

/// Everything that a client does, well and badly. Gives the secrets that came up.
macro_rules! everything {
    ($client:expr, $sandbox:expr) => {{
        let (mut client, sandbox): (_, &Sandbox) = ($client, $sandbox);
        let new = NewWebhook::new("https://example.com/", EVENTS).id("a");
        let registered = client.register(new).await.unwrap();
        client.register(new).await.unwrap_err();
        client.retrieve("a").await.unwrap();
        let own = SecretKey::<heapless::String<64>>::new(OWN_SECRET).unwrap();
        let update = WebhookUpdate::new().secret_key(&own);
        client.update("a", update).await.unwrap();
        let keep = ReplacementSecret::keep(&registered.secret_key);
        let replacement = Replacement::new("https://example.com/c/", EVENTS, keep);
        client.replace("a", replacement).await.unwrap();
        let mut webhook: Webhook = Webhook::default();
        let mut list = client.list(&mut webhook);
        while list.next().await.unwrap().is_some() {}
        drop(list);
        let how = Cut::default();
        let faults = [
            Fault::ServerError { status: 500 },
            Fault::cut_response(90, how),
            Fault::CutIdle { how },
            Fault::Interim {
                status: 102,
                count: 3,
            },
        ];
        for fault in faults {
            sandbox.arm(fault.times(1));
            let _ = client.retrieve("a").await;
        }
        client.retrieve("").await.unwrap_err();
        client.delete("a").await.unwrap();
        client.delete("a").await.unwrap_err();
        client.disconnect().await;
        vec![registered.secret_key.expose().to_owned()]
    }};
}

#[test]
fn no_secret_is_logged() {
    #[cfg(feature = "log")]
    text::start();
    let mut secrets = vec![DEFAULT_TOKEN.to_owned(), OWN_SECRET.to_owned()];
    let plain = sandbox();
    with(&plain, async |stack| {
        secrets.extend(everything!(client_of(stack, server()), &plain));
        // Nothing listens there.
        let dead = format!("http://10.0.0.2:{DEAD_PORT}/v2/");
        let dead = Server::parse(Box::leak(dead.into_boxed_str())).unwrap();
        client_of(stack, dead).retrieve("a").await.unwrap_err();
    });
    #[cfg(feature = "tls")]
    {
        use crate::support::secure;

        let secured = secure::sandbox_with(0);
        with(&secured, async |stack| {
            let client = secure::client(stack, secure::config(&secured));
            secrets.extend(everything!(client, &secured));
        });
        // Another root signs for this one.
        let strange = secure::sandbox_with(0);
        with(&strange, async |stack| {
            let mut client = secure::client(stack, secure::config(&secured));
            client.retrieve("a").await.unwrap_err();
        });
    }
    let logged = LOGGED.lock().unwrap();
    let shown = String::from_utf8_lossy(&logged);
    assert!(secrets.len() > 2, "{secrets:?}");
    for secret in secrets {
        for part in secret.as_bytes().windows(6) {
            assert!(
                !logged.windows(6).any(|buffer| buffer == part),
                "{secret} in {shown}"
            );
        }
    }
    assert!(!shown.contains(INTEGRATION), "{shown}");
    // It does log, and this is where it arrives.
    #[cfg(feature = "log")]
    assert!(shown.contains("connecting to 10.0.0.2:80"), "{shown}");
    #[cfg(feature = "defmt")]
    {
        let before = logged.len();
        drop(logged);
        defmt::trace!("{=str}", DEFAULT_TOKEN);
        let logged = LOGGED.lock().unwrap();
        assert!(String::from_utf8_lossy(&logged[before..]).contains(DEFAULT_TOKEN));
        assert!(before > 1000, "{before} bytes of defmt and log");
    }
}
