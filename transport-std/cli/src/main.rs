//! Command-line client of the Gigapay Webhooks API.
fn main() {}
