//! What the device does: dials, performs the TLS handshake, and does the six operations.

use std::error::Error;

use embedded_io_0_7::{ErrorType, Read, Write};
use gigapay_webhooks::drive::blocking;
use gigapay_webhooks::{
    Api, Credentials, Delete, Event, Exchange, ExchangeEvent, IntegrationId, List, NewWebhook,
    Register, Replace, Replacement, ReplacementSecret, Retrieve, Server, Token, Update, Webhook,
    WebhookUpdate,
};
use heapless_tls::{
    CertificateDer, RECEIVE_BUFFER, RecordBuffers, SEND_BUFFER, TlsConfig, Validity,
};

use crate::at;
use crate::simulator::Uart;

/// What the device did.
#[derive(Debug, Default)]
pub struct Report {
    /// Events of all webhooks seen.
    pub events: usize,
    /// Webhooks deleted.
    pub deleted: usize,
    /// Connections opened.
    pub connections: usize,
    /// The most bytes that one read of the serial port gave.
    pub longest_read: usize,
}

/// The serial port, with a look at how many bytes each read gives.
struct Counted<'r> {
    uart: Uart,
    longest_read: &'r mut usize,
}

impl ErrorType for Counted<'_> {
    type Error = <Uart as ErrorType>::Error;
}

impl Read for Counted<'_> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, Self::Error> {
        let count = self.uart.read(to)?;
        *self.longest_read = count.max(*self.longest_read);
        Ok(count)
    }
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        self.uart.write(bytes)
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.uart.flush()
    }
}

/// Does everything over one connection. `root` is the certificate to trust: on a device,
/// `include_bytes!`.
pub fn run(uart: Uart, base_url: &str, root: &[u8]) -> Result<Report, Box<dyn Error>> {
    let server = Server::parse(base_url)?;
    let mut report = Report::default();
    let mut longest_read = 0;
    let mut uart = Counted {
        uart,
        longest_read: &mut longest_read,
    };
    at::dial(&mut uart, server.host(), server.port())?;
    report.connections += 1;

    let root = CertificateDer::from_slice(root);
    let anchors = [heapless_tls::anchor(&root)?];
    // A device with a clock says `Validity::At`; one without, when its firmware was built.
    let config = TlsConfig::new(server.host(), &anchors, Validity::Since(1_700_000_000));
    let (mut receive, mut send) = ([0; RECEIVE_BUFFER], [0; SEND_BUFFER]);
    let buffers = RecordBuffers::new(&mut receive, &mut send);
    // On a device, the chip's random number generator.
    let mut stream =
        heapless_tls::blocking::connect(uart, &config, buffers, &mut getrandom::SysRng)?;

    let token = Token::new("sandbox-token")?;
    let integration = IntegrationId::new("sandbox-integration")?;
    let credentials = Credentials::integration(token, integration);
    six_operations(&Api::new(server, &credentials), &mut stream, &mut report)?;
    stream.close()?;
    drop(stream);
    report.longest_read = longest_read;
    Ok(report)
}

/// The operations of the API, in the order of a webhook's life.
fn six_operations<C: Read + Write>(
    api: &Api<'_>,
    connection: &mut C,
    report: &mut Report,
) -> Result<(), Box<dyn Error>>
where
    C::Error: 'static,
{
    let mut buffer = [0; 512];
    let mut webhook = Webhook::new();
    let events = [Event::PAYOUT_CREATED, Event::PAYOUT_NOTIFIED];

    let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED])
        .id("pump-7")
        .idempotency_key("pump-7-1");
    let register = Register::new(new, &mut webhook);
    let mut exchange = Exchange::new(api, register, &mut buffer);
    report.events += blocking::finish(&mut exchange, connection)?.events.len();
    drop(exchange);

    let retrieve = Retrieve::new("pump-7", &mut webhook);
    let mut exchange = Exchange::new(api, retrieve, &mut buffer);
    report.events += blocking::finish(&mut exchange, connection)?.events.len();
    drop(exchange);

    let update = Update::new("pump-7", WebhookUpdate::new().events(&events), &mut webhook);
    let mut exchange = Exchange::new(api, update, &mut buffer);
    report.events += blocking::finish(&mut exchange, connection)?.events.len();
    drop(exchange);

    let replacement = Replacement::new(
        "https://example.com/paid/",
        &[Event::INVOICE_PAID],
        ReplacementSecret::REGENERATE,
    );
    let replace = Replace::new("pump-7", replacement, &mut webhook);
    let mut exchange = Exchange::new(api, replace, &mut buffer);
    report.events += blocking::finish(&mut exchange, connection)?.events.len();
    drop(exchange);

    let mut exchange = Exchange::new(api, List::new(&mut webhook), &mut buffer);
    loop {
        match blocking::advance(&mut exchange, connection)? {
            ExchangeEvent::Item => {
                report.events += exchange.webhook().map_or(0, |webhook| webhook.events.len());
            }
            ExchangeEvent::Done { .. } => break,
            other => return Err(format!("unexpected in a list of one: {other:?}").into()),
        }
    }
    drop(exchange);

    let mut exchange = Exchange::new(api, Delete::new("pump-7"), &mut buffer);
    blocking::finish(&mut exchange, connection)?;
    report.deleted += 1;
    Ok(())
}
