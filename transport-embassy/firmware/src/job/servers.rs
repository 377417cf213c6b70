//! Clients of the servers that the runner names, one at a time, in the same memory.

use embassy_net::Stack;
use gigapay_webhooks_embassy::tcp::{Tcp, TcpError};
use gigapay_webhooks_embassy::{Api, Buffers, Client, Credentials, Server};
use static_cell::ConstStaticCell;

use super::failure::JobError;
use crate::board::Board;
use crate::host::arguments::Arguments;

/// How this image reaches a server.
pub(super) type Way<'a> = Tcp<'a>;
/// What goes wrong on the way.
pub(super) type LinkError = TcpError;
/// The client of this image.
pub(super) type BenchClient<'a> = Client<'a, Way<'a>>;

static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::new());

/// Makes clients.
pub(super) struct Servers {
    network: Stack<'static>,
    arguments: Arguments,
    buffers: &'static mut Buffers,
}

impl Servers {
    /// To be called once.
    pub(super) fn new(board: &Board) -> Self {
        Self {
            network: board.network,
            arguments: board.arguments.clone(),
            buffers: BUFFERS.take(),
        }
    }

    /// A client of the server whose base URL the argument `name` is. It connects when first used.
    pub(super) fn client<'s>(
        &'s mut self,
        name: &'static str,
        credentials: &'s Credentials,
    ) -> Result<BenchClient<'s>, JobError> {
        let server = Server::parse(self.arguments.text(name)?)?;
        let api = Api::new(server, credentials);
        Ok(Client::insecure_http(self.network, api, self.buffers)?)
    }
}
