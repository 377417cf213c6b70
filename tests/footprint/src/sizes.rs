//! The size of every public type, for the capacities that are the default, and of every future.

use board::{BUFFER, Canned, connection};
use gigapay_webhooks::*;

/// Reports the name and size of each type.
macro_rules! report {
    ($($type:ty),+ $(,)?) => {
        $( tell(stringify!($type), size_of::<$type>()); )+
    };
}

fn tell(name: &'static str, bytes: usize) {
    board::report(name.as_ptr(), name.len(), bytes);
}

pub fn report_all() {
    values();
    operations();
    notifications();
    futures();
}

fn values() {
    report![
        Webhook,
        Events<heapless::String<256>>,
        SecretKey<heapless::String<64>>,
        Metadata<heapless::String<256>>,
        Standard,
        Event<'static>,
        EventNames<'static>,
        EventSet<'static>,
        Json<'static>,
        NewWebhook<'static>,
        WebhookUpdate<'static>,
        Replacement<'static>,
        ReplacementSecret<'static>,
        Token,
        IntegrationId,
        Credentials,
        Api<'static>,
        Server<'static>,
        Scheme,
        Error,
        ConfigError,
        ProtocolError,
        Refusal,
        Field,
        Problem,
        Visible<'static>,
        Fault<'static>,
        Faults<'static>,
        ContentCoding,
        Omitted,
        AllFields,
        AllButMetadata,
    ];
}

fn operations() {
    report![
        Step<'static, ExchangeEvent>,
        List<'static>,
        ListReport,
        WebhookOperation<'static>,
        Delete<'static>,
        Exchange<'static, List<'static>>,
        Exchange<'static, WebhookOperation<'static>>,
        Exchange<'static, Delete<'static>>,
        ExchangeEvent,
        drive::DriveError<core::convert::Infallible>,
        DesiredWebhook<'static>,
        Ensure<'static>,
        Ensured,
        EnsureError,
        Reconcile<'static>,
        Reconciled,
        Unlisted,
        Task<'static>,
        Retry,
        Failure,
        OperationOutcome,
        AttemptError,
        Attempts,
    ];
}

fn notifications() {
    use gigapay_webhooks::notify::*;
    report![
        Keyring,
        Signature,
        SignatureError,
        Verifier<'static, 2>,
        Verdict,
        TimeCheck,
        Endpoint<'static>,
        Receiver<'static>,
        Step<'static, notify::ReceiverEvent>,
        Decision,
        Outcome,
        Rejection,
        Reply,
        FinalStatus,
        ReplayGuard<8>,
        Admission,
        DeliveryId<2>,
        Fingerprint,
        TimeField,
        Object,
        ObjectError,
        ObjectReader<'static>,
        SetupError,
        notify::ReceiverEvent,
    ];
}

/// The futures contain no buffer: the exchange only refers to it.
fn futures() {
    use gigapay_webhooks::drive::nonblocking::advance;

    let Ok(token) = Token::new(core::hint::black_box("token")) else {
        return;
    };
    let credentials = Credentials::user(token);
    let api = Api::new(Server::PRODUCTION, &credentials);
    let mut stream: Canned = connection(0);
    let mut webhook = Webhook::new();
    let mut buffer = [0; BUFFER];
    {
        let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
        let future = advance(&mut exchange, &mut stream);
        tell(
            "future:drive::nonblocking::advance:list",
            size_of_val(&future),
        );
    }
    let mut exchange = Exchange::new(&api, Delete::new("pump-7"), &mut buffer);
    let future = advance(&mut exchange, &mut stream);
    tell(
        "future:drive::nonblocking::advance:delete",
        size_of_val(&future),
    );
}
