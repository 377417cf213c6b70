//! The server's certificates: RFC 8446 section 4.4.2 and RFC 5280.

pub(crate) mod budget;
mod chain;
pub(crate) mod der;
pub(crate) mod list;
pub(crate) mod path;
pub(crate) mod schemes;
pub(crate) mod verify;
