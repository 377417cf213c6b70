//! A real socket with the traits of both loops, and what a transport does around them, in little.

use std::io::{Read, Write};
use std::net::TcpStream;

use embedded_io_0_7 as blocking_io;
use embedded_io_async_0_7 as async_io;
use gigapay_sandbox::{DEFAULT_TOKEN, Sandbox};
use gigapay_webhooks::drive::{DriveError, Pause};
use gigapay_webhooks::{
    Api, Credentials, Error, Exchange, IntegrationId, List, Operation, Server, Token, Webhook,
};
use gigapay_webhooks_tests::Hook;

use super::Loop;

/// A socket with the traits of both loops. (The async one blocks: what is tested is the loop.)
struct Socket(TcpStream);

#[derive(Debug)]
struct SocketError(blocking_io::ErrorKind);

impl std::fmt::Display for SocketError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for SocketError {}

impl blocking_io::Error for SocketError {
    fn kind(&self) -> blocking_io::ErrorKind {
        self.0
    }
}

impl From<std::io::Error> for SocketError {
    fn from(error: std::io::Error) -> Self {
        Self(match error.kind() {
            std::io::ErrorKind::Interrupted => blocking_io::ErrorKind::Interrupted,
            _ => blocking_io::ErrorKind::Other,
        })
    }
}

impl blocking_io::ErrorType for Socket {
    type Error = SocketError;
}

impl blocking_io::Read for Socket {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, SocketError> {
        Ok(self.0.read(space)?)
    }
}

impl blocking_io::Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, SocketError> {
        Ok(self.0.write(bytes)?)
    }

    fn flush(&mut self) -> Result<(), SocketError> {
        Ok(self.0.flush()?)
    }
}

impl async_io::Read for Socket {
    async fn read(&mut self, space: &mut [u8]) -> Result<usize, SocketError> {
        Ok(self.0.read(space)?)
    }
}

impl async_io::Write for Socket {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, SocketError> {
        Ok(self.0.write(bytes)?)
    }

    async fn flush(&mut self) -> Result<(), SocketError> {
        Ok(self.0.flush()?)
    }
}

/// What a transport does around a loop, in little: it connects when it must.
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
                Ok(Pause::Item) => item(&mut exchange),
                Ok(Pause::Oversize(field)) => panic!("{field:?} fits"),
                Ok(Pause::Reconnect) => self.socket = None,
                Ok(Pause::Done { reusable }) => {
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
