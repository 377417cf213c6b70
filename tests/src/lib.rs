//! What the tests of the Gigapay Webhooks client share.
//!
//! Rule numbers such as B14 are those of the sheet on the API's behaviour, contradictions included.

pub mod allocations;
pub mod block_on;
pub mod cases;
pub mod check;
pub mod count;
pub mod every;
pub mod hook;
pub mod oracle;
pub mod outcome;
pub mod pages;
pub mod peer;
pub mod remains;
pub mod render;
pub mod request;
pub mod responses;
pub mod run;
#[cfg(feature = "sandbox")]
pub mod service;
pub mod socket;
pub mod wire;

pub use block_on::block_on;
pub use hook::{Hook, Roomy, Whole};
pub use outcome::{End, Got, Messages, Outcome};
pub use peer::{Canned, Connection, Pieces};
pub use responses::{respond, response};
pub use run::{Verb, perform};
