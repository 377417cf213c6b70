//! Files of the host, such as the root certificate of a test. FOR THE TEST BOARD ONLY: see the
//! module above.

use core::ffi::CStr;

use defmt::Format;
use semihosting::fs::{self, File};
use semihosting::io::Read as _;

/// Maximum length of a path, with its terminating byte.
const LONGEST_PATH: usize = 32;

/// Why a file could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Format)]
pub(crate) enum FileError {
    /// The path is too long.
    Path,
    /// The host cannot open it, or cannot read it to the end.
    Unreadable,
    /// It does not fit the buffer.
    TooLong,
    /// The host cannot write it.
    Unwritable,
}

/// Reads the whole file at `path` into the front of `buffer`.
pub(crate) fn read<'b>(path: &str, buffer: &'b mut [u8]) -> Result<&'b [u8], FileError> {
    let mut name = [0; LONGEST_PATH];
    let mut file = File::open(terminate(path, &mut name)?).map_err(|_| FileError::Unreadable)?;
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

/// Writes the file at `path`, which stands for a product's flash.
pub(crate) fn write(path: &str, octets: &[u8]) -> Result<(), FileError> {
    let mut name = [0; LONGEST_PATH];
    fs::write(terminate(path, &mut name)?, octets).map_err(|_| FileError::Unwritable)
}

/// Returns the path with the terminating byte that the host wants.
fn terminate<'n>(path: &str, name: &'n mut [u8; LONGEST_PATH]) -> Result<&'n CStr, FileError> {
    name.get_mut(..path.len())
        .ok_or(FileError::Path)?
        .copy_from_slice(path.as_bytes());
    CStr::from_bytes_until_nul(name).map_err(|_| FileError::Path)
}
