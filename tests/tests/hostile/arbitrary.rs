//! Bytes without any sense, and bytes of the right alphabet without grammar.

use gigapay_webhooks_tests::check;
use proptest::prelude::*;

use crate::try_all;

/// What responses, notifications and signatures are made of.
const WORDS: [&str; 41] = [
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 204 \r\n",
    "HTTP/1.0 404\r\n",
    "HTTP/1.1 100 Continue\r\n\r\n",
    "Content-Length: 5\r\n",
    "Content-Length: 70\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Connection: close\r\n",
    "Retry-After: 7\r\n",
    "\r\n",
    "\r\n\r\n",
    "1\r\n",
    "0\r\n\r\n",
    "fF;x\r\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"id\":\"i\"",
    "\"url\":\"u\"",
    "\"events\":[\"e\"]",
    "\"metadata\":{}",
    "\"results\":[",
    "\"next\":null",
    "\"detail\":\"no\"",
    "\"\\ud83e",
    "-1.5e+3",
    "POST /hooks/?a=1 HTTP/1.1\r\n",
    "Host: h\r\n",
    "Expect: 100-continue\r\n",
    "Content-Type: application/json\r\n",
    "\t",
    "\0",
    "Gigapay-Signature: t=1,v1=00\r\n",
    "t=1",
    "x=å",
    ",",
    "v1=d85e51f36a23ef27c37e6c6ef71f2b8b25bf30f52a8cc6a4b42c8bd27ad71d82",
    "https://h:1/a",
];

fn input() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..30);
    let choices = prop::collection::vec(any::<u8>(), 5);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..600),
        (choices.clone(), words.clone())
            .prop_map(|(choices, words)| { [choices, words.concat().into_bytes()].concat() }),
        // A head that is right, so that what follows is body.
        (choices, words).prop_map(|(choices, words)| {
            let head = "HTTP/1.1 200 OK\r\n\r\n";
            [choices, head.into(), words.concat().into_bytes()].concat()
        }),
    ]
}

#[test]
fn by_every_check() {
    for (name, check) in check::ALL {
        try_all(
            &format!("arbitrary bytes, {name}"),
            1500,
            &input(),
            |input| {
                check(&input);
            },
        );
    }
}
