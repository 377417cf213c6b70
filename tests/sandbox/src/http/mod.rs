//! HTTP as the API speaks it: what arrives, what is negotiated, what goes back.

pub(crate) mod body;
pub(crate) mod negotiation;
pub(crate) mod query;
pub(crate) mod refusal;
pub(crate) mod response;
