//! Secret keys in sight of people and machines.

use gigapay_sandbox::Fault;

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

/// A refusal with these words about the secret key.
fn refusal(words: &str) -> Fault {
    Fault::json(400, format!(r#"{{"secret_key":["{words}"]}}"#))
}

const SECRET: &str = "SECRETSECRETSECRETSECRETSECRETSECRET";

#[test]
fn a_key_in_the_servers_words_is_taken_out() {
    let url = "--url=https://example.com/";
    let given = format!("--secret-key={SECRET}");
    let register = ["register", url, "--event=Payout.created", &given];
    let update = ["update", "hook-1", &given];
    let set = ["replace", "hook-1", url, "--event=Payrun.paid", &given];
    let keep = [
        "replace",
        "hook-1",
        url,
        "--event=Payrun.paid",
        "--keep-secret",
    ];
    let ensure = [
        "ensure",
        "--id=hook-1",
        url,
        "--event=Payrun.paid",
        "--metadata=1",
    ];
    for (arguments, requests_before) in [
        (&register[..], 0),
        (&update, 0),
        (&set, 0),
        // The key is retrieved.
        (&keep, 1),
        // So is the webhook.
        (&ensure, 1),
    ] {
        for words in [
            format!(r#"\"{SECRET}\" is not valid."#),
            // Too long to be kept whole: the end of the key is cut off.
            format!(
                "{} {SECRET}",
                "x".repeat(64 * 1024 - 20 - "secret_key".len())
            ),
        ] {
            for is_json in [false, true] {
                let sandbox = sandbox_with(0);
                let mut webhook = webhook("hook-1");
                webhook.secret_key = SECRET.into();
                sandbox.insert([webhook]).unwrap();
                sandbox.arm(refusal(&words).skip(requests_before));
                let format: &[&str] = if is_json { &["--json"] } else { &[] };
                let text = run(&sandbox, &[arguments, format].concat()).refused(1);
                assert!(!text.contains("SECRET"), "{text}");
                assert!(
                    text.contains("secret_key") && text.contains("***"),
                    "{text}"
                );
            }
        }
    }
}

/// A short one is cut out where it is a word of its own: it may be a part of any other.
#[test]
fn a_short_key_and_a_short_token_are_taken_out_too() {
    let sandbox = builder().token("tok3n").start().unwrap();
    for (words, shown) in [
        (
            "tok3n is no token; stok3n, 'tok3n'",
            "*** is no token; stok3n, '***'",
        ),
        ("k9: the key k9 is in k99.", "***: the key *** is in k99."),
    ] {
        sandbox.arm(refusal(words).times(1));
        let mut command = program_for(&sandbox);
        command.env("GIGAPAY_TOKEN", "tok3n");
        command.args(["update", "hook-1", "--secret-key=k9", "--json"]);
        let error = finish(command).refused_json(1);
        assert_eq!(error["message"], shown);
    }
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

#[test]
fn every_message_and_every_field_is_searched_for_keys() {
    let sandbox = sandbox_with(1);
    let body = format!(
        r#"{{"url":["not {SECRET}"],"{SECRET}":["why"],
            "events":{{"1":["{SECRET}","twice {SECRET}"]}}}}"#
    );
    sandbox.arm(Fault::json(400, body));
    let update = ["update", "hook-1", &format!("--secret-key={SECRET}")];
    let text = run(&sandbox, &update).refused(1);
    assert!(!text.contains("SECRET"), "{text}");
    assert_eq!(text.matches("***").count(), 4, "{text}");
    let error = run(&sandbox, &[&update[..], &["--json"]].concat()).refused_json(1);
    assert!(!error.to_string().contains("SECRET"), "{error}");
    assert_eq!(error["errors"].as_array().unwrap().len(), 4, "{error}");
}

/// One was mistaken for the other.
#[test]
fn a_token_given_as_an_id_is_not_repeated() {
    let sandbox = sandbox();
    let text = run(&sandbox, &["retrieve", TOKEN]).refused(5);
    assert!(text.starts_with("error: ***: status 404"), "{text}");
    let error = run(&sandbox, &["retrieve", TOKEN, "--json"]).refused_json(5);
    assert_eq!(error["id"], "***");
}
