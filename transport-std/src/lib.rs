//! Blocking client of the Gigapay Webhooks API over std TCP and rustls
