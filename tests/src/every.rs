//! A value of every public type of the core, made of texts that the caller chooses, so that all can
//! be looked at: by a test that none shows a secret, and by an image that shows them all and can
//! reach no panic. Only the core is used here, for that image has nothing else.

use core::fmt::{Debug, Display};
use core::time::Duration;

use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::notify::{
    self, Decision, Endpoint, Keyring, ReplayGuard, ReplayStore as _, Signature, TimeCheck,
};
use gigapay_webhooks::{
    AllButMetadata, AllFields, Api, AttemptError, Attempts, ConfigError, ContentCoding,
    Credentials, Delete, DesiredWebhook, Ensure, EnsureError, Ensured, Error, Event, EventSet,
    Exchange, ExchangeEvent, Fault, Field, IntegrationId, Json, List, NewWebhook, Omitted,
    ProtocolError, Reconcile, Reconciled, Register, Replace, Replacement, ReplacementSecret,
    Retrieve, Retry, SecretKey, Server, Standard, Step, Task, Token, TypedJsonError, Unlisted,
    Update, Webhook, WebhookUpdate,
};

/// Who looks at the values.
pub trait Look {
    /// In the form for programmers, and only there.
    fn debug<T: Debug>(&mut self, value: &T);

    /// In the form for people.
    fn display<T: Display>(&mut self, value: &T);

    /// In that for programmers and in that of defmt.
    #[cfg(feature = "defmt")]
    fn both<T: Debug + defmt::Format>(&mut self, value: &T);

    /// In that for programmers; that of defmt is off.
    #[cfg(not(feature = "defmt"))]
    fn both<T: Debug>(&mut self, value: &T) {
        self.debug(value);
    }
}

/// What the values are made of.
#[derive(Clone, Copy)]
#[allow(missing_debug_implementations)]
pub struct Texts<'a> {
    /// A token.
    pub token: &'a str,
    /// An integration's id.
    pub integration: &'a str,
    /// A secret key.
    pub secret: &'a str,
    /// Any other text, JSON as well.
    pub text: &'a str,
}

macro_rules! look {
    ($look:ident, $way:ident: $($value:expr),* $(,)?) => {$( $look.$way(&$value); )*};
}

/// Shows all of them to `look`, but those of notifications.
///
/// # Errors
/// When no values can be made of the texts.
pub fn values(look: &mut impl Look, texts: Texts<'_>) -> Result<(), ConfigError> {
    let Texts {
        token,
        integration,
        secret,
        text,
    } = texts;
    let credentials =
        Credentials::integration(Token::new(token)?, IntegrationId::new(integration)?);
    let key: SecretKey = SecretKey::new(secret)?;
    let json = Json::new(text)?;
    let api = Api::new(Server::parse("https://h:1/v2")?, &credentials).language("sv")?;
    let events = [Event::PAYOUT_CREATED, Event::new(text)];
    look!(look, both: Token::new(token)?, IntegrationId::new(integration)?, credentials, api);
    look!(look, both: api.server(), api.server().scheme(), key, json, events[1]);
    look!(look, both: EventSet::from(&events));
    look!(look, display: events[0]);

    let mut webhook: Webhook = Webhook::new();
    webhook.secret_key = key.clone();
    webhook.metadata = gigapay_webhooks::Metadata::new(json)?;
    webhook.events.push(events[0])?;
    look!(look, both: webhook, webhook.metadata, webhook.events);
    look!(look, debug: webhook.events.iter());
    look!(look, both: Standard, Omitted, AllFields, AllButMetadata);

    let new = NewWebhook::new(text, &events)
        .secret_key(&key)
        .idempotency_key("k")
        .metadata(json);
    let changes = WebhookUpdate::new()
        .secret_key(&key)
        .url(text)
        .metadata(json);
    let kept = ReplacementSecret::keep(&key);
    let replacement = Replacement::new(text, &events, kept).metadata(json);
    let desired = DesiredWebhook::new("i", text, &events)
        .secret_key(&key)
        .metadata(json);
    look!(look, both: new, changes, kept, replacement);
    look!(look, debug: desired, Ensure::new(&api, &desired), Task::Ensure(&desired));
    look!(look, debug: Register::new(new, &mut webhook), Retrieve::new("i", &mut webhook));
    look!(look, debug: Update::new("i", changes, &mut webhook), List::new(&mut webhook));
    look!(look, debug: Replace::new("i", replacement, &mut webhook), Delete::new("i"));
    look!(look, both: Unlisted::Delete, Reconciled::default(), Ensured::Created);
    let all = [desired];
    if let Ok(mut reconcile) = Reconcile::<Standard>::new(&api, &all, Unlisted::Keep) {
        look!(look, debug: reconcile.next_task());
    }

    let mut buffer = [0; 64];
    let mut exchange = Exchange::new(&api, Retrieve::new(text, &mut webhook), &mut buffer);
    look!(look, both: exchange.problem());
    look!(look, debug: exchange.problem().faults());
    look!(look, both: Fault::new(text, text), ContentCoding::new(text));
    look!(look, display: ContentCoding::new(text));
    if let Ok(step) = exchange.poll() {
        look!(look, both: step);
    }
    drop(exchange);
    let exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
    look!(look, both: exchange.report());
    look!(look, display: exchange.report());
    let mut space = [0; 2];
    look!(look, both: Step::<ExchangeEvent>::Receive(&mut space));
    look!(look, both: Step::Event(ExchangeEvent::Item));
    look!(look, both: Step::Event(ExchangeEvent::Oversize(Field::Id)));
    look!(look, both: Step::Event(ExchangeEvent::Done { reusable: true }));
    Ok(())
}

