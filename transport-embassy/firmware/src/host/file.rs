//! Files of the host, such as the root certificate of a test. FOR THE TEST BOARD ONLY: see the
//! module above.

use core::ffi::CStr;

use defmt::Format;
use semihosting::fs::File;
use semihosting::io::Read as _;

/// Maximum length of a path, with its terminating byte.
const LONGEST_PATH: usize = 256;

/// Why a file could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Format)]
pub(crate) enum FileError {
    /// The path is too long.
    Path,
    /// The host cannot open it, or cannot read it to the end.
    Unreadable,
    /// It does not fit the buffer.
    TooLong,
}

/// Reads the whole file at `path` into the front of `buffer`.
pub(crate) fn read<'b>(path: &str, buffer: &'b mut [u8]) -> Result<&'b [u8], FileError> {
    let mut name = [0; LONGEST_PATH];
    name.get_mut(..path.len())
        .ok_or(FileError::Path)?
        .copy_from_slice(path.as_bytes());
    let name = CStr::from_bytes_until_nul(&name).map_err(|_| FileError::Path)?;
    let mut file = File::open(name).map_err(|_| FileError::Unreadable)?;
    let mut length = 0;
    loop {
        let room = buffer.get_mut(length..).filter(|room| !room.is_empty());
        let room = room.ok_or(FileError::TooLong)?;
        match file.read(room).map_err(|_| FileError::Unreadable)? {
            0 => break,
            read => length += read,
        }
    }
    buffer.get(..length).ok_or(FileError::TooLong)
}
