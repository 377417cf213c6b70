//! Drives exchanges against peers in memory, and distrusts every step on the way.

use std::sync::LazyLock;

use gigapay_webhooks::{
    Api, Credentials, Delete, Event, Exchange, ExchangeEvent, IntegrationId, List, NewWebhook,
    Operation, Register, Replace, Replacement, ReplacementSecret, Retrieve, Server, Step, Token,
    Update, Webhook, WebhookOperation, WebhookUpdate,
};

use crate::peer::Peer;
use crate::{End, Got, Hook, Outcome, Whole};

/// The most steps an exchange may take for so many bytes sent and given: each step moves a byte or
/// yields a webhook made of some, but for a flush and perhaps a new connection with each request,
/// and the end.
const fn most_steps(bytes: usize) -> usize {
    2 * bytes + 8
}

/// The operations, whether they yield a webhook or not.
pub trait Observed: Operation + Sized {
    /// Whether the webhooks come before the end.
    const IS_LIST: bool = false;

    /// The webhook that is ready.
    fn ready(exchange: &Exchange<'_, Self>) -> Option<Hook>;
}

macro_rules! observed {
    ($($operation:ident $is_list:literal),*) => {$(
        impl<C: Whole> Observed for $operation<'_, C> {
            const IS_LIST: bool = $is_list;

            fn ready(exchange: &Exchange<'_, Self>) -> Option<Hook> {
                exchange.webhook().map(Hook::from)
            }
        }
    )*};
}
observed!(List true, WebhookOperation false);

impl Observed for Delete<'_> {
    fn ready(_: &Exchange<'_, Self>) -> Option<Hook> {
        None
    }
}

/// Drives `exchange` to its end.
///
/// # Panics
/// When the exchange contradicts itself on the way, or takes more steps than the bytes can explain.
pub fn run<Op: Observed>(exchange: &mut Exchange<'_, Op>, peer: &mut dyn Peer) -> Outcome {
    let mut got = Vec::new();
    let mut reconnected = true;
    let (mut steps, mut moved) = (0, 0);
    loop {
        steps += 1;
        assert!(
            steps <= most_steps(moved),
            "hangs: {steps} steps for {moved} bytes"
        );
        let step = match exchange.poll() {
            Ok(step) => step,
            Err(error) => {
                assert_eq!(exchange.poll(), Err(error), "errors are final");
                assert_eq!(Op::ready(exchange), None, "refused, yet ready");
                return ended(exchange, got, error.into());
            }
        };
        match step {
            Step::Transmit(bytes) => {
                assert!(!bytes.is_empty(), "nothing to send, yet sent");
                let written = peer.write(bytes);
                reconnected = false;
                moved += written;
                exchange.transmitted(written);
            }
            Step::Receive(space) => {
                assert!(!space.is_empty(), "no room, yet asked to read");
                let read = peer.read(space);
                moved += read;
                exchange.received(read);
            }
            Step::Flush => {}
            Step::Event(ExchangeEvent::Item) => {
                assert!(Op::IS_LIST, "an item that is none of a list");
                got.push(Got::Hook(Op::ready(exchange).expect("an item is ready")));
            }
            Step::Event(ExchangeEvent::Oversize(field)) => {
                assert!(Op::IS_LIST, "an item that is none of a list");
                assert_eq!(Op::ready(exchange), None, "too large, yet ready");
                got.push(Got::Oversize(field));
            }
            Step::Event(ExchangeEvent::Reconnect) => {
                assert!(!reconnected, "asked to reconnect twice");
                reconnected = true;
                got.push(Got::Reconnect);
                peer.reconnect();
            }
            Step::Event(ExchangeEvent::Done { reusable }) => {
                assert_eq!(reusable, exchange.is_reusable());
                assert_eq!(
                    exchange.poll(),
                    Ok(Step::Event(ExchangeEvent::Done { reusable })),
                    "done is final"
                );
                got.extend(Op::ready(exchange).map(Got::Hook));
                return ended(exchange, got, End::Done);
            }
        }
    }
}

fn ended<Op: Observed>(exchange: &Exchange<'_, Op>, got: Vec<Got>, end: End) -> Outcome {
    Outcome {
        got,
        end,
        reusable: exchange.is_reusable(),
        said: exchange.problem().into(),
    }
}

/// The operations by the API's own verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `GET /webhooks/`
    List,
    /// `POST /webhooks/`
    Register,
    /// `GET /webhooks/:id/`
    Retrieve,
    /// `PATCH /webhooks/:id/`
    Update,
    /// `PUT /webhooks/:id/`
    Replace,
    /// `DELETE /webhooks/:id/`
    Delete,
}

impl Verb {
    /// All six.
    pub const ALL: [Self; 6] = [
        Self::List,
        Self::Register,
        Self::Retrieve,
        Self::Update,
        Self::Replace,
        Self::Delete,
    ];
}

/// `server` with [`sample_credentials`].
pub fn sample_api(server: Server<'static>) -> Api<'static> {
    static CREDENTIALS: LazyLock<Credentials> = LazyLock::new(sample_credentials);
    Api::new(server, &CREDENTIALS)
}

/// The credentials of the reference's samples.
pub fn sample_credentials() -> Credentials {
    Credentials::integration(
        Token::new("asasdadjanfkanfda").expect("a good token"),
        IntegrationId::new("aqdnkjasdo12").expect("a good id"),
    )
}

/// Performs `verb` as the reference's samples do, over a buffer of so many bytes, in [`Roomy`]
/// capacities.
///
/// [`Roomy`]: crate::Roomy
pub fn perform(verb: Verb, buffer: usize, peer: &mut dyn Peer) -> Outcome {
    perform_in::<crate::Roomy>(verb, buffer, peer)
}

/// [`perform`] in capacities of the caller's choice.
pub fn perform_in<C: Whole>(verb: Verb, buffer: usize, peer: &mut dyn Peer) -> Outcome {
    let api = sample_api(Server::PRODUCTION);
    let mut webhook = Webhook::<C>::default();
    let mut buffer = vec![0xAA; buffer];
    let url = "https://gigatron.se/webhooks/payouts/";
    let events = [Event::PAYOUT_CREATED];
    macro_rules! run {
        ($operation:expr) => {
            run(&mut Exchange::new(&api, $operation, &mut buffer), peer)
        };
    }
    match verb {
        Verb::List => run!(List::new(&mut webhook)),
        Verb::Register => run!(Register::new(NewWebhook::new(url, &events), &mut webhook)),
        Verb::Retrieve => run!(Retrieve::new("481272", &mut webhook)),
        Verb::Update => {
            let changes = WebhookUpdate::new().events(&events);
            run!(Update::new("481272", changes, &mut webhook))
        }
        Verb::Replace => {
            let new = Replacement::new(url, &events, ReplacementSecret::REGENERATE);
            run!(Replace::new("481272", new, &mut webhook))
        }
        Verb::Delete => run!(Delete::new("481272")),
    }
}
