//! Clients of the servers that the runner names, one at a time, in the same memory.

#[cfg(not(feature = "tls"))]
mod plain;
#[cfg(feature = "tls")]
mod secure;

use embassy_net::Stack;
#[cfg(feature = "faults")]
use embassy_time::Duration;
#[cfg(feature = "faults")]
use gigapay_webhooks_embassy::Times;
use gigapay_webhooks_embassy::{Api, Buffers, Credentials, Server};
use static_cell::{ConstStaticCell, StaticCell};

use super::failure::JobError;
use crate::board::Board;
use crate::host::arguments::Arguments;
#[cfg(not(feature = "tls"))]
use plain as way;
#[cfg(feature = "tls")]
use secure as way;

pub(super) use way::{BenchClient, Trust};

static BUFFERS: ConstStaticCell<way::TcpBuffers> = ConstStaticCell::new(Buffers::new());

/// QEMU's own TCP waits for seconds before it retransmits while a connection is opened.
#[cfg(feature = "faults")]
const ON_A_BAD_WIRE: Times = Times {
    connect: Duration::from_secs(60),
    tls: Duration::from_secs(60),
    operation: Duration::from_secs(120),
    ..Times::DEFAULT
};

/// Creates clients.
pub(super) struct Servers {
    network: Stack<'static>,
    arguments: Arguments,
    buffers: &'static mut way::TcpBuffers,
    more: way::More,
}

impl Servers {
    /// Must be called once only.
    pub(super) fn new(board: &Board) -> Result<&'static mut Self, JobError> {
        static SERVERS: StaticCell<Servers> = StaticCell::new();
        let more = way::More::new()?;
        Ok(SERVERS.init_with(|| Self {
            network: board.network,
            arguments: board.arguments,
            buffers: BUFFERS.take(),
            more,
        }))
    }

    /// Returns a client of the server whose base URL is the argument `name`. It connects when first
    /// used, trusts what `trust` gets for that server, and resumes the session that is in there.
    ///
    /// It is created in place, by a function that is not inlined: a client that is moved would take
    /// its size in stack from its caller.
    #[inline(never)]
    pub(super) fn client<'c, 's>(
        &'s mut self,
        name: &'static str,
        credentials: &'s Credentials,
        trust: &'s Trust<'s>,
        place: &'c mut Option<BenchClient<'s>>,
    ) -> Result<&'c mut BenchClient<'s>, JobError> {
        let server = Server::parse(self.arguments.text(name)?)?;
        let api = Api::new(server, credentials);
        let client = self
            .more
            .client(name, trust, self.network, api, self.buffers)?;
        #[cfg(feature = "faults")]
        let client = client.times(ON_A_BAD_WIRE);
        Ok(place.insert(client))
    }
}
