#![no_main]
//! A server that sends arbitrary bytes: the client returns an error or waits for more.

#[path = "../../../transport-embassy/tls/tests/hostile/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
mod support;
#[allow(dead_code, reason = "each target uses a part")]
mod tls;

use heapless_tls::TlsConfig;
use support::client::Peer;
use tls::{Input, Limits, PIN, drive};

/// Sends the input, whatever the client says.
struct Raw<'a>(&'a [u8]);

impl Peer for Raw<'_> {
    fn receive(&mut self, _: &[u8]) {}

    fn send(&mut self, limit: usize) -> Vec<u8> {
        let (now, later) = self.0.split_at(limit.min(self.0.len()));
        self.0 = later;
        now.to_vec()
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut input = Input(bytes);
    let limits = Limits::read(&mut input);
    let config = TlsConfig::pinned_only(support::NAME, &PIN).with_groups(limits.groups);
    let outcome = drive(&config, &limits, &mut Raw(input.0), input.0.len());
    assert!(!outcome.is_connected, "bytes that prove nothing");
    assert!(outcome.result.is_err());
});
