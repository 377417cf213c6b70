//! A local server that behaves like the Gigapay Webhooks API
