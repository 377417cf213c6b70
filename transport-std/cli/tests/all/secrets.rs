//! Secret keys in sight of people and machines.

use crate::common::*;

#[test]
fn people_see_a_mask_unless_they_ask_for_more() {
    let sandbox = sandbox_with(1);
    let secret = sandbox.webhooks()[0].secret_key.clone();
    let masked = format!("secret_key  {}************\n", &secret[..4]);
    for arguments in [
        &["list"][..],
        &["retrieve", "hook-1"],
        &["update", "hook-1", "--event=Payrun.paid"],
    ] {
        let text = run(&sandbox, arguments).done();
        assert!(!text.contains(&secret), "{text}");
        assert!(text.contains(&masked), "{text}");
        let text = run(&sandbox, &[arguments, &["--show-secrets"]].concat()).done();
        assert!(text.contains(&secret), "{text}");
    }
}

#[test]
fn a_key_that_was_given_is_not_repeated() {
    let sandbox = sandbox();
    let text = run(
        &sandbox,
        &[
            "register",
            "--url=https://example.com/",
            "--event=Payout.created",
            "--secret-key=open-sesame",
        ],
    )
    .done();
    assert!(!text.contains("open"), "{text}");
}

#[test]
fn machines_see_all() {
    let sandbox = sandbox_with(1);
    let secret = sandbox.webhooks()[0].secret_key.clone();
    let line = run(&sandbox, &["retrieve", "hook-1", "--json"]).line();
    assert_eq!(line["secret_key"], *secret);
}

#[test]
fn help_does_not_show_the_token_of_the_environment() {
    let sandbox = sandbox();
    for arguments in [
        &["--help"][..],
        &["-h"],
        &["list", "--help"],
        &["help", "register"],
    ] {
        let text = run(&sandbox, arguments).done();
        assert!(text.contains("GIGAPAY_TOKEN"), "{text}");
    }
}
