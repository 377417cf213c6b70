//! Integration and property tests of the Gigapay Webhooks client
