//! HTTP as the API uses it: requests, negotiation, responses.

pub(crate) mod body;
pub(crate) mod negotiation;
pub(crate) mod query;
pub(crate) mod refusal;
pub(crate) mod response;
