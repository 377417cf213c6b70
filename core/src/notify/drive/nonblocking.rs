//! Over `embedded_io_async` 0.7.

use embedded_io_async_0_7::{Error as _, ErrorKind, Read, Write};

use super::Pause;
use crate::drive::DriveError;
use crate::notify::{Receiver, Step};

/// Carries bytes between `receiver` and `connection` until there is something for the caller.
///
/// Dropping the future loses nothing that was read or written before; but no transport promises
/// that for a read or write it was in the middle of, so close the connection then.
///
/// ```
/// use gigapay_webhooks::notify::drive::{Pause, nonblocking};
/// use gigapay_webhooks::notify::{Clock, Endpoint, Decision, Keyring, Receiver, ReplayGuard, Reply};
/// # use embedded_io_async_0_7 as embedded_io_async;
///
/// /// Serves one request; whether the connection may carry another.
/// async fn serve<C: embedded_io_async::Read + embedded_io_async::Write>(
///     keyring: &Keyring,
///     guard: &mut ReplayGuard<16>,
///     now: u64,
///     connection: &mut C,
/// ) -> Result<bool, Box<dyn std::error::Error>>
/// where
///     C::Error: 'static,
/// {
///     let (mut buffer, mut body) = ([0; 256], [0; 4096]);
///     let endpoint = Endpoint::new("/hooks/")?;
///     let mut receiver = Receiver::collecting(endpoint, keyring, &mut buffer, &mut body);
///     loop {
///         match nonblocking::advance(&mut receiver, connection).await? {
///             Pause::Piece | Pause::Reply => {}
///             Pause::Decide => {
///                 if let Some(Decision::Deliver { .. }) = receiver.decide(Clock::unix(now), guard) {
///                     println!("{:?}", receiver.body());
///                     receiver.reply(Reply::Accepted, guard);
///                 }
///             }
///             Pause::Done { reusable } => return Ok(reusable),
///         }
///     }
/// }
/// ```
///
/// # Errors
/// As the connection has them, which is of no further use then; never [`DriveError::Exchange`].
pub async fn advance<C: Read + Write, const N: usize>(
    receiver: &mut Receiver<'_, N>,
    connection: &mut C,
) -> Result<Pause, DriveError<C::Error>> {
    loop {
        match receiver.poll() {
            Step::Transmit(bytes) => match connection.write(bytes).await {
                Ok(0) => return Err(DriveError::WriteZero),
                Ok(written) => receiver.transmitted(written),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(DriveError::Write(error)),
            },
            Step::Flush => {
                while let Err(error) = connection.flush().await {
                    if error.kind() != ErrorKind::Interrupted {
                        return Err(DriveError::Write(error));
                    }
                }
            }
            Step::Receive(space) => match connection.read(space).await {
                Ok(read) => receiver.received(read),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(DriveError::Read(error)),
            },
            Step::Piece => return Ok(Pause::Piece),
            Step::Decide => return Ok(Pause::Decide),
            Step::Reply => return Ok(Pause::Reply),
            Step::Done { reusable } => return Ok(Pause::Done { reusable }),
        }
    }
}
