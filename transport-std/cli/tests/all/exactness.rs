//! What must survive the way there and back.

use gigapay_sandbox::Fault;

use crate::common::*;

const METADATA: &str =
    r#"{"place":"Luleå 😀","n":[123456789012345678901234567890,-0.10,1E+400],"a b":" \" \\"}"#;

#[test]
fn metadata_and_urls_survive_to_the_last_byte() {
    let sandbox = sandbox();
    let url = "https://exämple.com/å?q=%20";
    let arguments = [
        "--event=Payout.created",
        "--id=ö",
        "--json",
        "--metadata",
        METADATA,
        "--url",
        url,
    ];
    let registered = run(&sandbox, &[&["register"][..], &arguments].concat()).done();
    assert!(
        registered.contains(&format!(r#","metadata":{METADATA}}}"#)),
        "{registered}"
    );
    assert!(
        registered.contains(&format!(r#""id":"ö","url":"{url}","#)),
        "{registered}"
    );
    assert_eq!(
        run(&sandbox, &["retrieve", "ö", "--json"]).done(),
        registered
    );
    assert_eq!(run(&sandbox, &["list", "--json"]).done(), registered);
    sandbox.arm(Fault::EscapeNonAscii);
    let escaped = run(&sandbox, &["list", "--json"]).done();
    assert!(escaped.contains(url), "{escaped}");
    assert!(
        escaped.contains(r#"{"place":"Lule\u00e5 \ud83d\ude00","#),
        "{escaped}"
    );
    let text = run(&sandbox, &["retrieve", "ö"]).done();
    assert!(text.contains(url), "{text}");
}

#[test]
fn a_webhook_stays_on_one_line_and_its_tokens_as_they_are() {
    let sandbox = sandbox();
    let body = "{\r\n\t\"id\": \"a\",\n \"url\": \"https://example.com/\", \"events\": [],\n\
                \"metadata\" : {\n\t\"x y\" :\t[ 1.50 , 123456789012345678901234567890 , \
                \"a  \\\" b\\u00e5\" ]\r\n}\n}";
    sandbox.arm(Fault::json(200, body));
    let expected = concat!(
        r#"{"id":"a","url":"https://example.com/","events":[],"secret_key":null,"#,
        r#""metadata":{"x y":[1.50,123456789012345678901234567890,"a  \" b\u00e5"]}}"#
    );
    let text = run(&sandbox, &["retrieve", "a", "--json"]).done();
    assert_eq!(text, format!("{expected}\n"));
}

#[test]
fn unknown_fields_are_ignored() {
    let sandbox = sandbox_with(1);
    let plain = run(&sandbox, &["list", "--json"]).done();
    sandbox.arm(Fault::ExtraFields);
    assert_eq!(run(&sandbox, &["list", "--json"]).done(), plain);
}
