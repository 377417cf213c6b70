//! Base URLs, good and bad.

use std::net::Ipv6Addr;

use gigapay_webhooks::{ConfigError, Server};

#[test]
fn base_urls_are_taken_apart() {
    let v6 = Server::parse("HTTP://[::1]:8080/a/b/").unwrap();
    assert_eq!((v6.host(), v6.port(), v6.prefix()), ("[::1]", 8080, "/a/b"));
    assert_eq!(
        Server::parse("https://api.gigapay.se/v2/").unwrap(),
        Server::PRODUCTION
    );
    assert_eq!(
        Server::parse("https://api.gigapay.se/v2").unwrap(),
        Server::PRODUCTION
    );
    // A request line has one slash between the prefix and `webhooks/`, however many there were.
    for (url, prefix) in [
        ("https://api.gigapay.se/v2//", "/v2"),
        ("https://api.gigapay.se/v2////", "/v2"),
        ("https://x//", ""),
    ] {
        assert_eq!(Server::parse(url).unwrap().prefix(), prefix, "{url}");
    }
    let bare = Server::parse("https://x:444").unwrap();
    assert_eq!((bare.prefix(), bare.port()), ("", 444));
}

#[test]
fn what_cannot_be_addressed_is_refused() {
    for url in [
        "",
        "x",
        "ftp://x/",
        "https://",
        "https:///v2/",
        "https://u@h/",
        "https://h:/v2/",
        "https://h:99999/",
        "https://h:0/",
        "https://h/?a=b",
        "https://h/#f",
        "https://h/a b",
        "https://h/\r\nX: y",
        "https://h\r\n/",
        "https://[::1/",
        "https://[zz]/",
        "https://[::1]x/",
        "https://h:+80/",
        "https://å.se/",
        "https://h//v2/",
        "https://h/v2//x",
    ] {
        assert_eq!(
            Server::parse(url),
            Err(ConfigError::InvalidServer),
            "{url:?}"
        );
    }
}

fn check(address: &str) -> bool {
    let expected = address.parse::<Ipv6Addr>().is_ok();
    let server = Server::parse(&format!("https://[{address}]/")).is_ok();
    assert_eq!(server, expected, "{address}");
    expected
}

/// Pieces good and bad, or left out, in any number.
#[test]
fn addresses_are_those_that_the_library_parses() {
    const PIECES: [&str; 15] = [
        "0",
        "12",
        "aF9",
        "ffff",
        "0000",
        "",
        "",
        "1.2.3.4",
        "1",
        "12345",
        "g",
        "1.2.3.256",
        "1.02.3.4",
        "1.2.3",
        "1..3.4",
    ];
    let (mut accepted, mut refused) = (0, 0);
    for seed in 0..300_000_u64 {
        let mut bits = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        bits ^= bits >> 29;
        // Mostly good ones, or no whole address would ever come of it.
        let piece = |place| {
            let among = if (bits >> 50) & 3 == 0 { 15 } else { 9 };
            PIECES[(bits.rotate_left(5 * place + 7) % among) as usize]
        };
        let pieces: Vec<_> = (0..1 + (bits % 10) as u32).map(piece).collect();
        match check(&pieces.join(":")) {
            true => accepted += 1,
            false => refused += 1,
        }
    }
    assert!(
        accepted > 10_000 && refused > 10_000,
        "{accepted} {refused}"
    );
}

#[test]
fn groups_and_octets_have_limits() {
    for before in 0..10 {
        for behind in 0..10 {
            let groups = |count| ["1"; 10][..count].join(":");
            for tail in ["", "1.2.3.4", "1.2.3", ":", ":1"] {
                let text = format!("{}::{}{tail}", groups(before), groups(behind));
                check(&text);
                check(&text.replace("1::", "1:"));
            }
        }
    }
    for octet in 0..1000 {
        check(&format!("::1.2.3.{octet}"));
        check(&format!("::1.0{octet}.3.4"));
    }
}
