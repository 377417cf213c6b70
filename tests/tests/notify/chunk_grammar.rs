//! Chunk sizes, chunk extensions and trailers of a request: exactly the grammar of RFC 9112 section
//! 7.1, held against a reader of that grammar which knows nothing of the library's.

use gigapay_webhooks::notify::{Outcome, Rejection, Reply};
use gigapay_webhooks_tests::count;
use proptest::prelude::*;

use super::smuggling::with_body;
use super::support::*;

const WHITE: &[u8] = b" \t";

fn skip(text: &[u8], belongs: impl Fn(u8) -> bool) -> &[u8] {
    let length = text.iter().take_while(|byte| belongs(**byte)).count();
    &text[length..]
}

fn is_tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn is_text(byte: u8) -> bool {
    byte == b'\t' || byte == b' ' || byte.is_ascii_graphic() || byte >= 0x80
}

fn token(text: &[u8]) -> Option<&[u8]> {
    let rest = skip(text, is_tchar);
    (rest.len() < text.len()).then_some(rest)
}

fn quoted(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text.strip_prefix(b"\"")?;
    loop {
        rest = match rest {
            [b'"', rest @ ..] => return Some(rest),
            [b'\\', escaped, rest @ ..] if is_text(*escaped) => rest,
            [byte, rest @ ..] if *byte != b'\\' && is_text(*byte) => rest,
            _ => return None,
        };
    }
}

/// `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )`
fn is_extension(mut text: &[u8]) -> bool {
    let white = |byte| WHITE.contains(&byte);
    while !text.is_empty() {
        let Some(name) = skip(text, white).strip_prefix(b";") else {
            return false;
        };
        let Some(rest) = token(skip(name, white)) else {
            return false;
        };
        text = match skip(rest, white).strip_prefix(b"=") {
            None => rest,
            Some(value) => {
                let value = skip(value, white);
                match token(value).or_else(|| quoted(value)) {
                    Some(rest) => rest,
                    None => return false,
                }
            }
        };
    }
    true
}

/// `*( field-line CRLF )`, without the last CRLF; the lines as such are given.
fn is_trailer(line: &[u8]) -> bool {
    let rest = token(line).and_then(|rest| rest.strip_prefix(b":"));
    rest.is_some_and(|value| value.iter().all(|byte| is_text(*byte)))
}

fn outcome(extension: &[u8], last_extension: &[u8], trailer: Option<&[u8]>) -> Outcome {
    let mut body = format!("{:X}", BODY.len()).into_bytes();
    body.extend(extension);
    body.extend(b"\r\n");
    body.extend(BODY);
    body.extend(b"\r\n00");
    body.extend(last_extension);
    body.extend(b"\r\n");
    if let Some(line) = trailer {
        body.extend(line);
        body.extend(b"\r\n");
    }
    body.extend(b"\r\n");
    let request = with_body("Transfer-Encoding: chunked", &body);
    receive(&request, &Setup::default()).outcome
}

fn expected(is_right: bool) -> Outcome {
    match is_right {
        true => Outcome::Replied(Reply::Accepted),
        false => Outcome::Rejected(Rejection::Chunk),
    }
}

#[test]
fn extensions_and_trailers_by_the_grammar() {
    for extension in [
        "",
        ";a",
        "\t ;\t a",
        ";a=b",
        ";a = b",
        ";a\t=\tb;c",
        ";a;b;c",
        ";a ;b",
        ";a=b ;c",
        ";a=\"\"",
        ";a=\"b;\\\"c\\\\\";d",
        ";a=\"\u{e5}\t \" ; e",
        ";!#$%&'*+-.^_`|~09aZ=~",
        ";a=\"b\\\t\"",
    ] {
        assert!(is_extension(extension.as_bytes()), "{extension}");
        assert_eq!(
            outcome(extension.as_bytes(), b"", None),
            expected(true),
            "{extension}"
        );
        assert_eq!(
            outcome(b"", extension.as_bytes(), None),
            expected(true),
            "{extension}"
        );
    }
    for extension in [
        " ",
        "\t",
        ";",
        ";a ",
        ";a\t",
        ";;a",
        ";a;",
        ";a=",
        ";a= ",
        ";=b",
        ";a=b=c",
        ";a=b c",
        ";a b",
        ";\u{e5}",
        ";a=\u{e5}",
        ";a=\"",
        ";a=\"b",
        ";a=\"b\\\"",
        ";a=\"b\"c",
        ";a=\"b\" ",
        ";a\"b\"",
        ";a=(b)",
        ";a,b",
        ";a=b,c",
        ";a=\"b\rc\"",
        ";a=\"b\nc\"",
        ";a=\"\x7f\"",
        ";a=\"\\\x01\"",
        " 5",
        "x",
        ",a",
        ";a:b",
        ";a=\r",
        "\x0b;a",
        ";a=\"b\";",
    ] {
        assert!(!is_extension(extension.as_bytes()), "{extension}");
        assert_eq!(
            outcome(extension.as_bytes(), b"", None),
            expected(false),
            "{extension:?}"
        );
        assert_eq!(
            outcome(b"", extension.as_bytes(), None),
            expected(false),
            "{extension:?}"
        );
    }
    for (trailer, is_right) in [
        ("X:", true),
        ("x!~: y", true),
        ("X: \u{e5}\t:;", true),
        ("X", false),
        (": y", false),
        ("X : y", false),
        (" X: y", false),
        ("\tX: y", false),
        ("X y", false),
        ("(X): y", false),
        ("X: \x01", false),
        ("X: \x7f", false),
        ("\u{e5}: y", false),
        ("X: a\ry", false),
        ("X: a\ny", false),
        ("X: a\r\n b", false),
    ] {
        assert_eq!(
            outcome(b"", b"", Some(trailer.as_bytes())),
            expected(is_right),
            "{trailer:?}"
        );
    }
}

fn text(alphabet: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(alphabet), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(count::cases(4000)))]

    #[test]
    fn any_extension(extension in text(b";;;=\"\" \ta0\\\r\n\xE5(\x7f!")) {
        // With a CR LF inside, what follows is no extension.
        prop_assume!(!extension.windows(2).any(|pair| pair == b"\r\n"));
        let right = expected(is_extension(&extension));
        // A digit would belong to the size.
        if !extension.first().is_some_and(u8::is_ascii_hexdigit) {
            prop_assert_eq!(outcome(&extension, b"", None), right);
            prop_assert_eq!(outcome(b"", &extension, None), right);
        }
    }

    #[test]
    fn any_trailer(trailer in text(b"aX::: \t\r\n\xE5(\x7f~")) {
        prop_assume!(!trailer.windows(2).any(|pair| pair == b"\r\n") && !trailer.is_empty());
        prop_assert_eq!(outcome(b"", b"", Some(&trailer)), expected(is_trailer(&trailer)));
    }
}
