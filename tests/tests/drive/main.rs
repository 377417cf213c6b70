//! The two loops that come with the core: over connections in memory that misbehave, and over real
//! ones to the sandbox.

mod cancelled;
mod early;
mod failures;
mod loops;
mod sandbox;
mod socket;

use std::fmt::Debug;

use embedded_io_0_7 as blocking_io;
use embedded_io_async_0_7 as async_io;
use gigapay_webhooks::drive::{DriveError, blocking, nonblocking};
use gigapay_webhooks::{Exchange, ExchangeEvent, Operation};
use gigapay_webhooks_tests::block_on;

/// Which of the two loops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loop {
    Blocking,
    Async,
}

const LOOPS: [Loop; 2] = [Loop::Blocking, Loop::Async];

impl Loop {
    /// Lets this loop run to its next pause.
    fn advance<Op, C, E>(
        self,
        exchange: &mut Exchange<'_, Op>,
        connection: &mut C,
    ) -> Result<ExchangeEvent, DriveError<E>>
    where
        Op: Operation,
        C: blocking_io::Read<Error = E> + blocking_io::Write,
        C: async_io::Read + async_io::Write,
        E: blocking_io::Error + Debug,
    {
        match self {
            Self::Blocking => blocking::advance(exchange, connection),
            Self::Async => block_on(nonblocking::advance(exchange, connection)),
        }
    }
}
