#![no_main]
//! A server whose certificates are changed as the input says, or are bytes of the input, and an
//! anchor that is: only the unchanged certificate of the server is trusted.

#[path = "../../../transport-embassy/tls/tests/hostile/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
mod support;
#[allow(dead_code, reason = "each target uses a part")]
mod tls;

use heapless_tls::{CertificateDer, TlsConfig, Validity, anchor};
use support::client::{NOW, Scripted, Standing};
use support::server::{ALERT, APPLICATION_DATA, Item, P256, Script, X25519, flight};
use support::{NAME, identity};
use tls::{Input, Limits, PIN, drive, edit};

/// A certificate as the input has it.
fn certificate(original: &[u8], input: &mut Input<'_>) -> Vec<u8> {
    let is_edited = input.byte() % 4 != 3;
    let bytes = input.bytes();
    if is_edited {
        edit(original, &bytes)
    } else {
        bytes
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut input = Input(bytes);
    let limits = Limits::read(&mut input);
    let choice = input.byte();
    let identity = identity();
    let leaf = certificate(&identity.chain[0], &mut input);
    let root = if choice & 1 == 0 {
        identity.root.clone()
    } else {
        certificate(&identity.root, &mut input)
    };
    let mut plan = flight();
    plan.push(Item::Record(APPLICATION_DATA, b"response".to_vec()));
    plan.push(Item::Record(ALERT, vec![1, 0]));
    let mut script = Script::new(identity, plan);
    script.group = if limits.is_p256 { P256 } else { X25519 };
    script.certificates = vec![leaf.clone()];
    while !input.0.is_empty() && script.certificates.len() < 12 {
        let other = certificate(&identity.root, &mut input);
        script.certificates.push(other);
    }
    let is_whole = leaf == identity.chain[0] && script.certificates.len() == 1;

    let root = CertificateDer::from(root.as_slice());
    // An anchor that is no certificate is an error of the configuration.
    let Ok(anchor) = anchor(&root) else { return };
    let (anchors, clock) = ([anchor], Standing(NOW));
    let validity = match choice >> 1 & 3 {
        0 => Validity::At(&clock),
        1 => Validity::Since(NOW),
        2 => Validity::AtOrSince(&clock, NOW),
        _ => Validity::SkipDates,
    };
    let mut config = TlsConfig::new(NAME, &anchors, validity);
    if choice & 8 != 0 {
        config = config.with_pins(&PIN);
    }
    let config = config.with_groups(limits.groups);
    let mut server = Scripted::new(script, usize::MAX);
    let outcome = drive(&config, &limits, &mut server, 200_000);
    assert!(
        !outcome.is_connected || leaf == identity.chain[0] && choice & 8 == 0,
        "trust in a changed certificate"
    );
    if is_whole && limits.is_large && choice & 9 == 0 {
        assert_eq!(outcome.result.as_deref(), Ok(&b"response"[..]));
    }
});
