//! Whole buffers over a socket that takes and gives pieces.

use embedded_io_async_0_7::{Read, Write};

use super::TlsError;

/// Fills `buffer` from `filled` on, and sets that back when all is there. Dropped midway, nothing is lost: the next call goes on.
pub(super) async fn fill<S: Read>(
    socket: &mut S,
    filled: &mut usize,
    buffer: &mut [u8],
) -> Result<(), TlsError<S::Error>> {
    while let Some(rest @ [_, ..]) = buffer.get_mut(*filled..) {
        match socket.read(rest).await {
            Ok(0) => return Err(TlsError::Truncated),
            Ok(read) => *filled += read,
            Err(error) => return Err(TlsError::Io(error)),
        }
    }
    *filled = 0;
    Ok(())
}

/// Writes all of `bytes`.
pub(super) async fn send<S: Write>(
    socket: &mut S,
    mut bytes: &[u8],
) -> Result<(), TlsError<S::Error>> {
    while !bytes.is_empty() {
        match socket.write(bytes).await {
            Ok(0) => return Err(TlsError::WriteZero),
            Ok(written) => bytes = bytes.get(written..).unwrap_or(&[]),
            Err(error) => return Err(TlsError::Io(error)),
        }
    }
    Ok(())
}
