//! What a transport does around a loop, in little.

use std::net::TcpStream;

use gigapay_sandbox::{DEFAULT_TOKEN, Sandbox};
use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::{
    Api, Credentials, Error, Exchange, ExchangeEvent, IntegrationId, List, Operation, Server,
    Token, Webhook,
};
use gigapay_webhooks_tests::Hook;
use gigapay_webhooks_tests::socket::Socket;

use super::Loop;

/// Connects when it must.
pub(super) struct Client<'a> {
    sandbox: &'a Sandbox,
    driver: Loop,
    buffer: Vec<u8>,
    socket: Option<Socket>,
    credentials: Credentials,
    base_url: String,
}

impl<'a> Client<'a> {
    pub(super) fn new(sandbox: &'a Sandbox, driver: Loop, buffer: usize) -> Self {
        Self {
            sandbox,
            driver,
            buffer: vec![0; buffer],
            socket: None,
            credentials: Credentials::integration(
                Token::new(DEFAULT_TOKEN).unwrap(),
                IntegrationId::new("int-1").unwrap(),
            ),
            base_url: sandbox.base_url(),
        }
    }

    /// Runs an operation to its end, and calls `item` at every item.
    pub(super) fn run<Op: Operation>(
        &mut self,
        operation: Op,
        mut item: impl FnMut(&mut Exchange<'_, Op>),
    ) -> Result<(), Error> {
        let api = Api::new(Server::parse(&self.base_url).unwrap(), &self.credentials);
        let mut exchange = Exchange::new(&api, operation, &mut self.buffer);
        loop {
            let address = self.sandbox.addr();
            let connect = || {
                let stream = TcpStream::connect(address).unwrap();
                // A request of several buffers is several writes.
                stream.set_nodelay(true).unwrap();
                Socket(stream)
            };
            let socket = self.socket.get_or_insert_with(connect);
            match self.driver.advance(&mut exchange, socket) {
                Ok(ExchangeEvent::Item) => item(&mut exchange),
                Ok(ExchangeEvent::Oversize(field)) => panic!("{field:?} fits"),
                Ok(ExchangeEvent::Reconnect) => self.socket = None,
                Ok(ExchangeEvent::Done { reusable }) => {
                    if !reusable {
                        self.socket = None;
                    }
                    return Ok(());
                }
                Err(DriveError::Exchange(error)) => {
                    if !exchange.is_reusable() {
                        self.socket = None;
                    }
                    return Err(error);
                }
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Closes the connection, if there is one.
    pub(super) fn disconnect(&mut self) {
        self.socket = None;
    }

    /// All webhooks, in pages of this size.
    pub(super) fn list(&mut self, page_size: u32) -> Vec<Hook> {
        let mut webhook: Webhook = Webhook::default();
        let mut hooks = Vec::new();
        let list = List::new(&mut webhook).page_size(page_size);
        self.run(list, |exchange| {
            hooks.extend(exchange.webhook().map(Hook::from));
        })
        .unwrap();
        hooks
    }
}