/// Shows all errors, and the rest that is made of numbers.
pub fn errors(look: &mut impl Look, refusal: Error, failed: bool) {
    let config = ConfigError::InvalidToken;
    let protocol = ProtocolError::Missing(Field::Url);
    let not_kept = EnsureError::NotKept(Field::Url);
    look!(look, both: refusal, config, protocol, not_kept, Field::Metadata, TypedJsonError::Shape);
    look!(look, display: refusal, config, protocol, not_kept, EnsureError::SameId);
    look!(look, display: Error::Config(config), Error::Protocol(protocol));
    look!(look, display: Error::Capacity(Field::Id));
    look!(look, display: TypedJsonError::Shape);
    if let Error::Api(refusal) = refusal {
        look!(look, both: refusal);
        look!(look, display: refusal);
    }
    let driven: DriveError<u8> = if failed {
        DriveError::Read(7)
    } else {
        refusal.into()
    };
    look!(look, both: ExchangeEvent::Item, ExchangeEvent::Oversize(Field::Url), driven);
    look!(look, display: driven);
    let retry = Retry::new(5).waits(Duration::from_millis(9), Duration::from_secs(9));
    look!(look, both: retry, Attempts::new(retry), AttemptError::from(refusal));
    if let Ok(token) = Token::new("t") {
        let credentials = Credentials::user(token);
        let api = Api::new(Server::DEMO, &credentials);
        let mut buffer = [0; 1];
        let exchange = Exchange::new(&api, Delete::new("i"), &mut buffer);
        let failure = exchange.failure(refusal);
        look!(look, both: failure, failure.outcome);
    }
}

/// Shows all of notifications, of which one has this signature field.
///
/// # Errors
/// When no values can be made of the texts.
pub fn notifications(
    look: &mut impl Look,
    texts: Texts<'_>,
    field: &[u8],
) -> Result<(), notify::SetupError> {
    let mut keyring: Keyring = Keyring::new();
    keyring.push(texts.secret.as_bytes())?;
    let endpoint = Endpoint::new("/hooks")?;
    let clock = TimeCheck::unix(1_700_000_000);
    look!(look, both: keyring, endpoint, clock, notify::SetupError::InvalidPath);
    look!(look, display: notify::SetupError::InvalidPath);

    let mut guard: ReplayGuard<2> = ReplayGuard::new();
    match Signature::parse(field) {
        Ok(signature) => {
            look!(look, both: signature);
            let mut verifier = notify::Verifier::new(&keyring, &signature);
            verifier.update(texts.text.as_bytes());
            look!(look, debug: verifier);
            let (verdict, id) = verifier.finish_with_id(clock);
            look!(look, both: verdict, guard.admit(&id));
            look!(look, debug: id);
            let [first, _] = id.kept();
            look!(look, both: first);
        }
        Err(error) => {
            look!(look, both: error);
            look!(look, display: error);
        }
    }
    look!(look, debug: guard);

    let mut buffer = [0; 64];
    let mut receiver = notify::Receiver::streaming(endpoint, &keyring, &mut buffer);
    look!(look, both: receiver.poll(), receiver.outcome());
    look!(look, debug: receiver);
    let rejection = notify::Rejection::Stale { age: 7 };
    look!(look, both: rejection, Decision::Rejected(rejection), notify::Reply::Accepted);
    look!(look, display: rejection);
    look!(look, both: notify::ReceiverEvent::Decide, notify::FinalStatus::new(204));

    let mut object: notify::Object = notify::Object::default();
    if let Err(error) = object.read(texts.text.as_bytes()) {
        look!(look, both: error);
        look!(look, display: error);
    }
    look!(look, both: notify::TimeField::Paid, object);
    Ok(())
}
