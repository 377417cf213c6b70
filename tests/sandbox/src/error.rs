//! Why a sandbox did not start.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a sandbox did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be bound.
    Listen {
        /// The address as it was given.
        address: String,
        /// What the system says.
        source: io::Error,
    },
    /// The data file cannot be read or written, or does not contain a sandbox's state. It is left
    /// unchanged.
    DataFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// Another sandbox uses the data file. Each would undo the changes of the other.
    DataFileInUse {
        /// The file.
        path: PathBuf,
    },
    /// The certificates cannot be generated, most likely because a name given for them is not a
    /// host name.
    Certificates(Box<dyn Error + Send + Sync>),
    /// The server's thread cannot be started.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, source } => write!(f, "cannot listen on {address}: {source}"),
            Self::DataFile { path, source } if source.kind() == io::ErrorKind::InvalidData => {
                write!(
                    f,
                    "the data file {} does not contain a sandbox's state ({source}); \
                     repair it, move it away or name another",
                    path.display()
                )
            }
            Self::DataFile { path, source } => {
                write!(f, "cannot use the data file {}: {source}", path.display())
            }
            Self::DataFileInUse { path } => write!(
                f,
                "the data file {} is in use by another sandbox; stop that one or name another file",
                path.display()
            ),
            Self::Certificates(source) => write!(f, "cannot make the certificates: {source}"),
            Self::Thread(source) => write!(f, "cannot start the server's thread: {source}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Listen { source, .. } | Self::DataFile { source, .. } | Self::Thread(source) => {
                Some(source)
            }
            Self::DataFileInUse { .. } => None,
            Self::Certificates(source) => Some(&**source),
        }
    }
}
