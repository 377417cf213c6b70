#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| gigapay_webhooks_tests::check::response(input));
