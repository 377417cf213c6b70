//! The cryptographic crates behind one interface each, chosen at run time: no code exists twice for
//! two cipher suites.

pub(crate) mod aead;
mod gcm;
pub(crate) mod group;
pub(crate) mod hash;
pub(crate) mod suite;
