//! Nothing secret is shown by any public type of the core, in any form: `Debug`, indented or not,
//! `Display`, and what defmt puts on the wire (B2, B10).
//!
//! A test binary of its own, with the feature `defmt`: it needs a logger, and there is one in each.

mod frames;

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::path::Path;

use gigapay_webhooks::{Error, ProtocolError};
use gigapay_webhooks_tests::count;
use gigapay_webhooks_tests::every::{self, Look, Texts};

const TEXTS: Texts<'static> = Texts {
    // Like no word that stands anywhere else.
    token: "Zq8xWv3kJy7pBn",
    integration: "Hb5nRt2mCd9g",
    secret: "Lf4sUq6jXw1zTe",
    text: "\"harmless\"",
};

/// The secrets, and parts of them: four characters in a row are too many.
fn secrets() -> impl Iterator<Item = &'static [u8]> {
    let texts = [TEXTS.token, TEXTS.integration, TEXTS.secret];
    texts
        .into_iter()
        .flat_map(|text| text.as_bytes().windows(4))
}

/// What shows a secret, in text or as a list of its bytes.
fn leaks(shown: &[u8]) -> Option<String> {
    let in_text = |secret: &&[u8]| shown.windows(4).any(|buffer| buffer == *secret);
    // A list may have a line for each of its bytes.
    let text = String::from_utf8_lossy(shown);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let in_list = |secret: &&[u8]| {
        let list = format!("{secret:?}");
        let hex = format!("{secret:02x?}");
        [list, hex]
            .iter()
            .any(|list| text.contains(&list[1..list.len() - 1]))
    };
    secrets()
        .find(|secret| in_text(secret) || in_list(secret))
        .map(|secret| String::from_utf8_lossy(secret).into_owned())
}

/// Looks at every form, and remembers whose they were.
#[derive(Default)]
struct Inspector {
    types: BTreeSet<String>,
    forms: usize,
    frames: usize,
    leaking: Vec<String>,
}

impl Inspector {
    fn inspect<T>(&mut self, form: &str, shown: &[u8]) {
        let name = std::any::type_name::<T>();
        assert!(!shown.is_empty(), "{name} shows nothing as {form}");
        self.forms += 1;
        if let Some(secret) = leaks(shown) {
            self.leaking.push(format!("{name} as {form}: {secret}"));
        }
        // Of `a::b::Type<..>`, and of what it is made of, the names alone.
        for part in name.split(|c: char| !c.is_alphanumeric() && c != ':' && c != '_') {
            let short = part.rsplit("::").next().unwrap_or(part);
            self.types.insert(short.to_owned());
        }
    }
}

impl Look for Inspector {
    fn debug<T: Debug>(&mut self, value: &T) {
        self.inspect::<T>("Debug", format!("{value:?}").as_bytes());
        self.inspect::<T>("Debug, indented", format!("{value:#?}").as_bytes());
        self.inspect::<T>("Debug, in hex", format!("{value:02x?}").as_bytes());
    }

    fn display<T: Display>(&mut self, value: &T) {
        self.inspect::<T>("Display", value.to_string().as_bytes());
    }

    fn both<T: Debug + defmt::Format>(&mut self, value: &T) {
        self.debug(value);
        let frames = frames::of(|| defmt::info!("{}", value));
        self.inspect::<T>("defmt", &frames);
        self.frames += 1;
    }
}

/// Every public type that has a form at all.
fn inspect() -> Inspector {
    let mut inspector = Inspector::default();
    every::values(&mut inspector, TEXTS).expect("good texts");
    let signed = gigapay_webhooks::notify::sign(TEXTS.secret.as_bytes(), 1_700_000_000, &[]);
    let signed = signed.expect("a secret");
    every::notifications(&mut inspector, TEXTS, signed.as_bytes()).expect("good texts");
    every::notifications(&mut inspector, TEXTS, b"t=1").expect("good texts");
    every::errors(&mut inspector, refusal(), false);
    every::errors(&mut inspector, Error::Protocol(ProtocolError::Json), true);
    inspector
}

