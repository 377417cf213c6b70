//! The fixtures, each with what has to come out of it.

mod broken_body;
mod broken_framing;
mod good;
mod refused;

use std::path::PathBuf;

use gigapay_webhooks::{Error, ProtocolError};

use crate::{Hook, Outcome, Verb};

/// A fixture and what an operation has to make of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name: that of the file, without `.http`.
    pub name: &'static str,
    /// The operation that gets this response.
    pub verb: Verb,
    /// What comes out.
    pub outcome: Outcome,
}

impl Case {
    fn new(name: &'static str, verb: Verb, outcome: Outcome) -> Self {
        Self {
            name,
            verb,
            outcome,
        }
    }

    /// The fixture's bytes.
    ///
    /// # Panics
    /// When there is no such file.
    pub fn bytes(&self) -> Vec<u8> {
        let path = folder().join(self.name).with_extension("http");
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

/// The fixture of this name.
///
/// # Panics
/// When there is none.
pub fn named(name: &str) -> Case {
    let mut cases = all().into_iter();
    cases.find(|case| case.name == name).expect("a fixture")
}

/// Where the fixtures are.
pub fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fixtures"].iter().collect()
}

/// All fixtures.
pub fn all() -> Vec<Case> {
    let mut cases = good::cases();
    cases.extend(refused::cases());
    cases.extend(broken_framing::cases());
    cases.extend(broken_body::cases());
    cases
}

/// The webhook that most fixtures hold, from the reference's samples.
pub fn payouts() -> Hook {
    Hook::new(
        "38a93e19-886a-4246-9cfe-471214ff6739",
        "https://gigatron.se/webhooks/payouts/",
        &["Payout.created"],
        "c1329a085d65f7757838df5920fdcc9a",
    )
}

/// The same with the id that the reference's samples ask for.
pub fn numbered() -> Hook {
    Hook {
        id: "481272".into(),
        ..payouts()
    }
}

/// The peer broke the protocol.
pub fn broken(error: ProtocolError) -> Outcome {
    Outcome::of(Error::Protocol(error))
}