/// A refusal can only be had from an exchange.
fn refusal() -> Error {
    use gigapay_webhooks::{Exchange, Retrieve, Server, Webhook};
    use gigapay_webhooks_tests::run::{run, sample_api};
    use gigapay_webhooks_tests::{Canned, Pieces};

    let api = sample_api(Server::DEMO);
    let (mut webhook, mut buffer): (Webhook, _) = (Webhook::new(), [0; 64]);
    let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
    let response = b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";
    run(&mut exchange, &mut Canned::new(response, Pieces::Whole));
    exchange.poll().expect_err("a refusal")
}

#[test]
fn nothing_secret() {
    let inspector = inspect();
    assert!(inspector.leaking.is_empty(), "{:#?}", inspector.leaking);
    count::tell(&format!(
        "forms of public types: {}, {} of them defmt's",
        inspector.forms, inspector.frames
    ));
    assert!(inspector.frames > 60, "{}", inspector.frames);
}

/// A secret that is shown would be seen, whichever form shows it.
#[test]
fn what_shows_a_secret_is_caught() {
    let mut inspector = Inspector::default();
    inspector.both(&TEXTS.token);
    inspector.both(&Some(TEXTS.secret));
    inspector.display(&TEXTS.integration);
    inspector.both(&TEXTS.secret.as_bytes());
    assert_eq!(
        inspector.leaking.len(),
        4 + 4 + 1 + 4,
        "{:#?}",
        inspector.leaking
    );
}

/// The names of the types that a module of the core makes public, in itself or of others.
fn public_types(module: &str, names: &mut BTreeSet<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let source = std::fs::read_to_string(path.join(module)).expect("a module");
    for item in source.split("\npub ").skip(1) {
        let item = match item.split_once(' ') {
            Some(("use", rest)) => rest.split(';').next().unwrap_or_default(),
            Some(("struct" | "enum", rest)) => rest
                .split(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or_default(),
            _ => continue,
        };
        let words = item.split(|c: char| !c.is_alphanumeric() && c != '_');
        let is_type = |word: &&str| {
            word.starts_with(|c: char| c.is_uppercase())
                && word.contains(|c: char| c.is_lowercase())
        };
        names.extend(words.filter(is_type).map(str::to_owned));
    }
}

/// None is forgotten: a type that is new has to be shown, or named here.
#[test]
fn every_public_type_was_looked_at() {
    const TRAITS: [&str; 9] = [
        "Capacity",
        "Compares",
        "Operation",
        "RefusalReader",
        "ReplayStore",
        "SingleResponse",
        "Stored",
        "Text",
        "YieldsWebhook",
    ];
    const WITHOUT_ANY_FORM: [&str; 4] = [
        "Exchange",
        "ErasedExchange",
        "Reconcile",
        "ObjectReader",
    ];
    // Shown as their requests, or namespaces of constructors, without any value.
    const NO_VALUES: [&str; 8] = [
        "Delete",
        "List",
        "ListInto",
        "Register",
        "Replace",
        "Retrieve",
        "Update",
        "WebhookOperation",
    ];
    // What the server says, piece by piece, for hosts alone; and a text to be shown as it is.
    const PIECES: [&str; 2] = ["RefusalEvent", "Visible"];

    let mut names = BTreeSet::new();
    for module in ["lib.rs", "drive/mod.rs", "notify/mod.rs"] {
        public_types(module, &mut names);
    }
    for name in TRAITS
        .iter()
        .chain(&WITHOUT_ANY_FORM)
        .chain(&NO_VALUES)
        .chain(&PIECES)
    {
        assert!(names.remove(*name), "{name}");
    }
    let seen = inspect().types;
    let missing: Vec<_> = names.difference(&seen).collect();
    assert!(missing.is_empty(), "not looked at: {missing:?}");
    count::tell(&format!("public types of the core: {}", names.len()));
    assert!(names.len() > 60, "{}", names.len());
}
